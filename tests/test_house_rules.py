"""The rules of the house, held by tests: layers, services, permissions, settings, commands, what may not be here."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import typer.main
from importlinter.cli import lint_imports

from dongxi.apps.records.permissions import declared
from dongxi.site.cli import app as cli
from dongxi.site.environment import SETTINGS

REPOSITORY = Path(__file__).parents[1]
SOURCE = REPOSITORY / "src" / "dongxi"
APPS = sorted(path.parent for path in (SOURCE / "apps").glob("*/apps.py"))
PUBLIC_TABLES = frozenset({"Region", "RegionGroup", "Indicator", "SeriesBreak", "Observation", "Organisation"})
"""Shipped facts that everybody may read: a read of them need not ask for whom it is."""
FOR_THE_INSTALLATION = frozenset({"due_searches", "unfollowed_needs", "teaching_decisions"})
"""Reads of background services: digests that tell each person what they may see, weights learnt from decisions."""
LONGEST_COMMON_RUN = 25
ANY_FAULT = frozenset({"Exception", "BaseException"})

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def room(name: str) -> list[Path]:
    """The files of every app that hold its services, queries or views: `name.py`, or those of the package `name`."""
    apart = [path for path in (SOURCE / "apps").glob(f"*/{name}/*.py") if path.stem != "__init__"]
    return sorted([*(SOURCE / "apps").glob(f"*/{name}.py"), *apart])


SERVICES, QUERIES = room("services"), room("queries")


def functions(path: Path) -> dict[str, Function]:
    return {node.name: node for node in tree(path).body if isinstance(node, Function)}


def public(path: Path) -> list[Function]:
    return [function for name, function in functions(path).items() if not name.startswith("_")]


def called(node: ast.AST) -> Iterator[str]:
    """Names a piece of code calls or hands on: f(), module.f(), and f given as an argument."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            yield part.id
        elif isinstance(part, ast.Attribute):
            yield part.attr


def reached(path: Path, start: Function) -> set[str]:
    """Every name reached from a function through functions of the same module."""
    local, seen, waiting = functions(path), set(), [start]
    while waiting:
        for name in set(called(waiting.pop())) - seen:
            seen.add(name)
            if name in local:
                waiting.append(local[name])
    return seen


