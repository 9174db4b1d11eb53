"""Forms of needs and offers; the same form reads a row of a workbook."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dongxi.apps.matching.fields import discipline_choices, industry_choices
from dongxi.apps.matching.figures import NotAFigure, figures_text, read_figures
from dongxi.apps.matching.models import Posting
from dongxi.apps.matching.rules import (
    CONTENT,
    IDENTITY,
    LONGEST_BODY,
    LONGEST_ELEMENT,
    LONGEST_TITLE,
    MATURITY,
    MOST_FIGURES,
    CloseReason,
    Disclosure,
    PostingMove,
    Side,
    Unsuitable,
    Verdict,
)
from dongxi.apps.plans.rules import Mode
from dongxi.apps.records.money import FEN_PER_YUAN, MoneyKind

NONE = ("", _("未选"))
FEN_PER_WAN = 10_000 * FEN_PER_YUAN
SIDE_WORDS = {
    Side.NEED: {
        "title": (_("要解决什么问题"), _("一句话，八十字以内，例如“盐湖卤水中低浓度锂的高效提取”。请勿写单位名称。")),
        "body": (_("说明"), _("现状、难点、已试过的办法。对接双方同意之前，别人只看到这些，看不到您是谁。")),
        "figures": (_("希望达到的指标"), _("一行一项，例如“锂回收率 ≥ 85 %”。")),
        "maturity": (_("技术至少成熟到"), ""),
        "amount": (_("预算（万元）"), _("没有或不便公开，留空即可；留空不等于零。")),
        "deadline": (_("希望何时解决"), ""),
    },
    Side.OFFER: {
        "title": (_("能提供什么"), _("一句话，八十字以内，例如“铝系吸附剂盐湖提锂成套技术”。请勿写单位名称。")),
        "body": (_("说明"), _("原理、特点、已有的应用。对接双方同意之前，别人只看到这些，看不到您是谁。")),
        "figures": (_("已达到的指标"), _("一行一项，例如“锂回收率 ≥ 90 %”。")),
        "maturity": (_("技术已成熟到"), ""),
        "amount": (_("合作金额（万元）"), _("没有或不便公开，留空即可；留空不等于零。")),
        "deadline": (_("何时之前可以提供"), ""),
    },
}


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _element(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=LONGEST_ELEMENT, widget=_area(2)
    )


class PostingForm(forms.Form):
    """Everything a person writes of a need or an offer. Nothing is required of a draft; submission asks for more."""

    title = forms.CharField(required=False, max_length=LONGEST_TITLE)
    body = forms.CharField(required=False, max_length=LONGEST_BODY, widget=_area(8))
    material = _element(_("材料"), _("用到或要处理的原料、对象。"))
    method = _element(_("方法"), _("工艺、路线、手段。"))
    efficacy = _element(_("效能"), _("要起到的作用、要提高或降低的东西。"))
    product = _element(_("产品"), _("最后得到什么。"))
    application = _element(_("应用"), _("用在哪里、给谁用。"))
    figures = forms.CharField(required=False, widget=_area(3))
    industry = forms.ChoiceField(label=_("行业（GB/T 4754）"), required=False)
    discipline = forms.ChoiceField(label=_("学科（GB/T 13745）"), required=False, help_text=_("行业和学科至少选一项。"))
    maturity = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, choices=(NONE, *MATURITY))
    mode = forms.ChoiceField(label=_("希望的合作模式"), required=False, choices=(NONE, *Mode.choices))
    strand = forms.ChoiceField(label=_("所属专项"), required=False)
    amount = forms.DecimalField(required=False, min_value=0, max_digits=14, decimal_places=6)
    amount_kind = forms.ChoiceField(label=_("金额口径"), required=False, choices=(NONE, *MoneyKind.choices))
    deadline = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    disclosure = forms.ChoiceField(
        label=_("所在地公开到"),
        choices=Disclosure.choices,
        initial=Disclosure.PROVINCE,
        required=False,
        help_text=_("省内做这一行的单位很少时，请选只公开地带。"),
    )
    unit = forms.CharField(label=_("单位名称"), required=False, max_length=120)
    contact_name = forms.CharField(label=_("联系人"), required=False, max_length=60)
    contact_phone = forms.CharField(
        label=_("电话"), required=False, max_length=40, help_text=_("电话和电子邮箱至少填一样。")
    )
    contact_email = forms.EmailField(label=_("电子邮箱"), required=False)
    note = forms.CharField(label=_("只给对方看的说明"), required=False, max_length=2_000, widget=_area(3))

    def __init__(self, *args: Any, side: str, strands: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["industry"].choices = [NONE, *industry_choices()]
        self.fields["discipline"].choices = [NONE, *discipline_choices()]
        self.fields["strand"].choices = [NONE, *(strands or [])]
        for name, (label, help_text) in SIDE_WORDS[Side(side)].items():
            self.fields[name].label, self.fields[name].help_text = label, help_text

    @classmethod
    def of(cls, posting: Posting, *, strands: list[tuple[str, str]], typed: dict[str, str]) -> PostingForm:
        """The form as a posting stands; fields typed but not taken yet stand as they were typed, with their errors."""
        initial = posting.content(*CONTENT) | {name: getattr(posting.identity, name) for name in IDENTITY}
        initial |= {"figures": figures_text(posting.figures), "amount": wan(posting.amount_fen)}
        form = cls(initial=initial, side=posting.side, strands=strands)
        if typed:
            shown = {name: form[name].value() for name in form.fields}
            form = cls(shown | typed, side=posting.side, strands=strands)
            form.full_clean()
        return form

    def clean_figures(self) -> list[dict[str, str]]:
        try:
            figures = read_figures(self.cleaned_data["figures"])
        except NotAFigure as line:
            words = _("读不懂“%(line)s”。请写成“名称 ≥ 数值 单位”，符号可用 ≥ ≤ > < =。")
            raise forms.ValidationError(words % {"line": line}) from None
        if len(figures) > MOST_FIGURES:
            raise forms.ValidationError(_("指标不超过 %(most)s 项。") % {"most": MOST_FIGURES})
        return figures

    def clean_deadline(self) -> date | None:
        day = self.cleaned_data["deadline"]
        if day and day < timezone.localdate():
            words = _("%(day)s 已经过去，请填今天或以后的日期；没有期限的，留空。")
            raise forms.ValidationError(words % {"day": day})
        return day

    def clean_disclosure(self) -> str:
        return self.cleaned_data["disclosure"] or Disclosure.PROVINCE

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("amount") is not None and not given.get("amount_kind") and "amount_kind" not in self.errors:
            self.add_error("amount_kind", _("填了金额，请同时选口径；不同口径的金额不相加。"))
        return given

    def content(self) -> dict[str, Any]:
        """What can be taken as `rules.CONTENT`; money only together with its kind."""
        given = {name: value for name, value in self.cleaned_data.items() if name in CONTENT}
        if {"amount", "amount_kind"} <= self.cleaned_data.keys():
            amount = self.cleaned_data["amount"]
            given["amount_fen"] = None if amount is None else int(amount * FEN_PER_WAN)
        else:
            given.pop("amount_kind", None)
        return given

    def identity(self) -> dict[str, Any]:
        """What can be taken as `rules.IDENTITY`."""
        return {name: value for name, value in self.cleaned_data.items() if name in IDENTITY}

    def typed(self) -> dict[str, str]:
        """What cannot be taken, as it was typed."""
        wrong = set(self.errors) | ({"amount"} if "amount_kind" in self.errors else set())
        return {name: str(self.data.get(name, "")) for name in sorted(wrong) if name in self.fields}


def wan(fen: int | None) -> Decimal | None:
    """分 as 万元, exactly and without trailing zeros."""
    return None if fen is None else Decimal(format((Decimal(fen) / FEN_PER_WAN).normalize(), "f"))


class MoveForm(forms.Form):
    """A move with its reason."""

    move = forms.ChoiceField(choices=PostingMove.choices)
    read_at = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("理由"), required=False, max_length=2_000, widget=_area(3))
    close_reason = forms.ChoiceField(label=_("关闭的原因"), required=False, choices=(NONE, *CloseReason.choices))


class DecisionForm(forms.Form):
    """What a side makes of a match."""

    verdict = forms.ChoiceField(label=_("判定"), choices=Verdict.choices)
    reason = forms.ChoiceField(label=_("不合适的原因"), required=False, choices=(NONE, *Unsuitable.choices))
    note = forms.CharField(label=_("备注"), required=False, max_length=500)


class ImportForm(forms.Form):
    """A workbook of needs or offers, and what is to happen with rows that are known already."""

    ADD, UPDATE, BOTH = "add", "update", "both"
    HOW = (
        (ADD, _("只新增：已有的行不动，退回来")),
        (UPDATE, _("只更新：改已有的草稿，新行退回来")),
        (BOTH, _("新增并更新")),
    )
    file = forms.FileField(label=_("工作簿"), help_text=_("xlsx 或 csv，第一行是列名；只有标题一列必填。"))
    how = forms.ChoiceField(label=_("遇到已有的行"), choices=HOW, initial=ADD)
    seat = forms.ChoiceField(label=_("以哪个单位的名义"))
    contact_phone = forms.CharField(
        label=_("电话"),
        required=False,
        max_length=40,
        help_text=_("表中没有写电话的行用这个；电话和电子邮箱至少填一样。"),
    )
    contact_email = forms.EmailField(label=_("电子邮箱"), required=False)

    def __init__(self, *args: Any, seats: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = [(str(seat.pk), str(seat)) for seat in seats]
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv"
