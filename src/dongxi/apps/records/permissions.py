"""Who may do what: one table per app, declared once, asked everywhere, explained on request.

A permission is a list of grants: a role and how far it reaches. An undeclared code raises.
The `rules` library holds the predicates, so `user.has_perm(code, subject)` gives the same answer in a template.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import rules
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dongxi.apps.records.errors import NotAllowed
from dongxi.apps.records.wording import filled

EVERYONE = "public"
SYSTEM_ROLE = "system"
ANYWHERE, REGION, ORGANISATION = "anywhere", "region", "organisation"


@dataclass(frozen=True)
class Grant:
    """A role, and its reach: anywhere, within the member's region, or within the member's organisation."""

    role: str
    reach: str = ANYWHERE


@dataclass(frozen=True, kw_only=True)
class Permission:
    """`code` is also the audit verb of the service that asks for it."""

    code: str
    title: str | Promise
    grants: tuple[Grant, ...]


@dataclass(frozen=True)
class Held:
    """A role somebody holds, and where. `region` is a GB/T 2260 code or None for the whole country."""

    role: str
    region: str | None = None
    organisation: int | None = None


@dataclass(frozen=True)
class Place:
    """Where a subject lies: the regions and organisations it belongs to."""

    regions: frozenset[str] = frozenset()
    organisations: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The answer and its reason. `by` is the role that decided a yes."""

    allowed: bool
    permission: Permission
    by: Held | None
    held: tuple[Held, ...]


class System:
    """The installation itself: whoever runs the `dongxi` command on the machine."""

    pk = None
    is_authenticated = True

    def roles_held(self) -> tuple[Held, ...]:
        return (Held(SYSTEM_ROLE),)

    def __str__(self) -> str:
        return "系统"


SYSTEM = System()
_declared: dict[str, Permission] = {}


def declare(permissions: Iterable[Permission]) -> None:
    """Make permissions known. Called by each app when it is ready."""
    for permission in permissions:
        if _declared.setdefault(permission.code, permission) != permission:
            raise ImproperlyConfigured(f"permission {permission.code} is declared twice")
        if not rules.perm_exists(permission.code):
            rules.add_perm(permission.code, _predicate(permission.code))


def declared() -> tuple[Permission, ...]:
    """Every permission there is, by code."""
    return tuple(_declared[code] for code in sorted(_declared))


def permission(code: str) -> Permission:
    """The permission of that code; ImproperlyConfigured if nobody declared it."""
    try:
        return _declared[code]
    except KeyError:
        raise ImproperlyConfigured(f"undeclared permission {code!r}; known: {', '.join(sorted(_declared))}") from None


def decide(actor: Any, code: str, subject: Any = None) -> Decision:
    """May the actor do `code` (to `subject`), and by which role."""
    asked, held = permission(code), held_by(actor)
    by = next((role for grant in asked.grants for role in held if _reaches(grant, role, subject)), None)
    return Decision(allowed=by is not None, permission=asked, by=by, held=held)


def require(actor: Any, code: str, subject: Any = None) -> None:
    """NotAllowed unless the actor may do `code` to `subject`; a permission with limited reach needs its subject."""
    if subject is None and any(grant.reach != ANYWHERE for grant in permission(code).grants):
        raise ImproperlyConfigured(f"permission {code!r} reaches only so far: it is asked of a subject")
    require_somewhere(actor, code, subject)


def require_somewhere(actor: Any, code: str, subject: Any = None) -> None:
    """NotAllowed unless the actor may do `code` to something: enough to be shown a form, never to write."""
    decision = decide(actor, code, subject)
    if not decision.allowed:
        raise NotAllowed(filled(_("您没有“%(what)s”的权限。"), what=decision.permission.title), code=code)


def held_by(actor: Any) -> tuple[Held, ...]:
    """The roles an actor holds; everybody, signed in or not, is the public."""
    given = actor.roles_held() if hasattr(actor, "roles_held") else ()
    return (Held(EVERYONE), *given)


def stem_of(region: str) -> str:
    """What the codes of a region and of every place inside it begin with: 64 for 640000, 6401 for 640100."""
    return region.removesuffix("00").removesuffix("00")


def province_of(region: str) -> str:
    """The code of the province a place lies in: 640000 for 640104."""
    return f"{region[:2]}0000"


def covers(region: str, other: str) -> bool:
    """Whether the region of one GB/T 2260 code contains another: 640000 ⊇ 640100 ⊇ 640104."""
    return other.startswith(stem_of(region))


def _reaches(grant: Grant, role: Held, subject: Any) -> bool:
    if role.role != grant.role:
        return False
    if grant.reach == ANYWHERE or subject is None:
        return True
    place: Place = subject.place()
    if grant.reach == REGION:
        return role.region is not None and any(covers(role.region, code) for code in place.regions)
    return role.organisation in place.organisations


def _predicate(code: str) -> rules.Predicate:
    return rules.Predicate(lambda user, subject=None: decide(user, code, subject).allowed, name=code)
