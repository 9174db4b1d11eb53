"""Forms of contacts: ask, take, move on, declare, file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dongxi.apps.matching.contact_rows import LONGEST_NOTE, MONEY_OF
from dongxi.apps.matching.contact_rules import GIVEN_REASONS, ContactMove
from dongxi.apps.matching.forms import FEN_PER_WAN, NONE
from dongxi.apps.records.evidence import ACCEPTED
from dongxi.apps.records.money import MoneyKind


def _note(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AskForm(forms.Form):
    """Ask for a contact, for one of the sides one speaks for."""

    side = forms.ChoiceField(label=_("代表哪一方"))
    note = _note(_("给经纪人和对方的话"), _("想谈什么、何时方便。请勿写单位、姓名和联系方式，双方同意后自会互见。"))

    def __init__(self, *args: Any, sides: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sides = list(sides)
        self.fields["side"].choices = sides
        self.fields["side"].initial = sides[0][0]
        if len(sides) == 1:
            self.fields["side"].widget = forms.HiddenInput()


class StepForm(forms.Form):
    """A move of a contact, with what belongs to it: `of(move)` keeps the fields of that move alone."""

    move = forms.ChoiceField(choices=ContactMove.choices, widget=forms.HiddenInput)
    read_at = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("原因"), choices=(NONE, *GIVEN_REASONS))
    met_on = forms.DateField(label=_("会面日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    amount = forms.DecimalField(
        label=_("金额（万元）"),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=6,
        help_text=_("没有约定金额，留空即可；留空不等于零。"),
    )
    file = forms.FileField(label=_("签约文件"), required=False)
    note = _note(_("备注"))

    def __init__(self, *args: Any, move: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = {"move", "read_at", "note", *FIELDS_OF.get(move, ())}
        self.fields = {name: field for name, field in self.fields.items() if name in wanted}
        if "amount" in self.fields:
            kind = MoneyKind(MONEY_OF[ContactMove(move)][0])
            self.fields["amount"].label = AMOUNT_LABELS[kind]
        if "file" in self.fields:
            self.fields["file"].help_text = accepted_words()
            self.fields["file"].widget.attrs["accept"] = ",".join(sorted(ACCEPTED))
        for name, said in NOTES.get(ContactMove(move), {}).items():
            setattr(self.fields["note"], name, said)

    def read_anew(self, version: int) -> StepForm:
        """The same, typed as it was, now that what has happened since is on the page."""
        self.data = self.data.copy()
        self.data["read_at"] = str(version)
        return self

    def amounts(self) -> dict[str, int]:
        """Money by kind in 分; nothing where none was given."""
        amount = self.cleaned_data.get("amount")
        kinds = MONEY_OF.get(ContactMove(self.cleaned_data["move"]), ())
        return {str(kind): int(amount * FEN_PER_WAN) for kind in kinds} if amount is not None else {}


FIELDS_OF = {
    ContactMove.DECLINE: ("reason",),
    ContactMove.END: ("reason",),
    ContactMove.MEET: ("met_on",),
    ContactMove.INTEND: ("amount",),
    ContactMove.SIGN: ("amount", "file"),
}
"""What a move asks for besides a note."""
NOTES = {
    ContactMove.SIGN: {"help_text": _("提交后由对方确认；对方确认了才算签约，有异议则退回。")},
    ContactMove.CONFIRM: {"help_text": _("请先打开签约文件，核对与本方所持一致。确认后计入签约，不能再改。")},
    ContactMove.DISPUTE: {
        "label": _("哪里不符"),
        "required": True,
        "help_text": _("写明文件、金额或日期哪里不符，对方据此改正后重新提交。"),
    },
}
"""What the note of a move is for."""
AMOUNT_LABELS = {MoneyKind.INTENTION: _("意向金额（万元）"), MoneyKind.CONTRACT: _("签约金额（万元）")}


class ConflictForm(forms.Form):
    """Whether somebody has a conflict of interest."""

    NONE_AT_ALL, SOME = "no", "yes"
    CHOICES = ((NONE_AT_ALL, _("不存在利益冲突")), (SOME, _("存在利益冲突")))
    side = forms.CharField(widget=forms.HiddenInput)
    exists = forms.ChoiceField(
        label=_("利益冲突"),
        choices=CHOICES,
        widget=forms.RadioSelect,
    )
    statement = forms.CharField(
        label=_("是什么关系"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("存在冲突的须写明，例如持有对方股份、亲属任职、曾为对方审稿。"),
    )

    def declared(self) -> dict[str, Any]:
        """What is declared, as the service takes it."""
        given = self.cleaned_data
        return {"side": given["side"], "exists": given["exists"] == self.SOME, "statement": given["statement"]}


class WithdrawalForm(forms.Form):
    """Why a file is taken back."""

    reason = forms.CharField(label=_("撤回理由"), max_length=500)


class AgreementForm(forms.Form):
    """A file of an intention or a contract."""

    title = forms.CharField(label=_("名称"), required=False, max_length=200, help_text=_("不填则用文件名。"))
    file = forms.FileField(label=_("文件"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = accepted_words()
        self.fields["file"].widget.attrs["accept"] = ",".join(sorted(ACCEPTED))


def accepted_words() -> str:
    """Which files are taken, and how large."""
    kinds = str(_("、")).join(kind.removeprefix(".") for kind in sorted(ACCEPTED))
    words = _("可接受：%(kinds)s；不超过 %(limit)s MB。")
    return str(words) % {"kinds": kinds, "limit": settings.FILE_LIMIT_BYTES // 1_000_000}
