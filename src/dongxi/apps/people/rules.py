"""Roles, kinds and codes of people and places, the GB 32100 check digit, and the permissions of this app."""

from __future__ import annotations

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _

from dongxi.apps.records.permissions import SYSTEM_ROLE, Grant, Permission


class Level(models.TextChoices):
    COUNTRY = "country", _("全国")
    PROVINCE = "province", _("省级")
    PREFECTURE = "prefecture", _("地级")
    COUNTY = "county", _("县级")
    BODY = "body", _("单列主体")


class Zone(models.TextChoices):
    EAST = "east", _("东部")
    CENTRAL = "central", _("中部")
    WEST = "west", _("西部")
    NORTHEAST = "northeast", _("东北")


class OrganisationKind(models.TextChoices):
    MINISTRY = "ministry", _("部委")
    ACADEMY = "academy", _("科学院、工程院等")
    UNIVERSITY = "university", _("高等学校")
    INSTITUTE = "institute", _("科研院所")
    PARK = "park", _("园区")
    FIRM = "firm", _("企业")
    ASSOCIATION = "association", _("社会组织")
    GOVERNMENT = "government", _("政府及其部门")


class Role(models.TextChoices):
    PUBLIC = "public", _("公众")
    STAFF = "staff", _("单位人员")
    PROVINCE = "province", _("省级科技管理部门")
    LOCAL = "local", _("市县科技管理部门")
    MINISTRY = "ministry", _("部委")
    EVALUATOR = "evaluator", _("评估机构")
    EXPERT = "expert", _("专家")
    BROKER = "broker", _("技术经纪人")
    ADMINISTRATOR = "administrator", _("系统管理员")


NEEDS_REGION = frozenset({Role.PROVINCE, Role.LOCAL})
NEEDS_ORGANISATION = frozenset({Role.STAFF})
EDITABLE = frozenset({"name_en", "aliases", "credit_code"})  # place and kind decide who may edit: not edited here

_CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code_is_valid(code: str) -> bool:
    """Unified social credit code, 18 characters, check digit by GB 32100-2015: weights 3^i mod 31."""
    if len(code) != 18 or any(c not in _CREDIT_CHARACTERS for c in code):
        return False
    total = sum(_CREDIT_CHARACTERS.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    return _CREDIT_CHARACTERS[(31 - total % 31) % 31] == code[17]


def token_sha256(token: str) -> str:
    """What is kept of a sign-in token."""
    return hashlib.sha256(token.encode()).hexdigest()


PERMISSIONS = (
    Permission(code="people.load", title=_("装入区划与机构"), grants=(Grant(SYSTEM_ROLE),)),
    Permission(code="people.grant_role", title=_("授予角色"), grants=(Grant("administrator"), Grant(SYSTEM_ROLE))),
    Permission(
        code="people.make_account",
        title=_("开立账号、重设密码"),
        grants=(Grant("administrator"), Grant(SYSTEM_ROLE)),
    ),
    Permission(code="people.issue_link", title=_("签发登录链接"), grants=(Grant(SYSTEM_ROLE),)),
    Permission(code="people.use_link", title=_("使用登录链接"), grants=(Grant("public"),)),
    Permission(
        code="people.edit_organisation",
        title=_("维护机构信息"),
        grants=(
            Grant("administrator"),
            Grant("province", "region"),
            Grant("staff", "organisation"),
            Grant(SYSTEM_ROLE),
        ),
    ),
)
