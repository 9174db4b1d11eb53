"""OFD (GB/T 33190), read with ofdkit, which is an extra."""

from dongxi.analysis.errors import PlanUnreadable
from dongxi.analysis.plan.decode.package import broken
from dongxi.analysis.plan.decode.printed import Printed
from dongxi.analysis.plan.decode.told import AT_THE_START, RECOGNISE, page
from dongxi.analysis.words import Words


def decode(data: bytes) -> Printed:
    """The lines of `data`, pages parted by a form feed."""
    try:
        import ofdkit
    except ImportError as missing:
        raise PlanUnreadable(
            where=AT_THE_START,
            why=Words(zh="读 OFD 需要 ofdkit，尚未安装", en="OFD is read with ofdkit, which is not installed"),
            remedy=Words(zh="请运行 pip install dongxi[ofd] 后再读", en="Please run pip install dongxi[ofd] first"),
        ) from missing
    try:
        with ofdkit.open(data) as document:
            pages = [each.text().replace("\f", "\n") for each in document.pages]
    except ofdkit.OFDLimitError as problem:
        raise PlanUnreadable(
            where=Words(zh="OFD 正文", en="in the text of OFD"),
            why=Words(zh="部件过大，超过安全上限", en="a part is larger than is safe"),
            remedy=Words(zh="请确认文件来源", en="Please make sure where it comes from"),
        ) from problem
    except ofdkit.OFDError as problem:
        raise broken() from problem
    if not any(each.strip() for each in pages):
        raise PlanUnreadable(
            where=page(1, of=len(pages)),
            why=Words(zh="OFD 里只有图像，没有可读的文字", en="the OFD holds pictures only, no text to read"),
            remedy=RECOGNISE,
        )
    return Printed(text="\f".join(pages), wrapped=True)
