"""Entry point of the background worker."""

from django.tasks import task

from dongxi.apps.records import rounds, services


@task
def run_job(job_id: str) -> None:
    """Run one job to its end."""
    services.run_job(job_id=job_id)


@task
def make_round(name: str) -> None:
    """Make one round of work that comes again, and queue the next."""
    rounds.make(name)
