"""What the pages of contacts show. Whose a side is comes from `known_identity` alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dongxi.apps.matching import contact_forms as forms
from dongxi.apps.matching.contact_listings import SIDE_WORDS, waited_for_in_words
from dongxi.apps.matching.contact_rules import ContactMove, ContactState
from dongxi.apps.matching.forms import wan
from dongxi.apps.matching.models import Conflict, Contact, ContactStep, Identity, Match, Posting
from dongxi.apps.matching.models.contacts import BROKER
from dongxi.apps.matching.queries import contacts as queries
from dongxi.apps.matching.queries.standing import as_public, pair_title, standing_of, withheld_because
from dongxi.apps.matching.rules import Side
from dongxi.apps.records.permissions import decide
from dongxi.apps.records.queries import evidence_of, may_withdraw


@dataclass(frozen=True, kw_only=True)
class ShownSide:
    """A side as somebody sees it: its text, whose it is where they may know, what it declared."""

    side: str
    label: str
    posting: Posting
    withheld: str
    identity: Identity | None
    own: bool
    declared: Conflict | None
    statement: str


@dataclass(frozen=True, kw_only=True)
class ShownStep:
    """A step in words; `who` and `note` are empty where they would tell somebody whose a side is."""

    step: ContactStep
    side: str
    who: str
    note: str


def contact_context(*, contact: Contact, to: Any, bound: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """One contact. `bound`: the forms that came back with faults, by move, `conflict`, `file` or `withdraw-<key>`; why
    a broker was not taken (`take`), and which was chosen (`broker`)."""
    bound, sides = bound or {}, contact.sides_of(to)
    declared = queries.declarations(contact=contact)
    shown = [_side(contact, side, sides, to, declared) for side in Side]
    moves = queries.moves_offered(contact=contact, to=to)
    oversees = _oversees(contact, to)
    brokers = queries.brokers_for(contact=contact) if oversees else []
    return {
        "contact": contact,
        "title": pair_title(contact.match),
        "sides": shown,
        "steps": [_step(contact, step, sides) for step in contact.steps.select_related("by")],
        "mine": [str(SIDE_WORDS[side]) for side in sides],
        "pair": _pair(contact, sides),
        "waits_for": waited_for_in_words(contact, cleared=BROKER in declared),
        "forms": [(move, _step_form(contact, move, bound)) for move in moves],
        "too_late": [bound[move] for move in ContactMove if move in bound and move not in moves],
        "take_refused": bound.get("take"),
        "chosen_broker": bound.get("broker", ""),
        "may_take": queries.may_take(contact=contact, to=to),
        "brokers": brokers,
        "no_brokers": oversees and not brokers,
        "broker_declared": declared.get(BROKER),
        "declaring": [] if contact.is_over() else _conflict_forms(sides, bound),
        "amounts": _amounts(contact) if sides else [],
        "filed": _filed(contact, to, bound) if sides else [],
        "file_form": bound.get("file") or forms.AgreementForm(),
        "may_file": bool(set(sides) - {BROKER}) and not contact.evidence_hindrance(),
    }


def ask_context(*, match: Match, sides: list[str], to: Any, form: Any = None) -> dict[str, Any]:
    """Both texts, and the form that asks."""
    named = [(str(side), Side(side).label) for side in sides]
    return {
        "match": match,
        "title": pair_title(match),
        "standings": [standing_of(posting=match.posting_of(side), to=to) for side in Side],
        "running": queries.running_contact(match=match),
        "open": queries.is_open(match),
        "form": form or forms.AskForm(sides=named),
    }


def named_sides(sides: list[str]) -> list[tuple[str, Any]]:
    return [(str(side), Side(side).label) for side in sides]


def _side(contact: Contact, side: Side, mine: list[str], to: Any, declared: Mapping[str, Conflict]) -> ShownSide:
    said = declared.get(side)
    readable = side in mine or BROKER in mine or (bool(mine) and contact.is_revealed())
    return ShownSide(
        side=str(side),
        label=str(side.label),
        posting=contact.posting_of(side) if side in mine else as_public(contact.posting_of(side)),
        withheld="" if side in mine else withheld_because(contact.posting_of(side)),
        identity=queries.known_identity(contact=contact, side=side, to=to),
        own=side in mine,
        declared=said,
        statement=said.statement if said and readable else "",
    )


def _step(contact: Contact, step: ContactStep, mine: list[str]) -> ShownStep:
    known = step.side == BROKER or step.side in mine or (bool(mine) and contact.is_revealed())
    readable = bool(mine) or contact.revealed_at is None or step.at < contact.revealed_at
    return ShownStep(
        step=step,
        side=str(SIDE_WORDS[step.side]),
        who=str(step.by) if known and step.by else "",
        note=step.note if readable else "",
    )


def _pair(contact: Contact, sides: list[str]) -> dict[str, Any] | None:
    """Of a contact that ended, to its two sides: where the pair stands, and whether a contact may be asked for anew."""
    if contact.state != ContactState.ENDED or not set(sides) & set(Side.values):
        return None
    running = queries.running_contact(match=contact.match)
    return {"match": contact.match, "running": running, "open": queries.is_open(contact.match)}


def _amounts(contact: Contact) -> list[tuple[str, Any]]:
    return [(each.get_kind_display(), wan(each.fen)) for each in queries.amounts_of(contact=contact)]


def _filed(contact: Contact, to: Any, bound: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "row": row,
            "form": (bound.get(f"withdraw-{row.pk}") or forms.WithdrawalForm(auto_id=f"id_withdraw_{row.pk}_%s"))
            if may_withdraw(filed=row, to=to)
            else None,
        }
        for row in evidence_of(contact)
    ]


def _step_form(contact: Contact, move: ContactMove, bound: Mapping[str, Any]) -> forms.StepForm:
    if move in bound:
        return bound[move].read_anew(contact.version)
    return forms.StepForm(initial={"move": str(move), "read_at": contact.version}, move=move, auto_id=f"id_{move}_%s")


def _conflict_forms(sides: list[str], bound: Mapping[str, Any]) -> list[tuple[str, forms.ConflictForm]]:
    given = bound.get("conflict")
    return [
        (
            str(SIDE_WORDS[side]),
            given
            if given is not None and given.data.get("side") == side
            else forms.ConflictForm(initial={"side": side}, auto_id=f"id_{side}_%s"),
        )
        for side in sides
    ]


def _oversees(contact: Contact, to: Any) -> bool:
    return not contact.is_over() and decide(to, "matching.oversee_contacts").allowed
