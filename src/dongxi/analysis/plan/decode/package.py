"""The zip package around .docx and .ofd, checked before anything is unpacked."""

import io
import zipfile

from dongxi.analysis.errors import PlanUnreadable
from dongxi.analysis.plan.decode.told import IN_THE_PACKAGE, LOCKED, UNLOCK
from dongxi.analysis.words import Words

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
        raise _bomb(
            Words(
                zh=f"包内有 {len(held):,} 个部件，超过上限 {MAX_PARTS:,} 个",
                en=f"it has {len(held):,} parts, more than the limit of {MAX_PARTS:,}",
            )
        )
    if any(part.flag_bits & 0x1 for part in held):
        raise PlanUnreadable(where=IN_THE_PACKAGE, why=LOCKED, remedy=UNLOCK)
    unpacked = sum(part.file_size for part in held)
    if unpacked > MAX_UNPACKED or (unpacked > _RATIO_MATTERS and unpacked > MAX_RATIO * len(data)):
        size = f"{unpacked / 1024**2:,.0f} MB"
        raise _bomb(
            Words(zh=f"解开后有 {size}，远超正常公文", en=f"it unpacks to {size}, far more than an official document")
        )
    for part in held:
        if part.filename.endswith((".xml", ".rels")) and part.file_size > MAX_TEXT_PART:
            name, size = part.filename[:60], f"{part.file_size / 1024**2:,.0f} MB"
            raise _bomb(Words(zh=f"部件 {name} 有 {size}", en=f"its part {name} has {size}"))
    return frozenset(part.filename for part in held)


def broken() -> PlanUnreadable:
    return PlanUnreadable(
        where=IN_THE_PACKAGE,
        why=Words(
            zh="文件不完整或已损坏，压缩包打不开", en="the file is incomplete or damaged, and its package does not open"
        ),
        remedy=Words(
            zh="请重新下载，或用 Word 或 WPS 打开后另存",
            en="Please download it again, or open it in Word or WPS and save a copy",
        ),
    )


def _bomb(why: Words) -> PlanUnreadable:
    remedy = Words(
        zh="请确认文件来源；确需读取时请另存为纯文本",
        en="Please make sure where it comes from; save it as plain text if it must be read",
    )
    return PlanUnreadable(where=IN_THE_PACKAGE, why=why, remedy=remedy)
