"""The words a thing is found by: segmented in Python once, so that every database finds 枸杞, 深加工 and 节水灌溉.

What search holds is written here inside the transaction of the service that changes the thing, which says so in its
own audit line: search repeats what stands elsewhere, and a line of its own would only hold the chain longer.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import batched, pairwise
from typing import Any

from django.db import connection, models

from dongxi.analysis.text.segment import search_words
from dongxi.apps.records.models import SearchEntry, SearchPosting

TITLE_WEIGHT, BODY_WEIGHT, MOST_WEIGHT = 8, 1, 32_000
LONGEST_WORD, LONGEST_KEY = 60, 300
LAST_CHARACTER = "\U0010ffff"
_BATCH = 500
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{2,}")


@dataclass(frozen=True, kw_only=True)
class Findable:
    """What search needs to know of a thing that everybody may see. `body` is what it is found by, `summary` shown."""

    kind: str
    subject_id: str
    title: str
    address: str
    title_en: str = ""
    summary: str = ""
    summary_en: str = ""
    body: str = ""
    region: str = ""


def make_findable(*, things: Iterable[Findable]) -> int:
    """Put things into search, replacing what was known of them. Returns how many."""
    things = list(things)
    for kind in {thing.kind for thing in things}:
        forget(kind=kind, subject_ids=[thing.subject_id for thing in things if thing.kind == kind])
    entries = SearchEntry.objects.bulk_create([_entry(thing) for thing in things], batch_size=_BATCH)
    _write_postings(
        (entry.pk, word, gain_of(weight))
        for entry, thing in zip(entries, things, strict=True)
        for word, weight in weighted(
            title=f"{thing.title} {thing.title_en}", body=f"{thing.summary} {thing.summary_en} {thing.body}"
        ).items()
    )
    return len(things)


def _write_postings(rows: Iterable[tuple[int, str, int]]) -> None:
    """Rows of (entry, word, gain), past the model: the facts alone bring tens of thousands."""
    quote, model = connection.ops.quote_name, SearchPosting._meta
    columns = ", ".join(quote(model.get_field(name).column) for name in ("entry", "word", "gain"))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(model.db_table)} ({columns}) VALUES (%s, %s, %s)", rows)  # noqa: S608


def forget(*, kind: str, subject_ids: Iterable[str]) -> int:
    """Take things of a kind out of search, as when what they belong to is withdrawn. Returns how many it held."""
    held = [SearchEntry.objects.filter(kind=kind, subject_id__in=ids) for ids in batched(subject_ids, _BATCH)]
    gone = sum(rows.count() for rows in held)
    for rows in held:
        rows.delete()
    return gone


def forget_all(*, kind: str) -> int:
    """Take every thing of a kind out of search. Returns how many it held."""
    return forget(kind=kind, subject_ids=SearchEntry.objects.filter(kind=kind).values_list("subject_id", flat=True))


def words(text: str) -> list[str]:
    """Search words of a text, lower-cased, NFKC-folded; single Chinese characters kept.

    Neighbouring characters are added as pairs, so that 深加工 is found in 精深加工, whose words are 精深 and 加工;
    English words are cut at hyphens and stripped of a plural s, so that salt lake finds salt-lake and Salt Lakes.
    """
    folded = folded_text(text)
    segmented = [_singular(part) for word in search_words(folded) for part in word.split("-")]
    pairs = dict.fromkeys(a + b for run in _HAN.findall(folded) for a, b in pairwise(run))
    return segmented + [pair for pair in pairs if pair not in set(segmented)]


def telling(text: str) -> list[str]:
    """The words of a text that do not hang on how it is segmented: a thing that holds all of it holds each of these."""
    runs = "".join(_HAN.findall(folded_text(text)))
    return [word for word in dict.fromkeys(words(text)) if len(word) == 2 or word not in runs]


def folded_text(text: str) -> str:
    """One width, one case."""
    return unicodedata.normalize("NFKC", text).casefold()


def key_of(title: str) -> str:
    """A title as it is compared with what is being typed."""
    return folded_text(title).strip()[:LONGEST_KEY]


def gain_of(weight: int) -> int:
    """What a word of that weight adds to a score, in thousandths: 1000 · ln(1 + weight)."""
    return round(1_000 * math.log1p(min(weight, MOST_WEIGHT)))


TITLE_GAIN = gain_of(TITLE_WEIGHT)
"""What a word that stands once in the title adds at least."""


def held_by(*, words: Sequence[str], most: int) -> dict[str, int]:
    """How many things hold each word, counted to `most` and no further: an index walks no more of a frequent word."""
    quote, model = connection.ops.quote_name, SearchPosting._meta
    rows = f"SELECT 1 FROM {quote(model.db_table)} WHERE {quote('word')} = %s LIMIT %s"  # noqa: S608
    one = f"(SELECT COUNT(*) FROM ({rows}) AS held)"  # noqa: S608
    counts: list[int] = []
    with connection.cursor() as cursor:
        for some in batched(words, _BATCH):
            cursor.execute(f"SELECT {', '.join([one] * len(some))}", [part for word in some for part in (word, most)])
            counts += cursor.fetchone()
    return dict(zip(words, counts, strict=True))


class Begins(models.Lookup):
    """Whether a text begins with another, asked so that the database's ordinary index answers it."""

    lookup_name = "begins"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str, ...]]:
        """For PostgreSQL, whose indexes of patterns serve LIKE."""
        column, given = self.process_lhs(compiler, connection)
        escaped = re.sub(r"([%_\\])", r"\\\1", self.rhs)
        return f"{column} LIKE %s", (*given, f"{escaped}%")

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[str, ...]]:
        column, given = self.process_lhs(compiler, connection)
        return f"({column} >= %s AND {column} < %s)", (*given, self.rhs, *given, self.rhs + LAST_CHARACTER)


def _singular(word: str) -> str:
    plural = word.isascii() and len(word) > 3 and word.endswith("s") and not word.endswith("ss")
    return (word[:-1] if plural else word)[:LONGEST_WORD]


def weighted(*, title: str, body: str) -> Counter[str]:
    """Each word of a thing with its weight: words of the title weigh eight times those of the body."""
    counts: Counter[str] = Counter()
    for word in words(title):
        counts[word] += TITLE_WEIGHT
    for word in words(body):
        counts[word] += BODY_WEIGHT
    return counts


def _entry(thing: Findable) -> SearchEntry:
    return SearchEntry(
        kind=thing.kind,
        subject_id=thing.subject_id,
        title=thing.title[:300],
        title_en=thing.title_en[:300],
        title_key=key_of(thing.title),
        title_en_key=key_of(thing.title_en),
        summary=thing.summary,
        summary_en=thing.summary_en,
        address=thing.address,
        region=thing.region,
    )
