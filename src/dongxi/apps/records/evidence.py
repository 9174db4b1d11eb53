"""Where evidence files lie: below EVIDENCE_ROOT, outside the web root, addressed by their SHA-256."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, URLValidator
from django.utils.translation import gettext as _

from dongxi.apps.records import sniffing
from dongxi.apps.records.errors import BadInput

ACCEPTED = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ofd": "application/ofd",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".txt": "text/plain",
    ".csv": "text/csv",
}
LONGEST_LINK = 500
_is_web_address = URLValidator(schemes=("http", "https"))
_is_not_too_long = MaxLengthValidator(LONGEST_LINK)


@dataclass(frozen=True)
class Kept:
    """A file as it now lies in the store."""

    sha256: str
    size: int
    media_type: str


def keep(*, name: str, chunks: Iterable[bytes]) -> Kept:
    """Store the bytes; the same bytes are stored once. BadInput if too large, empty, or not what the name says."""
    root = Path(settings.EVIDENCE_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, temporary = tempfile.mkstemp(dir=root, prefix="incoming-")
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in chunks:
                size += len(chunk)
                _refuse_if_too_large(name=name, size=size)
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        media_type = sniffed(name=name, path=Path(temporary))
        target = path_of(digest.hexdigest())
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(temporary, target)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return Kept(digest.hexdigest(), size, media_type)


def path_of(sha256: str) -> Path:
    """The file's place in the store."""
    return Path(settings.EVIDENCE_ROOT) / sha256[:2] / sha256


def check_link(link: str) -> None:
    """BadInput unless a link is empty or a whole web address that fits into its column."""
    try:
        if link:
            _is_web_address(link)
            _is_not_too_long(link)
    except ValidationError:
        message = _("“%(link)s”不是完整的网址。请以 http:// 或 https:// 开头填写，不超过 %(most)s 个字符。")
        raise BadInput(message % {"link": link[:80], "most": LONGEST_LINK}) from None


def sniffed(*, name: str, path: Path) -> str:
    """Media type by content, checked against the name's ending. BadInput if they disagree or it is not accepted."""
    ending = Path(name).suffix.lower()
    if not path.stat().st_size:
        raise BadInput(_("文件“%(name)s”是空的，请重新选择文件。") % {"name": name})
    if ending not in ACCEPTED:
        accepted = _("、").join(sorted(ACCEPTED))
        raise BadInput(_("不接受“%(name)s”这类文件；可接受：%(accepted)s。") % {"name": name, "accepted": accepted})
    if why := sniffing.misfit(path, ending=ending):
        raise BadInput(
            _("“%(name)s”不能作为%(ending)s文件接受：%(why)s") % {"name": name, "ending": ending, "why": why}
        )
    return ACCEPTED[ending]


def _refuse_if_too_large(*, name: str, size: int) -> None:
    if size > settings.FILE_LIMIT_BYTES:
        limit = settings.FILE_LIMIT_BYTES // 1_000_000
        raise BadInput(_("文件“%(name)s”超过 %(limit)s MB 上限。") % {"name": name, "limit": limit})
