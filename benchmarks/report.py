"""What the annual report costs beside what it cannot do without, each in a process of its own.

    uv run python benchmarks/report.py

The floor of a form is a bare process that imports the libraries that do the work (numpy, scipy.optimize, vl-convert,
Typst) and draws the report's charts once from definitions already made with the same font, as SVG, for Word as PNG too;
nothing of Dongxi runs in it. `whole` is that floor with the packaged font as it is. The report is the command as one
types it. Seconds of processor time (user and system), best of RUNS; the wall clock stands beside them, since it depends
on what else the machine does. Compare the ratios.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

RUNS, PERIOD = 3, "2023"
FLOOR = """
import json, sys
import numpy, scipy.optimize, vl_convert
form, fonts, definitions = sys.argv[1:]
if form != "html":
    import typst
vl_convert.register_font_directory(fonts)
for definition in json.load(open(definitions, encoding="utf-8")):
    drawn = vl_convert.vegalite_to_svg(definition)
    if form == "docx":
        vl_convert.svg_to_png(drawn, scale=2)
"""


@dataclass(frozen=True)
class Cost:
    """Seconds of processor time and of the wall clock."""

    processor: float
    wall: float


def cost(command: Sequence[str]) -> Cost:
    """What a process and its children cost."""
    before, begun = os.times(), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(used, time.perf_counter() - begun)


def best(command: Sequence[str]) -> Cost:
    return min((cost(command) for _ in range(RUNS)), key=lambda each: each.processor)


def write_definitions(path: Path) -> int:
    """The definitions of the report's charts; returns how many there are."""
    from django.conf import settings

    settings.configure(USE_I18N=False)
    from dongxi.analysis.reporting.kinds import kind_of
    from dongxi.analysis.reporting.model import Chart, blocks_of
    from dongxi.site.exports.report_charts import definition

    report = kind_of("annual").make(period=PERIOD, form="docx")
    made = [definition(block.kind, block.plot) for block in blocks_of(report) if isinstance(block, Chart)]
    path.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
    return len(made)


def main() -> None:
    import pypdfium2

    from dongxi.site import drawing_font

    with tempfile.TemporaryDirectory() as folder:
        definitions, out = Path(folder) / "definitions.json", Path(folder) / "report"
        charts = write_definitions(definitions)
        print(f"{charts} charts; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; best of {RUNS}")
        print("form   whole s   floor s   report s   ratio   wall s   pages   s a page")
        pages = 0
        for form in ("pdf", "docx", "html"):
            file = out.with_suffix(f".{form}")
            fonts = (str(drawing_font.FONT_FOLDER), str(drawing_font.folder()))
            whole, floor = (best([sys.executable, "-c", FLOOR, form, each, str(definitions)]) for each in fonts)
            report = best(["dongxi", "report", "annual", "--period", PERIOD, "--out", str(file)])
            if form == "pdf":
                pages = len(pypdfium2.PdfDocument(file))
            ratio = report.processor / floor.processor
            print(
                f"{form:5}{whole.processor:9.2f}{floor.processor:10.2f}{report.processor:11.2f}{ratio:8.2f}"
                f"{report.wall:9.1f}{pages:8}{report.processor / pages:11.3f}"
            )


if __name__ == "__main__":
    main()
