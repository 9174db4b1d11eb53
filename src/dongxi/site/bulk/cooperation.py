"""Public records with their sides, modes, money and counts, whole. Reposts are in them, marked, and in no total."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from dongxi.apps.cooperation import queries
from dongxi.apps.cooperation.models import RecordAmount, RecordCount, RecordMode, RecordParty
from dongxi.site.streaming import Columns, Export, named

OF_RECORD: Columns = (("record", "record__code"),)
NOTES = named("note", "note_en")


def _of_records(model: type[models.Model], user: Any) -> models.QuerySet[Any]:
    shown = queries.visible_records(to=user).order_by().values("pk")
    return model.objects.filter(record__in=shown).order_by("record__code", "pk")


EXPORTS = (
    Export(
        name="public-records",
        title=_("公开合作记录（转载未核实的 counted 为否，不得计入合计）"),
        columns=named(
            "code", "strand", "title", "title_en", "summary", "summary_en", "year_from", "year_to", "year_note",
            "year_note_en", "quality", "counted", "incomplete", "source_name", "source_name_en", "source_link",
            "source_note", "source_note_en", "note", "note_en",
        ),
        rows=lambda user: queries.visible_records(to=user).order_by("code"),
    ),
    Export(
        name="record-parties",
        title=_("公开合作记录的各方"),
        columns=(
            *OF_RECORD,
            *named("side", "kind", "name", "name_en"),
            ("region", "region_id"),
            ("organisation", "organisation_id"),
        ),
        rows=lambda user: _of_records(RecordParty, user),
    ),
    Export(
        name="record-modes",
        title=_("公开合作记录的合作模式"),
        columns=(*OF_RECORD, *named("mode")),
        rows=lambda user: _of_records(RecordMode, user),
    ),
    Export(
        name="record-amounts",
        title=_("公开合作记录的金额（单位：分；口径互不相加）"),
        columns=(
            *OF_RECORD,
            ("counted", "record__counted"),
            *named("kind", "fen", "approximate", "at_least", "planned", "label", "label_en"),
            *NOTES,
        ),
        rows=lambda user: _of_records(RecordAmount, user),
    ),
    Export(
        name="record-counts",
        title=_("公开合作记录的数量（数值为整数，除以 10 的 scale 次方即为以 unit 计的值）"),
        columns=(
            *OF_RECORD,
            ("counted", "record__counted"),
            *named("what", "what_en", "value", "scale", "unit", "unit_en", "at_least"),
            *NOTES,
        ),
        rows=lambda user: _of_records(RecordCount, user),
    ),
)  # fmt: skip