@cache
def tracked() -> tuple[Path, ...]:
    """Text files under version control; in a plain copy of the source, every file below it."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True)
    names = listed.stdout.decode().split("\0")[:-1] if listed.returncode == 0 else []
    found = [REPOSITORY / name for name in names] or [
        path for path in REPOSITORY.rglob("*") if ".git" not in path.parts
    ]
    return tuple(path for path in found if path.is_file() and is_text(path))


def is_text(path: Path) -> bool:
    start = path.read_bytes()[:4096]
    return b"\0" not in start and path.suffix not in {".png", ".docx", ".xlsx", ".pdf", ".mo", ".ofd"}


def ours() -> list[Path]:
    """Python of the product, without migrations."""
    return [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]


def where(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def test_imports_keep_to_the_layers(capsys):
    broken = lint_imports(config_filename=str(REPOSITORY / "pyproject.toml"), no_cache=True)
    assert not broken, capsys.readouterr().out


@pytest.mark.parametrize("path", SERVICES, ids=where)
def test_every_service_is_called_by_keyword_alone(path):
    loose = [f.name for f in public(path) if f.args.posonlyargs or f.args.args or f.args.vararg]
    assert not loose


@pytest.mark.parametrize("path", SERVICES, ids=where)
def test_every_service_asks_permission_and_writes_it_down(path):
    lax = [
        f"{f.name}: no {word}" for f in public(path) for word in ("require", "audit") if word not in reached(path, f)
    ]
    assert not lax


@pytest.mark.parametrize("path", SERVICES, ids=where)
def test_no_service_calls_another_so_that_each_writes_one_line_and_takes_the_chain_last(path):
    names = {function.name for function in public(path)}
    calling = [f"{f.name} calls {name}" for f in public(path) for name in (reached(path, f) & names) - {f.name}]
    borrowed = [
        f"{node.module} {alias.name}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if "services" in (alias.name, *(node.module or "").split("."))
    ]
    assert not calling + borrowed


@pytest.mark.parametrize("path", [*SERVICES, *QUERIES], ids=where)
def test_services_and_queries_never_import_what_shows_them(path):
    shown = [
        f"{node.module} {alias.name}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("dongxi")
        for alias in node.names
        if {alias.name, *node.module.split(".")} & {"views", "api", "urls"}
    ]
    assert not shown


@cache
def tables() -> frozenset[str]:
    """Names of every model of ours, abstract ones too."""
    classes = [node for path in room("models") for node in tree(path).body if isinstance(node, ast.ClassDef)]
    return frozenset(node.name for node in classes)


@pytest.mark.parametrize("path", QUERIES, ids=where)
def test_what_reads_rows_says_for_whom_or_is_given_what_it_reads_from(path):
    """A public query that gives rows takes `to`, or is handed rows somebody has found already; public facts apart."""
    blind = {f.name for f in public(path) if gives_rows(f) and not (takes_to(f) or is_given_rows(f))}
    assert not blind - FOR_THE_INSTALLATION


def gives_rows(function: Function) -> bool:
    told = ast.unparse(function.returns) if function.returns else ""
    rows = set(re.findall(r"(?:QuerySet|list|tuple)\[(\w+)", told)) & tables()
    return bool(rows - PUBLIC_TABLES) or function.name.startswith("visible_")


def takes_to(function: Function) -> bool:
    return "to" in {argument.arg for argument in function.args.kwonlyargs}


def is_given_rows(function: Function) -> bool:
    given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    told = " ".join(ast.unparse(argument.annotation) for argument in given if argument.annotation)
    return not function.name.startswith("visible_") and bool(
        set(re.findall(r"\w+", told)) & {*tables(), "QuerySet", "Model"}
    )


@pytest.mark.parametrize("app", APPS, ids=where)
def test_what_answers_a_request_stands_in_views_or_api(app):
    """A public function that takes a request and gives a response is a view, and views stand in `views`."""
    rooms = {"views", "views.py", "api.py"}
    astray = [
        f"{where(path)}: {function.name}"
        for path in app.rglob("*.py")
        if not rooms & set(path.relative_to(app).parts)
        for function in public(path)
        if function.args.args and function.args.args[0].arg == "request"
        if function.returns and "Response" in ast.unparse(function.returns)
    ]
    assert not astray


@pytest.mark.parametrize("code", [permission.code for permission in declared()])
def test_every_permission_has_a_test_of_somebody_who_cannot(code):
    """A test of its app whose name says `cannot`, and which names the code, or whose name has the code's verb."""
    app, verb = code.split(".")
    told = [
        function
        for path in (REPOSITORY / "tests" / "apps" / app).rglob("test_*.py")
        for function in functions(path).values()
        if "_cannot_" in function.name
        if f"_{verb}" in function.name or code in {c.value for c in ast.walk(function) if isinstance(c, ast.Constant)}
    ]
    assert told, f"no test in tests/apps/{app} says who cannot {code}"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_documented_with_its_default(setting):
    rows = (REPOSITORY / "docs" / "reference" / "settings.md").read_text(encoding="utf-8").splitlines()
    [row] = [row for row in rows if row.startswith(f"| `{setting.name}` |")]
    assert f"| `{setting.default}` |" in row if setting.default else "| (empty) |" in row


def test_no_setting_is_read_past_the_table():
    known, read = {setting.name for setting in SETTINGS}, set()
    for path in ours():
        read |= set(re.findall(r"\b(DONGXI_[A-Z_]+|DATABASE_URL)\b", path.read_text(encoding="utf-8")))
    assert read <= known


def commands() -> list[tuple[str, list[str]]]:
    group = typer.main.get_command(cli)
    return [
        (name, [option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)])
        for name, command in group.commands.items()
    ]


