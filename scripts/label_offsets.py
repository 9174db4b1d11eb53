"""Turn a person's labels of a policy document, written as quotations, into offsets; or read them back.

    uv run python scripts/label_offsets.py place ANCHORS LABELS
    uv run python scripts/label_offsets.py show LABELS

Offsets count the characters of the document's text without white space. An anchor file has one label a line:

    document examples/plans/tuning-1.docx
    title 开头~结尾              number, issuer, issued and horizon likewise, where the document states them
    attachment 附件 标题          a second document in the file; clause numbers start anew ("-": no number printed)
    1 一、 标题                   an outline node: level, number, heading ("- 正文开头": a clause without heading)
    3t 1. 标题                    the same for a task; 2s for a safeguard. It ends where the next node starts ...
    until 结尾                    ... or here
    c support joint_research 开头~结尾      a commitment: force, modes ("-": none), words
    m joint_research 词 / d platform 词 / g 开头~结尾 / due 2025 词
    p region 530000 beneficiary 云南        a party: kind, code ("-": none), role, name as printed
    pair 甲,乙 | 丙

A quotation `开头~结尾` runs from the first words to the last; `词#2` is the second occurrence in its task.
Commitments and outline nodes are looked for in order, everything else in the whole task.
"""

import codecs
import hashlib
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2
from docx import Document
from docx.table import Table

ROOT = Path(__file__).resolve().parent.parent
WRAPPER = re.compile(r"【法宝引证码】|原文链接：")
PAGE_NUMBER = re.compile(r"[—\-－\s]*\d+[—\-－\s]*|第\s*\d+\s*页(\s*共\s*\d+\s*页)?")
FULL_WIDTH = (range(0xFF10, 0xFF1A), range(0xFF21, 0xFF3B), range(0xFF41, 0xFF5B))
HALF_WIDTH = {code: code - 0xFEE0 for codes in FULL_WIDTH for code in codes}
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
METADATA = {"number": "document_number", "issued": "issued_on"}
LISTS = {"c": "commitments", "m": "modes", "d": "deliverables", "g": "goals", "p": "parties", "pair": "pairings"}


class AnchorError(Exception):
    """A quotation that the document does not hold, or a line that says nothing."""


def squeezed(text: str) -> str:
    return "".join(text.split()).translate(HALF_WIDTH)


