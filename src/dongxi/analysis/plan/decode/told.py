"""Words that several decoders use when they give up: where reading stopped, and what to do."""

from dongxi.analysis.words import Words

AT_THE_START = Words(zh="文件开头", en="at its start")
IN_THE_PACKAGE = Words(zh="压缩包目录", en="at the contents of its package")

LOCKED = Words(zh="文件设有打开密码", en="it opens only with a password")

RECOGNISE = Words(
    zh="请先做文字识别（OCR），或找到该文件的文字版",
    en="Please have the text recognised (OCR) first, or find a version of it with text",
)
UNLOCK = Words(zh="请取消密码后再读", en="Please take the password off first")
UNPACK = Words(zh="请解压后读其中的文件", en="Please unpack it and bring the file inside")
SPLIT = Words(zh="请拆分文件后再读", en="Please split the file first")
REPRINT = Words(
    zh="请重新下载，或用阅读器打开后另存", en="Please download it again, or open it in a reader and save a copy"
)
SAVE_AS_DOCX = Words(zh="请用 Word 或 WPS 另存为 .docx 后再读", en="Please save it as .docx with Word or WPS first")


def page(number: int, of: int | None = None) -> Words:
    """A page by its number, from 1."""
    return Words(
        zh=f"第 {number:,} 页" + (f"（共 {of:,} 页）" if of else ""),
        en=f"at page {number:,}" + (f" of {of:,}" if of else ""),
    )
