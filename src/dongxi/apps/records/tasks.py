"""Entry point of the background worker."""

from django.tasks import task

from dongxi.apps.records import recurring, services


@task
def run_job(job_id: str) -> None:
    """Run one job to its end."""
    services.run_job(job_id=job_id)


@task
def recur(name: str) -> None:
    """Do recurring work once and queue the next time."""
    recurring.perform(name)
