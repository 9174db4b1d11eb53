"""Forms in which a person puts right what was read: a commitment, and who answers for a task.

Parties and deliverables are rows of names with their codes. As many rows are read as were sent, so that nothing typed
is lost when somebody else saved in between; a row may hold several names, separated as in the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dongxi.apps.plans.models import Commitment, Party, Task
from dongxi.apps.plans.rules import RESPONSIBLE, DeliverableType, Force, Mode, PartyRole
from dongxi.apps.plans.storing.correcting import LONGEST_NAME, Correction, NamedParty
from dongxi.apps.plans.storing.stated_dates import as_stated, check_date
from dongxi.apps.records.errors import BadInput

_SEPARATORS = re.compile(r"[、,，;；\n]+")
SPARE_ROWS = 2
MOST_ROWS = 200
ACTS, ACTED_WITH = "acts", "with"
SIDES = ((ACTS, _("行动方")), (ACTED_WITH, _("协作方")))
_IN_ROWS = ("party_", "role_", "side_", "thing_", "type_")


class RowsForm(forms.Form):
    """A form with numbered rows of fields beside its plain ones."""

    read_at = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def numbers_of(self, name: str, *, known: int) -> range:
        """The rows `name_0`, `name_1` …: those that were sent, else those known and a few spare ones."""
        sent = [int(key.removeprefix(f"{name}_")) for key in self.data if re.fullmatch(rf"{name}_\d{{1,3}}", key)]
        return range(min(max(sent) + 1 if sent else known + SPARE_ROWS, MOST_ROWS))

    def plain_fields(self) -> list[forms.BoundField]:
        """Every visible field that stands in no row."""
        return [field for field in self.visible_fields() if not field.name.startswith(_IN_ROWS)]

    def add_parties(self, parties: Sequence[Party], *, roles: Sequence[PartyRole], sides: bool) -> None:
        """A row for each party: its name, its role and, with `sides`, whether it acts or is acted with."""
        self.sides = sides
        self.party_rows = self.numbers_of("party", known=len(parties))
        for row in self.party_rows:
            party = parties[row] if row < len(parties) else None
            acts = party.acts if party else not (sides and row == self.party_rows[-1])
            spare = roles[0] if acts else PartyRole.PARTNER
            self.fields |= {
                f"party_{row}": forms.CharField(
                    label=_("名称"), required=False, validators=[_names_fit], initial=party.name if party else ""
                ),
                f"role_{row}": forms.ChoiceField(
                    label=_("角色"),
                    required=False,
                    choices=[(role.value, role.label) for role in roles],
                    initial=party.role if party else spare.value,
                ),
            }
            if sides:
                side = ACTS if acts else ACTED_WITH
                self.fields[f"side_{row}"] = forms.ChoiceField(
                    label=_("一方"), required=False, choices=SIDES, initial=side
                )

    def parties(self) -> list[list[forms.BoundField]]:
        """The fields of each party, for the template."""
        names = ("party", "role", "side") if self.sides else ("party", "role")
        return [[self[f"{name}_{row}"] for name in names] for row in self.party_rows]

    def named_parties(self) -> tuple[NamedParty, ...]:
        """The cleaned rows of parties, each name once on its side."""
        given, named = self.cleaned_data, {}
        for row in self.party_rows:
            acts = given.get(f"side_{row}") != ACTED_WITH
            role = given[f"role_{row}"] or self.fields[f"role_{row}"].choices[0][0]
            for name in _names(given[f"party_{row}"]):
                named.setdefault((name, acts), NamedParty(name=name, role=role, acts=acts))
        return tuple(named.values())


class CorrectionForm(RowsForm):
    """What a person makes of a proposal. `commitment` None: one the machine missed."""

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
    due = forms.CharField(
        label=_("期限"),
        required=False,
        help_text=_("原文写明才填，否则留空。写成 2024、2024-06 或 2024-06-30；2024年底、2024年6月也可以。"),
    )

    def __init__(self, *args: Any, task: Task, commitment: Commitment | None = None, **kwargs: Any) -> None:
        self.task, self.commitment = task, commitment
        kwargs.setdefault("initial", _initial(commitment))
        super().__init__(*args, **kwargs)
        parties = sorted(commitment.parties.all(), key=lambda party: not party.acts) if commitment else []
        self.add_parties(parties, roles=list(PartyRole), sides=True)
        things = list(commitment.deliverables.all()) if commitment else []
        self.thing_rows = self.numbers_of("thing", known=len(things))
        for row in self.thing_rows:
            thing = things[row] if row < len(things) else None
            self.fields[f"thing_{row}"] = forms.CharField(
                label=_("成果形式"), required=False, max_length=160, initial=thing.name if thing else ""
            )
            self.fields[f"type_{row}"] = forms.ChoiceField(
                label=_("类型"),
                choices=DeliverableType.choices,
                required=False,
                initial=thing.type if thing else None,
            )

    def clean_due(self) -> str:
        """A date that the calendar has, as the store keeps it, or ""."""
        due = as_stated(self.cleaned_data["due"])
        try:
            check_date(due)
        except BadInput as refused:
            raise ValidationError(refused.message) from refused
        return due

    def clean(self) -> dict[str, Any]:
        """Where something else is wrong, say at once whether the quoted words are too; else saving says so."""
        given = super().clean() or self.cleaned_data
        if self.errors and "quote" in given:
            quoted = Correction(quote=given["quote"], quote_end=given.get("quote_end", ""), force=Force.values[0])
            try:
                quoted.columns(commitment=self.commitment or Commitment(task=self.task))
            except BadInput as refused:
                self.add_error("quote", refused.message)
        return given

    def things(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Name and type of each deliverable, for the template."""
        return [(self[f"thing_{row}"], self[f"type_{row}"]) for row in self.thing_rows]

    def correction(self) -> Correction:
        """The cleaned form as a correction."""
        given = self.cleaned_data
        rows = [(given[f"thing_{row}"].strip(), given[f"type_{row}"]) for row in self.thing_rows]
        return Correction(
            quote=given["quote"],
            quote_end=given["quote_end"],
            force=given["force"],
            modes=tuple(given["modes"]),
            parties=self.named_parties(),
            deliverables=tuple((name, kind or DeliverableType.PROJECT.value) for name, kind in rows if name),
            due=given["due"],
        )


class ResponsibleForm(RowsForm):
    """Who answers for a whole task: leading and supporting bodies."""

    def __init__(self, *args: Any, task: Task, responsible: Sequence[Party], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"read_at": task.version})
        super().__init__(*args, **kwargs)
        self.fields["read_at"].required = True
        self.add_parties(responsible, roles=[role for role in PartyRole if role in RESPONSIBLE], sides=False)


def _initial(commitment: Commitment | None) -> dict[str, Any]:
    if commitment is None:
        return {}
    return {
        "read_at": commitment.version,
        "quote": commitment.text,
        "force": commitment.force,
        "modes": [mode.mode for mode in commitment.modes.all()],
        "due": commitment.due_text,
    }


def _names(typed: str) -> list[str]:
    return list(dict.fromkeys(name.strip() for name in _SEPARATORS.split(typed) if name.strip()))


def _names_fit(typed: str) -> None:
    if any(len(name) > LONGEST_NAME for name in _names(typed)):
        raise ValidationError(_("每个名称不超过%(most)s字；多个之间用顿号隔开。"), params={"most": LONGEST_NAME})
