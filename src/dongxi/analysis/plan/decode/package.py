"""The zip package around .docx and .ofd, checked before anything is unpacked."""

import io
import zipfile

from dongxi.analysis.errors import PlanUnreadable

MAX_UNPACKED = 400 * 1024 * 1024
MAX_TEXT_PART = 120 * 1024 * 1024
MAX_PARTS = 20_000
MAX_RATIO = 300
_RATIO_MATTERS = 16 * 1024 * 1024


def zip_parts(data: bytes) -> frozenset[str]:
    """The names of the package's parts. Raises PlanUnreadable for a broken package or one that unpacks too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            held = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as problem:
        raise broken() from problem
    if len(held) > MAX_PARTS:
        raise _bomb(f"包内有 {len(held):,} 个部件，超过上限 {MAX_PARTS:,} 个")
    if any(part.flag_bits & 0x1 for part in held):
        raise PlanUnreadable(where="压缩包目录", why="文件设有打开密码", remedy="请取消密码后再读")
    unpacked = sum(part.file_size for part in held)
    if unpacked > MAX_UNPACKED or (unpacked > _RATIO_MATTERS and unpacked > MAX_RATIO * len(data)):
        raise _bomb(f"解开后有 {unpacked / 1024**2:,.0f} MB，远超正常公文")
    for part in held:
        if part.filename.endswith((".xml", ".rels")) and part.file_size > MAX_TEXT_PART:
            raise _bomb(f"部件 {part.filename[:60]} 有 {part.file_size / 1024**2:,.0f} MB")
    return frozenset(part.filename for part in held)


def broken() -> PlanUnreadable:
    return PlanUnreadable(
        where="压缩包目录", why="文件不完整或已损坏，压缩包打不开", remedy="请重新下载，或用 Word 或 WPS 打开后另存"
    )


def _bomb(why: str) -> PlanUnreadable:
    return PlanUnreadable(where="压缩包目录", why=why, remedy="请确认文件来源；确需读取时请另存为纯文本")
