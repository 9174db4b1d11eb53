"""Every read of people and places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from dongxi.apps.people.models import Membership, Organisation, Region, RegionGroup, SignInLink, User
from dongxi.apps.people.rules import Level, Role, token_sha256
from dongxi.apps.records.errors import BadInput, RuleBroken
from dongxi.apps.records.permissions import (
    ANYWHERE,
    ORGANISATION,
    REGION,
    SYSTEM_ROLE,
    Decision,
    Permission,
    decide,
    declared,
    held_by,
)
from dongxi.apps.records.wording import in_language
from dongxi.data import shared_csv


def provinces() -> models.QuerySet[Region]:
    """The 34 provincial units and 兵团, in code order."""
    return Region.objects.filter(level__in=(Level.PROVINCE, Level.BODY), withdrawn_at=None)


def visible_regions(*, to: Any, withdrawn: bool = False) -> models.QuerySet[Region]:
    """Regions are public; with `withdrawn` also those the shipped facts no longer hold."""
    regions = Region.objects.select_related("parent__parent")
    return regions if withdrawn else regions.filter(withdrawn_at=None)


def visible_groups(*, to: Any) -> models.QuerySet[RegionGroup]:
    """Groups of regions are public, as far as the shipped facts hold them; so are their members."""
    standing = Region.objects.filter(withdrawn_at=None)
    return RegionGroup.objects.filter(withdrawn_at=None).prefetch_related(models.Prefetch("members", standing))


def visible_organisations(*, to: Any, withdrawn: bool = False) -> models.QuerySet[Organisation]:
    """Organisations are public; with `withdrawn` also those the shipped facts no longer hold."""
    bodies = Organisation.objects.select_related("region", "parent")
    return bodies if withdrawn else bodies.filter(withdrawn_at=None)


@dataclass(frozen=True)
class NamedPlace:
    """A region and an organisation, each None where nothing was named."""

    region: Region | None
    organisation: Organisation | None


@dataclass(frozen=True)
class PastRegion:
    """A code that GB/T 2260 no longer has: whose it was, the year in which it left, and what the place is now."""

    code: str
    name: str
    year: str
    now: Region

    def __str__(self) -> str:
        return _("代码 %(code)s（%(name)s）自%(year)s年起不再使用，现为%(now)s（%(now_code)s）。") % {
            "code": self.code, "name": self.name, "year": self.year, "now": self.now.name, "now_code": self.now.code
        }  # fmt: skip


def past_region(code: str) -> PastRegion | None:
    """What is known of a code that is no longer in use; None for codes in use, and for those that left before 2021."""
    row = next((row for row in shared_csv("regions_past") if row["code"] == code), None)
    now = Region.objects.filter(pk=row["now"], withdrawn_at=None).first() if row else None
    return PastRegion(code, row["name"], row["year"], now) if row and now else None


def named_place(*, region: str, organisation: str) -> NamedPlace:
    """The region of a code and the organisation of a key or name. BadInput where the facts hold nothing so named."""
    place = Region.objects.filter(pk=region, withdrawn_at=None).first() if region else None
    if region and place is None:
        if past := past_region(region):
            raise BadInput(_("%(past)s请用新代码。") % {"past": past})
        raise BadInput(_("没有代码为“%(region)s”的地区，请用六位区划代码。") % {"region": region})
    by_word = models.Q(key=organisation) | models.Q(name=organisation)
    body = Organisation.objects.filter(by_word, withdrawn_at=None).first() if organisation else None
    if organisation and body is None:
        raise BadInput(_("没有机构“%(name)s”，请用全称或键。") % {"name": organisation})
    return NamedPlace(place, body)


def open_link(*, token: str, rows: models.QuerySet[SignInLink] | None = None) -> SignInLink:
    """The sign-in link of a token while it may still be used. RuleBroken if unknown, used or expired."""
    links = (SignInLink.objects.all() if rows is None else rows).select_related("user")
    link = links.filter(token_sha256=token_sha256(token), used_at=None, expires_at__gt=timezone.now()).first()
    if link is None:
        raise RuleBroken(
            _("登录链接已用过、已过期或不存在。每个链接只能用一次，24小时内有效。"),
            title=_("登录链接不能再用"),
            next_step=_("请停止并重新运行 dongxi up，使用终端里新打印的链接；有账号的，可直接用账号登录。"),
            sign_in=True,
        )
    return link


def memberships(*, of: User) -> models.QuerySet[Membership]:
    """The roles somebody holds, each with its place."""
    return of.memberships.select_related("region", "organisation")


@dataclass(frozen=True)
class Question:
    """What "why may I" is asked about: one permission or all, in one region or anywhere."""

    code: str
    subject: Region | None


def question(*, code: str, region: str) -> Question:
    """The question in an address. BadInput, listing what there is, for an unknown permission or region."""
    if code and code not in {permission.code for permission in declared()}:
        known = _("、").join(permission.code for permission in declared())
        raise BadInput(_("没有“%(code)s”这项权限。现有：%(known)s。") % {"code": code, "known": known})
    return Question(code, named_place(region=region, organisation="").region)


@dataclass(frozen=True)
class Allowance:
    """Who may, as far as one reach goes: the roles in words, the reach in words."""

    roles: tuple[str, ...]
    reach: str


@dataclass(frozen=True)
class Explanation:
    """One permission as it stands for somebody: the answer, the role that gave it in words, and who may."""

    decision: Decision
    by: str
    allowances: tuple[Allowance, ...]


REACHES = {ANYWHERE: _lazy("不限地区和单位"), REGION: _lazy("限本地区"), ORGANISATION: _lazy("限本单位")}


def explanations(*, to: Any, subject: Any = None, code: str = "") -> list[Explanation]:
    """Every permission, or one, with its answer for `to`, for the page "why may I / may I not"."""
    held = Region.objects.filter(pk__in=[held.region for held in held_by(to) if held.region])
    places = {region.pk: in_language(region.name, region.name_en) for region in held}
    wanted = [permission for permission in permission_choices() if code in ("", permission.code)]
    return [_explained(to, permission, subject, places) for permission in wanted]


def _explained(to: Any, permission: Permission, subject: Any, places: Mapping[str, str]) -> Explanation:
    decision = decide(to, permission.code, subject)
    by = _role(decision.by.role) if decision.by else ""
    place = places.get(decision.by.region or "", "") if decision.by else ""
    allowances = tuple(
        Allowance(tuple(_role(grant.role) for grant in permission.grants if grant.reach == reach), str(words))
        for reach, words in REACHES.items()
        if any(grant.reach == reach for grant in permission.grants)
    )
    return Explanation(decision, _("%(role)s（%(place)s）") % {"role": by, "place": place} if place else by, allowances)


def _role(role: str) -> str:
    named = {**dict(Role.choices), SYSTEM_ROLE: _("系统")}
    return str(named.get(role, role))


def permission_choices() -> tuple[Permission, ...]:
    """Every permission there is, those of people before those of the installation itself."""
    return tuple(sorted(declared(), key=lambda each: (_is_for_the_system_alone(each), each.code)))


def _is_for_the_system_alone(permission: Permission) -> bool:
    return {grant.role for grant in permission.grants} == {SYSTEM_ROLE}
