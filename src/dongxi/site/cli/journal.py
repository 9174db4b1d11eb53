"""What a long command has finished so far, in a file beside its result, so that after a kill it goes on from there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

Rows = Sequence[Mapping[str, Any]]


class Journal:
    """Finished pieces of one piece of work, a line each; `key` says what the work is.

    A journal of other work is begun anew, and a line that was cut off by a kill counts as not written.
    """

    def __init__(self, path: Path, *, key: Mapping[str, Any]) -> None:
        self.path = path
        self.done = 0
        good = self._good(key)
        self._file = path.open("r+b" if good else "w+b")
        self._file.seek(good)
        self._file.truncate()
        if not good:
            self._write({"work": key})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def add(self, *, done: int, rows: Rows) -> None:
        """A finished piece; `done` counts what is finished with it."""
        self._write({"done": done, "rows": rows})
        self.done = done

    def rows(self) -> Iterator[Mapping[str, Any]]:
        """All rows written, in order."""
        with self.path.open("rb") as file:
            for line in _whole(file):
                yield from json.loads(line).get("rows", ())

    def _write(self, piece: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(piece, ensure_ascii=False).encode() + b"\n")
        self._file.flush()

    def _good(self, key: Mapping[str, Any]) -> int:
        """Bytes of the journal that can be gone on with: 0 if there is none, or it is of other work."""
        if not self.path.exists():
            return 0
        good = 0
        with self.path.open("rb") as file:
            for line in _whole(file):
                try:
                    piece = json.loads(line)
                except ValueError:
                    break
                if good == 0 and piece.get("work") != key:
                    return 0
                self.done = piece.get("done", 0)
                good += len(line)
        return good


def _whole(lines: Iterable[bytes]) -> Iterator[bytes]:
    return (line for line in lines if line.endswith(b"\n"))
