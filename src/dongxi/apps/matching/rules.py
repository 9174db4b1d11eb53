"""Needs, offers and their matches: codes, the table of moves, what is public, the permissions. Pure."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from dongxi.apps.matching.contact_rules import CONTACT_PERMISSIONS
from dongxi.apps.matching.notice_rules import NOTICE_PERMISSIONS
from dongxi.apps.records.errors import RuleBroken
from dongxi.apps.records.permissions import SYSTEM_ROLE, Grant, Permission


class Side(models.TextChoices):
    """The two sides of a match."""

    NEED = "need", _("需求方")
    OFFER = "offer", _("供给方")


class PostingState(models.TextChoices):
    """Where a need or an offer stands."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待审")
    RETURNED = "returned", _("已退回")
    PUBLISHED = "published", _("已发布")
    EXPIRED = "expired", _("已到期")
    CLOSED = "closed", _("已关闭")


class PostingMove(models.TextChoices):
    """What moves a need or an offer from one state to the next."""

    SUBMIT = "submit", _("提交审核")
    RECALL = "recall", _("收回修改")
    RETURN = "return", _("退回修改")
    PUBLISH = "publish", _("审核通过并发布")
    REVISE = "revise", _("修改并重新审核")
    RENEW = "renew", _("续期")
    EXPIRE = "expire", _("到期")
    CLOSE = "close", _("关闭")
    REOPEN = "reopen", _("重开")
    TAKE_DOWN = "take_down", _("撤下")


POSTING_MOVES = {
    ("draft", "submit"): "submitted",
    ("returned", "submit"): "submitted",
    ("submitted", "recall"): "draft",
    ("submitted", "return"): "returned",
    ("submitted", "publish"): "published",
    ("published", "revise"): "draft",
    ("published", "renew"): "published",
    ("published", "expire"): "expired",
    ("published", "take_down"): "returned",
    ("expired", "renew"): "published",
    ("expired", "revise"): "draft",
    ("draft", "close"): "closed",
    ("returned", "close"): "closed",
    ("published", "close"): "closed",
    ("expired", "close"): "closed",
    ("closed", "reopen"): "draft",
}
MOVE_PERMISSION = {
    PostingMove.SUBMIT: "matching.post",
    PostingMove.RECALL: "matching.post",
    PostingMove.RETURN: "matching.review",
    PostingMove.PUBLISH: "matching.review",
    PostingMove.REVISE: "matching.post",
    PostingMove.RENEW: "matching.post",
    PostingMove.EXPIRE: "matching.expire",
    PostingMove.CLOSE: "matching.post",
    PostingMove.REOPEN: "matching.post",
    PostingMove.TAKE_DOWN: "matching.review",
}
NOT_BY_THE_SUBMITTER = frozenset({PostingMove.RETURN, PostingMove.PUBLISH})
REASON_NEEDED = frozenset({PostingMove.RETURN, PostingMove.TAKE_DOWN, PostingMove.CLOSE, PostingMove.REOPEN})
EDITABLE = frozenset({PostingState.DRAFT, PostingState.RETURNED})
LIFETIME = timedelta(days=180)
"""How long a posting stays public after its publication or renewal, unless its deadline comes first."""
RENEWAL_OPENS = timedelta(days=30)
"""How long before its end a published posting may be renewed."""


class CloseReason(models.TextChoices):
    """Why a posting is closed; told to nobody but its side."""

    MET_HERE = "met_here", _("已通过本平台对接")
    MET_ELSEWHERE = "met_elsewhere", _("已通过其他途径解决")
    DROPPED = "dropped", _("不再需要或不再提供")
    MISTAKEN = "mistaken", _("重复或填错")


def next_state(state: str, move: str, *, reason: str = "") -> str:
    """The state after a move. RuleBroken if the table has no such move or a needed reason is missing."""
    if (state, move) not in POSTING_MOVES:
        possible = str(_("、")).join(str(PostingMove(name).label) for (start, name) in POSTING_MOVES if start == state)
        raise RuleBroken(
            _("“%(state)s”状态下不能执行此操作（%(move)s）；可以执行：%(possible)s。")
            % {"state": PostingState(state).label, "move": PostingMove(move).label, "possible": possible or _("无")},
            state=state,
        )
    if move in REASON_NEEDED and not reason.strip():
        raise RuleBroken(_("退回、撤下、关闭、重开须写明理由。"), state=state)
    return POSTING_MOVES[state, move]


class Disclosure(models.TextChoices):
    """How much of the place is public before both sides agree."""

    PROVINCE = "province", _("公开到省")
    ZONE = "zone", _("只公开东、中、西部、东北")


class Relation(models.TextChoices):
    """How a wanted or offered figure binds."""

    AT_LEAST = "at_least", "≥"
    AT_MOST = "at_most", "≤"
    ABOVE = "above", ">"
    BELOW = "below", "<"
    EQUAL = "equal", "="


