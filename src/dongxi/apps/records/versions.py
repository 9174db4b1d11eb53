"""Every save compares the version it was read at; a stale save is refused with both versions shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _

from dongxi.apps.records.errors import StaleWrite


def save_at_version(instance: models.Model, *, read_at: int, **changes: Any) -> None:
    """Write `changes` if the row still has version `read_at`, and raise its version by one.

    StaleWrite carries `yours` and `theirs`, field by field, when somebody saved in between; `labels` names the
    fields, and `words` their codes and keys where they have any, both in the reader's language. What nobody writes
    themselves (fields that are not editable: moments of saving) is not compared.
    """
    rows = type(instance)._default_manager.filter(pk=instance.pk, version=read_at)
    if not rows.update(version=F("version") + 1, **changes):
        current = type(instance)._default_manager.get(pk=instance.pk)
        compared = {name: value for name, value in changes.items() if instance._meta.get_field(name).editable}
        theirs = {name: getattr(current, name) for name in compared}
        message = _(
            "有人在您打开之后保存过这条记录（您读到第 %(yours)s 版，现为第 %(now)s 版）。请对照两个版本后再保存。"
        )
        raise StaleWrite(
            message % {"yours": read_at, "now": current.version},
            yours=compared,
            theirs=theirs,
            version=current.version,
            **_in_words(instance, current, compared),
        )
    for name, value in changes.items():
        setattr(instance, name, value)
    instance.version = read_at + 1


def _in_words(yours: models.Model, theirs: models.Model, changes: Mapping[str, Any]) -> dict[str, Any]:
    fields = {name: yours._meta.get_field(name) for name in changes}
    words = {name: {code: str(word) for code, word in field.flatchoices} for name, field in fields.items()}
    for name, field in fields.items():
        if name == field.attname and field.is_relation:
            meant = {changes[name], getattr(theirs, name)} - {None}
            words[name] = {key: str(row) for key, row in field.related_model._default_manager.in_bulk(meant).items()}
    return {"labels": {name: str(field.verbose_name) for name, field in fields.items()}, "words": words}
