"""PDF with a text layer, read line by line with PDFium."""

import pypdfium2 as pdfium
from pypdfium2 import raw

from dongxi.analysis.errors import PlanUnreadable
from dongxi.analysis.plan.decode.printed import Printed
from dongxi.analysis.plan.decode.told import AT_THE_START, RECOGNISE, REPRINT, SPLIT, UNLOCK, page
from dongxi.analysis.words import Words

MAX_PAGES = 5_000
_LEAST_PER_PAGE = 20


def decode(data: bytes) -> Printed:
    """The lines of `data`, pages parted by a form feed."""
    document = _opened(data)
    try:
        pages = _pages(document)
    finally:
        document.close()
    if sum(len("".join(each.split())) for each in pages) < _LEAST_PER_PAGE * max(len(pages), 1) / 2:
        raise PlanUnreadable(
            where=page(1, of=len(pages)),
            why=Words(zh="PDF 里只有图像，没有可读的文字", en="the PDF holds pictures only, no text to read"),
            remedy=RECOGNISE,
        )
    return Printed(text="\f".join(pages), wrapped=True)


def _opened(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as problem:
        if getattr(problem, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            locked = Words(zh="PDF 设有打开密码", en="the PDF opens only with a password")
            raise PlanUnreadable(where=AT_THE_START, why=locked, remedy=UNLOCK) from problem
        damaged = Words(zh="PDF 不完整或已损坏", en="the PDF is incomplete or damaged")
        raise PlanUnreadable(where=AT_THE_START, why=damaged, remedy=REPRINT) from problem


def _pages(document: pdfium.PdfDocument) -> list[str]:
    count = len(document)
    if count > MAX_PAGES:
        raise PlanUnreadable(
            where=page(MAX_PAGES),
            why=Words(
                zh=f"共 {count:,} 页，超过上限 {MAX_PAGES:,} 页",
                en=f"it has {count:,} pages, more than the limit of {MAX_PAGES:,}",
            ),
            remedy=SPLIT,
        )
    return [_page(document, at) for at in range(count)]


def _page(document: pdfium.PdfDocument, at: int) -> str:
    try:
        text: str = document[at].get_textpage().get_text_bounded()
    except pdfium.PdfiumError as problem:
        damaged = Words(zh="这一页已损坏", en="the page is damaged")
        raise PlanUnreadable(where=page(at + 1), why=damaged, remedy=REPRINT) from problem
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("￾", "").replace("\x02", "").replace("\f", "\n")
