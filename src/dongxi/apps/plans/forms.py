"""Forms of plans: upload, what was read of a document itself, moves, evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dongxi.apps.people.models import Region
from dongxi.apps.people.queries import provinces
from dongxi.apps.plans.models import Plan
from dongxi.apps.plans.queries import visible_plans
from dongxi.apps.plans.rules import WHOLE_COUNTRY, PlanMove
from dongxi.apps.plans.storing.stated_dates import check_date
from dongxi.apps.records.errors import BadInput
from dongxi.apps.records.evidence import ACCEPTED, LONGEST_LINK
from dongxi.apps.records.permissions import ANYWHERE, held_by, permission

READABLE = (".docx", ".txt", ".pdf", ".ofd")


class UploadForm(forms.Form):
    """A policy document and whose it is."""

    file = forms.FileField(label=_("政策文件"), help_text=_("docx、txt、带文字层的 pdf、ofd；扫描图片请先做文字识别。"))
    region = forms.ChoiceField(
        label=_("文件所属地区"),
        help_text=_("由谁印发就选谁；审核与发布的权限随地区而定。文件自述与所选不同时，读完会请您确认。"),
        error_messages={"required": _("请选文件由谁印发：国家部委的选全国，地方的选所在省区。")},
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = _regions_of(user)
        places = provinces() if own is None else provinces().filter(pk__in=own)
        anywhere = [("", _("请选择")), (WHOLE_COUNTRY, _("全国（国家部委文件）"))] if own is None else []
        self.fields["region"].choices = [*anywhere, *((place.code, str(place)) for place in places)]
        self.fields["file"].widget.attrs["accept"] = ",".join(READABLE)

    def clean_region(self) -> Region | None:
        """The region chosen; None for the whole country, which has to be chosen too."""
        code = self.cleaned_data["region"]
        return None if code == WHOLE_COUNTRY else Region.objects.get(pk=code)

    def clean_file(self) -> Any:
        """A kind of file that can be read as a policy document; evidence may be of other kinds."""
        file = self.cleaned_data["file"]
        ending = Path(file.name).suffix.lower()
        if ending == ".doc":
            raise forms.ValidationError(_("这是旧版 Word 文件（.doc）。请用 Word 或 WPS 另存为 .docx 后再上传。"))
        if ending not in READABLE:
            kinds = str(_("、")).join(kind.removeprefix(".") for kind in READABLE)
            raise forms.ValidationError(_("读不了这类文件；可以上传：%(kinds)s。") % {"kinds": kinds})
        return file


class AboutForm(forms.ModelForm):
    """What was read of the document itself, to be put right."""

    read_at = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Plan
        fields = (
            "region",
            "title",
            "short_title",
            "document_number",
            "issued_on",
            "horizon_start",
            "horizon_end",
            "succeeds",
        )
        labels = {"region": _("文件所属地区"), "horizon_start": _("规划期首年"), "horizon_end": _("规划期末年")}
        help_texts = {
            "horizon_end": _("原文没有写明规划期的，首年、末年都留空。"),
            "succeeds": _("新规划接着旧规划写的，选旧的那份；两份规划的页面会互相引到。"),
        }
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "issued_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = _regions_of(user)
        self.fields["region"].queryset = provinces() if own is None else provinces().filter(pk__in=own)
        if own is None:
            self.fields["region"].empty_label = _("全国（国家部委文件）")
        else:  # who may decide for a province only cannot make a document the nation's
            self.fields["region"].empty_label, self.fields["region"].required = None, True
        seen = visible_plans(to=user).exclude(pk=self.instance.pk)
        self.fields["succeeds"].queryset, self.fields["succeeds"].empty_label = seen, _("不接续旧规划")
        if self.instance.succeeds_id and not seen.filter(pk=self.instance.succeeds_id).exists():
            del self.fields["succeeds"]  # whoever may not see the earlier plan leaves it as it is
        self.fields["read_at"].initial = self.instance.version

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for name in ("horizon_start", "horizon_end"):
            self._check_year(name, given.get(name))
        start, end = given.get("horizon_start"), given.get("horizon_end")
        if start and end and start > end:
            self.add_error("horizon_end", _("末年不能早于首年。"))
        return given

    def clean_title(self) -> str:
        """The title on one line, for the page's heading and lists."""
        return " ".join(self.cleaned_data["title"].split())

    def _check_year(self, name: str, year: int | None) -> None:
        try:
            check_date("" if year is None else f"{year:04}")
        except BadInput as refused:
            self.add_error(name, refused.message)

    def changes(self) -> dict[str, Any]:
        """The cleaned fields without the version."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}


class MoveForm(forms.Form):
    """A move of a plan's review, with its reason."""

    move = forms.ChoiceField(choices=PlanMove.choices)
    read_at = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("理由"), required=False, max_length=2_000)


class DiscardForm(forms.Form):
    """Why a draft is thrown away."""

    read_at = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("作废理由"), max_length=500)


class EvidenceForm(forms.Form):
    """A file, a link, or a file that is also published at a link. An empty title becomes the file's name."""

    title = forms.CharField(
        label=_("名称"), required=False, max_length=200, help_text=_("例如“中试基地验收报告”。不填则用文件名或网址。")
    )
    file = forms.FileField(label=_("文件"), required=False)
    link = forms.URLField(
        label=_("网址"),
        required=False,
        max_length=LONGEST_LINK,
        assume_scheme="https",
        help_text=_("文件和网址至少填一样，可以都填。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit, kinds = settings.FILE_LIMIT_BYTES // 1_000_000, sorted(ACCEPTED)
        self.fields["file"].help_text = _("文件和网址至少填一样。可接受：%(kinds)s；不超过 %(limit)s MB。") % {
            "kinds": _("、").join(kind.removeprefix(".") for kind in kinds),
            "limit": limit,
        }
        self.fields["file"].widget.attrs["accept"] = ",".join(kinds)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not self.errors and not given.get("file") and not given.get("link"):
            self.add_error("file", _("请选择文件或填写网址。"))
        if self.errors and given.get("file"):
            self.add_error("file", _("文件本身可以接受，但浏览器不保留已选的文件，请再选一次。"))
        return given


class WithdrawForm(forms.Form):
    """Why a piece of evidence no longer counts."""

    reason = forms.CharField(label=_("撤回理由"), max_length=500)


def _regions_of(user: Any) -> list[str] | None:
    """Regions a person may upload for: None for every region."""
    held = held_by(user)
    grants = permission("plans.upload").grants
    reached = [(grant.reach, role.region) for grant in grants for role in held if role.role == grant.role]
    if any(reach == ANYWHERE for reach, _region in reached):
        return None
    return [region for _reach, region in reached if region]
