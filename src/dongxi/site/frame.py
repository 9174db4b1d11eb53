"""What every page's frame shows: rooms, scope, language, who I am. Refusals find their words here too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dongxi.apps.people.models import Region
from dongxi.apps.plans.models import Task
from dongxi.apps.records.rules import ReviewState
from dongxi.apps.records.wording import in_language
from dongxi.site.assets import FONT_STYLES


@dataclass(frozen=True)
class Room:
    """A place of the rail: its label and the name of its address, shown once the name resolves; `holds`: apps whose
    pages lie elsewhere and belong to it."""

    label: str | Promise
    url_name: str
    holds: tuple[str, ...] = ()


ROOMS = (
    Room(gettext_lazy("总览"), "portal:home"),
    Room(gettext_lazy("规划"), "plans:index"),
    Room(gettext_lazy("台账"), "plans:ledger"),
    Room(gettext_lazy("对接"), "matching:index"),
    Room(pgettext_lazy("rail", "地区"), "portal:regions"),
    Room(gettext_lazy("合作"), "cooperation:index"),
    Room(gettext_lazy("统计"), "portal:indicators"),
    Room(gettext_lazy("评估"), "evaluation:index", ("reports",)),
)
DOORS = {
    "search": "portal:search",
    "waiting": "matching:waiting",
    "why": "people:why",
    "jobs": "records:jobs",
    "audit": "records:audit",
    "sign_in": "account_login",
    "sign_out": "account_logout",
}
SCOPE_KEYS = ("strand", "region", "year")
SCOPE_TITLES = {"strand": gettext_lazy("专项"), "region": gettext_lazy("地区"), "year": gettext_lazy("年份")}


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What the reader is looking at: a strand's code, a region's GB/T 2260 code, a year. Empty: everything."""

    strand: str = ""
    region: str = ""
    year: str = ""

    def parameters(self) -> dict[str, str]:
        """The chosen ones, as query parameters."""
        return {key: chosen for key in SCOPE_KEYS if (chosen := getattr(self, key))}


@dataclass(frozen=True, kw_only=True)
class Chip:
    """One chosen part of the scope in words, and this page's address without it."""

    title: str
    label: str
    without: str


class ScopeMiddleware:
    """Gives each request its `scope`, read from the address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.scope = scope_of(request)
        return self.get_response(request)


def scope_of(request: HttpRequest) -> Scope:
    """The scope in a request's address; what is not a code is ignored."""
    region, year = request.GET.get("region", ""), request.GET.get("year", "")
    return Scope(
        strand=request.GET.get("strand", "")[:60],
        region=region if len(region) == 6 and region.isascii() and region.isdigit() else "",
        year=year if len(year) == 4 and year.isascii() and year.isdigit() else "",
    )


def scoped(address: str, scope: Scope, **changes: str) -> str:
    """`address` with the scope, changed where asked, as its query."""
    parameters = {key: chosen for key, chosen in {**scope.parameters(), **changes}.items() if chosen}
    if not parameters:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}"


def address_of(url_name: str) -> str:
    """The address of a named page, empty while nobody has built it."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of the base template."""
    scope = getattr(request, "scope", None) or scope_of(request)
    return {
        "rooms": _rooms(request, scope),
        "doors": {name: address_of(url_name) for name, url_name in DOORS.items()},
        "chips": SimpleLazyObject(lambda: _chips(request, scope)),
        "roles": SimpleLazyObject(lambda: _roles(request)),
        "languages": settings.LANGUAGES,
        "font_styles": FONT_STYLES.address(),
    }


def _rooms(request: HttpRequest, scope: Scope) -> list[dict[str, Any]]:
    """The rooms that are built; the current one holds the page's app, or has the longest address that it lies below."""
    built = [(room, address) for room in ROOMS if (address := address_of(room.url_name))]
    app, path = getattr(request.resolver_match, "app_name", ""), request.path
    around = [
        (app in room.holds, len(address), address)
        for room, address in built
        if app in room.holds or path == address or (address != "/" and path.startswith(address))
    ]
    current = max(around, default=(False, 0, ""))[2]
    return [
        {"label": room.label, "address": scoped(address, scope), "current": address == current}
        for room, address in built
    ]


def _chips(request: HttpRequest, scope: Scope) -> list[Chip]:
    return [
        Chip(title=str(SCOPE_TITLES[key]), label=_SCOPE_WORDS[key](chosen), without=_without(request, key))
        for key, chosen in scope.parameters().items()
    ]


def _without(request: HttpRequest, key: str) -> str:
    query = request.GET.copy()
    query.pop(key, None)
    query.pop("page", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _strand_words(code: str) -> str:
    names = (
        Task.objects.filter(strand=code, plan__state=ReviewState.PUBLISHED)
        .values_list("strand_name", "strand_name_en")
        .first()
    )
    return in_language(*names) if names else code


def _region_words(code: str) -> str:
    return str(Region.objects.filter(pk=code).first() or code)


def _year_words(year: str) -> str:
    return _("%(year)s 年") % {"year": year}


_SCOPE_WORDS: dict[str, Callable[[str], str]] = {
    "strand": _strand_words,
    "region": _region_words,
    "year": _year_words,
}


def _roles(request: HttpRequest) -> list[str]:
    if not request.user.is_authenticated:
        return []
    return [str(held) for held in request.user.memberships.select_related("region", "organisation")]
