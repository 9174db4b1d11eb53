"""The styles of an official document: fonts by their official names, sizes by their Chinese names."""

from __future__ import annotations

from dataclasses import dataclass

from dongxi.site.exports.report_docx.page import LINE, SQUEEZE
from dongxi.site.exports.report_layout import WUHAO, XIAOWU

XIAOBIAOSONG, FANGSONG, KAITI, HEITI, SONGTI = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"
ERHAO, SANHAO, SIHAO, XIAOSI = 22, 16, 14, 12


@dataclass(frozen=True, kw_only=True)
class Style:
    """`name` as Word shows it; `level` makes it a heading; `indent` the first line's, in characters, `left` that of all
    lines, in twentieths of a point. A `whole` one is not parted between pages, one to `keep` stays with the next."""

    id: str
    name: str
    font: str
    points: float
    align: str = "both"
    indent: int = 0
    level: int | None = None
    line: str = f'w:line="{LINE}" w:lineRule="exact"'
    before: int = 0
    after: int = 0
    keep: bool = False
    whole: bool = False
    left: int = 0

    def xml(self) -> str:
        outline = f'<w:outlineLvl w:val="{self.level}"/>' if self.level is not None else ""
        first = f' w:firstLineChars="{self.indent * 100}" w:firstLine="{int(self.indent * self.points * 20)}"'
        indent = f'<w:ind w:left="{self.left}"{first if self.indent else ""}/>' if self.indent or self.left else ""
        together = ("<w:keepNext/>" if self.keep else "") + ("<w:keepLines/>" if self.whole else "")
        half, squeeze = round(self.points * 2), SQUEEZE if self.points == SANHAO else 0
        return (
            f'<w:style w:type="paragraph" w:customStyle="{0 if self.level is not None else 1}" w:styleId="{self.id}">'
            f'<w:name w:val="{self.name}"/><w:qFormat/><w:pPr>{together}'
            f'<w:widowControl w:val="0"/><w:snapToGrid w:val="0"/>'
            f'<w:spacing w:before="{self.before}" w:after="{self.after}" {self.line}/>'
            f'{indent}<w:jc w:val="{self.align}"/>{outline}</w:pPr>'
            f'<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{self.font}"'
            f' w:cs="Times New Roman"/><w:color w:val="000000"/>'
            f'<w:spacing w:val="{squeeze}"/><w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr></w:style>'
        )


_SINGLE = 'w:line="240" w:lineRule="auto"'
_NUMBER_LINE = 'w:line="340" w:lineRule="exact"'


def _cells(prefix: str, size: str, *, points: float, line: int) -> tuple[Style, ...]:
    """Words, words after numbers, numbers and heads of tables. `line` is in points, so that a page holds as many rows
    whatever the font."""
    exact = f'w:line="{line * 20}" w:lineRule="exact"'
    made = (
        ("Cell", "表格", FANGSONG, "left", 0),
        ("CellWords", "表格文字", FANGSONG, "left", 120),
        ("CellNumber", "表格数字", FANGSONG, "right", 0),
        ("CellHead", "表头", HEITI, "center", 0),
    )
    return tuple(
        Style(
            id=f"{prefix}{style}", name=f"{name} {size}", font=font, points=points, align=align, line=exact, left=left
        )
        for style, name, font, align, left in made
    )


def _caption(style: str, name: str, *, before: int, after: int, keep: bool) -> Style:
    return Style(
        id=style,
        name=name,
        font=HEITI,
        points=XIAOSI,
        align="center",
        line=_SINGLE,
        before=before,
        after=after,
        keep=keep,
        whole=True,
    )


STYLES = (
    Style(id="Body", name="正文 仿宋三号", font=FANGSONG, points=SANHAO, indent=2),
    Style(id="Heading1", name="heading 1", font=HEITI, points=SANHAO, indent=2, level=0, keep=True, align="left"),
    Style(id="Heading2", name="heading 2", font=KAITI, points=SANHAO, indent=2, level=1, keep=True, align="left"),
    Style(id="ReportTitle", name="标题 小标宋二号", font=XIAOBIAOSONG, points=ERHAO, align="center", line=_SINGLE),
    Style(id="CoverLine", name="封面", font=FANGSONG, points=SANHAO, align="center"),
    Style(id="CoverSubtitle", name="封面副题", font=KAITI, points=SANHAO, align="center"),
    Style(id="ContentsTitle", name="目录标题", font=HEITI, points=SANHAO, align="center"),
    Style(id="Contents1", name="目录一级", font=FANGSONG, points=SANHAO, align="left"),
    _caption("Caption", "caption", before=160, after=60, keep=True),
    _caption("PictureCaption", "图题", before=60, after=160, keep=False),
    Style(id="Picture", name="图", font=FANGSONG, points=XIAOSI, align="center", line=_SINGLE, keep=True),
    Style(id="Note", name="表注", font=FANGSONG, points=XIAOWU, line=_SINGLE, before=60, after=160),
    *_cells("", "小五", points=XIAOWU, line=13),
    *_cells("Large", "五号", points=WUHAO, line=15),
    Style(id="PageNumber", name="页码", font=SONGTI, points=SIHAO, align="right", line=_NUMBER_LINE),
)


def styles() -> str:
    """The whole part."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault>'
        f'<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{FANGSONG}"/>'
        '<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>'
        "</w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        '<w:rPr><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:style>'
        + "".join(style.xml() for style in STYLES)
        + "</w:styles>"
    )
