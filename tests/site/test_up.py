"""One command starts the product; nothing outlives it, nothing is lost when it is killed, every refusal is one line."""

from __future__ import annotations

import os
import random
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request

import pytest

from dongxi.apps.people.demo import DEMO_PEOPLE

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


def processes_of(port: int) -> list[str]:
    """Command lines of the web server's processes on a port."""
    listing = subprocess.run(["ps", "-eo", "stat,args"], capture_output=True, text=True, check=True).stdout
    return [line for line in listing.splitlines() if f"dongxi.site.serve web {port}" in line and line[0] != "Z"]


def gone_within(seconds: float, port: int) -> bool:
    until = time.monotonic() + seconds
    while processes_of(port):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def status_of(address: str) -> int:
    with urllib.request.urlopen(address) as answer:
        return answer.status


def test_one_command_makes_the_store_and_answers(site):
    assert status_of(f"{site.address}people/why/") == 200
    assert stat.S_IMODE((site.folder / "secret.key").stat().st_mode) == 0o600
    assert list(site.links) == [person.username for person in DEMO_PEOPLE] or site.links


def test_ctrl_c_stops_everything_and_the_store_is_sound(started, dongxi, tmp_path, own_store):
    product = started(tmp_path / "store", "--empty", **own_store)
    port = int(product.address.rstrip("/").rsplit(":", 1)[1])
    product.process.send_signal(signal.SIGINT)
    assert product.process.wait(15) == 0
    assert gone_within(1, port)
    checked = dongxi("check", "--data", product.folder, **own_store)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@LINUX
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_web_and_worker_die_with_the_command(started, tmp_path, own_store, how):
    product = started(tmp_path / "store", "--empty", **own_store)
    port = int(product.address.rstrip("/").rsplit(":", 1)[1])
    assert len(processes_of(port)) >= 2
    product.process.send_signal(how)
    assert gone_within(10, port)


def test_killed_at_any_moment_the_next_start_loses_nothing(spawned, started, dongxi, tmp_path, own_store):
    folder = tmp_path / "store"
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    moments = random.Random(seed)
    for _ in range(5):
        victim = spawned(folder, **own_store)
        time.sleep(moments.uniform(0.8, 5.0))
        victim.process.send_signal(signal.SIGKILL)
        victim.process.wait(10)
        assert gone_within(10, victim.port)
    started(folder, **own_store)
    checked = dongxi("check", "--data", folder, **own_store)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_second_start_on_the_same_store_is_refused_with_the_address_of_the_first(site, dongxi):
    second = dongxi("up", "--no-browser", "--port", 1 + int(site.address[:-1].rsplit(":", 1)[1]), "--data", site.folder)
    assert second.returncode == 2
    assert site.address in second.stderr


def test_a_busy_port_is_one_clear_line(dongxi, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = dongxi("up", "--no-browser", "--port", taken.getsockname()[1], "--data", tmp_path / "store")
    assert refused.returncode == 2
    assert "已被占用" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def test_a_file_in_place_of_the_folder_is_one_clear_line(dongxi, tmp_path):
    (tmp_path / "store").write_text("not a folder")
    refused = dongxi("up", "--no-browser", "--data", tmp_path / "store")
    assert refused.returncode == 2
    assert "不是目录" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX permissions")
def test_a_folder_that_cannot_be_written_is_one_clear_line(dongxi):
    refused = dongxi("up", "--no-browser", "--data", "/proc/dongxi-store")
    assert refused.returncode == 2
    assert "无法写入" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def test_a_database_that_does_not_answer_is_one_clear_line(dongxi, tmp_path):
    nowhere = "postgres://nobody@127.0.0.1:1/nothing"
    refused = dongxi("up", "--no-browser", "--data", tmp_path / "store", DATABASE_URL=nowhere)
    assert refused.returncode == 2
    assert "数据库不可用" in refused.stderr


def test_a_store_made_by_a_newer_version_is_refused_and_left_alone(dongxi, tmp_path, own_store):
    folder = tmp_path / "store"
    assert dongxi("check", "--data", folder, **own_store).returncode == 0
    write = 'from django.db import connection; connection.cursor().execute("%s")'
    _in_store(folder, own_store, write % "UPDATE records_factsrelease SET product_version = '99.1.0'")
    refused = dongxi("up", "--no-browser", "--data", folder, **own_store)
    assert refused.returncode == 2
    assert "99.1.0" in refused.stderr
    _in_store(folder, own_store, write % "UPDATE records_factsrelease SET product_version = '0.1.0'")
    ahead = "from django.db.migrations.recorder import MigrationRecorder as R; from django.db import connection; "
    _in_store(folder, own_store, ahead + "R(connection).record_applied('plans', '0999_from_the_future')")
    refused = dongxi("up", "--no-browser", "--data", folder, **own_store)
    assert refused.returncode == 2
    assert "plans.0999_from_the_future" in refused.stderr


def test_a_line_changed_in_the_audit_is_found_by_check(dongxi, tmp_path, own_store):
    folder = tmp_path / "store"
    assert dongxi("check", "--data", folder, **own_store).returncode == 0
    forge = (
        "from django.db import connection; c = connection.cursor(); "
        "c.execute('DROP TRIGGER audit_no_update' if connection.vendor == 'sqlite' else "
        "'DROP TRIGGER audit_append_only ON records_auditentry'); "
        "c.execute(\"UPDATE records_auditentry SET actor_label = 'nobody' WHERE sequence = 2\")"
    )
    _in_store(folder, own_store, forge)
    checked = dongxi("check", "--data", folder, **own_store)
    assert checked.returncode == 1
    assert "第 2 条" in checked.stdout


def _in_store(folder, environment: dict[str, str], code: str) -> None:
    whole = f"from dongxi.site import store; store.opened(); {code}"
    known = os.environ | environment | {"DONGXI_DATA": str(folder)}
    subprocess.run([sys.executable, "-c", whole], env=known, check=True)
