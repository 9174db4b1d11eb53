"""The store: a folder with the key, the database and the evidence.

`ready()` makes it, brings it up to date and fills it with the shipped facts. Every command that reads or writes calls
it first. Killed at any moment, the next call goes on from the last whole step: a migration, or the facts as one.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import dongxi
from dongxi.analysis.os_words import why_not
from dongxi.site import environment, locks

Tell = Callable[[str, str, int, int], None]  # stage, detail, done, total
WAIT_SECONDS = 10
ADVISORY_LOCK = 0x646F6E67786A69  # PostgreSQL: one machine at a time prepares the database


class Unusable(Exception):
    """The store cannot be used; the message says what, where, why and what to do."""


def _silent(_stage: str, _detail: str, _done: int, _total: int) -> None:
    return None


def ready(*, tell: Tell = _silent, empty: bool | None = None) -> None:
    """Make, migrate and fill the store where that is still to be done, and set Django up on it.

    `empty` True leaves out the plan, the series and the public records, False brings them in, None keeps what is.
    `tell` hears (stage, detail, done, total). Unusable if the folder, the lock or the database refuses.
    """
    folder = make_folder()
    note = f"进程 {os.getpid()}"
    try:
        with locks.held(folder / "preparing.lock", note=note, wait_seconds=WAIT_SECONDS):
            keep_key(folder)
            _set_up()
            with _database_words(), _alone_on_postgresql():
                _prepare(tell=tell, empty=empty)
    except locks.Busy as busy:
        raise Unusable(
            f"另一个 dongxi（{busy.holder or '未署名'}）正在准备数据目录 {folder}。请等它完成后再试。"
        ) from None


def opened(*, tell: Tell = _silent) -> None:
    """Set Django up on the store as it stands, without changing it; where there is none yet, make it as `ready` does.

    Unusable as `ready`.
    """
    folder = make_folder()
    keep_key(folder)
    _set_up()
    with _database_words():
        made = _is_made()
    if not made:
        ready(tell=tell)


def make_folder() -> Path:
    """The store's folder, made if missing. Unusable if it is not a folder or cannot be written to."""
    folder = environment.data_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except FileExistsError:
        raise Unusable(f"{folder} 不是目录。请用 --data 或环境变量 DONGXI_DATA 另指一个目录。") from None
    except OSError as fault:
        raise Unusable(
            f"数据目录 {folder} 无法写入（{why_not(fault)}）。请检查权限与剩余空间，或用 --data 另指一个目录。"
        ) from None
    return folder


def keep_key(folder: Path) -> None:
    """Write the signing key, readable by its owner alone, if there is none."""
    path = folder / "secret.key"
    if path.exists() and path.read_text(encoding="ascii").strip():
        return
    handle, temporary = tempfile.mkstemp(dir=folder, prefix="secret-")  # readable by its owner alone
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(secrets.token_urlsafe(50))
        out.flush()
        os.fsync(out.fileno())
    os.replace(temporary, path)


def _set_up() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dongxi.site.settings")
    django.setup()


def _is_made() -> bool:
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    return MigrationRecorder(connection).has_table()


def _prepare(*, tell: Tell, empty: bool | None) -> None:
    from dongxi.site import facts, migrating

    if ahead := migrating.unknown():
        raise Unusable(_newer(f"含有本版不认识的迁移 {ahead[0]}"))
    migrating.migrate(tell=lambda *progress: tell("建立数据库", *progress))
    _refuse_newer_facts()
    wanted = facts.kept_empty() if empty is None else empty
    if not facts.stand(empty=wanted):
        facts.load(empty=wanted, tell=lambda *progress: tell("装入随附事实", *progress))


def _refuse_newer_facts() -> None:
    from dongxi.apps.records.queries import latest_facts

    release = latest_facts()
    if release and _numbers(release.product_version) > _numbers(dongxi.__version__):
        raise Unusable(_newer(f"由 {release.product_version} 版写入"))


def _newer(why: str) -> str:
    return (
        f"数据目录 {environment.data_folder()} {why}，比现在运行的 {dongxi.__version__} 版新。"
        "请升级 dongxi，或用 --data 另指一个目录；数据未作任何改动。"
    )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


@contextmanager
def _database_words() -> Iterator[None]:
    from django.db import DatabaseError, IntegrityError, ProgrammingError, connection

    try:
        yield
    except (IntegrityError, ProgrammingError):
        raise  # a fault of ours, not of the place
    except DatabaseError as fault:
        where = "DATABASE_URL 所指的 PostgreSQL" if connection.vendor == "postgresql" else environment.data_folder()
        why = " ".join(str(fault).split())
        raise Unusable(f"数据库不可用：{where}（{why}）。请检查地址、权限与剩余空间后再试。") from fault


@contextmanager
def _alone_on_postgresql() -> Iterator[None]:
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = %s", [f"{WAIT_SECONDS}s"])
        cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        cursor.execute("SET lock_timeout = DEFAULT")
    try:
        yield
    finally:
        connection.close()  # gives the lock back
