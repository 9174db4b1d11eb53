"""Entry points of the background worker, a line each, and of recurring work."""

from django.tasks import task

from dongxi.apps.matching.services import contacts, digests, postings, webhooks
from dongxi.apps.records.permissions import SYSTEM
from dongxi.apps.records.recurring import BEHIND_ALL_ELSE

A_MOMENTS_WORK = 32
"""Leads read at a time, so that nothing waits long behind them."""


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


def read_leads() -> None:
    """Queue what leads the store does not hold the meaning of."""
    from dongxi.apps.matching import leads  # brings the engine, which no page needs

    for texts in leads.unread(A_MOMENTS_WORK):
        keep_meaning.using(priority=BEHIND_ALL_ELSE).enqueue(texts)


@task
def keep_meaning(texts: list[str]) -> None:
    """Keep the meaning of these texts; what is kept is not read again."""
    from dongxi.apps.matching.embedder import site_embedder
    from dongxi.apps.matching.kept_meaning import kept

    if embedder := kept(site_embedder()):
        embedder.embed(texts)
