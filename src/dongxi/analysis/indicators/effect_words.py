"""What may be said of a change after the Plan, and what may not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dongxi.analysis.evaluation.result import Words
from dongxi.analysis.evaluation.synthetic_control import CLOSE
from dongxi.analysis.indicators.measures import Measure, Panel, place_name, studies

if TYPE_CHECKING:
    from dongxi.analysis.indicators.effects import Change

VERDICTS = {
    "no_fit": Words(zh="拟合不足，不作判断", en="no fit, no conclusion"),
    "not_significant": Words(zh="未见显著变化", en="no significant change"),
    "out_of_reach": Words(zh="不可能达到显著", en="could not be significant"),
    "higher": Words(zh="显著高于合成值", en="significantly above the synthetic"),
    "lower": Words(zh="显著低于合成值", en="significantly below the synthetic"),
    "refused": Words(zh="缺数或存疑，不估计", en="missing or doubtful, no estimate"),
}
"""`out_of_reach` in place of `not_significant` where the donors are too few for any verdict of significance."""
OPEN = ("not_significant", "out_of_reach")
"""Verdicts by which neither a change nor its absence can be claimed."""
POOL_WORDS = {
    "all": Words(zh="西部以外各省", en="all provinces outside the West"),
    "unnamed": Words(
        zh="西部以外、没有规划点名的合作方的省", en="provinces outside the West without a partner that the Plan names"
    ),
}
HOW = Words(
    zh="做法：用西部以外各省按权重合成一个“没有规划时的对照”，使其在规划之前逐年贴近该省；"
    "规划之后实际值减合成值就是变化。"
    "再把同样的办法逐一用在没有被点名受援的省上（安慰剂），看这样大的变化是否少见。",
    en="How: provinces outside the West are mixed so that the mixture follows the province year by year before the "
    "Plan; afterwards actual minus mixture is the change. The same is done to every donor (placebos) to see whether a "
    "change as large is rare.",
)

LEFT_IN = Words(
    zh="规划只以一类地区提到的合作方（东部省市、沿黄省区、长江流域）仍在对照之内，剔除它们就几乎没有对照可用；"
    "若合作也使这些省有所变化，差距会因此显得更小。",
    en="Partners that the Plan names only as a group (eastern provinces, provinces along the Yellow River, the Yangtze "
    "basin) stay among the donors, as hardly any would be left without them; if cooperation changed these too, that "
    "would hide change.",
)
"""What leaving out named partners does not take away."""


def verdict_words(one: Change) -> Words:
    """The verdict of a change in a few words; that nothing was found is not said where nothing could be."""
    return VERDICTS[one.verdict]


def reach(changes: Sequence[Change], *, level: float) -> Words:
    """How small p can become in one family of `changes`, and whether that is enough for significance at `level`."""
    family = [one for one in changes if one.follows]
    if not family:
        return Words(
            zh="没有一项的合成值在规划之前跟得上，没有可以检验的。",
            en="No mixture follows before the Plan: there is nothing to test.",
        )
    donors, smallest = max(len(one.donors) for one in family), min(one.smallest_p for one in family)
    least, tests = family[0].least_adjusted, len(family)
    zh = f"对照最多 {donors} 个省，安慰剂检验的 p 值最小是 1/（{donors}+1）= {smallest:.3f}；"
    zh += f"{tests} 项一并按 Holm 法校正，最小是 {least:.3f}。"
    en = f"With at most {donors} donors the p of placebos is no less than 1/({donors}+1) = {smallest:.3f}; adjusted "
    en += f"together for {tests} tests (Holm) no less than {least:.3f}."
    if not family[0].out_of_reach:
        return Words(zh=zh, en=en)
    zh += f"这大于 {level:g}：任何一项都不可能达到显著，不论有没有变化。"
    en += f" That is above {level:g}: none could be significant, whatever happened."
    if smallest > level:
        zh += "不作校正也不可能。"
        en += " Nor could any without adjusting."
    return Words(zh=zh, en=en)


def caution(since: int) -> Words:
    """What a change after the Plan is not."""
    asked = studies()["effect"]
    zh, en = "、".join(asked["earlier"]), " and ".join(asked["earlier_en"])
    return Words(
        zh=f"这是规划印发之后的变化，不是合作的效果：同期还有别的变化，{zh}等合作早于 {since} 年。",
        en=f"It is change after the Plan, not the effect of cooperation: other things changed as well, and cooperation "
        f"such as {en} is older than {since}.",
    )


def difference(value: float, measure: Measure, *, sign: bool = False) -> Words:
    """A difference in a measure with its unit: percentages differ by points."""
    form = f"{'+' if sign else ''},.{measure.decimals}f"
    number = format(value if sign else abs(value), form).replace("-", "−")
    if measure.unit.zh == "%":
        return Words(zh=f"{number} 个百分点", en=f"{number} points")
    return Words(zh=f"{number} {measure.unit.zh}", en=f"{number} {measure.unit.en}")


def refused_for_doubt(data: Panel, region: str, years: Sequence[int]) -> Words:
    """Why a province with figures in doubt gets no estimate."""
    when = [str(year) for place, year in data.doubtful if place == region and year in years]
    who = place_name(region)
    return Words(
        zh=f"{who.zh}{'、'.join(when)} 年的数值存疑，不作估计。",
        en=f"{who.en}: the figure of {', '.join(when)} is in doubt; no estimate is made.",
    )


def refused_for_gaps(region: str, years: Sequence[int]) -> Words:
    """Why a province with years missing gets no estimate."""
    when, who = [str(year) for year in years], place_name(region)
    return Words(
        zh=f"{who.zh}缺{'、'.join(when)} 年的数值，不作估计，也不以零代替。",
        en=f"{who.en}: no figure for {', '.join(when)}; no estimate is made, and zero is not put in its place.",
    )


def concluded(one: Change, *, level: float) -> Words:
    """The paragraph of one change: how well it fits, what changed, whether that is beyond chance, what it is not."""
    return _change(one) + _sure(one, level) + _set(one) + caution(one.since)


def _change(one: Change) -> Words:
    who, size, own = place_name(one.region), difference(one.average, one.measure), one.measure.name
    span = f"{one.since}—{one.years[-1]}"
    after = sum(year >= one.since for year in one.years)
    fit = difference(one.error, one.measure)
    return Words(
        zh=f"{span} 年，{who.zh}{own.zh}平均比合成值{'高' if one.average > 0 else '低'} {size.zh}"
        f"（规划之后只有 {after} 年；此前平均误差 {fit.zh}，为其自身波动的 {one.error_share:.0%}）。",
        en=f"{own.en}, {who.en}, {one.since}–{one.years[-1]}: on average {size.en} "
        f"{'above' if one.average > 0 else 'below'} the synthetic value (only {after} years after the Plan; error "
        f"before {fit.en}, {one.error_share:.0%} of its own variation).",
    )


def _sure(one: Change, level: float) -> Words:
    if not one.follows:
        return Words(
            zh=f"合成值在规划之前就跟不上（误差超过自身波动的 {CLOSE:.0%}），这个差数不足为凭，不作判断。",
            en=f"The mixture does not follow even before the Plan (error above {CLOSE:.0%} of its own variation): the "
            "difference is no guide and nothing is concluded.",
        )
    tests = f"p = {one.p:.3f}", f"{one.smallest_p:.3f}", f"{one.p_adjusted:.3f}"
    zh = f"安慰剂检验 {tests[0]}，在该省和 {len(one.donors)} 个对照共 {one.places} 地中排第 {one.rank}"
    zh += f"（p 可能的最小值 {tests[1]}）；"
    zh += f"{one.tests} 项一并校正后 {tests[2]}。"
    en = f"Placebos: {tests[0]}, number {one.rank} of {one.places} with its {len(one.donors)} donors (smallest "
    en += f"possible p {tests[1]}); adjusted for "
    en += f"{one.tests} tests {tests[2]}."
    if one.p_adjusted <= level:
        return Words(zh=f"{zh}这样大的变化在对照中少见。", en=f"{en} As large a change is rare among donors.")
    if one.out_of_reach:
        zh += f"对照只有这些省，校正后最小也有 {one.least_adjusted:.3f}，不可能达到显著："
        en += f" With so few donors the least possible is {one.least_adjusted:.3f} and none could be significant:"
    else:
        zh += "不显著："
        en += " Not significant:"
    zh += "不能说有变化，也不能说没有变化。"
    en += " neither a change nor its absence can be claimed."
    return Words(zh=zh, en=en)


def _set(one: Change) -> Words:
    """Why a set that excludes zero does not contradict what was said of all tests together."""
    if one.verdict not in OPEN or not one.excludes_zero:
        return Words(zh="", en="")
    low, high = (difference(value, one.measure, sign=True) for value in (one.low, one.high))
    return Words(
        zh=f"九成置信集为 {low.zh} 至 {high.zh}，不含零：那是单看这一项、不作多项校正的结果；"
        f"可作检验的 {one.tests} 项中有 {one.excluding} 项如此，而即使都没有变化，十项里平均也会有约一项，"
        "因此仍不能说有变化。",
        en=f"The 90% set, {low.en} to {high.en}, excludes zero: that looks at this one alone, without adjusting; "
        f"{one.excluding} of the {one.tests} that can be tested {'do' if one.excluding > 1 else 'does'} so, and about "
        "one in ten would with no change anywhere, so that a change still cannot be claimed.",
    )


def one_sided(changes: Sequence[Change]) -> Words | None:
    """Which measures lie on one side of the synthetic value wherever there is an estimate; None if none does."""
    zh, en = [], []
    for measure in {one.measure.code: one.measure for one in changes}.values():
        own = [one for one in changes if one.measure.code == measure.code and not one.refused]
        higher = sum(one.average > 0 for one in own)
        if len(own) < 2 or higher not in (0, len(own)):
            continue
        follow = sum(one.follows for one in own)
        zh.append(f"{measure.short.zh}在 {len(own)} 个省区都{'高' if higher else '低'}于合成值（跟得上的 {follow} 个）")
        side = "above" if higher else "below"
        en.append(f"{measure.short.en} {side} it in all {len(own)} ({follow} of them followed)")
    if not zh:
        return None
    return Words(
        zh=f"有估计的省区中，{'；'.join(zh)}。各省的合成值用的是同一组对照，这些估计并不互相独立，不能由此得出结论。",
        en=f"Where there is an estimate, on which side of the synthetic value: {'; '.join(en)}. The mixtures share "
        "their donors, so that the estimates are not independent of each other and nothing is concluded from it.",
    )
