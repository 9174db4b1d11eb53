"""Every save compares the version it was read at; a stale save is refused with both versions shown."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _

from dongxi.apps.records.errors import StaleWrite


def save_at_version(instance: models.Model, *, read_at: int, **changes: Any) -> None:
    """Write `changes` if the row still has version `read_at`, and raise its version by one.

    StaleWrite carries `yours` and `theirs`, field by field, when somebody saved in between.
    """
    rows = type(instance)._default_manager.filter(pk=instance.pk, version=read_at)
    if not rows.update(version=F("version") + 1, **changes):
        current = type(instance)._default_manager.get(pk=instance.pk)
        theirs = {name: getattr(current, name) for name in changes}
        message = _(
            "有人在您打开之后保存过这条记录（您读到第 %(yours)s 版，现为第 %(now)s 版）。请对照两个版本后再保存。"
        )
        raise StaleWrite(
            message % {"yours": read_at, "now": current.version}, yours=changes, theirs=theirs, version=current.version
        )
    for name, value in changes.items():
        setattr(instance, name, value)
    instance.version = read_at + 1
