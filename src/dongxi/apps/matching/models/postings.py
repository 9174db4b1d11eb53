"""Needs and offers. Whose they are lies in a table of its own, so that no read of a posting can tell it by accident."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dongxi.apps.matching.fields import discipline_choices, industry_choices
from dongxi.apps.matching.rules import (
    EDITABLE,
    LONGEST_BODY,
    LONGEST_ELEMENT,
    LONGEST_TITLE,
    MATURITY,
    CloseReason,
    Disclosure,
    PostingState,
    Side,
)
from dongxi.apps.people.models import Organisation, Region
from dongxi.apps.people.rules import Zone
from dongxi.apps.plans.models import Commitment
from dongxi.apps.plans.rules import Mode
from dongxi.apps.records.money import MoneyKind
from dongxi.apps.records.permissions import Place

USER = settings.AUTH_USER_MODEL
CODE_CHARACTERS = "23456789BCDFGHJKMNPQRSTVWXZ"
CODE_LENGTH = 8


def new_code() -> str:
    """Eight characters by chance: nothing of who wrote it, when, or how many there are."""
    return "".join(secrets.choice(CODE_CHARACTERS) for _place in range(CODE_LENGTH))


class Identity(models.Model):
    """Whose a posting is and how to reach them: hidden until both sides of a contact agree."""

    author = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("填报人"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("机构")
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("所在地区")
    )
    unit = models.CharField(_("单位名称"), max_length=120, blank=True, default="")
    contact_name = models.CharField(_("联系人"), max_length=60, blank=True, default="")
    contact_phone = models.CharField(_("电话"), max_length=40, blank=True, default="")
    contact_email = models.EmailField(_("电子邮箱"), blank=True, default="")
    note = models.TextField(_("只给对方看的说明"), max_length=2_000, blank=True, default="")
    reference = models.CharField(_("本单位编号"), max_length=60, blank=True, default="")

    def __str__(self) -> str:
        return self.unit or str(self.organisation or self.region or "")

    def place(self) -> Place:
        regions = frozenset({self.region_id}) if self.region_id else frozenset()
        bodies = frozenset({self.organisation_id}) if self.organisation_id else frozenset()
        return Place(regions=regions, organisations=bodies)


class Posting(models.Model):
    """What a need and an offer have in common. `public_region` and `public_zone` follow from where its side is and
    how much of that it discloses; `figures` is a list of {name, relation, value, unit}, each value a decimal as text.

    Of `published_at` the day alone, `published_on`, is public: what one office approves together shares its moment,
    and of those one may show the province that another hides.
    `public_title` is the title it was published with last, empty once a reviewer took it down (`taken_down_at`, until
    it is published again) or its side closed it as an error: then nothing of its words is told to others.
    """

    side: ClassVar[Side]

    code = models.CharField(_("编号"), max_length=12, unique=True, default=new_code, editable=False)
    identity = models.OneToOneField(Identity, models.PROTECT, related_name="%(class)s")
    state = models.CharField(_("状态"), max_length=12, choices=PostingState.choices, default=PostingState.DRAFT)
    state_reason = models.TextField(_("理由"), blank=True, default="")
    close_reason = models.CharField(max_length=16, choices=CloseReason.choices, blank=True, default="")
    submitted_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    title = models.CharField(_("标题"), max_length=LONGEST_TITLE, blank=True, default="")
    body = models.TextField(_("说明"), max_length=LONGEST_BODY, blank=True, default="")
    material = models.CharField(_("材料"), max_length=LONGEST_ELEMENT, blank=True, default="")
    method = models.CharField(_("方法"), max_length=LONGEST_ELEMENT, blank=True, default="")
    efficacy = models.CharField(_("效能"), max_length=LONGEST_ELEMENT, blank=True, default="")
    product = models.CharField(_("产品"), max_length=LONGEST_ELEMENT, blank=True, default="")
    application = models.CharField(_("应用"), max_length=LONGEST_ELEMENT, blank=True, default="")
    figures = models.JSONField(pgettext_lazy("需求", "指标"), default=list, blank=True)
    industry = models.CharField(_("行业"), max_length=4, choices=industry_choices, blank=True, default="")
    discipline = models.CharField(_("学科"), max_length=4, choices=discipline_choices, blank=True, default="")
    maturity = models.PositiveSmallIntegerField(
        _("技术就绪度"),
        choices=MATURITY,
        null=True,
        blank=True,
        validators=(MinValueValidator(1), MaxValueValidator(9)),
    )
    mode = models.CharField(_("合作模式"), max_length=24, choices=Mode.choices, blank=True, default="")
    strand = models.CharField(_("专项"), max_length=60, blank=True, default="", db_index=True)
    amount_fen = models.BigIntegerField(_("金额（分）"), null=True, blank=True)
    amount_kind = models.CharField(_("口径"), max_length=20, choices=MoneyKind.choices, blank=True, default="")
    deadline = models.DateField(_("期限"), null=True, blank=True)
    disclosure = models.CharField(
        _("所在地公开到"), max_length=10, choices=Disclosure.choices, default=Disclosure.PROVINCE
    )
    public_region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("地区")
    )
    public_zone = models.CharField(_("地带"), max_length=10, choices=Zone.choices, blank=True, default="")

    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    published_on = models.DateField(_("发布日期"), null=True, blank=True)
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)
    public_title = models.CharField(max_length=LONGEST_TITLE, blank=True, default="", editable=False)
    taken_down_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(_("保存时间"), auto_now=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
        ordering = ("-published_on", "code")
        indexes = (
            models.Index(fields=("state", "expires_on"), name="%(class)s_open"),
            models.Index(fields=("state", "-published_on", "code"), name="%(class)s_newest"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(amount_fen=None) | ~models.Q(amount_kind=""), name="%(class)s_money_has_a_kind"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="published")
                | models.Q(published_at__isnull=False, published_on__isnull=False, expires_on__isnull=False),
                name="%(class)s_published_has_its_dates",
            ),
        )

    def __str__(self) -> str:
        return self.title or str(_("（未写标题）"))

    def get_absolute_url(self) -> str:
        return reverse(f"matching:{self.side}", args=(self.code,))

    def address(self, page: str) -> str:
        """The address of one of its pages: edit, save, move, versions, decide."""
        return reverse(f"matching:{self.side}_{page}", args=(self.code,))

    def place(self) -> Place:
        return self.identity.place()

    def may_change(self) -> bool:
        return self.state in EDITABLE

    def content(self, *names: str) -> dict[str, Any]:
        """Fields by name, as they stand."""
        return {name: getattr(self, name) for name in names}


class Need(Posting):
    """A demand. `commitment`: the promise in a plan it was drafted from, seen by its own side only."""

    side = Side.NEED

    commitment = models.ForeignKey(Commitment, models.SET_NULL, null=True, blank=True, related_name="needs")


class Offer(Posting):
    """An offered technology, laboratory, team, dataset or instrument."""

    side = Side.OFFER


class Wording(models.Model):
    """What one save left of a posting: every save keeps one, so that nothing typed is ever lost.

    `typed` holds, by field, what could not be taken as it was typed.
    """

    need = models.ForeignKey(Need, models.CASCADE, null=True, related_name="wordings")
    offer = models.ForeignKey(Offer, models.CASCADE, null=True, related_name="wordings")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    typed = models.JSONField(default=dict)
    saved_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-version",)
        constraints = (
            models.UniqueConstraint(fields=("need", "version"), name="one_wording_per_version_of_a_need"),
            models.UniqueConstraint(fields=("offer", "version"), name="one_wording_per_version_of_an_offer"),
            models.CheckConstraint(
                condition=models.Q(need=None, offer__isnull=False) | models.Q(need__isnull=False, offer=None),
                name="a_wording_is_of_a_need_or_an_offer",
            ),
        )
