"""The shipped statistics as figures that know their source: published, derived, summed, and their changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from statistics import median
from typing import Any

from dongxi.analysis.flags import DOUBTFUL_FLAGS
from dongxi.analysis.reporting.model import Figure, Source
from dongxi.analysis.reporting.wording import printed
from dongxi.data import digest, shared_csv, shared_toml

NATION, NATION_NAME = "000000", "全国"


@dataclass(frozen=True, kw_only=True)
class Total:
    """A sum over regions: the figure, and who is missing from it."""

    figure: Figure
    missing: tuple[str, ...]


class Statistics:
    """What ships, read once. Regions are six-digit codes, indicators their codes, years text."""

    @cached_property
    def edition(self) -> str:
        return digest()

    @cached_property
    def facts(self) -> Mapping[str, Any]:
        return shared_toml("indicators")

    @cached_property
    def indicators(self) -> Mapping[str, Mapping[str, Any]]:
        return {each["code"]: each for each in (*self.facts["indicator"], *self.facts["derived"])}

    @cached_property
    def rows(self) -> Mapping[tuple[str, str, str], Mapping[str, str]]:
        return {(row["indicator"], row["region"], row["year"]): row for row in shared_csv("statistics")}

    @cached_property
    def provinces(self) -> Mapping[str, Mapping[str, str]]:
        return {row["code"]: row for row in shared_csv("regions") if row["level"] == "province"}

    @cached_property
    def groups(self) -> Mapping[str, Mapping[str, Any]]:
        return {each["key"]: each for each in shared_toml("region_groups")["group"]}

    @cached_property
    def years(self) -> tuple[str, ...]:
        return tuple(sorted({year for _code, _region, year in self.rows}))

    def members(self, group: str) -> tuple[str, ...]:
        return tuple(self.groups[group]["members"])

    def counted(self) -> tuple[str, ...]:
        """Provinces that any figure is held for, in the order of their codes."""
        return self._counted

    @cached_property
    def _counted(self) -> tuple[str, ...]:
        return tuple(sorted({region for _code, region, _year in self.rows} - {NATION}))

    def name(self, region: str) -> str:
        return NATION_NAME if region == NATION else self.provinces[region]["short"]

    def full_name(self, region: str) -> str:
        return NATION_NAME if region == NATION else self.provinces[region]["name"]

    def title(self, code: str) -> str:
        return str(self.indicators[code]["name"])

    def unit(self, code: str) -> str:
        return str(self.indicators[code]["unit"])

    def places(self, code: str, year: str) -> int:
        """Decimals that are printed: at most two, none where a year was published in whole numbers."""
        scale = int(self.indicators[code]["scale"])
        return 0 if (code, year) in self._whole else min(scale, 2)

    @cached_property
    def _whole(self) -> frozenset[tuple[str, str]]:
        """Series and years of which no figure has a decimal although the series has."""
        years: dict[tuple[str, str], bool] = {}
        for (code, _region, year), row in self.rows.items():
            scale = int(self.indicators[code]["scale"])
            years[code, year] = years.get((code, year), True) and int(row["value"]) % 10**scale == 0
        return frozenset(key for key, whole in years.items() if whole)

    def value(self, code: str, region: str, year: str) -> Decimal | None:
        """Exact; None where it, or a part of it, is not held."""
        own = self.indicators[code]
        if "numerator" not in own:
            row = self.rows.get((code, region, year))
            return None if row is None else Decimal(row["value"]).scaleb(-int(own["scale"]))
        above = self.value(own["numerator"], region, year)
        below = self.value(own["denominator"], region, year)
        return above * own["factor"] / below if above is not None and below else None

    def parts(self, code: str) -> tuple[str, ...]:
        """The published series an indicator is made of: itself, or what it is the ratio of."""
        own = self.indicators[code]
        return (own["numerator"], own["denominator"]) if "numerator" in own else (code,)

    def in_doubt(self, code: str, region: str, year: str) -> bool:
        """Whether no comparison may rest on a figure, or on a part of it."""
        return any(self.rows.get((part, region, year), {}).get("flag") in DOUBTFUL_FLAGS for part in self.parts(code))

    def flag(self, code: str, region: str, year: str) -> str:
        """The code of the doubt about a figure or about a part of it; empty for none."""
        return next(
            (flag for part in self.parts(code) if (flag := self.rows.get((part, region, year), {}).get("flag"))), ""
        )

    def broken(self, code: str, region: str, year: str) -> Mapping[str, Any] | None:
        """The break by which a figure does not compare with that of the year before."""
        return next(
            (
                each
                for each in self.facts["break"]
                if each["indicator"] in self.parts(code) and str(each["year"]) == year
                if not each["regions"] or region in each["regions"]
            ),
            None,
        )

    def sources(self, code: str, region: str, year: str) -> tuple[Source, ...]:
        """The issues a figure was published in."""
        own = self.indicators[code]
        if "numerator" in own:
            parts = (*self.sources(own["numerator"], region, year), *self.sources(own["denominator"], region, year))
            return tuple(dict.fromkeys(parts))
        row = self.rows.get((code, region, year))
        return (self._issue(row["source"], year),) if row else ()

    def figure(self, code: str, region: str, year: str) -> Figure | None:
        """A figure of one region and year."""
        value = self.value(code, region, year)
        if value is None:
            return None
        own = self.indicators[code]
        how = ""
        if "numerator" in own:
            factor = f"×{own['factor']}" if own["factor"] != 1 else ""
            how = f"{self.title(own['numerator'])}÷{self.title(own['denominator'])}{factor}"
        return self.made(
            value, code, what=self._what(code, region), period=year, sources=self.sources(code, region, year), how=how
        )

    def made(
        self, value: Decimal, code: str, *, what: str, period: str, sources: Iterable[Source], how: str, unit: str = ""
    ) -> Figure:
        """A figure in an indicator's unit and places."""
        return Figure(
            text=printed(value, self.places(code, period)),
            value=f"{value}",
            unit=unit or self.unit(code),
            period=period,
            what=what,
            sources=tuple(dict.fromkeys(sources)),
            how=how,
        )

    def change(self, code: str, region: str, year: str) -> Figure | None:
        """Against the year before: percent, or points where the indicator is itself a percentage. None if either year
        is not held, the two do not compare, or one of them is in doubt."""
        before = str(int(year) - 1)
        now, then = self.value(code, region, year), self.value(code, region, before)
        if now is None or then is None or then <= 0:
            return None
        if self.broken(code, region, year) or self.doubtful(code, region, year):
            return None
        share = self.unit(code) == "%"
        value = now - then if share else (now / then - 1) * 100
        return Figure(
            text=printed(value, 2 if share else 1),
            value=f"{value}",
            unit="个百分点" if share else "%",
            period=f"{before}—{year}",
            what=f"{self._what(code, region)}比上年变化",
            sources=tuple(dict.fromkeys((*self.sources(code, region, year), *self.sources(code, region, before)))),
            how=f"{year}年数−{before}年数" if share else f"（{year}年数÷{before}年数−1）×100",
        )

    def doubtful(self, code: str, region: str, year: str) -> str:
        """Why no change against the year before is told: the words of the flag, of either year, that forbids it; empty
        if none does. A small base forbids a rate of growth into its year, not out of it, and no difference in points.
        """
        for when in (year, str(int(year) - 1)):
            flag = self.flag(code, region, when)
            if flag in DOUBTFUL_FLAGS or (flag and when == year and self.unit(code) != "%"):
                words = next(each for each in self.facts["flag"] if each["code"] == flag)
                return f"{when}年数{words['name']}：{words['note'].rstrip('。')}"
        return ""

    def total(self, code: str, regions: Sequence[str], year: str, *, named: str) -> Total | None:
        """The sum over those regions that published, or the ratio of sums for a derived indicator."""
        have = [region for region in regions if self.value(code, region, year) is not None]
        if not have:
            return None
        own = self.indicators[code]
        if "numerator" in own:
            above = sum((self._known(own["numerator"], region, year) for region in have), Decimal())
            below = sum((self._known(own["denominator"], region, year) for region in have), Decimal())
            value = above * own["factor"] / below
            how = f"{len(have)}个地区{self.title(own['numerator'])}合计÷{self.title(own['denominator'])}合计"
            how += f"×{own['factor']}" if own["factor"] != 1 else ""
        else:
            value = sum((self._known(code, region, year) for region in have), Decimal())
            how = f"{len(have)}个地区合计"
        sources = [source for region in have for source in self.sources(code, region, year)]
        figure = self.made(value, code, what=f"{named}{self.title(code)}", period=year, sources=sources, how=how)
        return Total(figure=figure, missing=tuple(self.name(region) for region in regions if region not in have))

    def middle(
        self, code: str, regions: Sequence[str], year: str, *, named: str, undoubted: bool = False
    ) -> Figure | None:
        """The median over those regions that published, or only over those of them whose figure is `undoubted`."""
        asked = [region for region in regions if not (undoubted and self.in_doubt(code, region, year))]
        known = {region: value for region in asked if (value := self.value(code, region, year)) is not None}
        if not known:
            return None
        sources = [source for region in known for source in self.sources(code, region, year)]
        return self.made(
            Decimal(median(known.values())),
            code,
            what=f"{named}{self.title(code)}中位数",
            period=year,
            sources=sources,
            how=f"{len(known)}个地区的中位数" + ("，不计存疑数字" if undoubted else ""),
        )

    def _known(self, code: str, region: str, year: str) -> Decimal:
        value = self.value(code, region, year)
        assert value is not None
        return value

    def _what(self, code: str, region: str) -> str:
        return f"{self.name(region)}{self.title(code)}"

    @cached_property
    def _published(self) -> Mapping[str, Mapping[str, Any]]:
        return {each["key"]: each for each in self.facts["source"]}

    def _issue(self, key: str, year: str) -> Source:
        source = self._published[key]
        issue = source["each_year"].format(year=year, next_year=int(year) + 1)
        return Source(name=f"{source['publisher']}：{source['name']}", issue=f"{source['publisher']}：{issue}")
