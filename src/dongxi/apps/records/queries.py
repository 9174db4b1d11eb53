"""Every read of the record-keeping floor."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.apps import apps
from django.db import models
from django.db.models import BigIntegerField, Case, Count, F, Max, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce, Length
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from dongxi.apps.records import search
from dongxi.apps.records.audit import ChainBreak, first_break, sealed_lines
from dongxi.apps.records.errors import RuleBroken
from dongxi.apps.records.evidence import path_of
from dongxi.apps.records.models import AuditEntry, ChainHead, Evidence, FactsRelease, Job, SearchEntry, SearchPosting
from dongxi.apps.records.permissions import Place, decide, require


def visible_audit(*, to: Any) -> models.QuerySet[AuditEntry]:
    """Audit lines, newest first: all of them for those who may read the audit, else one's own.

    Lines of sealed apps, others' at least, only for those who may read these too: they would tell who is anonymous.
    """
    entries = AuditEntry.objects.select_related("actor")
    own = models.Q(actor_id=to.pk) if to.pk else models.Q(pk__in=())
    if not decide(to, "records.read_audit").allowed:
        return entries.filter(own)
    return entries if decide(to, "records.read_sealed_audit").allowed else entries.filter(own | ~sealed_lines())


def visible_jobs(*, to: Any) -> models.QuerySet[Job]:
    """One's own jobs, newest first; every job for an administrator."""
    jobs = Job.objects.select_related("owner")
    if decide(to, "records.cancel_job").allowed:
        return jobs
    return jobs.filter(owner_id=to.pk) if to.pk else jobs.none()


class Provable(Protocol):
    """Something that evidence can be filed of: a model that says where it lies and what stands against it now."""

    pk: Any
    _meta: Any

    def place(self) -> Place: ...

    def seen_by(self, to: Any) -> bool:
        """Whether somebody may see the thing and what proves it: `evidence_seen_by` says where more may see that."""
        ...

    def evidence_hindrance(self) -> str:
        """Why no evidence is taken now, in the reader's words; empty if it is."""
        ...


def filing_permission(subject: Provable) -> str:
    """The permission under which evidence of a thing is filed: that of its own app."""
    return f"{subject._meta.app_label}.file_evidence"


def evidence_of(subject: models.Model) -> models.QuerySet[Evidence]:
    """What was ever filed as evidence of a thing, newest first, withdrawn pieces too."""
    rows = Evidence.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
    return rows.select_related("file", "filed_by", "withdrawn_by").order_by("-filed_at", "-pk")


def standing_evidence_of(subject: models.Model) -> models.QuerySet[Evidence]:
    """What counts as evidence of a thing, newest first."""
    return evidence_of(subject).filter(withdrawn_at=None)


def may_withdraw(*, filed: Evidence, to: Any) -> bool:
    """Whether somebody may withdraw a piece of evidence: it stands, and it is theirs or they are an administrator."""
    own = filed.filed_by_id is not None and filed.filed_by_id == to.pk
    return filed.withdrawn_at is None and (own or decide(to, "records.withdraw_evidence").allowed)


@dataclass(frozen=True)
class EvidenceFile:
    """A file that may be handed out: where it lies, what it was called, what it is."""

    path: Path
    name: str
    media_type: str


def evidence_file(*, pk: int, to: Any) -> EvidenceFile:
    """The file of a piece of evidence. Http404 if there is none or its subject is not for these eyes.

    RuleBroken if it is gone from the store.

    The file of a withdrawn piece is handed out to those alone who may read the audit.
    """
    rows = Evidence.objects.filter(file__isnull=False).select_related("file")
    filed = get_object_or_404(rows, pk=pk)
    require(to, "records.read_evidence")
    subject = apps.get_model(filed.subject_type)._default_manager.filter(pk=filed.subject_id).first()
    if subject is None or not _proof_seen_by(subject, to=to):
        raise Http404
    if filed.withdrawn_at and not decide(to, "records.read_audit").allowed:
        raise RuleBroken(_("这件佐证已撤回，文件不再提供。理由：%(reason)s") % {"reason": filed.withdrawal_reason})
    path = path_of(filed.file_id)
    if not path.exists():
        raise RuleBroken(_("佐证文件已登记，但不在数据目录中。请系统管理员运行 dongxi check 并从备份恢复。"))
    return EvidenceFile(path, filed.original_name or filed.file_id, filed.file.media_type)


def _proof_seen_by(subject: Any, *, to: Any) -> bool:
    return bool(getattr(subject, "evidence_seen_by", subject.seen_by)(to))


