"""Lists: declared as tables of columns and filters, answered as a page, a CSV or a workbook.

    LEDGER = Listing(name="ledger", title=_("台账"), columns=(Column(key="code", title=_("编号"), …), …),
                     filters=(Filter(key="mode", title=_("模式"), choices=Mode.choices, path="modes__mode"), …),
                     group_by=("strand",), default_sort="code", page_size=50)
    return LEDGER.respond(request, queryset, template="plans/ledger.html", context={…})

The template does `{% include "listing.html" %}`. A page costs two queries (three when grouped), plus whatever
the queryset prefetches, however many rows there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, OrderBy, Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from dongxi.apps.records.errors import NotThere
from dongxi.apps.records.listing_cells import Cell, cell_of
from dongxi.apps.records.listing_export import EXPORTS
from dongxi.apps.records.listing_view import PAGE_SIZES, Choice, ListingView, read_view, remember

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. `value` reads a row; `sort` names one or more to-one ORM paths, empty: not sortable.

    `unit` stands in the head; `address` makes the cell a link; `state` gives a state's code, drawn by `{% state %}`;
    `missing` is the word for a value that is None; `shown=False` hides the column until it is chosen; `always` keeps it
    whatever is chosen.
    """

    key: str
    title: Text
    value: Callable[[Any], Any]
    sort: str | tuple[str, ...] = ()
    numeric: bool = False
    unit: Text = ""
    address: Callable[[Any], str | None] | None = None
    state: Callable[[Any], str] | None = None
    missing: Text = "—"
    shown: bool = True
    always: bool = False
    long: bool = False
    width: int = 0

    def paths(self) -> tuple[str, ...]:
        return (self.sort,) if isinstance(self.sort, str) and self.sort else tuple(self.sort)


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One filter: an ORM path (or several, any may match) and the choices, or none for free text.

    `apply` takes over from `path` where one lookup is not enough. `unset` is the word for no choice, 全部 if empty.
    """

    key: str
    title: Text
    path: str | tuple[str, ...] = ()
    choices: Iterable[tuple[Any, Text]] | Callable[[], Iterable[tuple[Any, Text]]] | None = None
    apply: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    unset: Text = ""

    def options(self) -> list[tuple[str, str]]:
        given = self.choices() if callable(self.choices) else self.choices
        return [(str(code), str(label)) for code, label in given or ()]

    def narrow(self, rows: QuerySet[Any], asked: str) -> QuerySet[Any]:
        """The rows that match. A to-many path is asked in a subquery, so that no row appears twice."""
        if self.apply is not None:
            return self.apply(rows, asked)
        paths = (self.path,) if isinstance(self.path, str) else self.path
        lookup = "exact" if self.choices is not None else "icontains"
        condition = Q()
        for path in paths:
            condition |= Q(**{f"{path}__{lookup}": asked})
        if any("__" in path for path in paths):
            return rows.filter(pk__in=rows.model._default_manager.filter(condition).values("pk"))
        return rows.filter(condition)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the table: a row's cells, or (`group` set) the head of a group and how many rows it has."""

    cells: tuple[Cell, ...] = ()
    row: Any = None
    group: str | None = None
    count: int = 0


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A list as declared. `group_by` names columns by key; `default_sort` is a key, `-` before it for descending."""

    name: str
    columns: tuple[Column, ...]
    title: Text = ""
    filters: tuple[Filter, ...] = ()
    group_by: tuple[str, ...] = ()
    default_sort: str = ""
    page_size: int = 50
    empty: Text = ""
    _by_key: Mapping[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {column.key: column for column in self.columns})

    def respond(
        self, request: HttpRequest, rows: QuerySet[Any], *, template: str, context: Mapping[str, Any] | None = None
    ) -> HttpResponseBase:
        """The page, or the export that `?format=` asks for, of the rows the address filters and sorts.

        NotThere for an export with a filter that has lapsed; the page says so and shows no rows.
        """
        view = read_view(self, request)
        chosen = self.ordered(self.filtered(rows, view), view)
        if view.format in EXPORTS and view.lapsed:
            raise NotThere(self.lapsed_words(view))
        if view.format in EXPORTS:
            return EXPORTS[view.format](listing=self, view=view, rows=chosen)
        listing = self.page(request, chosen, view)
        response = render(request, template, {**(context or {}), "listing": listing})
        remember(self, view, response)
        return response

    def lapsed_words(self, view: ListingView) -> str:
        """The filters that the list does not offer any more, in words; "" if there are none."""
        lapsed = [f"{each.title}“{view.lapsed[each.key]}”" for each in self.filters if each.key in view.lapsed]
        return _("筛选条件已失效：%(which)s。") % {"which": _("、").join(lapsed)} if lapsed else ""

    def filtered(self, rows: QuerySet[Any], view: ListingView) -> QuerySet[Any]:
        if view.lapsed:
            return rows.none()
        for each in self.filters:
            if asked := view.filters[each.key]:
                rows = each.narrow(rows, asked)
        return rows

    def ordered(self, rows: QuerySet[Any], view: ListingView) -> QuerySet[Any]:
        """By group, then by the chosen column, then by key: unknown values last, on every database alike."""
        order = [_order(path, descending=False) for path in self._paths(view.group)]
        order += [_order(path, descending=view.sort.startswith("-")) for path in self._paths(view.sort.lstrip("-"))]
        if view.group:
            rows = rows.annotate(listing_group=F(self._paths(view.group)[0]))
        return rows.order_by(*order, "pk") if order or not rows.ordered else rows

    def page(self, request: HttpRequest, rows: QuerySet[Any], view: ListingView) -> dict[str, Any]:
        """Everything listing.html draws."""
        page = Paginator(rows, view.size).get_page(view.page)
        columns = self.chosen_columns(view)
        return {
            "name": self.name,
            "title": self.title,
            "empty": self.empty,
            "view": view,
            "lapsed": self.lapsed_words(view),
            "page": page,
            "total": page.paginator.count,
            "columns": columns,
            "heads": [view.head(column) for column in columns],
            "lines": list(self._lines(list(page.object_list), columns, view, rows)),
            "filters": [
                {"filter": each, "options": view.options[each.key].items(), "asked": view.filters[each.key]}
                for each in self.filters
            ],
            "columns_offered": [Choice(each.key, str(each.title), each in columns) for each in self.columns],
            "groups_offered": [Choice(key, str(self._by_key[key].title), key == view.group) for key in self.group_by],
            "sizes_offered": [Choice(str(size), str(size), size == view.size) for size in PAGE_SIZES],
            "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
            "elided": page.paginator.ELLIPSIS,
        }

    def chosen_columns(self, view: ListingView) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.key in view.columns or column.always)

    def _paths(self, key: str) -> tuple[str, ...]:
        return self._by_key[key].paths() if key in self._by_key else ()

    def _lines(
        self, page: list[Any], columns: tuple[Column, ...], view: ListingView, rows: QuerySet[Any]
    ) -> Iterable[Line]:
        counts = self._group_counts(rows) if view.group and page else {}
        before: Any = object()
        for row in page:
            if view.group and row.listing_group != before:
                before = row.listing_group
                yield Line(group=cell_of(self._by_key[view.group], row).text, count=counts.get(before, 0))
            yield Line(row=row, cells=tuple(cell_of(column, row) for column in columns))

    @staticmethod
    def _group_counts(rows: QuerySet[Any]) -> dict[Any, int]:
        bare = rows.select_related(None).order_by()
        return dict(bare.values("listing_group").annotate(rows=Count("pk")).values_list("listing_group", "rows"))


def _order(path: str, *, descending: bool) -> OrderBy:
    return OrderBy(F(path), descending=descending, nulls_last=True)