def plain_lines(path: Path) -> Iterator[str]:
    """Lines of a text file (UTF-16 by its mark, UTF-8, else GB18030) without the lines a collection put around it."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-16" if raw.startswith(UTF_16_MARKS) else "utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030")
    top = True
    for line in text.splitlines():
        top = top and line.startswith("# ")
        if not top and not WRAPPER.match(line):
            yield line


@dataclass
class WordNumbers:
    """The decimal numbers Word itself prints before paragraphs that carry a list of their own (`w:numPr`)."""

    numbering: Any
    counts: dict[tuple[str, int], int] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def before(self, paragraph: Any) -> str:
        """The number of the next paragraph in reading order, "" without one; a list with its own start restarts."""
        if not (found := paragraph._p.xpath("./w:pPr/w:numPr/w:numId/@w:val")) or found[0] == "0":
            return ""
        level = int((paragraph._p.xpath("./w:pPr/w:numPr/w:ilvl/@w:val") or ["0"])[0])
        instance = self.numbering.xpath(f"./w:num[@w:numId='{found[0]}']")[0]
        kind = instance.xpath("./w:abstractNumId/@w:val")[0]
        pattern = f"./w:abstractNum[@w:abstractNumId='{kind}']/w:lvl[@w:ilvl='{level}']/w:lvlText/@w:val"
        if found[0] not in self.begun and instance.xpath(f"./w:lvlOverride[@w:ilvl='{level}']/w:startOverride"):
            self.counts.pop((kind, level), None)
        self.begun.add(found[0])
        self.counts = {key: n for key, n in self.counts.items() if key[0] != kind or key[1] <= level}
        self.counts[kind, level] = self.counts.get((kind, level), 0) + 1
        shown = {str(deep + 1): str(n) for (of, deep), n in self.counts.items() if of == kind}
        return re.sub(r"%(\d)", lambda n: shown.get(n[1], "1"), self.numbering.xpath(pattern)[0])


def word_lines(path: Path) -> Iterator[str]:
    """Paragraphs with their printed numbers; of a table every cell once, however many fields it spans."""
    document = Document(str(path))
    numbers = WordNumbers(document.part.numbering_part.element)
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from {cell._tc: cell.text for row in block.rows for cell in row.cells}.values()
        else:
            yield numbers.before(block) + block.text


def page_lines(path: Path) -> Iterator[str]:
    for page in pypdfium2.PdfDocument(path):
        for line in page.get_textpage().get_text_range().splitlines():
            if not PAGE_NUMBER.fullmatch(line.strip()):
                yield line


READERS = {".txt": plain_lines, ".docx": word_lines, ".pdf": page_lines}


def document_text(name: str) -> str:
    """The squeezed text of `examples/…` in the checkout or `shared:…` beside it."""
    path = ROOT.parent / "shared" / name.removeprefix("shared:") if name.startswith("shared:") else ROOT / name
    return squeezed("".join(READERS[path.suffix](path)))


def find(*, text: str, quotation: str, start: int, end: int) -> list[int]:
    """[s, e] of the quotation in text[start:end]."""
    words, _, occurrence = quotation.partition("#")
    first, _, last = (squeezed(part) for part in words.partition("~"))
    at = start - 1
    for _ in range(int(occurrence or 1)):
        at = text.find(first, at + 1, end)
        if at < 0:
            raise AnchorError(f"not in the text from {start} to {end}: {quotation}")
    stop = at + len(first)
    if last:
        stop = text.find(last, stop, end) + len(last)
        if stop < at + len(first) + len(last):
            raise AnchorError(f"the quotation does not end before {end}: {quotation}")
    return [at, stop]


@dataclass
class Labels:
    """Labels in the making. `lines` are the pending anchors of each task, placed once the task's end is known."""

    text: str = ""
    document: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    outline: list[dict[str, Any]] = field(default_factory=list)
    tasks: list[dict[str, Any]] = field(default_factory=list)
    lines: list[list[tuple[str, str]]] = field(default_factory=list)
    counts: dict[int, int] = field(default_factory=dict)
    cursor: int = 0
    open_task: bool = False

    def close_task(self, end: int) -> None:
        if self.open_task:
            self.tasks[-1]["span"][1] = end
        self.open_task = False

    def add_node(self, *, level: int, kind: str, words: str) -> None:
        """A node starts here, the task before it ends here. Heading words may be missing (`-`)."""
        printed, _, heading = words.partition(" ")
        number, bare = "" if printed == "-" else printed, heading.startswith("- ")
        quotation = number + heading.removeprefix("- ")
        s, e = find(text=self.text, quotation=quotation, start=self.cursor, end=len(self.text))
        self.close_task(s)
        span = [] if bare else [s + len(squeezed(number)), e]
        self.outline.append({"level": level, "number": number, "span": span})
        self.cursor = e
        if kind == "a":
            self.counts = {}
            return
        self.counts = {deep: n for deep, n in self.counts.items() if deep <= level}
        self.counts[level] = self.counts.get(level, 0) + 1
        if kind:
            path = ".".join(str(self.counts[deep]) for deep in sorted(self.counts))
            self.tasks.append({"id": path, "kind": {"t": "task", "s": "safeguard"}[kind], "span": [s, len(self.text)]})
            self.lines.append([])
            self.open_task = True

    def read_line(self, word: str, rest: str) -> None:
        whole = {"start": 0, "end": len(self.text)}
        if word == "document":
            self.document, self.text = rest, document_text(rest)
        elif word == "title":
            self.metadata["title_span"] = find(text=self.text, quotation=rest, **whole)
        elif word in METADATA:
            self.metadata[METADATA[word]] = rest
        elif word == "issuer":
            self.metadata.setdefault("issuers", []).append(rest)
        elif word == "horizon":
            self.metadata["horizon"] = [int(year) for year in rest.split()]
        elif word == "attachment":
            self.add_node(level=1, kind="a", words=rest)
        elif node := re.fullmatch(r"(\d)([ts]?)", word):
            self.add_node(level=int(node[1]), kind=node[2], words=rest)
        elif word == "until":
            self.close_task(find(text=self.text, quotation=rest, start=self.cursor, end=len(self.text))[1])
        elif word in LISTS or word == "due":
            self.lines[-1].append((word, rest))
        else:
            raise AnchorError(f"no such label: {word} {rest}")

    def place(self) -> None:
        for task, lines in zip(self.tasks, self.lines, strict=True):
            s, e = task["span"]
            cursor = s
            for word, rest in lines:
                row = label(text=self.text, word=word, rest=rest, start=cursor if word == "c" else s, end=e)
                if word == "due":
                    task["due"] = row
                    continue
                task.setdefault(LISTS[word], []).append(row)
                cursor = row["span"][1] if word == "c" else cursor


