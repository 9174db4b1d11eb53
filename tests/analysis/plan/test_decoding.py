"""Files of every kind the reader takes, and every kind it refuses, made here byte by byte."""

import io
import re
import zipfile
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls

from dongxi.analysis.plan import PlanUnreadable, read
from dongxi.analysis.plan import decode as decoding

CHINESE = re.compile("[\u3000-\u9fff“”]")
REPOSITORY = Path(__file__).resolve().parents[3]
FIRST_LINES = ["甲省东西部科技合作实施方案", "为加强合作，制定本方案。"]
TEXT = "\n".join([*FIRST_LINES, "一、平台联建。支持高校共建联合实验室。", "二、人才交流。互派干部挂职。", ""])


def outline(data: bytes) -> list[tuple[str, str | None]]:
    return [(node.number, node.heading) for node in read(data).outline]


def a_docx(build) -> bytes:
    made = docx.Document()
    for line in FIRST_LINES:
        made.add_paragraph(line)
    build(made)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def a_zip(**parts: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return held.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"])
def test_plain_text_is_told_apart_by_its_bytes(encoding: str) -> None:
    assert outline(TEXT.encode(encoding)) == [("一、", "平台联建"), ("二、", "人才交流")]


def test_word_paragraphs_and_cells_come_in_document_order() -> None:
    def build(made) -> None:
        made.add_paragraph("一、平台联建。共建联合实验室。")
        table = made.add_table(rows=1, cols=2)
        table.cell(0, 0).text, table.cell(0, 1).text = "左格", "右格"
        made.add_paragraph("二、人才交流。互派干部挂职。")
        made.sections[0].header.paragraphs[0].text = "页眉不是正文"

    text = read(a_docx(build)).text
    assert text.index("联合实验室") < text.index("左格") < text.index("右格") < text.index("人才交流")
    assert "页眉" not in text


def test_automatic_numbers_are_rendered_as_word_prints_them() -> None:
    def build(made) -> None:
        numbering = made.part.numbering_part.element
        levels = [
            ("chineseCounting", "%1、"),
            ("chineseCounting", "（%2）"),
            ("decimal", "%3."),
            ("decimalEnclosedCircle", "%4"),
        ]
        abstract = "".join(
            f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{shape}"/><w:lvlText w:val="{words}"/></w:lvl>'
            for at, (shape, words) in enumerate(levels)
        )
        numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{abstract}</w:abstractNum>'))
        numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
        for depth, words in [
            (0, "重点任务"),
            (1, "平台联建"),
            (2, "共建实验室。共建联合实验室。"),
            (2, "共建基地。共建中试基地。"),
            (1, "人才交流"),
            (2, "互派。互派干部挂职。"),
            (0, "保障措施"),
        ]:
            number = made.add_paragraph(words)._p.get_or_add_pPr().get_or_add_numPr()
            number.get_or_add_ilvl().val, number.get_or_add_numId().val = depth, 77

    printed = [node.number for node in read(a_docx(build)).outline]
    assert printed == ["一、", "（一）", "1.", "2.", "（二）", "1.", "二、"]


def test_deleted_text_of_a_revised_document_is_not_read() -> None:
    def build(made) -> None:
        paragraph = made.add_paragraph("一、平台联建。共建联合实验室。")
        gone = OxmlElement("w:del")
        run = OxmlElement("w:r")
        words = OxmlElement("w:delText")
        words.text = "删去的话"
        run.append(words)
        gone.append(run)
        paragraph._p.append(gone)

    assert "删去" not in read(a_docx(build)).text


def test_a_merged_cell_is_read_once() -> None:
    def build(made) -> None:
        made.add_paragraph("一、平台联建。共建联合实验室。")
        table = made.add_table(rows=2, cols=2)
        table.cell(0, 0).merge(table.cell(1, 0)).text = "合并的格"

    assert read(a_docx(build)).text.count("合并的格") == 1


def test_pdf_lines_are_joined_and_page_furniture_is_dropped() -> None:
    document = read(REPOSITORY / "examples" / "plans" / "tuning-3.pdf")
    assert document.title.startswith("甘肃省科学技术厅甘肃省发展和改革委员会甘肃省教育厅关于印发")
    assert not [line for line in document.text.split("\n") if line.strip("—- ").isdigit()]
    assert all(task.span[1] > task.span[0] for task in document.tasks)


def test_an_ofd_is_read_line_by_line() -> None:
    pytest.importorskip("ofdkit")
    place = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    lines = "".join(
        f'<ofd:TextObject ID="{9 + at}" Boundary="20 {20 + 10 * at} 170 8" Font="1" Size="5">'
        f'<ofd:TextCode X="0" Y="5">{line}</ofd:TextCode></ofd:TextObject>'
        for at, line in enumerate(TEXT.strip().split("\n"))
    )
    box = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    page = '<ofd:Page ID="1" BaseLoc="Page_0.xml"/>'
    document = f"<ofd:CommonData>{box}</ofd:CommonData><ofd:Pages>{page}</ofd:Pages>"
    root = "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    data = a_zip(
        OFD_xml=f"<ofd:OFD {place}>{root}</ofd:OFD>",
        Doc_0__Document_xml=f"<ofd:Document {place}>{document}</ofd:Document>",
        Doc_0__Page_0_xml=(
            f'<ofd:Page {place}><ofd:Content><ofd:Layer ID="2">{lines}</ofd:Layer></ofd:Content></ofd:Page>'
        ),
    )
    assert outline(data) == [("一、", "平台联建"), ("二、", "人才交流")]


