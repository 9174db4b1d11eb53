"""What a page offers when somebody saved in between: both versions, and the way back or over the other's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.utils.translation import gettext as _

from dongxi.apps.records.errors import Refusal, StaleWrite


def offer_overwriting(form: forms.BaseForm, late: StaleWrite) -> None:
    """Let the form be sent once more, over the version that the page shows beside it."""
    form.data = form.data.copy()
    form.data["read_at"] = str(late.facts["version"])
    form.add_error(None, late.message)
    late.facts["next_step"] = _(
        "请对照下表。您填写的内容都在：改好后按“以我的版本保存”，就盖过现有版本；不想改了，就看现有版本。"
    )


def offer_deciding_again(late: StaleWrite) -> None:
    """Say that the page shows the row as it is now, to be decided on again."""
    late.facts["next_step"] = _("您的操作没有生效。下面是这一条现在的样子；仍要这样办，请再按一次。")


@contextmanager
def leading_back(address: str) -> Iterator[None]:
    """A refusal from within leads back to the page it came from."""
    try:
        yield
    except Refusal as refused:
        refused.facts.setdefault("back", address)
        raise
