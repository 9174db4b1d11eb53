"""Frameworks, versioned, and frozen runs: what was computed, from what, with which digest."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dongxi.apps.evaluation.rules import RunKind

USER = settings.AUTH_USER_MODEL


class Framework(models.Model):
    """Criteria, weights and rules of scoring as written (docs/reference/framework.md). A changed one is a new version.

    `digest` is the SHA-256 of `text`. `shipped` ones are examples and never official.
    """

    code = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("评估方案"), max_length=200)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    shipped = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        ordering = ("code", "-version")
        constraints = (models.UniqueConstraint(fields=("code", "version"), name="one_framework_of_a_version"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('evaluation:index')}?framework={self.code}"


class Run(models.Model):
    """One computation, frozen. `inputs` are all figures it used, `digest` the SHA-256 of their canonical JSON; the same
    inputs and `program` give the same `result`. Never edited: a later one with the same `subject` supersedes it."""

    kind = models.CharField(max_length=10, choices=RunKind.choices)
    subject = models.CharField(max_length=120)
    framework = models.ForeignKey(Framework, models.PROTECT, null=True, related_name="runs")
    period = models.CharField(_("时期"), max_length=20, blank=True, default="")
    inputs = models.JSONField()
    digest = models.CharField(max_length=64)
    program = models.CharField(max_length=20)
    result = models.JSONField()
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=("kind", "subject", "-id"), name="latest_run"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.framework or ''} {self.period} {self.digest[:8]}"

    def get_absolute_url(self) -> str:
        return (
            reverse("evaluation:run", args=(self.pk,)) if self.kind == RunKind.SCORE else reverse("evaluation:effect")
        )
