"""The JSON contract `dongxi.plan/1`: records to plain trees and back, field by field."""

import json
import types
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from dongxi.analysis.errors import AnalysisError
from dongxi.analysis.plan.model import SCHEMA, PlanDocument


def to_json(document: PlanDocument) -> dict[str, Any]:
    """`document` as a JSON-ready tree, the schema's name first."""
    return {"schema": SCHEMA, **_plain(document)}


def from_json(data: dict[str, Any] | str) -> PlanDocument:
    """The document `data` was made from; another schema is refused. A field that came later may be missing."""
    tree = json.loads(data) if isinstance(data, str) else data
    if tree.get("schema") != SCHEMA:
        raise AnalysisError(f"这不是 {SCHEMA} 的数据：schema 为 {tree.get('schema')!r}。请用 dongxi read 重新生成。")
    made: PlanDocument = _record(PlanDocument, tree)
    return made


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value


def _record(kind: Any, tree: dict[str, Any]) -> Any:
    hints = _hints(kind)
    later = {field.name for field in fields(kind) if field.default is not MISSING} - tree.keys()
    return kind(**{name: _typed(hints[name], tree[name]) for name in hints if name not in later})


def _typed(hint: Any, value: Any) -> Any:
    if value is None or hint in (str, int) or get_origin(hint) is Literal:
        return value
    if get_origin(hint) in (Union, types.UnionType):
        return _typed(get_args(hint)[0], value)
    if get_origin(hint) is tuple:
        return tuple(_typed(get_args(hint)[0], each) for each in value)
    return _record(hint, value)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
