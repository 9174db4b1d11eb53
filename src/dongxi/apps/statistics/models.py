"""Official series with their sources, breaks and vintages. Values are integers in the indicator's scale."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from dongxi.apps.people.models import Region
from dongxi.apps.records.wording import in_language

RATIO_UNITS = frozenset({"%"})


class Source(models.Model):
    """The bulletin or yearbook a figure was published in."""

    key = models.SlugField(primary_key=True)
    name = models.CharField(_("名称"), max_length=200)
    name_en = models.CharField(max_length=200, blank=True, default="")
    publisher = models.CharField(_("发布机构"), max_length=120, blank=True, default="")
    publisher_en = models.CharField(max_length=200, blank=True, default="")
    each_year = models.CharField(max_length=120, blank=True, default="")
    link = models.URLField(max_length=500, blank=True, default="")
    note = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)

    def issue_of(self, year: int) -> str:
        """The bulletin or volume that carries the figures of a year."""
        chinese = self.each_year.format(year=year, next_year=year + 1) or self.name
        return in_language(chinese, f"{self.name_en}, {year}" if self.name_en else "")


class Flag(models.Model):
    """What is doubtful about a figure; the figure itself is kept as published."""

    code = models.SlugField(primary_key=True)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    note = models.TextField()
    note_en = models.TextField()

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class Indicator(models.Model):
    """A measure: unit, and `scale` so that the true value is integer ÷ 10^scale. `numerator` etc. only if derived."""

    code = models.SlugField(primary_key=True)
    name = models.CharField(_("名称"), max_length=80)
    name_en = models.CharField(max_length=120)
    unit = models.CharField(_("单位"), max_length=30)
    unit_en = models.CharField(max_length=40)
    scale = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0)
    note = models.TextField(blank=True, default="")
    note_en = models.TextField(blank=True, default="")
    numerator = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    denominator = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    factor = models.PositiveIntegerField(default=1)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position", "code")

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)

    @property
    def sums(self) -> bool:
        """Whether regions' values make a total: a published ratio does not, a derived one has a ratio of sums."""
        return self.numerator_id is not None or self.unit not in RATIO_UNITS


class Observation(models.Model):
    """One official figure: indicator × region × year × vintage."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="observations")
    region = models.ForeignKey(Region, models.PROTECT, related_name="observations")
    year = models.PositiveSmallIntegerField(_("年份"))
    value = models.BigIntegerField(_("数值"))
    vintage = models.CharField(max_length=20, blank=True, default="")
    flag = models.ForeignKey(Flag, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.ForeignKey(Source, models.PROTECT, related_name="observations")

    class Meta:
        ordering = ("indicator", "region", "year")
        constraints = (
            models.UniqueConstraint(fields=("indicator", "region", "year", "vintage"), name="one_figure_per_cell"),
        )

    def number(self) -> Decimal:
        """The value in the indicator's unit."""
        return Decimal(self.value).scaleb(-self.indicator.scale)


class SeriesBreak(models.Model):
    """A year from which a series is not comparable with what stands before it; drawn as a break, with its note."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="breaks")
    year = models.PositiveSmallIntegerField()
    regions = models.ManyToManyField(Region)
    note = models.TextField()
    note_en = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("indicator", "year")
