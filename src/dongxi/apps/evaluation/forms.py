"""The form by which an evaluator brings a framework."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from dongxi.apps.evaluation.rules import LARGEST_FRAMEWORK


class FrameworkForm(forms.Form):
    """A TOML file; `cleaned_data` has its `text` and, from the name of the file, its `code`."""

    file = forms.FileField(
        label=_("评估方案文件"),
        help_text=_("UTF-8 的 .toml 文件。可先下载随附的示例，照着修改；文件名相同的记为新的一版。"),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        file = given.get("file")
        if file is None:
            return given
        if file.size > LARGEST_FRAMEWORK:
            self.add_error("file", _("文件超过 200 KB，不像评估方案。"))
            return given
        given["code"] = slugify(PurePath(file.name).stem)
        if not given["code"]:
            self.add_error("file", _("文件名须由英文字母、数字或连字符组成。请改名后再添加。"))
        try:
            given["text"] = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", _("不是 UTF-8 文字。请另存为 UTF-8 后再添加。"))
        return given
