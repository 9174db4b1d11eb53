"""Every write of regions, organisations, roles and sign-in links."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dongxi.apps.people.demo import DEMO_PEOPLE
from dongxi.apps.people.models import Membership, Organisation, Region, RegionGroup, SignInLink, User
from dongxi.apps.people.queries import named_place, open_link
from dongxi.apps.people.rules import EDITABLE, NEEDS_ORGANISATION, NEEDS_REGION, Role, token_sha256
from dongxi.apps.records.audit import audit
from dongxi.apps.records.errors import BadInput, RuleBroken
from dongxi.apps.records.permissions import require
from dongxi.apps.records.retiring import retire
from dongxi.apps.records.versions import save_at_version

LINK_LIFETIME = timedelta(hours=24)
PASSWORD_BYTES = 15
COUNTRY = {"code": "000000", "name": "全国", "short": "全国", "level": "country", "name_en": "China"}


@dataclass(frozen=True)
class NewAccount:
    """An account and the password it was given; only the person at the terminal sees it."""

    user: User
    password: str = field(repr=False)


@transaction.atomic
def load_regions(*, actor: Any, rows: Iterable[Mapping[str, str]], groups: Iterable[Mapping[str, Any]]) -> int:
    """Load regions and named groups from the shipped facts: known rows are brought up to date, others retire."""
    require(actor, "people.load")
    regions = [_region(row) for row in (COUNTRY, *rows)]
    Region.objects.bulk_create(
        sorted(regions, key=lambda region: (region.parent_id is not None, region.code)),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[f.name for f in Region._meta.concrete_fields if not f.primary_key],
        batch_size=200,
    )
    groups = list(groups)
    for group in groups:
        fields = {name: group.get(name, "") for name in ("name", "name_en", "kind", "source", "note")}
        stored, _created = RegionGroup.objects.update_or_create(
            code=group["key"], defaults={**fields, "aliases": group.get("aliases", []), "withdrawn_at": None}
        )
        stored.members.set(group.get("members", []))
    gone = retire(RegionGroup.objects.exclude(pk__in=[group["key"] for group in groups]))
    gone += retire(Region.objects.exclude(pk__in=[region.code for region in regions]))
    audit(actor, "people.load", "区划与地区组合", regions=len(regions), groups=len(groups), **gone.as_facts())
    return len(regions)


@transaction.atomic
def load_organisations(*, actor: Any, rows: Iterable[Mapping[str, Any]]) -> int:
    """Load organisations from the shipped facts, matched by key, then by name; parents may stand anywhere.

    Bodies with a key that the facts no longer hold retire; those without one are nobody's facts and stay.
    """
    require(actor, "people.load")
    rows = list(rows)
    keys = {row["name"]: row["key"] for row in rows}
    for known in Organisation.objects.filter(name__in=keys):
        if known.key != keys[known.name]:
            Organisation.objects.filter(pk=known.pk).update(key=keys[known.name])
    made = [_organisation(row) for row in rows]
    Organisation.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["name", "name_en", "aliases", "kind", "region", "source", "withdrawn_at"],
        batch_size=200,
    )
    by_key = {org.key: org for org in Organisation.objects.exclude(key=None)}
    children = [by_key[row["key"]] for row in rows if row.get("parent")]
    for org, row in zip(children, (row for row in rows if row.get("parent")), strict=True):
        org.parent = by_key[row["parent"]]
    Organisation.objects.bulk_update(children, ["parent"], batch_size=200)
    gone = retire(Organisation.objects.exclude(key=None).exclude(key__in=keys.values()))
    audit(actor, "people.load", "机构", organisations=len(rows), **gone.as_facts())
    return len(rows)


@transaction.atomic
def edit_organisation(*, actor: Any, organisation: Organisation, read_at: int, **changes: Any) -> Organisation:
    """Change an organisation's facts (rules.EDITABLE) as read at a version; the audit keeps before and after.

    RuleBroken for a field that is not edited here or a value it does not take; StaleWrite if somebody saved in between.
    """
    require(actor, "people.edit_organisation", organisation)
    if unknown := sorted(changes.keys() - EDITABLE):
        raise RuleBroken(_("机构的这些信息不能在此修改：%(names)s。") % {"names": _("、").join(unknown)})
    for name, value in changes.items():
        _refuse_bad_value(organisation, name, value)
    before = {name: getattr(organisation, name) for name in changes}
    save_at_version(organisation, read_at=read_at, **changes)
    audit(actor, "people.edit_organisation", organisation, before=before, after=changes)
    return organisation


@transaction.atomic
def grant_role(
    *, actor: Any, user: User, role: str, region: Region | None = None, organisation: Organisation | None = None
) -> Membership:
    """Give somebody a role. RuleBroken if the role needs a region or an organisation and none is given."""
    require(actor, "people.grant_role")
    membership = _seated(user=user, role=role, region=region, organisation=organisation)
    audit(actor, "people.grant_role", user, **_as_facts(membership))
    return membership


@transaction.atomic
def make_account(*, actor: Any, username: str, display_name: str = "") -> NewAccount:
    """An account with a new password, to be told to its owner once; a known account gets a new password.

    Existing sessions of a known account end. BadInput for a name that no account can have.
    """
    require(actor, "people.make_account")
    opened = _with_new_password(username=username, display_name=display_name)
    audit(actor, "people.make_account", opened.user)
    return opened


@transaction.atomic
def open_account(
    *, actor: Any, username: str, display_name: str = "", role: str = "", region: str = "", organisation: str = ""
) -> NewAccount:
    """`make_account` and, if a role is named, `grant_role`, by codes. BadInput for a code that nothing has."""
    require(actor, "people.make_account")
    opened, granted = _with_new_password(username=username, display_name=display_name), {}
    if role:
        require(actor, "people.grant_role")
        if role not in Role.values:
            known = _("、").join(Role.values)
            raise BadInput(_("没有角色“%(role)s”。可用：%(known)s。") % {"role": role, "known": known})
        place = named_place(region=region, organisation=organisation)
        granted = _as_facts(_seated(user=opened.user, role=role, region=place.region, organisation=place.organisation))
    audit(actor, "people.make_account", opened.user, **granted)
    return opened


@transaction.atomic
def seat_demo_people(*, actor: Any) -> list[User]:
    """One invented person for each demo role, made where missing, in the order of the table. None has a password."""
    require(actor, "people.grant_role")
    known = User.objects.in_bulk([seat.username for seat in DEMO_PEOPLE], field_name="username")
    missing = [seat for seat in DEMO_PEOPLE if seat.username not in known]
    for seat in missing:
        user = User.objects.create_user(seat.username, display_name=seat.display_name)
        region = Region.objects.get(pk=seat.region) if seat.region else None
        organisation = Organisation.objects.get(key=seat.organisation) if seat.organisation else None
        _seated(user=user, role=seat.role, region=region, organisation=organisation)
        known[seat.username] = user
    if missing:
        seats = {seat.username: seat.role for seat in missing}
        audit(actor, "people.grant_role", "演示人员", people=len(missing), seats=seats)
    return [known[seat.username] for seat in DEMO_PEOPLE]


@transaction.atomic
def issue_link(*, actor: Any, user: User) -> str:
    """A new single-use sign-in token for a demo user; earlier unused links of that user end. Returns the token."""
    require(actor, "people.issue_link")
    user.links.filter(used_at=None).delete()
    token = secrets.token_urlsafe(24)
    SignInLink.objects.create(user=user, token_sha256=token_sha256(token), expires_at=timezone.now() + LINK_LIFETIME)
    audit(actor, "people.issue_link", user)
    return token


@transaction.atomic
def use_link(*, actor: Any, token: str) -> User:
    """Spend a link and give back whom it signs in. RuleBroken if unknown, used or expired."""
    require(actor, "people.use_link")
    link = open_link(token=token, rows=SignInLink.objects.select_for_update(of=("self",)))
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    audit(link.user, "people.use_link", link.user)
    return link.user


def _seated(*, user: User, role: str, region: Region | None, organisation: Organisation | None) -> Membership:
    if role in NEEDS_REGION and region is None:
        raise RuleBroken(_("该角色须指明所属地区。"), role=role)
    if role in NEEDS_ORGANISATION and organisation is None:
        raise RuleBroken(_("该角色须指明所属单位。"), role=role)
    return Membership.objects.get_or_create(user=user, role=Role(role), region=region, organisation=organisation)[0]


def _as_facts(membership: Membership) -> dict[str, Any]:
    """What the audit line keeps of a role."""
    return {"role": membership.role, "region": membership.region_id, "organisation": membership.organisation_id}


def _with_new_password(*, username: str, display_name: str) -> NewAccount:
    user = User.objects.filter(username=username).first() or User(username=username)
    user.display_name = display_name or user.display_name
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    user.set_password(password)
    try:
        user.full_clean()
    except ValidationError as fault:
        raise BadInput(
            _("账号名“%(name)s”不能用：%(why)s") % {"name": username, "why": " ".join(fault.messages)}
        ) from None
    user.save()
    return NewAccount(user, password)


def _refuse_bad_value(organisation: Organisation, name: str, value: Any) -> None:
    field = Organisation._meta.get_field(name)
    try:
        field.clean(value, organisation)
    except ValidationError as error:
        words = _("；").join(error.messages)
        raise RuleBroken(_("“%(name)s”不能改为此值：%(why)s") % {"name": field.verbose_name, "why": words}) from error


def _region(row: Mapping[str, str]) -> Region:
    return Region(
        code=row["code"],
        name=row["name"],
        short_name=row["short"],
        name_en=row.get("name_en", ""),
        abbreviations=[a for a in row.get("abbreviations", "").split("|") if a],
        level=row["level"],
        zone=row.get("zone", ""),
        parent_id=row.get("parent") or None,
        tile_row=int(row["tile_row"]) if row.get("tile_row") else None,
        tile_column=int(row["tile_column"]) if row.get("tile_column") else None,
    )


def _organisation(row: Mapping[str, Any]) -> Organisation:
    fields = {name: row.get(name, "") for name in ("name", "name_en", "kind", "source")}
    return Organisation(key=row["key"], aliases=row.get("aliases", []), region_id=row.get("region") or None, **fields)
