"""What `dongxi check` proves of a store, one function a claim: None if it holds, else the first break in words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from dongxi.apps.records.audit import first_break
from dongxi.apps.records.evidence import path_of
from dongxi.apps.records.models import StoredFile
from dongxi.apps.records.queries import latest_facts
from dongxi.site import facts, migrating


@dataclass(frozen=True)
class Claim:
    """Something that must hold of a sound store."""

    title: str
    first_break: Callable[[], str | None]


def _migrations() -> str | None:
    if ahead := migrating.unknown():
        return f"数据库含有本版不认识的迁移 {ahead[0]}：它由更新的版本建立，请升级 dongxi。"
    if pending := migrating.pending():
        return f"还有 {len(pending)} 个迁移未执行，第一个是 {pending[0]}。请运行 dongxi up。"
    return None


def _facts() -> str | None:
    if latest_facts() is None:
        return "库中没有随附事实。请运行 dongxi up。"
    if not facts.stand(empty=facts.kept_empty()):
        return "库中的随附事实与本版软件所附的不同。请运行 dongxi up 更新。"
    return None


def _audit() -> str | None:
    broken = first_break()
    return f"{broken.reason}。其后的记录不可采信，请与备份核对。" if broken else None


def _files() -> str | None:
    for sha256, size in StoredFile.objects.order_by("pk").values_list("pk", "size").iterator():
        path = path_of(sha256)
        if not path.exists():
            return f"佐证文件 {sha256[:12]}… 不在 {path}。请从备份恢复。"
        with path.open("rb") as stored:
            found = hashlib.file_digest(stored, "sha256").hexdigest()
        if found != sha256 or path.stat().st_size != size:
            return f"佐证文件 {path} 的内容与登记的摘要不符。请从备份恢复。"
    return None


CLAIMS = (
    Claim("数据库结构与本版一致", _migrations),
    Claim("随附事实与本版一致", _facts),
    Claim("审计链完整", _audit),
    Claim("佐证文件齐全且未改动", _files),
)