CHECKED_ON_THE_PAGE = 2_000


@dataclass(frozen=True)
class ChainState:
    """How the audit chain stands: lines in all, the head's digest, how many of the last were checked, the break."""

    lines: int
    digest: str
    checked: int
    broken: ChainBreak | None


def chain_state(*, to: Any) -> ChainState | None:
    """The chain's state for those who may read the audit, its last lines checked now; None for others."""
    if not decide(to, "records.read_audit").allowed:
        return None
    head = ChainHead.objects.filter(pk=1).first()
    lines = head.sequence if head else 0
    checked = min(lines, CHECKED_ON_THE_PAGE)
    return ChainState(lines, head.digest if head else "", checked, first_break(last=CHECKED_ON_THE_PAGE))


def state_of_the_store() -> str:
    """A digest that changes with every change: that of the last audit line."""
    return ChainHead.objects.filter(pk=1).values_list("digest", flat=True).first() or ""


def latest_facts() -> FactsRelease | None:
    """The release of shipped facts that was loaded last."""
    return FactsRelease.objects.order_by("-loaded_at", "-pk").first()


@dataclass(frozen=True)
class Found:
    """A search hit: the entry, its score, and the words of the question it holds."""

    entry: SearchEntry
    score: float
    words: tuple[str, ...]


SHARE_OF_WORDS = 0.6
"""How much of a question's words a hit holds at least."""
FEW = 1_000
"""Things that so few hold a word of are scored by it, however few there are in all."""
DEARER = 20
"""How many postings of an entry are read to find those of its words: reading only candidates pays beyond that."""
LOOKED_THROUGH = 500
"""How many entries that hold a typed word are looked through for titles with the whole of what is typed."""


def found(*, text: str, to: Any, kind: str = "", region: str = "", most: int = 200) -> list[Found]:
    """Things that hold the words of `text`, best first: titles that are the text, then by how many of its words they
    hold, then by the words' rarity; where nothing holds enough of them, what holds any. Everything in search may be
    found by everybody.
    """
    asked = list(dict.fromkeys(search.words(text)))
    if not asked:
        return []
    only = ({"kind": kind} if kind else {}) | ({"region": region} if region else {})
    hits = _found(text, _counted(asked), only=only, most=most)
    return hits or _found(text, _counted(search.telling(text), share=0), only=only, most=most)


def any_holds_all(hits: Iterable[Found], *, text: str) -> bool:
    """Whether one of the hits holds every word of what was asked."""
    asked = set(search.telling(text))
    return any(asked <= set(hit.words) for hit in hits)


def _found(text: str, counted: Counted, *, only: dict[str, str], most: int) -> list[Found]:
    key, asked = search.key_of(text), list(counted.held)
    named = SearchEntry.objects.filter(Q(title_key=key) | Q(title_en_key=key), **only).order_by("pk")[:most]
    first = list(named.values_list("pk", flat=True))
    ranked = [*first, *_enough_held(counted, only=only, most=most, but=first)][:most]
    entries, postings = SearchEntry.objects.in_bulk(ranked), _postings_of(ranked, asked)
    hits = [
        Found(
            entries[pk],
            sum(counted.rarity[word] * gain for word, gain in postings[pk].items()) / 1_000_000,
            tuple(word for word in asked if word in postings[pk]),
        )
        for pk in ranked
    ]
    return hits[: len(first)] + sorted(hits[len(first) :], key=lambda hit: (-len(hit.words), -hit.score, hit.entry.pk))


@dataclass(frozen=True, kw_only=True)
class Counted:
    """The words of a question: how many things hold each (to a half of all and no further), what each is worth
    (1000 · ln(1 + things in all ÷ things that hold it), 0 for a word that nothing holds), and how many a hit holds."""

    held: dict[str, int]
    rarity: dict[str, int]
    common: frozenset[str]
    enough: int


