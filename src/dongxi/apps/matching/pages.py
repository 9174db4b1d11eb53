"""What the pages of needs and offers show."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dongxi.apps.matching import listings
from dongxi.apps.matching.fields import disciplines, industries
from dongxi.apps.matching.figures import Figure, figures_text
from dongxi.apps.matching.forms import PostingForm, wan
from dongxi.apps.matching.models import Posting
from dongxi.apps.matching.queries import postings as queries
from dongxi.apps.matching.queries.standing import as_public, withheld_because
from dongxi.apps.matching.rules import CONTENT, ELEMENTS, IDENTITY, LIFETIME, REASON_NEEDED, CloseReason, Side
from dongxi.apps.records.errors import Refusal, StaleWrite
from dongxi.apps.records.permissions import decide

NEWEST = 5


def room_context(*, to: Any) -> dict[str, Any]:
    """The newest of both sides, how many there are, and what waits for the reader."""
    sides = []
    for side in Side:
        rows = queries.open_postings(side=side, to=to)
        sides.append(
            {"side": str(side), "title": listings.TITLES[side], "count": rows.count(), "newest": rows[:NEWEST]}
        )
    return {
        "sides": sides,
        "seats": queries.seats(to=to),
        "own": {str(side): queries.own_postings(side=side, to=to).count() for side in Side},
        "to_review": {str(side): queries.postings_to_review(side=side, to=to).count() for side in Side},
        "may_learn": decide(to, "matching.learn").allowed,
        "may_push": decide(to, "matching.manage_webhooks").allowed,
    }


def posting_context(*, posting: Posting, to: Any) -> dict[str, Any]:
    """One posting: its public facts; to those who may know, whose it is; the moves the reader may make."""
    identity = queries.identity_of(posting=posting, to=to)
    moves = queries.moves_offered(posting=posting, to=to)
    own = decide(to, "matching.post", posting).allowed
    inside = own or decide(to, "matching.review", posting).allowed
    shown = posting if inside else as_public(posting)
    return {
        "posting": shown,
        "withheld": withheld_because(posting) if shown is not posting else "",
        "facts": public_facts(shown),
        "elements": [(shown._meta.get_field(name).verbose_name, getattr(shown, name)) for name in ELEMENTS],
        "figures": [str(Figure(**figure)) for figure in shown.figures],
        "identity": identity,
        "own": own,
        "knows_why": inside,
        "commitment": posting.commitment if own and posting.side == Side.NEED else None,
        "tells": queries.tells_of(posting=posting) if identity and moves else [],
        "moves": moves,
        "reasoned": REASON_NEEDED,
        "ends_by_deadline": queries.ends_by_deadline(posting=posting),
        "lifetime": LIFETIME.days,
        "close_reasons": CloseReason.choices,
    }


def public_facts(posting: Posting) -> list[tuple[str, Any]]:
    """Name and value of what is public besides the texts; None where nobody gave a value."""
    field = posting._meta.get_field
    return [
        *_fields(posting),
        (str(field("public_region").verbose_name), listings.place_of(posting)),
        (str(field("maturity").verbose_name), posting.get_maturity_display() if posting.maturity else None),
        (str(field("mode").verbose_name), posting.get_mode_display() or None),
        (str(listings.AMOUNT_IN_WAN), listings.amount_of(posting)),
        (str(field("deadline").verbose_name), posting.deadline),
        (str(field("expires_on").verbose_name), posting.expires_on),
    ]


def _fields(posting: Posting) -> list[tuple[str, Any]]:
    """Discipline and industry, each under its own name; one line for both where neither is given."""
    known = {"discipline": disciplines, "industry": industries}
    given = [
        (str(posting._meta.get_field(name).verbose_name), str(words()[getattr(posting, name)]))
        for name, words in known.items()
        if getattr(posting, name) in words()
    ]
    return given or [(_("学科或行业"), None)]


def editing_context(
    *, posting: Posting, to: Any, form: PostingForm | None = None, refused: Refusal | None = None
) -> dict[str, Any]:
    """The form of a draft, what must still be written, and which words would tell whose it is; a `form` that was not
    taken stands as it was typed, under the reason why (`refused`)."""
    strands = queries.strand_choices(to=to)
    typed = queries.typed_of(posting=posting)
    return {
        "posting": posting,
        "form": form or PostingForm.of(posting, strands=strands, typed=typed),
        "hidden": IDENTITY,
        "missing": missing_labels(posting),
        "tells": queries.tells_of(posting=posting),
        "editable": posting.may_change() or form is not None,
        "refused": refused,
        "overwriting": isinstance(refused, StaleWrite),
        "sitting": secrets.token_urlsafe(12),
    }


def saved_context(*, posting: Posting, form: PostingForm, refused: Refusal | None) -> dict[str, Any]:
    """What changes on the page after a save as typed; a save that was refused is remarked upon as it was typed."""
    written = form.content() if refused else None
    return {
        "posting": posting,
        "form": form,
        "refused": refused,
        "saved_at": timezone.localtime(posting.saved_at),
        "missing": missing_labels(posting),
        "tells": queries.tells_of(posting=posting, written=written),
    }


def missing_labels(posting: Posting) -> list[str]:
    """Labels, as the form writes them, of what must still be written."""
    form = PostingForm(side=posting.side)
    gaps = queries.missing(posting=posting)
    return [_("学科或行业") if name == "discipline" else str(form[name].label) for name in gaps]


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One field in two versions."""

    label: str
    older: str
    newer: str

    @property
    def differs(self) -> bool:
        return self.older != self.newer


def versions_context(*, posting: Posting, older: str | None, newer: str | None) -> dict[str, Any]:
    """Every version, and two of them field by field: by default the last and the one before."""
    rows = list(queries.wordings(posting=posting))
    numbers = [row.version for row in rows]
    b = _chosen(newer, numbers, numbers[0])
    a = _chosen(older, numbers, next((n for n in numbers if n < b), b))
    by_number = {row.version: row for row in rows}
    form = PostingForm(side=posting.side)
    compared = [
        Compared(
            label=str(form[_form_name(name)].label),
            older=_said(form, name, by_number[a].content.get(name)),
            newer=_said(form, name, by_number[b].content.get(name)),
        )
        for name in CONTENT
    ]
    compared.sort(key=lambda row: not row.differs)
    return {"posting": posting, "rows": rows, "a": by_number[a], "b": by_number[b], "compared": compared}


def _chosen(asked: str | None, known: list[int], otherwise: int) -> int:
    return int(asked) if asked and asked.isascii() and asked.isdigit() and int(asked) in known else otherwise


def _form_name(name: str) -> str:
    return "amount" if name == "amount_fen" else name


def _said(form: PostingForm, name: str, value: Any) -> str:
    if value in (None, "", []):
        return "—"
    if name == "figures":
        return figures_text(value)
    if name == "amount_fen":
        return str(wan(value))
    words = dict(getattr(form.fields[name], "choices", ()))
    return str(words.get(value, value))
