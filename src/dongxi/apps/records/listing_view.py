"""What of a list the reader asked for: read from the address, completed from a cookie, never from anything else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase, QueryDict

if TYPE_CHECKING:
    from dongxi.apps.records.listing import Column, Listing

PAGE_SIZES = (20, 50, 100, 200)
DENSITIES = ("roomy", "tight")
REMEMBERED = ("density", "size", "column")
OWN_PARAMETERS = frozenset({"sort", "group", "page", "size", "density", "column", "format"})
A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Choice:
    """One option of a control."""

    code: str
    label: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Head:
    """A column's head: where a click leads, and how it is sorted now (for aria-sort)."""

    column: Column
    address: str
    direction: str


@dataclass(frozen=True, kw_only=True)
class ListingView:
    """Sort, group, page, columns, density and filters as asked; only what the listing offers.

    `lapsed`: filters, by key, set to what the listing does not offer (any more): nothing matches them.
    """

    path: str
    query: Mapping[str, list[str]]
    sort: str
    group: str
    page: str
    size: int
    density: str
    format: str
    columns: tuple[str, ...]
    filters: Mapping[str, str]
    options: Mapping[str, Mapping[str, str]]
    lapsed: Mapping[str, str]
    explicit: tuple[str, ...]

    def address(self, **changes: Any) -> str:
        """This list's address with some parameters changed; None takes one away."""
        kept = {key: values for key, values in self.query.items() if key not in changes}
        pairs = [(key, value) for key, values in kept.items() for value in values if value != ""]
        pairs += [(key, value) for key, value in changes.items() if value not in (None, "")]
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    def asked_words(self, key: str) -> str:
        """What a filter was set to, in words."""
        return self.options[key].get(self.filters[key], self.filters[key])

    def head(self, column: Column) -> Head:
        """The head of a column: ascending first, then the other way."""
        if not column.paths():
            return Head(column=column, address="", direction="")
        direction = {column.key: "ascending", f"-{column.key}": "descending"}.get(self.sort, "none")
        sort = f"-{column.key}" if direction == "ascending" else column.key
        return Head(column=column, address=self.address(sort=sort, page=None), direction=direction)

    def page_address(self, number: int) -> str:
        return self.address(page=number if number > 1 else None)

    @property
    def csv_address(self) -> str:
        return self.address(format="csv", page=None)

    @property
    def xlsx_address(self) -> str:
        return self.address(format="xlsx", page=None)

    @property
    def filtering(self) -> bool:
        return any(self.filters.values()) or bool(self.lapsed)

    @property
    def cleared(self) -> str:
        """The address without the filters."""
        return self.address(**dict.fromkeys((*self.filters, "page")))

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Parameters of the page that are not the form's own, to be carried along by it."""
        mine = OWN_PARAMETERS - {"sort"}
        return [(key, value) for key, values in self.query.items() if self._foreign(key, mine) for value in values]

    def _foreign(self, key: str, mine: Iterable[str]) -> bool:
        return key not in mine and key not in self.filters


def read_view(listing: Listing, request: HttpRequest) -> ListingView:
    """The view asked for; an unknown column, size or density is passed over."""
    asked, kept = request.GET, QueryDict(request.COOKIES.get(cookie_name(listing), ""))
    explicit = tuple(key for key in REMEMBERED if key in asked)
    options = {each.key: dict(each.options()) for each in listing.filters}
    filters = {key: _clean(asked.get(key, "")) for key in options}
    chosen = {each.key for each in listing.filters if each.choices is not None}
    lapsed = {key: value for key, value in filters.items() if value and key in chosen and value not in options[key]}
    pick = {key: (asked if key in asked else kept) for key in REMEMBERED}
    return ListingView(
        path=request.path,
        query=dict(asked.lists()),
        sort=_known_sort(listing, asked.get("sort", "")),
        group=asked["group"] if asked.get("group") in listing.group_by else "",
        page=asked.get("page", "1"),
        size=_known_size(listing, pick["size"].get("size", "")),
        density=pick["density"]["density"] if pick["density"].get("density") in DENSITIES else DENSITIES[0],
        format=asked.get("format", ""),
        columns=_known_columns(listing, pick["column"].getlist("column")),
        filters=filters | dict.fromkeys(lapsed, ""),
        options=options,
        lapsed=lapsed,
        explicit=explicit,
    )


def remember(listing: Listing, view: ListingView, response: HttpResponseBase) -> None:
    """Keep density, size and unusual columns for the next visit, if the address just set one of them."""
    if not view.explicit:
        return
    usual = _known_columns(listing, [])
    pairs = [("density", view.density), ("size", view.size)]
    pairs += [("column", key) for key in view.columns if view.columns != usual]
    response.set_cookie(cookie_name(listing), urlencode(pairs), max_age=A_YEAR, httponly=True, samesite="Lax")


def cookie_name(listing: Listing) -> str:
    return f"list_{listing.name}"


def _known_sort(listing: Listing, asked: str) -> str:
    sortable = {column.key for column in listing.columns if column.paths()}
    return asked if asked.lstrip("-") in sortable else listing.default_sort


def _clean(asked: str) -> str:
    return asked.replace("\0", "").strip()[:200]


def _known_size(listing: Listing, asked: str) -> int:
    return int(asked) if asked in {str(size) for size in PAGE_SIZES} else listing.page_size


def _known_columns(listing: Listing, asked: list[str]) -> tuple[str, ...]:
    known = tuple(column.key for column in listing.columns if column.key in asked)
    return known or tuple(column.key for column in listing.columns if column.shown)
