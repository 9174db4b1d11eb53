"""A host name that is not served: one line for the operator, and for the reader a page that says so."""

from __future__ import annotations

import logging

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class HostLine(logging.Formatter):
    """A refused host in one line that says what to do; who asked for it may have put anything into its name."""

    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        host = ascii(request.META.get("HTTP_HOST", ""))[1:-1] if request else ""
        return f"拒绝了一次以“{host[:80]}”为主机名的访问。确是本系统的地址的，请加入 DONGXI_HOSTS 后重新启动。"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for a request that cannot be understood."""
    return render(None, "400.html", {"unknown_host": isinstance(exception, DisallowedHost)}, status=400)
