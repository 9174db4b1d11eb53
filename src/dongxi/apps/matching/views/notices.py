"""Pages of what waits for me, of saved searches, of mail and its one-click stop."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dongxi.apps.matching import notice_forms as forms
from dongxi.apps.matching.mailing import sentence
from dongxi.apps.matching.models.notices import Pace
from dongxi.apps.matching.queries import saved as queries
from dongxi.apps.matching.queries.contacts import contacts_waiting
from dongxi.apps.matching.queries.postings import own_to_tend, postings_to_review
from dongxi.apps.matching.queries.standing import pair_title
from dongxi.apps.matching.rules import Side
from dongxi.apps.matching.services import notices as services
from dongxi.apps.records.errors import BadInput
from dongxi.apps.records.permissions import require_somewhere

SHOWN = 50
LONGEST = 5


@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for me: contacts in which it is my turn, texts to review, what I was told."""
    require_somewhere(request.user, "matching.read_notice")
    notices = queries.visible_notices(to=request.user)
    context = {
        "contacts": [(each, pair_title(each.match)) for each in contacts_waiting(to=request.user)[:SHOWN]],
        "to_review": [_to_review(side, request) for side in Side],
        "to_tend": [each for side in Side for each in own_to_tend(side=side, to=request.user)][:SHOWN],
        "unread": notices.filter(read_at=None).count(),
        "notices": [(notice, sentence(notice)) for notice in notices[:SHOWN]],
    }
    return render(request, "matching/waiting.html", context)


def _to_review(side: Side, request: HttpRequest) -> dict[str, Any]:
    """How many of a side wait for my review, where they stand, and those that wait longest."""
    rows = postings_to_review(side=side, to=request.user)
    return {"count": rows.count(), "list": reverse(f"matching:review_{side}s"), "side": side, "first": rows[:LONGEST]}


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark what I was told as read."""
    services.read_notices(actor=request.user)
    return redirect("matching:waiting")


@require_safe
def searches(request: HttpRequest) -> HttpResponse:
    """What I follow, and where I am written to."""
    require_somewhere(request.user, "matching.save_search")
    return render(request, "matching/searches.html", _searches(request))


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filters of a list."""
    form = forms.SaveForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("请从需求或供给的列表里保存筛选。"))
    given = form.cleaned_data | {"pace": form.cleaned_data["pace"] or Pace.WEEKLY}
    search = services.save_search(actor=request.user, **given)
    messages.success(request, _("已保存“%(name)s”，有新内容会告诉您。") % {"name": search.name})
    return redirect("matching:searches")


@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how often a saved search is mailed, or forget it."""
    search = get_object_or_404(queries.visible_searches(to=request.user), pk=pk)
    if "drop" in request.POST:
        services.drop_search(actor=request.user, search=search)
        messages.success(request, _("已删去。"))
        return redirect("matching:searches")
    form = forms.PaceForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("请选择每天、每周或不发邮件。"))
    services.set_pace(actor=request.user, search=search, pace=form.cleaned_data["pace"])
    messages.success(request, _("已改为“%(pace)s”。") % {"pace": search.get_pace_display()})
    return redirect("matching:searches")


@require_POST
def set_mail(request: HttpRequest) -> HttpResponse:
    """Say where I want to be written to."""
    form = forms.MailForm(request.POST)
    if not form.is_valid():
        return render(request, "matching/searches.html", _searches(request, form), status=400)
    kept = services.set_mail_address(actor=request.user, address=form.cleaned_data["address"])
    said = _("确认信已发往 %(address)s，请在七天内打开其中的链接。") % {"address": kept} if kept else _("不再发邮件。")
    messages.success(request, said)
    return redirect("matching:searches")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm an address by its letter; a button, so that programs that open links confirm nothing."""
    if request.method != "POST":
        return _letter_page(request, "confirm", queries.confirmed_by(token=token))
    return _letter_page(request, "confirmed", services.confirm_mail(actor=request.user, token=token))


@csrf_exempt  # a mail program posts here by itself (RFC 8058): the signed link is what allows it
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop mail without signing in."""
    if request.method == "POST":
        services.stop_mail(actor=request.user, token=token)
        return _letter_page(request, "stopped", queries.stopped_by(token=token))
    return _letter_page(request, "stop", queries.stopped_by(token=token))


def _letter_page(request: HttpRequest, what: str, about: Any) -> HttpResponse:
    return render(request, "matching/letter.html", {"what": what, "about": about})


def _searches(request: HttpRequest, form: forms.MailForm | None = None) -> dict[str, Any]:
    address = queries.mail_address(of=request.user)
    rows = queries.visible_searches(to=request.user)
    return {
        "searches": [(search, queries.list_address(search=search)) for search in rows],
        "paces": Pace.choices,
        "address": address,
        "mail_form": form or forms.MailForm(initial={"address": address.address if address else ""}),
    }
