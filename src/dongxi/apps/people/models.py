"""Regions, groups of regions, organisations, users and their roles."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dongxi.apps.people.rules import Level, OrganisationKind, Role, Zone, credit_code_is_valid
from dongxi.apps.records.permissions import Held, Place
from dongxi.apps.records.wording import in_language


class Region(models.Model):
    """A place of GB/T 2260, or a body of its own such as 兵团 (660000). 全国 is 000000."""

    code = models.CharField(_("代码"), max_length=6, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    short_name = models.CharField(_("简称"), max_length=30)
    name_en = models.CharField(max_length=60, blank=True, default="")
    abbreviations = models.JSONField(default=list)
    level = models.CharField(_("层级"), max_length=10, choices=Level.choices, db_index=True)
    zone = models.CharField(_("地带"), max_length=10, choices=Zone.choices, blank=True, default="")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    tile_row = models.PositiveSmallIntegerField(null=True)
    tile_column = models.PositiveSmallIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return in_language(self.short_name, self.name_en)

    def place(self) -> Place:
        return Place(regions=frozenset({self.code}))


class RegionGroup(models.Model):
    """Regions spoken of together: 兰白, 沿黄省区. Members stay empty where no source defines them."""

    code = models.SlugField(primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    name_en = models.CharField(max_length=120, blank=True, default="")
    aliases = models.JSONField(default=list)
    kind = models.CharField(max_length=20)
    members = models.ManyToManyField(Region, related_name="groups")
    source = models.CharField(max_length=300, blank=True, default="")
    note = models.CharField(max_length=300, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


def check_credit_code(code: str) -> None:
    """ValidationError unless the code's check digit is right (GB 32100)."""
    if not credit_code_is_valid(code):
        raise ValidationError(_("统一社会信用代码校验位不符，请核对18位代码。"))


class Organisation(models.Model):
    """A ministry, academy, university, institute, park, firm, association or department."""

    key = models.SlugField(unique=True, null=True, blank=True)
    name = models.CharField(_("名称"), max_length=120, unique=True)
    name_en = models.CharField(max_length=200, blank=True, default="")
    aliases = models.JSONField(default=list)
    kind = models.CharField(_("类型"), max_length=20, choices=OrganisationKind.choices, db_index=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="organisations")
    credit_code = models.CharField(
        _("统一社会信用代码"), max_length=18, unique=True, null=True, blank=True, validators=[check_credit_code]
    )
    source = models.CharField(max_length=300, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)

    def place(self) -> Place:
        regions = frozenset({self.region_id}) if self.region_id else frozenset()
        return Place(regions=regions, organisations=frozenset({self.pk}))


class User(AbstractUser):
    """Somebody who signs in. What they may do follows from their memberships alone."""

    display_name = models.CharField(_("姓名"), max_length=60, blank=True, default="")

    def __str__(self) -> str:
        return self.display_name or self.username

    def roles_held(self) -> tuple[Held, ...]:
        if not self.is_active:
            return ()
        if not hasattr(self, "_roles_held"):
            rows = self.memberships.values_list("role", "region_id", "organisation_id")
            self._roles_held = tuple(Held(*row) for row in rows)
        return self._roles_held


class Membership(models.Model):
    """A role somebody holds, in a region or an organisation where the role needs one."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(_("角色"), max_length=20, choices=Role.choices)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "user",
                "role",
                Coalesce("region", models.Value("")),
                Coalesce("organisation", models.Value(0)),
                name="one_membership",
            ),
        )

    def __str__(self) -> str:
        where = self.region or self.organisation
        role = self.get_role_display()
        return gettext("%(role)s（%(place)s）") % {"role": role, "place": where} if where else role


class SignInLink(models.Model):
    """A single-use way in for a demo role; only the SHA-256 of the token is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="links")
    token_sha256 = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
