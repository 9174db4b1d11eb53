"""PDF with a text layer, read line by line with PDFium."""

import pypdfium2 as pdfium
from pypdfium2 import raw

from dongxi.analysis.errors import PlanUnreadable
from dongxi.analysis.plan.decode.printed import Printed

MAX_PAGES = 5_000
_LEAST_PER_PAGE = 20


def decode(data: bytes) -> Printed:
    """The lines of `data`, pages parted by a form feed."""
    document = _opened(data)
    try:
        pages = _pages(document)
    finally:
        document.close()
    if sum(len("".join(page.split())) for page in pages) < _LEAST_PER_PAGE * max(len(pages), 1) / 2:
        raise PlanUnreadable(
            where=f"第 1 页（共 {len(pages)} 页）",
            why="PDF 里只有图像，没有可读的文字",
            remedy="请先做文字识别（OCR），或找到该文件的文字版",
        )
    return Printed(text="\f".join(pages), wrapped=True)


def _opened(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as problem:
        if getattr(problem, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise PlanUnreadable(where="文件开头", why="PDF 设有打开密码", remedy="请取消密码后再读") from problem
        raise PlanUnreadable(
            where="文件开头", why="PDF 不完整或已损坏", remedy="请重新下载，或用阅读器打开后另存"
        ) from problem


def _pages(document: pdfium.PdfDocument) -> list[str]:
    count = len(document)
    if count > MAX_PAGES:
        raise PlanUnreadable(
            where=f"第 {MAX_PAGES:,} 页", why=f"共 {count:,} 页，超过上限 {MAX_PAGES:,} 页", remedy="请拆分文件后再读"
        )
    return [_page(document, at) for at in range(count)]


def _page(document: pdfium.PdfDocument, at: int) -> str:
    try:
        page = document[at]
        text: str = page.get_textpage().get_text_bounded()
    except pdfium.PdfiumError as problem:
        raise PlanUnreadable(
            where=f"第 {at + 1} 页", why="这一页已损坏", remedy="请重新下载，或用阅读器打开后另存"
        ) from problem
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("￾", "").replace("\x02", "").replace("\f", "\n")
