"""Tables of needs, offers, their matches, contacts, and what tells people of them."""

from dongxi.apps.matching.models.contacts import Conflict, Contact, ContactAmount, ContactStep
from dongxi.apps.matching.models.matches import Decision, Embedding, Match, Ranking, Weighting
from dongxi.apps.matching.models.notices import MailAddress, Notice, SavedSearch, Webhook, WebhookDelivery
from dongxi.apps.matching.models.postings import Identity, Need, Offer, Posting, Wording

__all__ = [
    "Conflict",
    "Contact",
    "ContactAmount",
    "ContactStep",
    "Decision",
    "Embedding",
    "Identity",
    "MailAddress",
    "Match",
    "Need",
    "Notice",
    "Offer",
    "Posting",
    "Ranking",
    "SavedSearch",
    "Webhook",
    "WebhookDelivery",
    "Weighting",
    "Wording",
]
