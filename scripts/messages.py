"""Extract every marked string of src/dongxi into the English catalogue, keep its translations, and compile it.

    uv run python scripts/messages.py            # extract, merge, compile
    uv run python scripts/messages.py --missing  # the same, then list what has no English yet
    uv run python scripts/messages.py --tidy     # the same, and forget strings that nobody says any more

Chinese is the language of the source, so English is the only catalogue. Python files are read by Babel's own
extractor; Django templates are first turned into a Python look-alike by Django itself.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

REPOSITORY = Path(__file__).parents[1]
SOURCE = REPOSITORY / "src" / "dongxi"
FOLDER = SOURCE / "site" / "locale" / "en" / "LC_MESSAGES"
DATE = datetime(2026, 11, 24, tzinfo=UTC)  # of every run: the same strings give the same file
HEADER = {
    "header_comment": "# English of Dongxi. Extracted and compiled by scripts/messages.py.",
    "project": "Dongxi",
    "version": "1",
    "last_translator": "Dongxi developers",
    "language_team": "English",
    "msgid_bugs_address": "",
}
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_lazy": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
READERS = {".py": lambda text, _path: text, ".html": lambda text, path: _as_python(text, path)}


def extracted() -> Catalog:
    """Every marked string of the source, with the files it stands in (no line numbers: they only make noise)."""
    catalog = Catalog(locale="en", fuzzy=False, creation_date=DATE, revision_date=DATE, **HEADER)
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in READERS and "migrations" not in path.parts:
            for message in _messages(path):
                catalog.add(**message, locations=[(path.relative_to(REPOSITORY).as_posix(), 0)])
    return catalog


def merged(catalog: Catalog, *, tidy: bool = False) -> Catalog:
    """The extracted catalogue with the English of django.po; what nobody says any more is kept aside, unless tidy."""
    known = {(message.id, message.context): message for message in _known_messages()}
    for message in catalog:
        before = known.pop((message.id, message.context), None)
        if message.id and before is not None:
            message.string = before.string
    if not tidy:
        catalog.obsolete.update({message.id: message for message in known.values() if message.id and _is_said(message)})
    return catalog


def missing(catalog: Catalog) -> list[Message]:
    """Messages without an English text."""
    return [message for message in catalog if message.id and not _is_said(message)]


def written(catalog: Catalog) -> tuple[bytes, bytes]:
    """The bytes of django.po and django.mo."""
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalog, sort_output=True, omit_header=False, include_lineno=False, width=110)
    for message in missing(catalog):
        message.string = ""  # else a plural of two empty texts would be said, as nothing
    write_mo(mo, catalog)
    return po.getvalue(), mo.getvalue()


def main() -> int:
    """Write both files; tell what is missing."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--missing", action="store_true", help="list messages without English, with their files")
    asked.add_argument("--tidy", action="store_true", help="drop translations of strings that are gone")
    options = asked.parse_args()
    catalog = merged(extracted(), tidy=options.tidy)
    FOLDER.mkdir(parents=True, exist_ok=True)
    lacking = missing(catalog)
    for name, content in zip(("django.po", "django.mo"), written(catalog), strict=True):
        (FOLDER / name).write_bytes(content)
    print(f"{len(catalog)} messages, {len(lacking)} without English")
    for message in lacking if options.missing else ():
        print(f"{message.locations[0][0]}\t{message.id!r}")
    return 1 if lacking else 0


def _messages(path: Path) -> Iterator[dict[str, object]]:
    text = READERS[path.suffix](path.read_text(encoding="utf-8"), path)
    found = extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"})
    for _line, message, _comments, context in found:
        yield {"id": message, "context": context}


def _as_python(text: str, path: Path) -> str:
    from django.utils.translation.template import templatize

    return templatize(text, origin=str(path))


def _known_messages() -> list[Message]:
    path = FOLDER / "django.po"
    if not path.exists():
        return []
    with path.open("rb") as file:
        catalog = read_po(file, locale="en")
    return [*catalog.obsolete.values(), *catalog]


def _is_said(message: Message) -> bool:
    said = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    return all(said)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dongxi.site.settings")

if __name__ == "__main__":
    sys.exit(main())
