"""A host name that is not served costs the operator one line, and the reader reads what to do."""

from __future__ import annotations

import logging

import pytest
from django.core.exceptions import DisallowedHost
from django.test import RequestFactory

from dongxi.site.hosts import HostLine


def line_for(host: str) -> str:
    record = logging.LogRecord("django.security.DisallowedHost", logging.ERROR, "", 0, "Invalid", None, None)
    record.request = RequestFactory().get("/", HTTP_HOST=host)
    record.exc_info = (DisallowedHost, DisallowedHost("Invalid"), None)
    return HostLine().format(record)


@pytest.mark.parametrize("host", ["dongxi.example", "a\nb\x1b[2J", "甲" * 200])
def test_an_unknown_host_is_one_line_that_names_it_and_the_setting(host):
    line = line_for(host)
    assert line.isprintable()
    assert len(line) < 200
    assert "DONGXI_HOSTS" in line
    assert host[0] in line or "\\u" in line


def test_the_reader_is_told_to_use_another_address(client, capsys):
    answer = client.get("/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "本系统不以这个主机名提供服务" in answer.content.decode()
    assert "elsewhere.example" not in answer.content.decode()
    assert "Traceback" not in capsys.readouterr().err
