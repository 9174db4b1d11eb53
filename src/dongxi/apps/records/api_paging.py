"""Lists of the read API: pages by an opaque, signed cursor over a stable order.

    @router.get("/tasks", response=Paged[TaskOut])
    def tasks(request, window: Query[Window]):
        return paged(request, queries.visible_tasks(to=request.user), order=("plan", "position"), window=window)

The cursor holds the order fields of the last row: rows added or removed meanwhile neither repeat nor hide others.
"""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Schema

from dongxi.apps.records.errors import BadInput

SALT = "dongxi.api.cursor"


class Window(Schema):
    """Which part of a list is asked for."""

    cursor: str = Field(
        "", description="取自上一页的 next；空为第一页。 From the last page's `next`; empty for the first."
    )
    limit: int = Field(100, ge=1, le=500, description="每页条数，1–500。 Rows a page, 1–500.")


class Paged[T](Schema):
    """One page of a list. `next` is the address of the following page, null on the last."""

    items: list[T]
    next: str | None = None


def paged(request: HttpRequest, rows: QuerySet, *, order: tuple[str, ...], window: Window) -> dict[str, Any]:
    """One page of `rows` in `order` (field paths, `-` for descending; none may be NULL), made unique by the key
    unless its last field is unique.

    A relation orders by its key, never by its model's own order, which the cursor does not hold. BadInput for a cursor
    that is not one of this list's.
    """
    order = tuple(_by_key(rows.model, path) for path in order)
    order = order if _is_unique(rows.model, order[-1].removeprefix("-")) else (*order, "pk")
    ordered = rows.order_by(*order)
    if window.cursor:
        ordered = ordered.filter(_after(order, _opened(window.cursor, order)))
    found = list(ordered[: window.limit + 1])
    items = found[: window.limit]
    more = len(found) > window.limit
    return {"items": items, "next": _address(request, _sealed(items[-1], order)) if more else None}


def _is_unique(model: type[Model], name: str) -> bool:
    return name == "pk" or ("__" not in name and model._meta.get_field(name).unique)


def _by_key(model: type[Model], path: str) -> str:
    """The path, a relation at its end named by the column that holds its key."""
    sign, names = path[: path.startswith("-")], path.removeprefix("-").split("__")
    for name in names[:-1]:
        model = model._meta.get_field(name).related_model
    is_key = names[-1] == "pk" or not model._meta.get_field(names[-1]).is_relation
    return sign + "__".join([*names[:-1], names[-1] if is_key else f"{names[-1]}_id"])


def _after(order: tuple[str, ...], values: list[Any]) -> Q:
    """Rows that come after `values`: equal in the first fields and beyond in the next, for each field in turn."""
    beyond, equal = Q(), Q()
    for name, last in zip(order, values, strict=True):
        path = name.removeprefix("-")
        beyond |= equal & Q(**{f"{path}__{'lt' if name.startswith('-') else 'gt'}": last})
        equal &= Q(**{path: last})
    return beyond


def _sealed(row: Model, order: tuple[str, ...]) -> str:
    return signing.dumps([list(order), [_plain(row, name.removeprefix("-")) for name in order]], salt=SALT)


def _plain(row: Any, path: str) -> int | str:
    for name in path.split("__"):
        row = getattr(row, name)
    row = row.pk if isinstance(row, Model) else row
    return row if isinstance(row, int) else str(row)


def _opened(cursor: str, order: tuple[str, ...]) -> list[Any]:
    try:
        made_for, values = signing.loads(cursor, salt=SALT)
    except signing.BadSignature:
        made_for = None
    if made_for != list(order):
        raise BadInput(_("游标无效或不属于这个列表。请从第一页（不带 cursor）重新开始，逐页使用返回的 next。"))
    return values


def _address(request: HttpRequest, cursor: str) -> str:
    query = request.GET.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
