"""Pages on which a workbook of needs or offers is tried, imported, and its refused rows taken back."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dongxi.apps.matching.beside import beside
from dongxi.apps.matching.forms import ImportForm
from dongxi.apps.matching.queries.importing import import_plan
from dongxi.apps.matching.queries.postings import seat_of, seats
from dongxi.apps.matching.services.importing import Imported, import_postings
from dongxi.apps.matching.sheets import COLUMNS, Sheet, read_sheet, refused_book, template
from dongxi.apps.records.errors import BadInput
from dongxi.apps.records.listing_export import XLSX
from dongxi.apps.records.permissions import require_somewhere

AN_HOUR = 3_600
ASKED = ("file", "how", "seat", "contact_phone", "contact_email")


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, side: str) -> HttpResponse:
    """Try a workbook: what would be added and changed, and which cells are refused; nothing is written."""
    require_somewhere(request.user, "matching.import")
    known = seats(to=request.user)
    form = ImportForm(request.POST or None, request.FILES or None, seats=known)
    context: dict[str, Any] = {"side": side, "form": form, "columns": COLUMNS}
    if request.method == "POST" and form.is_valid():
        with beside(form, field="file"):
            context |= _first_try(request, side, form)
    return render(request, "matching/import.html", context, status=400 if form.errors else 200)


@require_http_methods(["POST"])
def confirm(request: HttpRequest, side: str) -> HttpResponse:
    """Import the workbook that was tried."""
    asked = _asked(request.POST)
    with beside() as outcome:
        done = _imported(request, side, asked)
    if outcome.refusal:
        form = ImportForm(asked, seats=seats(to=request.user))
        form.errors["file"] = form.error_class([outcome.refusal.message])
        context = {"side": side, "form": form, "columns": COLUMNS}
        return render(request, "matching/import.html", context, status=outcome.refusal.status)
    words = _("新增 %(added)s 条，更新 %(updated)s 条，退回 %(refused)s 行；新增的是草稿，提交并审核后才公开。")
    messages.success(request, words % {"added": done.added, "updated": done.updated, "refused": len(done.refused)})
    return redirect(f"matching:own_{side}s")


@require_safe
def refused(request: HttpRequest, side: str) -> HttpResponse:
    """The refused rows as a workbook, each with its reason."""
    plan = _tried(request, side, _asked(request.GET))["plan"]
    book = refused_book(rows=[(row.row, row.reasons()) for row in plan.refused])
    return _workbook(book, f"dongxi-{side}s-refused.xlsx")


@require_safe
def blank(request: HttpRequest, side: str) -> HttpResponse:
    """The template."""
    return _workbook(template(side=side), f"dongxi-{side}s-template.xlsx")


def _asked(given: Any) -> dict[str, str]:
    asked = {name: given.get(name, "") for name in ASKED}
    if asked["how"] not in dict(ImportForm.HOW):
        raise BadInput(_("请从导入页选择怎样处理已有的行。"))
    return asked


def _first_try(request: HttpRequest, side: str, form: ImportForm) -> dict[str, Any]:
    kept = _keep(request, form.cleaned_data["file"])
    asked = {name: kept if name == "file" else form.cleaned_data[name] for name in ASKED}
    return {"asked": asked, **_tried(request, side, asked)}


def _imported(request: HttpRequest, side: str, asked: dict[str, str]) -> Imported:
    return import_postings(
        actor=request.user,
        side=side,
        seat=seat_of(pk=asked["seat"], to=request.user),
        sheet=_kept_sheet(request, asked["file"]),
        how=asked["how"],
        phone=asked["contact_phone"][:40],
        email=asked["contact_email"][:254],
    )


def _tried(request: HttpRequest, side: str, asked: dict[str, str]) -> dict[str, Any]:
    seat, sheet = seat_of(pk=asked["seat"], to=request.user), _kept_sheet(request, asked["file"])
    plan = import_plan(sheet=sheet, side=side, seat=seat, how=asked["how"], to=request.user)
    return {"plan": plan, "unused": sheet.unused}


def _keep(request: HttpRequest, file: Any) -> str:
    """Keep an uploaded workbook for an hour, for this reader alone; its key."""
    if file.size > settings.FILE_LIMIT_BYTES:
        raise BadInput(_("文件超过 %(limit)s MB 上限。") % {"limit": settings.FILE_LIMIT_BYTES // 1_000_000})
    content = file.read()
    read_sheet(name=file.name, content=content)
    key = hashlib.sha256(content).hexdigest()
    cache.set(f"import:{request.user.pk}:{key}", (file.name, content), AN_HOUR)
    return key


def _kept_sheet(request: HttpRequest, key: str) -> Sheet:
    kept = cache.get(f"import:{request.user.pk}:{key}") if key.isalnum() and key.isascii() else None
    if kept is None:
        raise BadInput(_("这份工作簿已不在暂存中（保留一小时），请重新选择文件。"))
    return read_sheet(name=kept[0], content=kept[1])


def _workbook(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