def _counted(words: list[str], *, share: float = SHARE_OF_WORDS) -> Counted:
    total = SearchEntry.objects.count()
    half = max(FEW, total // 2)
    held = search.held_by(words=words, most=half + 1)
    rarity = {word: round(1_000 * math.log(1 + total / count)) if count else 0 for word, count in held.items()}
    common = frozenset(word for word, count in held.items() if count > half)
    return Counted(held=held, rarity=rarity, common=common, enough=max(1, math.ceil(len(words) * share)))


def _enough_held(counted: Counted, *, only: dict[str, str], most: int, but: list[int]) -> list[int]:
    """Entries that hold enough of the words, the best `most` of them, without those named.

    First the best by the telling words alone, which is cheap; only where some of these lack the common words and others
    wait behind them, the database is asked to count the common ones too.
    """
    enough = best = _ranked(counted, only=only, most=most)
    if counted.common:
        postings = _postings_of(best, list(counted.held))
        enough = [pk for pk in best if len(postings[pk]) >= counted.enough]
    if len(enough) < len(best) == most:
        enough = _ranked(counted, only=only, most=most, common_too=True)
    return [pk for pk in enough if pk not in but]


def _ranked(counted: Counted, *, only: dict[str, str], most: int, common_too: bool = False) -> list[int]:
    """Entries that hold enough of the words if they hold the common ones, best first, scored by the database.

    Who holds enough of n words holds one of the n - enough + 1 rarest: where that is much less to read, only what holds
    one of these is scored. A word that more than half of all things hold tells little: it decides which of the first
    are better, not which they are. `common_too`: the common ones are counted for each entry instead of supposed.
    """
    known = sorted((word for word in counted.rarity if counted.held[word]), key=lambda word: -counted.rarity[word])
    if len(known) < counted.enough:
        return []
    telling = [word for word in known if word not in counted.common] or known
    supposed = [word for word in known if word not in telling]
    enough = max(1, counted.enough - len(supposed))
    rows = SearchPosting.objects.filter(**{f"entry__{name}": value for name, value in only.items()})
    if common_too:
        also = SearchPosting.objects.filter(entry=OuterRef("entry"), word__in=supposed).order_by().values("entry")
        rows = rows.annotate(also=Coalesce(Subquery(also.annotate(count=Count("*")).values("count")), 0))
    if len(telling) == 1:
        rows = rows.filter(word=telling[0], **({"also__gte": counted.enough - 1} if common_too else {}))
        return list(rows.order_by("-gain", "entry").values_list("entry", flat=True)[:most])
    rarest = telling[: len(telling) - enough + 1]
    rows = rows.filter(word__in=telling)
    if sum(counted.held[word] for word in telling) > DEARER * sum(counted.held[word] for word in rarest):
        rows = rows.filter(entry__in=SearchPosting.objects.filter(word__in=rarest).values("entry"))
    worth = Case(
        *(When(word=word, then=F("gain") * counted.rarity[word]) for word in telling), output_field=BigIntegerField()
    )
    scored = rows.order_by().values("entry").annotate(held=Count("*"), score=Sum(worth)).filter(held__gte=enough)
    if common_too:
        scored = scored.annotate(of_all=F("held") + Max("also")).filter(of_all__gte=counted.enough)
    return list(scored.order_by("-held", "-score", "entry").values_list("entry", flat=True)[:most])


def _postings_of(entries: list[int], words: list[str]) -> dict[int, dict[str, int]]:
    postings: dict[int, dict[str, int]] = {pk: {} for pk in entries}
    rows = SearchPosting.objects.filter(entry__in=entries, word__in=words).values_list("entry", "word", "gain")
    for entry, word, gain in rows:
        postings[entry][word] = gain
    return postings


def suggestions(*, text: str, to: Any, most: int = 8) -> list[SearchEntry]:
    """Entries whose title begins with, then holds, what is being typed; provinces, prefectures, then shorter titles."""
    key = search.key_of(text)
    if not key:
        return []
    begin = Q(search.Begins(F("title_key"), key)) | Q(search.Begins(F("title_en_key"), key))
    first = list(_by_size(SearchEntry.objects.filter(begin))[:most])
    word = max(search.words(text), key=len, default="")
    if len(first) == most or not word:
        return first
    in_titles = SearchPosting.objects.filter(search.Begins(F("word"), word), gain__gte=search.TITLE_GAIN)
    holding = SearchEntry.objects.filter(Q(title_key__contains=key) | Q(title_en_key__contains=key)).filter(
        pk__in=in_titles.order_by().values("entry")[:LOOKED_THROUGH]
    )
    return first + list(_by_size(holding.exclude(pk__in=[entry.pk for entry in first]))[: most - len(first)])


def _by_size(entries: models.QuerySet[SearchEntry]) -> models.QuerySet[SearchEntry]:
    """Provinces, prefectures, then everything else by the length of its title."""
    size = Case(
        When(kind="region", subject_id__endswith="0000", then=0),
        When(kind="region", subject_id__endswith="00", then=1),
        default=2,
    )
    return entries.annotate(size=size, length=Length("title")).order_by("size", "length", "title", "pk")
