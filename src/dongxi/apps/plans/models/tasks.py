"""What a document obliges somebody to: tasks, commitments, and what both name."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dongxi.apps.people.models import Organisation, Region, RegionGroup
from dongxi.apps.plans.models.documents import Clause, Plan, Spanned
from dongxi.apps.plans.rules import (
    MODE_MARK,
    STANDING,
    DeliverableType,
    Force,
    Mode,
    PartyKind,
    PartyRole,
    ProposalState,
    TaskKind,
)
from dongxi.apps.records.permissions import Place
from dongxi.apps.records.rules import ReviewState
from dongxi.apps.records.wording import in_language


class Task(Spanned):
    """A clause that somebody must carry out. `responsible_corrected`: a person said who answers for it.

    `due_text`, `due_year`: the last date the reader saw in the clause, one a goal aims at too; kept for the document as
    it was read. What is due when its commitments say (queries.with_state).
    `withdrawn_at`: since when the shipped facts no longer hold it; kept because somebody had to do with it.
    `line`: one number for the same task in the editions that took over from one another; none where none did.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tasks")
    clause = models.ForeignKey(Clause, models.CASCADE, null=True, blank=True, related_name="tasks")
    code = models.CharField(_("编号"), max_length=40)
    number = models.CharField(max_length=30, blank=True, default="")
    kind = models.CharField(_("类别"), max_length=10, choices=TaskKind.choices)
    title = models.TextField(_("任务"))
    title_en = models.TextField(blank=True, default="")
    strand = models.CharField(max_length=60, blank=True, default="", db_index=True)
    strand_name = models.CharField(_("专项"), max_length=120, blank=True, default="")
    strand_name_en = models.CharField(max_length=120, blank=True, default="")
    position = models.PositiveIntegerField()
    due_year = models.PositiveSmallIntegerField(_("期限"), null=True, blank=True)
    due_text = models.CharField(max_length=60, blank=True, default="")
    responsible_corrected = models.BooleanField(_("责任单位"), default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    line = models.PositiveBigIntegerField(null=True, blank=True, db_index=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("plan", "position")
        constraints = (models.UniqueConstraint(fields=("plan", "code"), name="one_task_per_code"),)

    def __str__(self) -> str:
        return in_language(self.title, self.title_en)

    def get_absolute_url(self) -> str:
        return reverse("plans:task", args=(self.plan.slug, self.code))

    def evidence_address(self) -> str:
        """Where its evidence is listed and filed."""
        return reverse("plans:task_evidence", args=(self.plan.slug, self.code))

    def strand_label(self) -> str:
        """The programme the task belongs to, in words."""
        return in_language(self.strand_name, self.strand_name_en)

    def place(self) -> Place:
        """Where the plan lies, and everybody the task names: regions, members of groups, organisations.

        Who is named may prove what was done; what the plan says is decided where the plan lies (`task.plan`).
        """
        named = self.parties.filter(COUNTED_PARTS).values_list("region", "group__members", "organisation")
        regions = {code for region, member, _body in named for code in (region, member) if code}
        bodies = frozenset(body for _region, _member, body in named if body)
        return Place(regions=self.plan.place().regions | regions, organisations=bodies)

    def seen_by(self, to: Any) -> bool:
        """Whether somebody may see it in its plan."""
        return self.plan.seen_by(to)

    def evidence_seen_by(self, to: Any) -> bool:
        """Whether somebody may see what proves it: in its plan, or in a later edition that took over from it."""
        return self.seen_by(to) or any(later.seen_by(to) for later in self.editions().filter(pk__gt=self.pk))

    def editions(self) -> models.QuerySet[Task]:
        """The same task in every edition of the document that took over from another, this one among them."""
        rows = Task.objects.select_related("plan").defer("plan__text").order_by("pk")
        return rows.filter(line=self.line) if self.line else rows.filter(pk=self.pk)

    def evidence_hindrance(self) -> str:
        """Why no evidence is taken now, in words; empty if it is."""
        if self.withdrawn_at:
            return gettext("随附事实的新版已不载此条，不再接收佐证。")
        return "" if self.plan.state == ReviewState.PUBLISHED else gettext("方案尚未发布，发布后才能提交佐证。")


class Commitment(Spanned):
    """One action inside a task. `text` is the document's own words, or our paraphrase for the shipped plan.

    `proposal` keeps what the machine proposed, whatever people made of it; empty for what a person added. `line`: one
    number for the same commitment in the editions that took over from one another; none where none did.
    """

    task = models.ForeignKey(Task, models.CASCADE, related_name="commitments")
    code = models.CharField(_("编号"), max_length=40)
    position = models.PositiveIntegerField()
    text = models.TextField(_("内容"))
    text_en = models.TextField(blank=True, default="")
    force = models.CharField(_("力度"), max_length=10, choices=Force.choices)
    due_year = models.PositiveSmallIntegerField(_("期限（年）"), null=True, blank=True)
    due_text = models.CharField(_("期限"), max_length=60, blank=True, default="")
    decision = models.CharField(
        _("审核"), max_length=10, choices=ProposalState.choices, default=ProposalState.PROPOSED, db_index=True
    )
    proposal = models.JSONField(default=dict)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    line = models.PositiveBigIntegerField(null=True, blank=True, db_index=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("task__plan", "task__position", "position")
        constraints = (models.UniqueConstraint(fields=("task", "code"), name="one_commitment_per_code"),)

    def __str__(self) -> str:
        return in_language(self.text, self.text_en)[:60]

    def get_absolute_url(self) -> str:
        return reverse("plans:commitment", args=(self.task.plan.slug, self.code))

    def evidence_address(self) -> str:
        """Where its evidence is listed and filed."""
        return reverse("plans:commitment_evidence", args=(self.task.plan.slug, self.code))

    def words(self) -> str:
        """The document's own words where its text is in the store, else the stored text."""
        text = self.task.plan.text
        return text[self.start : self.end] if text and self.start is not None else self.text

    def official(self) -> str:
        """The official sentence behind our paraphrase; "" where the text is not in the store or is what is shown."""
        said = self.words() if self.task.plan.has_text() and self.start is not None else ""
        return "" if "".join(said.split()) == "".join(self.text.split()) else said

    def actors(self) -> list[Party]:
        """Those who act in it."""
        return [party for party in self.parties.all() if party.acts]

    def partners(self) -> list[Party]:
        """Those they act with."""
        return [party for party in self.parties.all() if not party.acts]

    def proposed(self) -> list[tuple[str, str]]:
        """What the machine proposed, in words: (what, value), whatever people made of it."""
        given = self.proposal
        return [
            (str(_("力度")), str(Force(given["force"]).label)),
            (str(_("模式")), gettext("、").join(str(Mode(mode["code"]).label) for mode in given["modes"])),
            (str(_("行动方")), gettext("、").join(party["name"] for party in given["parties"] if party["acts"])),
            (str(_("协作方")), gettext("、").join(party["name"] for party in given["parties"] if not party["acts"])),
            (str(_("成果形式")), gettext("、").join(thing["name"] for thing in given["deliverables"])),
            (str(_("期限")), given["due"]),
        ]

    def summary(self) -> str:
        """The stored text: the document's words, or for the shipped plan our paraphrase, in the reader's language."""
        return in_language(self.text, self.text_en)

    def place(self) -> Place:
        return self.task.place()

    def seen_by(self, to: Any) -> bool:
        """Whether somebody may see it in its plan."""
        return self.task.seen_by(to)

    def evidence_seen_by(self, to: Any) -> bool:
        """Whether somebody may see what proves it: in its plan, or in a later edition that took over from it."""
        return self.seen_by(to) or any(later.seen_by(to) for later in self.editions().filter(pk__gt=self.pk))

    def editions(self) -> models.QuerySet[Commitment]:
        """The same commitment in every edition of the document that took over from another, this one among them."""
        rows = Commitment.objects.select_related("task__plan").defer("task__plan__text").order_by("pk")
        return rows.filter(line=self.line) if self.line else rows.filter(pk=self.pk)

    def evidence_hindrance(self) -> str:
        """Why no evidence is taken now, in words; empty if it is."""
        if self.withdrawn_at:
            return gettext("随附事实的新版已不载此条，不再接收佐证。")
        refused = "" if self.decision in STANDING else gettext("这一条未被采纳，不能提交佐证。")
        return self.task.evidence_hindrance() or refused


COUNTED_PARTS = models.Q(commitment=None) | (
    models.Q(commitment__withdrawn_at=None) & ~models.Q(commitment__decision=ProposalState.REJECTED)
)
"""Parties, modes and deliverables that count for a task: its own, and those of its standing commitments and proposals.

A published plan has no undecided commitments, so there they are those that stand; a draft's editors see proposals too.
"""


class Party(Spanned):
    """Who acts, with whom, or who answers, in a task (commitment NULL) or in one of its commitments.

    `acts` tells, inside a commitment, those who act from those they act with; in a task it says nothing.
    """

    task = models.ForeignKey(Task, models.CASCADE, related_name="parties")
    commitment = models.ForeignKey(Commitment, models.CASCADE, null=True, blank=True, related_name="parties")
    role = models.CharField(max_length=12, choices=PartyRole.choices)
    acts = models.BooleanField(default=True)
    kind = models.CharField(max_length=12, choices=PartyKind.choices)
    name = models.CharField(max_length=120, db_index=True)
    name_en = models.CharField(max_length=200, blank=True, default="")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="named_in")
    group = models.ForeignKey(RegionGroup, models.PROTECT, null=True, blank=True, related_name="named_in")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="named_in")

    class Meta:
        ordering = ("task", "pk")

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class TaskMode(Spanned):
    """A co-operation mode the task names, in a commitment of it where one can be told."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="modes")
    commitment = models.ForeignKey(Commitment, models.CASCADE, null=True, blank=True, related_name="modes")
    mode = models.CharField(max_length=24, choices=Mode.choices, db_index=True)

    def mark(self) -> str:
        """The character printed beside the mode's colour."""
        return str(MODE_MARK[Mode(self.mode)])

    def label(self) -> str:
        """The mode in words."""
        return str(Mode(self.mode).label)


class TaskField(Spanned):
    """A field of work the task names."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="fields")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True, default="")


class Deliverable(Spanned):
    """A thing that will exist because of the task."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="deliverables")
    commitment = models.ForeignKey(Commitment, models.CASCADE, null=True, blank=True, related_name="deliverables")
    name = models.CharField(max_length=160)
    name_en = models.CharField(max_length=200, blank=True, default="")
    type = models.CharField(max_length=16, choices=DeliverableType.choices)

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class NamedPairing(Spanned):
    """规划提出: sides the document names together. No pair is inferred from their order."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="pairings")

    def beneficiaries(self) -> list[NamedPairingSide]:
        """The parties of side a."""
        return [side for side in self.sides.all() if side.side == "a"]

    def partners(self) -> list[NamedPairingSide]:
        """The parties of side b."""
        return [side for side in self.sides.all() if side.side == "b"]


class NamedPairingSide(models.Model):
    """One party of a named pairing: side a (beneficiary) or b (partner)."""

    pairing = models.ForeignKey(NamedPairing, models.CASCADE, related_name="sides")
    side = models.CharField(max_length=1, choices=(("a", _("受援方")), ("b", _("合作方"))))
    kind = models.CharField(max_length=12, choices=PartyKind.choices)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200, blank=True, default="")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    group = models.ForeignKey(RegionGroup, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("pairing", "side", "pk")

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class Goal(Spanned):
    """A closing result clause of a task; not a commitment."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="goals")
    text = models.TextField(blank=True, default="")
