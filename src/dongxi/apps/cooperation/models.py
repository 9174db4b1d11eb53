"""What the press and official sites tell of cooperation: beside confirmed facts, never summed with them."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dongxi.apps.cooperation.rules import MoneyKind, Side, SourceQuality
from dongxi.apps.people.models import Organisation, Region
from dongxi.apps.plans.rules import Mode, PartyKind
from dongxi.apps.records.wording import in_language


class PublicRecord(models.Model):
    """One report of cooperation with its source. Reposts are shown as 转载，未核实 and counted in no total."""

    code = models.CharField(_("编号"), max_length=20, unique=True)
    strand = models.CharField(max_length=60, db_index=True)
    title = models.CharField(_("标题"), max_length=200)
    title_en = models.CharField(max_length=300)
    summary = models.TextField(_("摘要"))
    summary_en = models.TextField()
    year_from = models.PositiveSmallIntegerField(null=True)
    year_to = models.PositiveSmallIntegerField(null=True)
    year_note = models.CharField(max_length=80, blank=True, default="")
    year_note_en = models.CharField(max_length=120, blank=True, default="")
    quality = models.CharField(_("来源性质"), max_length=10, choices=SourceQuality.choices, db_index=True)
    counted = models.BooleanField(_("计入合计"), default=False)
    incomplete = models.BooleanField(_("不完全统计"), default=False)
    source_name = models.CharField(_("来源"), max_length=200)
    source_link = models.URLField(max_length=500, blank=True, default="")
    source_name_en = models.CharField(max_length=200, blank=True, default="")
    source_note = models.CharField(max_length=200, blank=True, default="")
    source_note_en = models.CharField(max_length=200, blank=True, default="")
    note = models.TextField(blank=True, default="")
    note_en = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("-year_to", "code")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(quality=SourceQuality.REPOST, counted=True), name="reposts_are_never_counted"
            ),
        )

    def __str__(self) -> str:
        return in_language(self.title, self.title_en)

    def get_absolute_url(self) -> str:
        return reverse("cooperation:record", args=[self.code])

    def years(self) -> str:
        """The years covered, e.g. 2016–2019, or words where the source gives none."""
        known = dict.fromkeys(str(year) for year in (self.year_from, self.year_to) if year)
        return "–".join(known) or str(_("年份未注明"))

    def sides(self) -> list[tuple[str, list[RecordParty]]]:
        """The parties by side, in the order beneficiary, partner, national; empty sides left out."""
        parties = list(self.parties.all())
        by_side = [(str(side.label), [p for p in parties if p.side == side]) for side in Side]
        return [(label, named) for label, named in by_side if named]


class RecordMode(models.Model):
    record = models.ForeignKey(PublicRecord, models.CASCADE, related_name="modes")
    mode = models.CharField(max_length=24, choices=Mode.choices, db_index=True)


class RecordParty(models.Model):
    """A side of the record: a region, an organisation, or a group as printed (6省市) without invented members."""

    record = models.ForeignKey(PublicRecord, models.CASCADE, related_name="parties")
    side = models.CharField(max_length=12, choices=Side.choices)
    kind = models.CharField(max_length=12, choices=PartyKind.choices)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200, blank=True, default="")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="public_records")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="public_records")

    class Meta:
        ordering = ("record", "pk")

    def __str__(self) -> str:
        known = self.organisation or self.region
        return in_language(self.name, self.name_en or (known.name_en if known else ""))


class RecordAmount(models.Model):
    """Money as the source reports it, of one kind, in 分."""

    record = models.ForeignKey(PublicRecord, models.CASCADE, related_name="amounts")
    kind = models.CharField(_("口径"), max_length=20, choices=MoneyKind.choices)
    fen = models.BigIntegerField()
    approximate = models.BooleanField(default=False)
    at_least = models.BooleanField(default=False)
    planned = models.BooleanField(default=False)
    label = models.CharField(max_length=80)
    label_en = models.CharField(max_length=120, blank=True, default="")
    note = models.CharField(max_length=200, blank=True, default="")
    note_en = models.CharField(max_length=300, blank=True, default="")

    def in_words(self) -> str:
        """The kind and the sum as the source words it; a label that says the kind itself is not said twice."""
        kind, label = str(self.get_kind_display()), in_language(self.label, self.label_en)
        return label if label.startswith(kind) else f"{kind} {label}"


class RecordCount(models.Model):
    """A counted thing as the source reports it; the true number is `value` ÷ 10^`scale`."""

    record = models.ForeignKey(PublicRecord, models.CASCADE, related_name="counts")
    what = models.CharField(max_length=80)
    what_en = models.CharField(max_length=120, blank=True, default="")
    value = models.BigIntegerField()
    scale = models.PositiveSmallIntegerField(default=0)
    unit = models.CharField(max_length=20, blank=True, default="")
    unit_en = models.CharField(max_length=40, blank=True, default="")
    at_least = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True, default="")
    note_en = models.CharField(max_length=300, blank=True, default="")

    def number(self) -> Decimal:
        """The count as reported."""
        return Decimal(self.value).scaleb(-self.scale)

    def in_unit(self) -> str:
        """The count with its unit; English counts things without a measure word."""
        return in_language(f"{self.number():,} {self.unit}".strip(), f"{self.number():,} {self.unit_en}".strip())