ELEMENTS = ("material", "method", "efficacy", "product", "application")
"""The five elements of a technology demand: 材料、方法、效能、产品、应用."""
TEXTS = ("title", "body", *ELEMENTS)
"""What search and the matching engine read."""
CONTENT = (
    *TEXTS, "figures", "industry", "discipline", "maturity", "mode", "strand", "amount_fen", "amount_kind", "deadline",
    "disclosure",
)  # fmt: skip
"""What a person writes of a posting; each save keeps all of it. Nothing here may tell whose it is."""
PUBLIC = (
    "code", *TEXTS, "figures", "industry", "discipline", "maturity", "mode", "strand", "amount_fen", "amount_kind",
    "deadline", "public_region", "public_zone", "published_on", "expires_on",
)  # fmt: skip
"""All that anybody else learns of a posting before both sides agree: pages, API, search and exports show no more."""
IDENTITY = ("unit", "contact_name", "contact_phone", "contact_email", "note")
"""What a person writes of whose a posting is; with the organisation and the region it is hidden until both agree."""
NEEDED = ("title", "body", "unit", "contact_name")
"""What must be written before a posting is submitted; besides, a field, and a telephone number or e-mail address."""
LONGEST_TITLE, LONGEST_BODY, LONGEST_ELEMENT, MOST_FIGURES = 80, 5_000, 500, 12

MATURITY = (
    (1, _("1 级 · 发现基本原理")),
    (2, _("2 级 · 形成技术概念")),
    (3, _("3 级 · 关键功能得到验证")),
    (4, _("4 级 · 实验室环境下的部件验证")),
    (5, _("5 级 · 模拟环境下的部件验证")),
    (6, _("6 级 · 模拟环境下的样机演示")),
    (7, _("7 级 · 实际环境下的样机演示")),
    (8, _("8 级 · 产品定型并通过试验")),
    (9, _("9 级 · 批量应用")),
)
"""技术就绪度: for an offer what it has reached, for a need the least that is wanted."""


class Verdict(models.TextChoices):
    """What a side makes of a match."""

    ACCEPT = "accept", _("合适")
    UNSUITABLE = "unsuitable", _("不合适")
    LATER = "later", _("以后再看")


class Unsuitable(models.TextChoices):
    """Why a match is not suitable."""

    FIELD = "field", _("不是一个领域")
    PROBLEM = "problem", _("领域相近，但解决的不是这个问题")
    MATURITY = "maturity", _("技术成熟度不够")
    FIGURES = "figures", _("指标达不到")
    PRICE = "price", _("费用不合适")
    PLACE = "place", _("当地条件不适用")
    KNOWN = "known", _("已经接触过")
    OTHER = "other", _("其他（请在备注中写明）")


class Origin(models.TextChoices):
    """Where weights come from."""

    SHIPPED = "shipped", _("随产品提供")
    LEARNED = "learned", _("从判定中学得")


class LeadKind(models.TextChoices):
    """What a lead is."""

    PROJECT = "project", _("国家重点研发计划项目")
    LABORATORY = "laboratory", _("国家重点实验室")
    STATION = "station", _("野外科学观测研究站")
    PARK = "park", _("国家农业科技园区")


TOP_MATCHES = 50
"""How many offers are kept ranked for a need."""
EXPLAINED = 5
"""How many of them have their reasons worked out with the ranking; those of others when they are opened."""

LEAST, LEAST_OF_EACH = 50, 10
"""How many decisions there must be, and how many of each kind, before the engine learns (as it asks itself)."""

_POSTERS = (Grant("staff", "organisation"), Grant("province", "region"), Grant("local", "region"), Grant(SYSTEM_ROLE))
_REVIEWERS = (Grant("province", "region"), Grant("administrator"), Grant(SYSTEM_ROLE))
_KEEPERS = (Grant("administrator"), Grant(SYSTEM_ROLE))
PERMISSIONS = (
    Permission(code="matching.post", title=_("填写、提交本单位的需求和供给"), grants=_POSTERS),
    Permission(code="matching.import", title=_("成批导入需求和供给"), grants=_POSTERS),
    Permission(code="matching.review", title=_("审核需求和供给"), grants=_REVIEWERS),
    Permission(code="matching.expire", title=_("让到期的需求和供给下线"), grants=(Grant(SYSTEM_ROLE),)),
    Permission(code="matching.rank", title=_("为需求排出供给"), grants=(Grant(SYSTEM_ROLE),)),
    Permission(code="matching.decide", title=_("判定本单位的匹配"), grants=_POSTERS),
    Permission(code="matching.learn", title=_("从判定中学习权重"), grants=_KEEPERS),
    Permission(code="matching.choose_weights", title=_("启用或恢复一组权重"), grants=_KEEPERS),
    *CONTACT_PERMISSIONS,
    *NOTICE_PERMISSIONS,
)