def blank_pdf() -> bytes:
    held = io.BytesIO()
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    document.save(held)
    document.close()
    return held.getvalue()


LOCKED_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"3 0 obj<</Filter/Standard/V 1/R 2/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>endobj\n"
    b"trailer<</Root 1 0 R/Size 4/Encrypt 3 0 R/ID[<00><00>]>>\n%%EOF"
)
REFUSED = {
    "an empty file": (b"", "文件是空的"),
    "a file of spaces": (b" \n\t ", "文件是空的"),
    "a novel": (
        "天亮了，他推开门，看见院子里落满了雪。远处有人在说话，声音很轻，听不清在说什么。".encode(),
        "不像政策文件",
    ),
    "one character": ("一".encode(), "文字太短，只有 1 个字"),
    "one letter": (b"a\n", "文字太短，只有 1 个字"),
    "a line": ("关于开展东西部科技合作的通知 2023-01-05".encode(), "文字太短"),
    "an English text": (b"The quick brown fox jumps over the lazy dog. " * 20, "几乎没有中文"),
    "an old .doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版 Office"),
    "a .docx with a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "打开密码",
    ),
    "a truncated .docx": (a_docx(lambda made: made.add_paragraph(TEXT))[:2000], "不完整"),
    "a zip of something else": (a_zip(readme_xml="<a/>"), "既没有 Word 正文"),
    "a .docx without words": (
        a_docx(lambda made: [each._p.getparent().remove(each._p) for each in made.paragraphs]),
        "没有文字",
    ),
    "an image-only PDF": (blank_pdf(), "只有图像"),
    "a PDF with a password": (LOCKED_PDF, "打开密码"),
    "a broken PDF": (b"%PDF-1.7\nnothing here", "不完整"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(50), "图片"),
    "an RTF file": (b"{\\rtf1 hello}", "RTF"),
    "noise": (bytes(range(128, 256)) * 40, "编码无法识别"),
    "a bomb": (a_zip(word__document_xml="<a>" + "0" * 60_000_000 + "</a>"), "远超正常公文"),
}


@pytest.mark.parametrize(("data", "why"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_read_is_refused_in_one_line_that_says_what_to_do(data: bytes, why: str) -> None:
    with pytest.raises(PlanUnreadable) as refusal:
        read(data, name="来文.bin")
    said = str(refusal.value)
    assert why in said
    assert "来文.bin" in said
    assert "\n" not in said
    assert "请" in refusal.value.remedy.zh
    assert "来文.bin" in refusal.value.en
    assert not CHINESE.search(refusal.value.en.replace("来文", ""))


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MAX_BYTES", 100)
    with pytest.raises(PlanUnreadable, match="超过上限"):
        read(TEXT.encode() * 10)


def test_a_missing_file_a_folder_and_a_readable_file_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(PlanUnreadable, match="没有这个文件"):
        read(tmp_path / "没有.docx")
    with pytest.raises(PlanUnreadable, match="文件夹"):
        read(tmp_path)
    file = tmp_path / "方案.txt"
    file.write_text(TEXT, encoding="utf-8")
    assert read(file).title == FIRST_LINES[0]


def test_a_package_whose_parts_are_not_what_they_say_is_refused_in_one_line():
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("word/document.xml", "<document/>")
    with pytest.raises(PlanUnreadable) as refused:
        read(package.getvalue(), name="坏.docx")
    assert "\n" not in str(refused.value)
