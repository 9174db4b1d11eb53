"""The parts of the document put into a package whose bytes depend on the report alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape

from dongxi.analysis.reporting.model import Chart, Report, blocks_of
from dongxi.site.exports.report_charts import Picture
from dongxi.site.exports.report_docx.body import Body
from dongxi.site.exports.report_docx.page import footer, section
from dongxi.site.exports.report_docx.pictures import Placed
from dongxi.site.exports.report_docx.styles import styles
from dongxi.site.exports.report_pdf import chapter_pages
from dongxi.site.exports.report_register import NAMESPACE, register_of

_EPOCH = (1980, 1, 1, 0, 0, 0)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_FOOTERS = {"default": "right", "even": "left", "first": ""}


def to_docx(report: Report, pictures: Mapping[str, Picture]) -> bytes:
    """The document as bytes; the same report gives the same bytes.

    The contents show the pages of the PDF, which is set on the same page. Where Word breaks pages depends on the fonts
    of its machine, so that these numbers may be off by a few: the settings ask Word to count its own as it opens, which
    it does after a question (`updateFields`). Without it wrong numbers would stand there unnoticed.
    """
    placed = _placed(report, pictures)
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            {
                "rId1": (f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
                "rId2": (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            }
        ),
        "docProps/core.xml": _core(report),
        "word/document.xml": _document(report, placed, chapter_pages(report, pictures)),
        "word/styles.xml": styles(),
        "word/settings.xml": _settings(),
        "word/_rels/document.xml.rels": _document_relations(placed),
        "customXml/item1.xml": register_of(report),
        "customXml/itemProps1.xml": _register_properties(),
        "customXml/_rels/item1.xml.rels": _relations(
            {"rId1": (f"{_OFFICE}/relationships/customXmlProps", "itemProps1.xml")}
        ),
        **{f"word/footer-{kind}.xml": _footer(side) for kind, side in _FOOTERS.items()},
        **{f"word/{each.name}": each.png for each in placed.values()},
    }
    return _zipped(parts)


def _placed(report: Report, pictures: Mapping[str, Picture]) -> dict[str, Placed]:
    charts = [block for block in blocks_of(report) if isinstance(block, Chart)]
    return {
        chart.caption: Placed(number=number, png=pictures[chart.caption].png, title=chart.caption, alt=chart.alt)
        for number, chart in enumerate(charts, start=1)
    }


def _document(report: Report, placed: Mapping[str, Placed], pages: Sequence[int]) -> str:
    body = Body(report, placed, pages).xml()
    end = section(header_ids={kind: f"rIdFooter{kind}" for kind in _FOOTERS})
    names = f'xmlns:w="{_MAIN}" xmlns:r="{_OFFICE}/relationships"'
    return f"{_XML}<w:document {names}><w:body>{body}{end}</w:body></w:document>"


def _footer(side: str) -> str:
    return f'{_XML}<w:ftr xmlns:w="{_MAIN}">{footer(side)}</w:ftr>'


def _settings() -> str:
    return (
        f'{_XML}<w:settings xmlns:w="{_MAIN}"><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:updateFields w:val="true"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
        ' w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _core(report: Report) -> str:
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(report.title + report.subtitle)}</dc:title><dc:language>zh-CN</dc:language>"
        f"<cp:version>{report.edition[:12]}</cp:version></cp:coreProperties>"
    )


def _register_properties() -> str:
    """What makes the register a part that editors keep when they save the document."""
    return (
        f'{_XML}<ds:datastoreItem ds:itemID="{{{str(uuid5(NAMESPACE_URL, NAMESPACE)).upper()}}}"'
        f' xmlns:ds="{_OFFICE}/customXml"><ds:schemaRefs><ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs>'
        "</ds:datastoreItem>"
    )


def _document_relations(placed: Mapping[str, Placed]) -> str:
    kind = f"{_OFFICE}/relationships"
    return _relations(
        {
            "rIdStyles": (f"{kind}/styles", "styles.xml"),
            "rIdSettings": (f"{kind}/settings", "settings.xml"),
            "rIdRegister": (f"{kind}/customXml", "../customXml/item1.xml"),
            **{f"rIdFooter{name}": (f"{kind}/footer", f"footer-{name}.xml") for name in _FOOTERS},
            **{each.relation: (f"{kind}/image", each.name) for each in placed.values()},
        }
    )


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, (kind, target) in targets.items()
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _content_types() -> str:
    parts = {
        "/word/document.xml": f"{_TYPE}.document.main+xml",
        "/word/styles.xml": f"{_TYPE}.styles+xml",
        "/word/settings.xml": f"{_TYPE}.settings+xml",
        "/customXml/itemProps1.xml": "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        **{f"/word/footer-{kind}.xml": f"{_TYPE}.footer+xml" for kind in _FOOTERS},
    }
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f"{overrides}</Types>"
    )


def _zipped(parts: Mapping[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            entry.external_attr = 0o644 << 16
            package.writestr(entry, content)
    return held.getvalue()
