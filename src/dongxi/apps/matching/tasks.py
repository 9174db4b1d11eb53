"""Entry points of the background worker, a line each, and of recurring work."""

from django.tasks import task

from dongxi.apps.matching.services import contacts, digests, postings, webhooks
from dongxi.apps.records.permissions import SYSTEM


@task
def send_webhooks() -> None:
    """Send what was just queued."""
    deliver()


def expire() -> None:
    """Take down needs and offers past their end."""
    postings.expire_postings(actor=SYSTEM)


def remind() -> None:
    """Remind whoever is waited for in silent contacts."""
    contacts.remind_silent(actor=SYSTEM)


def digest() -> None:
    """Tell of what is new in saved searches."""
    digests.gather_news(actor=SYSTEM)


def mail() -> None:
    """Write to those who want to be written to."""
    digests.mail_notices(actor=SYSTEM)


def deliver() -> None:
    """Send webhook events whose time has come."""
    webhooks.deliver_due(actor=SYSTEM)