@pytest.mark.parametrize(("name", "options"), commands(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_command_and_option_is_documented(name, options):
    text = (REPOSITORY / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    assert f"## dongxi {name}" in text
    section = text.split(f"## dongxi {name}")[1].split("\n## ")[0]
    missing = [option for option in options if option.startswith("--") and option not in section]
    assert not missing


def swallows_anything(node: ast.AST) -> bool:
    """Whether code catches every fault, alone or among others, and does not raise it again as it came."""
    if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "suppress":
        return any(ast.unparse(kind) in ANY_FAULT for kind in node.args)
    if not isinstance(node, ast.ExceptHandler):
        return False
    kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    last = node.body[-1]
    raised_again = isinstance(last, ast.Raise) and last.exc is None
    return not raised_again and any(kind is None or ast.unparse(kind) in ANY_FAULT for kind in kinds)


@pytest.mark.parametrize(
    ("code", "refused"),
    [
        ("try: f()\nexcept: pass", True),
        ("try: f()\nexcept Exception: pass", True),
        ("try: f()\nexcept (KeyError, BaseException) as fault: log(fault)", True),
        ("with contextlib.suppress(Exception): f()", True),
        ("try: f()\nexcept BaseException:\n    log()\n    raise", False),
        ("try: f()\nexcept Exception as fault:\n    raise Refused(fault)", True),
        ("try: f()\nexcept KeyError: pass", False),
        ("with suppress(KeyError): f()", False),
    ],
)
def test_what_swallows_anything_is_seen(code, refused):
    assert any(swallows_anything(node) for node in ast.walk(ast.parse(code))) is refused


def test_nothing_acts_at_a_distance():
    """No overridden save, no signals between our own apps, nothing that swallows whatever went wrong."""
    acting = []
    for path in ours():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef):
                acting += [f"{where(path)}: {node.name}.save" for f in node.body if getattr(f, "name", "") == "save"]
            if swallows_anything(node):
                acting.append(f"{where(path)}:{node.lineno} {ast.unparse(node).splitlines()[0]}")
            if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("dispatch"):
                acting.append(f"{where(path)}:{node.lineno} signals")
    assert not acting


def test_no_file_has_a_name_that_says_nothing():
    empty = re.compile(r"(utils?|helpers?|managers?|misc|common)")
    assert not [where(path) for path in ours() if empty.fullmatch(path.stem)]


def test_nothing_unfinished_and_no_place_of_one_machine_is_in_the_repository():
    marks = [re.compile(rf"\b{word}\b") for word in ("TO" + "DO", "FIX" + "ME", "XX" + "X")]
    marks += [re.compile(rf"(?<![\w.])/{place}/") for place in ("work", "root", "home/[a-z]+")]
    found = [
        f"{where(path)}:{number}: {line.strip()[:80]}"
        for path in tracked()
        if path.name != "uv.lock"
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if any(mark.search(line) for mark in marks)
    ]
    assert not found


def test_no_sentence_of_the_plan_is_in_the_repository(shared):
    """No run of 25 characters of the plan's text, but for names that are names: titles, parties, organisations."""
    squeezed = "".join((shared / "plan" / "plan.txt").read_text(encoding="utf-8").split())
    names = titles_of_the_plan()
    runs = {squeezed[i : i + LONGEST_COMMON_RUN] for i in range(len(squeezed) - LONGEST_COMMON_RUN + 1)}
    named = {run for run in runs if any(run in name or name in run for name in names)}
    found = []
    for path in tracked():
        text = "".join(path.read_text(encoding="utf-8", errors="replace").split())
        starts = range(len(text) - LONGEST_COMMON_RUN + 1)
        copied = {text[i : i + LONGEST_COMMON_RUN] for i in starts} & (runs - named)
        found += [f"{where(path)}: {run}" for run in sorted(copied)]
    assert not found


def titles_of_the_plan() -> set[str]:
    """Official names as the shipped facts give them: titles, headings, parties, issuers. Twelve characters and more."""
    from dongxi import data

    return {name for name in _strings(data.read_toml("plan")) if len(name) >= 12}


def _strings(facts: object, key: str = "") -> Iterator[str]:
    if isinstance(facts, dict):
        for name, inner in facts.items():
            yield from _strings(inner, name)
    elif isinstance(facts, list):
        for inner in facts:
            yield from _strings(inner, key)
    elif isinstance(facts, str) and key in {"title", "heading", "short_title", "name", "issuer_names"}:
        yield "".join(facts.split())
