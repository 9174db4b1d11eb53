"""The lists of needs and offers. Public lists show nothing that `rules.PUBLIC` does not name."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dongxi.apps.matching.fields import discipline_choices, disciplines, industries, industry_choices
from dongxi.apps.matching.forms import wan
from dongxi.apps.matching.models import Posting
from dongxi.apps.matching.queries.postings import strand_choices
from dongxi.apps.matching.rules import MATURITY, TEXTS, PostingState, Side
from dongxi.apps.people.queries import provinces
from dongxi.apps.people.rules import Zone
from dongxi.apps.plans.rules import Mode
from dongxi.apps.records.listing import Column, Filter, Listing
from dongxi.apps.records.money import MoneyKind

TITLES = {Side.NEED: _("需求"), Side.OFFER: _("供给")}
AMOUNT_IN_WAN = _("金额（万元）")
EMPTY = {
    Side.NEED: _("还没有公开的需求。西部单位登录后点“填写需求”，审核通过后在这里列出。"),
    Side.OFFER: _("还没有公开的供给。高校、院所、企业登录后点“填写供给”，审核通过后在这里列出。"),
}


def field_of(posting: Posting) -> str | None:
    """Discipline and industry in words."""
    known = (disciplines().get(posting.discipline), industries().get(posting.industry))
    return gettext("；").join(str(field) for field in known if field) or None


def place_of(posting: Posting) -> str | None:
    """What is public of the place, in words."""
    if posting.public_region:
        return str(posting.public_region)
    return str(Zone(posting.public_zone).label) if posting.public_zone else None


def amount_of(posting: Posting) -> str | None:
    """The amount in 万元 with its kind."""
    if posting.amount_fen is None:
        return None
    return f"{posting.get_amount_kind_display()} {wan(posting.amount_fen):,}"


def by_words(rows: models.QuerySet[Any], asked: str) -> models.QuerySet[Any]:
    """Rows whose public texts hold every word asked for."""
    for word in asked.split():
        holding = models.Q()
        for name in TEXTS:
            holding |= models.Q(**{f"{name}__icontains": word})
        rows = rows.filter(holding)
    return rows


def by_maturity(rows: models.QuerySet[Any], least: str) -> models.QuerySet[Any]:
    return rows.filter(maturity__gte=least)


# Ties go by the code, which is by chance: the order of keys is that of writing, and tells what came in together.
_COLUMNS = (
    Column(key="title", title=_("标题"), long=True, value=str, sort=("title", "code"),
           address=lambda p: p.get_absolute_url()),
    Column(key="field", title=_("领域"), value=field_of),
    Column(key="place", title=_("地区"), value=place_of, missing=_("未公开")),
    Column(key="maturity", title=_("技术就绪度"), value=lambda p: p.maturity, sort=("maturity", "code"), numeric=True),
    Column(
        key="mode", title=_("合作模式"), value=lambda p: p.get_mode_display() if p.mode else None, missing=_("不限")
    ),
    Column(key="amount", title=_("金额"), unit=_("万元"), value=amount_of, sort=("amount_fen", "code"),
           missing=_("未报告")),
    Column(key="deadline", title=_("期限"), value=lambda p: p.deadline, sort=("deadline", "code"), missing=_("未注明")),
    Column(key="published", title=_("发布日期"), value=lambda p: p.published_on, sort=("published_on", "code")),
    Column(key="expires", title=_("有效期至"), value=lambda p: p.expires_on, sort=("expires_on", "code"), shown=False),
    Column(key="code", title=_("编号"), value=lambda p: p.code, shown=False),
)  # fmt: skip
_FILTERS = (
    Filter(key="words", title=_("含有的词"), apply=by_words),
    Filter(key="discipline", title=_("学科"), choices=discipline_choices, path="discipline"),
    Filter(key="industry", title=_("行业"), choices=industry_choices, path="industry"),
    Filter(
        key="region",
        title=_("地区"),
        choices=lambda: [(region.code, str(region)) for region in provinces()],
        path="public_region_id",
    ),
    Filter(key="zone", title=_("地带"), choices=Zone.choices, path="public_zone"),
    Filter(key="mode", title=_("合作模式"), choices=Mode.choices, path="mode"),
    Filter(key="maturity", title=_("就绪度不低于"), choices=MATURITY, apply=by_maturity),
    Filter(key="kind", title=_("金额口径"), choices=MoneyKind.choices, path="amount_kind"),
)
_STATE = Column(
    key="state", title=_("状态"), value=lambda p: p.get_state_display(), state=lambda p: p.state, sort="state"
)
_SAVED = Column(key="saved", title=_("保存时间"), value=lambda p: p.saved_at, sort="saved_at")
_INNER_COLUMNS = (_COLUMNS[0], _STATE, *_COLUMNS[1:2], _SAVED, *_COLUMNS[6:])
_STATE_FILTER = Filter(key="state", title=_("状态"), choices=PostingState.choices, path="state")


def open_listing(side: str, *, to: Any) -> Listing:
    """The public list of one side."""
    strand = Filter(key="strand", title=_("专项"), choices=lambda: strand_choices(to=to), path="strand")
    return Listing(
        name=f"{side}s",
        title=TITLES[Side(side)],
        columns=_COLUMNS,
        filters=(*_FILTERS, strand),
        group_by=(),
        default_sort="-published",
        empty=EMPTY[Side(side)],
    )


def own_listing(side: str) -> Listing:
    """What one's own side posted, in every state."""
    return Listing(
        name=f"own-{side}s",
        title=TITLES[Side(side)],
        columns=_INNER_COLUMNS,
        filters=(_STATE_FILTER, _FILTERS[0]),
        default_sort="-saved",
        empty=_("您的单位还没有填写。点上面的按钮开始，填到哪里都会自动保存。"),
    )


def review_listing(side: str) -> Listing:
    """What waits for a review."""
    return Listing(
        name=f"review-{side}s",
        title=TITLES[Side(side)],
        columns=_INNER_COLUMNS,
        filters=_FILTERS[:1],
        default_sort="-saved",
        empty=_("没有等您审核的。单位提交后会出现在这里。"),
    )


WEIGHTINGS = Listing(
    name="weights",
    title=_("匹配权重"),
    columns=(
        Column(key="made", title=_("时间"), value=lambda w: w.made_at, sort="made_at",
               address=lambda w: w.get_absolute_url()),
        Column(key="origin", title=_("来历"), value=lambda w: w.get_origin_display(), sort="origin"),
        Column(key="decisions", title=_("学自判定"), unit=_("条"), value=lambda w: w.decisions or None,
               sort="decisions", numeric=True),
        Column(key="active", title=_("启用中"), value=lambda w: w.active, sort="active"),
        Column(key="digest", title=_("摘要"), value=lambda w: w.digest[:12]),
    ),
    default_sort="-made",
    empty=_("还没有排过匹配。第一条需求发布后，系统装入随产品提供的权重。"),
)  # fmt: skip
