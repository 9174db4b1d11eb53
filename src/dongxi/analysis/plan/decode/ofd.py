"""OFD (GB/T 33190), read with ofdkit, which is an extra."""

from dongxi.analysis.errors import PlanUnreadable
from dongxi.analysis.plan.decode.package import broken
from dongxi.analysis.plan.decode.printed import Printed


def decode(data: bytes) -> Printed:
    """The lines of `data`, pages parted by a form feed."""
    try:
        import ofdkit
    except ImportError as missing:
        raise PlanUnreadable(
            where="文件开头", why="读 OFD 需要 ofdkit，尚未安装", remedy="请运行 pip install dongxi[ofd] 后再读"
        ) from missing
    try:
        with ofdkit.open(data) as document:
            pages = [page.text().replace("\f", "\n") for page in document.pages]
    except ofdkit.OFDLimitError as problem:
        raise PlanUnreadable(where="OFD 正文", why="部件过大，超过安全上限", remedy="请确认文件来源") from problem
    except ofdkit.OFDError as problem:
        raise broken() from problem
    if not any(page.strip() for page in pages):
        raise PlanUnreadable(
            where=f"第 1 页（共 {len(pages)} 页）",
            why="OFD 里只有图像，没有可读的文字",
            remedy="请先做文字识别（OCR），或找到该文件的文字版",
        )
    return Printed(text="\f".join(pages), wrapped=True)
