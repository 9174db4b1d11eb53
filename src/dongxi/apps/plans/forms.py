"""Forms of plans: upload, correction, moves."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from dongxi.apps.people.models import Region
from dongxi.apps.people.queries import provinces
from dongxi.apps.plans.correcting import Correction, NamedParty
from dongxi.apps.plans.models import Commitment, Plan, Task
from dongxi.apps.plans.rules import DeliverableType, Force, Mode, PartyRole, PlanMove
from dongxi.apps.records.permissions import ANYWHERE, held_by, permission

_SEPARATORS = re.compile(r"[、,，;；\n]+")
_STATED_DATE = RegexValidator(r"^\d{4}(-\d{2}(-\d{2})?)?$", _("请按 2025、2025-06 或 2025-06-30 的格式填写。"))
SPARE_ROWS = 2


class UploadForm(forms.Form):
    """A policy document and whose it is."""

    file = forms.FileField(label=_("政策文件"), help_text=_("docx、txt、带文字层的 pdf、ofd；扫描图片请先做文字识别。"))
    region = forms.ModelChoiceField(
        label=_("文件所属地区"),
        queryset=Region.objects.none(),
        required=False,
        empty_label=_("全国（国家部委文件）"),
        help_text=_("由谁印发就选谁；审核与发布的权限随地区而定。"),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = _regions_of(user)
        field = self.fields["region"]
        field.queryset = provinces() if own is None else provinces().filter(pk__in=own)
        if own:
            field.initial = own[0]


class AboutForm(forms.ModelForm):
    """What was read of the document itself, to be put right."""

    read_at = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Plan
        fields = ("region", "short_title", "document_number", "issued_on", "horizon_start", "horizon_end")
        labels = {"region": _("文件所属地区"), "horizon_start": _("规划期首年"), "horizon_end": _("规划期末年")}
        help_texts = {"horizon_end": _("原文没有写明规划期的，首年、末年都留空。")}
        widgets = {"issued_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = _regions_of(user)
        self.fields["region"].queryset = provinces() if own is None else provinces().filter(pk__in=own)
        self.fields["region"].empty_label = _("全国（国家部委文件）")
        self.fields["read_at"].initial = self.instance.version

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        start, end = given.get("horizon_start"), given.get("horizon_end")
        if start and end and start > end:
            self.add_error("horizon_end", _("末年不能早于首年。"))
        return given

    def changes(self) -> dict[str, Any]:
        """The cleaned fields without the version."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class MoveForm(forms.Form):
    """A move of a plan's review, with its reason."""

    move = forms.ChoiceField(choices=PlanMove.choices)
    read_at = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("理由"), required=False, max_length=2_000)


class CorrectionForm(forms.Form):
    """What a person makes of a proposal. `commitment` None: one the machine missed."""

    read_at = forms.IntegerField(widget=forms.HiddenInput, required=False)
    quote = forms.CharField(
        label=_("原文"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("只能摘录文件原文；改动起止时照抄即可，系统会在本任务中找到它。"),
    )
    quote_end = forms.CharField(
        label=_("至"), required=False, help_text=_("较长时，上面只写开头几个字，这里写结尾几个字。")
    )
    force = forms.ChoiceField(label=_("力度"), choices=Force.choices)
    modes = forms.MultipleChoiceField(
        label=_("合作模式"), choices=Mode.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    actors = forms.CharField(label=_("行动方"), required=False, help_text=_("多个之间用顿号隔开。"))
    partners = forms.CharField(label=_("协作方"), required=False)
    due = forms.CharField(
        label=_("期限"), required=False, validators=[_STATED_DATE], help_text=_("原文写明才填，否则留空。")
    )

    def __init__(self, *args: Any, task: Task, commitment: Commitment | None = None, **kwargs: Any) -> None:
        self.task, self.commitment = task, commitment
        things = list(commitment.deliverables.all()) if commitment else []
        kwargs.setdefault("initial", _initial(commitment))
        super().__init__(*args, **kwargs)
        self.rows = range(len(things) + SPARE_ROWS)
        for row in self.rows:
            thing = things[row] if row < len(things) else None
            self.fields[f"thing_{row}"] = forms.CharField(
                label=_("成果形式"), required=False, max_length=160, initial=thing.name if thing else ""
            )
            self.fields[f"type_{row}"] = forms.ChoiceField(
                label=_("类型"), choices=DeliverableType.choices, initial=thing.type if thing else None
            )
            self.fields[f"type_{row}"].required = False

    def things(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Name and type of each deliverable, for the template."""
        return [(self[f"thing_{row}"], self[f"type_{row}"]) for row in self.rows]

    def plain_fields(self) -> list[forms.BoundField]:
        """Every visible field but those of deliverables."""
        return [field for field in self.visible_fields() if not field.name.startswith(("thing_", "type_"))]

    def correction(self) -> Correction:
        """The cleaned form as a correction."""
        given = self.cleaned_data
        rows = [(given[f"thing_{row}"].strip(), given[f"type_{row}"]) for row in self.rows]
        return Correction(
            quote=given["quote"],
            quote_end=given["quote_end"],
            force=given["force"],
            modes=tuple(given["modes"]),
            parties=(*self._parties(acts=True), *self._parties(acts=False)),
            deliverables=tuple((name, kind or DeliverableType.PROJECT.value) for name, kind in rows if name),
            due=given["due"],
        )

    def _parties(self, *, acts: bool) -> list[NamedParty]:
        typed = self.cleaned_data["actors" if acts else "partners"]
        default = PartyRole.BENEFICIARY if acts else PartyRole.PARTNER
        roles = {party.name: party.role for party in self.task.parties.all()}
        names = dict.fromkeys(name.strip() for name in _SEPARATORS.split(typed) if name.strip())
        return [NamedParty(name=name, role=roles.get(name, default.value), acts=acts) for name in names]


def _initial(commitment: Commitment | None) -> dict[str, Any]:
    if commitment is None:
        return {}
    parties = list(commitment.parties.all())
    return {
        "read_at": commitment.version,
        "quote": commitment.text,
        "force": commitment.force,
        "modes": [mode.mode for mode in commitment.modes.all()],
        "actors": "、".join(party.name for party in parties if party.acts),
        "partners": "、".join(party.name for party in parties if not party.acts),
        "due": commitment.due_text,
    }


def _regions_of(user: Any) -> list[str] | None:
    """Regions a person may upload for: None for every region."""
    held = held_by(user)
    grants = permission("plans.upload").grants
    reached = [(grant.reach, role.region) for grant in grants for role in held if role.role == grant.role]
    if any(reach == ANYWHERE for reach, _region in reached):
        return None
    return [region for _reach, region in reached if region]