def label(*, text: str, word: str, rest: str, start: int, end: int) -> Any:
    """The row of the label file that one anchor line stands for."""
    if word == "pair":
        a, b = ([name.strip() for name in side.split(",")] for side in rest.split("|"))
        return {"a": a, "b": b}
    fields = {"c": 2, "m": 1, "d": 1, "due": 1, "p": 3, "g": 0}[word]
    *codes, quotation = rest.split(maxsplit=fields)
    span = find(text=text, quotation=quotation, start=start, end=end)
    match word:
        case "g":
            return span
        case "c":
            modes = [] if codes[1] == "-" else codes[1].split(",")
            return {"span": span, "force": codes[0], "modes": modes}
        case "p":
            code = {} if codes[1] == "-" else {"code": codes[1]}
            return {"span": span, "kind": codes[0], **code, "name": text[span[0] : span[1]], "role": codes[2]}
    return {{"m": "code", "d": "type", "due": "date"}[word]: codes[0], "span": span}


def as_toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {as_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        inline = ", ".join(as_toml(item) for item in value)
        return "[\n  " + ",\n  ".join(map(as_toml, value)) + ",\n]" if len(inline) > 110 else f"[{inline}]"
    return json.dumps(value, ensure_ascii=False)


def written(labels: Labels) -> str:
    """The label file."""
    head = {
        "document": labels.document,
        "labelled_by": "an annotator who has not seen the reader",
        "sha256": hashlib.sha256(labels.text.encode()).hexdigest(),
        "length": len(labels.text),
    }
    blocks = [("", head), ("[metadata]\n", labels.metadata)]
    blocks += [("[[outline]]\n", node) for node in labels.outline] + [("[[task]]\n", task) for task in labels.tasks]
    return "\n".join(title + "".join(f"{k} = {as_toml(v)}\n" for k, v in block.items()) for title, block in blocks)


def spans(value: Any) -> Iterator[tuple[str, list[int]]]:
    """Every span below a label, with what the label says of it."""
    if isinstance(value, list) and len(value) == 2 and all(isinstance(n, int) for n in value):
        yield "", value
    elif isinstance(value, list):
        for item in value:
            yield from spans(item)
    elif isinstance(value, dict) and "span" in value:
        yield " ".join(str(item) for key, item in value.items() if key not in ("span", "name")), value["span"]


def words(text: str, task: list[int], span: list[int]) -> str:
    """What a span of a task covers. Raises AnchorError if it is empty or leaves the task."""
    if not task[0] <= span[0] < span[1] <= task[1]:
        raise AnchorError(f"the span {span} is not inside its task {task}")
    return text[slice(*span)]


def shown(path: Path) -> Iterator[str]:
    """The label file in the document's words, a line a label. Raises AnchorError if it is of another text."""
    labels = tomllib.loads(path.read_text(encoding="utf-8"))
    text = document_text(labels["document"])
    if (len(text), hashlib.sha256(text.encode()).hexdigest()) != (labels["length"], labels["sha256"]):
        raise AnchorError(f"{path} labels another text than {labels['document']} has today")
    yield f"{labels['metadata']}\n  title: {text[slice(*labels['metadata'].get('title_span', [0, 0]))]}"
    for node in labels["outline"]:
        yield f"{'  ' * node['level']}{node['number']} | {text[slice(*node['span'])] if node['span'] else '-'}"
    for task in labels.get("task", []):
        yield f"\n{task['id']} {task['kind']}: {text[slice(*task['span'])]}"
        for key, value in task.items():
            if key == "pairings":
                yield f"  pairing {value}"
            elif key not in ("id", "kind", "span"):
                yield from (f"  {key} [{said}] {words(text, task['span'], span)}" for said, span in spans(value))


def main(command: str, *paths: str) -> None:
    if command == "show":
        sys.stdout.writelines(line + "\n" for line in shown(Path(paths[0])))
        return
    labels = Labels()
    for n, line in enumerate(Path(paths[0]).read_text(encoding="utf-8").splitlines(), 1):
        word, _, rest = line.strip().partition(" ")
        if word and word != "//":
            try:
                labels.read_line(word, rest.strip())
            except AnchorError as error:
                raise AnchorError(f"line {n}: {error}") from error
    labels.place()
    Path(paths[1]).write_text(written(labels), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
