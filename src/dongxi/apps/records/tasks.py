"""Entry point of the background worker."""

from django.tasks import task

from dongxi.apps.records import services


@task
def run_job(job_id: str) -> None:
    """Run one job to its end."""
    services.run_job(job_id=job_id)
