"""Pages of contacts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dongxi.apps.matching import contact_forms as forms
from dongxi.apps.matching.beside import beside
from dongxi.apps.matching.contact_listings import contacts_listing
from dongxi.apps.matching.contact_pages import ask_context, contact_context, named_sides
from dongxi.apps.matching.contact_rules import ContactMove
from dongxi.apps.matching.models import Contact
from dongxi.apps.matching.queries import contacts as queries
from dongxi.apps.matching.services import contacts as services
from dongxi.apps.matching.views.gone import contact_gone
from dongxi.apps.people.models import User
from dongxi.apps.records import services as records
from dongxi.apps.records.errors import BadInput, Refusal
from dongxi.apps.records.permissions import require_somewhere
from dongxi.apps.records.queries import evidence_of


def _still_theirs(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, given the contact by its code; where it went on without the reader, the page that says so."""

    @wraps(view)
    def given(request: HttpRequest, code: str, **more: Any) -> HttpResponse:
        found = queries.visible_contacts(to=request.user).filter(code=code).first()
        return contact_gone(request, code) if found is None else view(request, found, **more)

    return given


@require_safe
def contacts(request: HttpRequest) -> HttpResponseBase:
    """Contacts I take part in or may take."""
    rows = queries.visible_contacts(to=request.user)
    waiting = queries.contacts_waiting(to=request.user).count()
    listing = contacts_listing(to=request.user)
    return listing.respond(request, rows, template="matching/contacts.html", context={"waiting": waiting})


@require_safe
@_still_theirs
def contact(request: HttpRequest, found: Contact) -> HttpResponse:
    """One contact: how far it is, what is to be done, and, once both agreed, who the other is."""
    return _shown(request, found)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, need: str, offer: str) -> HttpResponse:
    """Ask to be brought together with the other side of a match."""
    require_somewhere(request.user, "matching.ask_contact")
    match, sides = queries.askable_match(need=need, offer=offer, to=request.user)
    if request.method != "POST":
        return render(request, "matching/ask.html", ask_context(match=match, sides=sides, to=request.user))
    form = forms.AskForm(request.POST, sides=named_sides(sides))
    if not form.is_valid():
        return render(
            request, "matching/ask.html", ask_context(match=match, sides=sides, to=request.user, form=form), status=400
        )
    with beside(form) as outcome:
        asked = services.ask_contact(actor=request.user, match=match, **form.cleaned_data)
    if outcome.refusal:
        context = ask_context(match=match, sides=sides, to=request.user, form=form)
        return render(request, "matching/ask.html", context, status=outcome.refusal.status)
    messages.success(request, _("已提出。经纪人接手后联系对方；双方同意之前，谁也看不到对方是谁。"))
    return redirect(asked)


@require_POST
@_still_theirs
def take(request: HttpRequest, found: Contact) -> HttpResponse:
    """Become the broker, or (overseers) assign one."""
    chosen = request.POST.get("broker", "")
    broker = get_object_or_404(User, pk=chosen) if chosen.isascii() and chosen.isdigit() else request.user
    declares = request.POST.get("declares_none") == "yes"
    with beside() as outcome:
        services.assign_broker(actor=request.user, contact=found, broker=broker, declares_none=declares)
    if outcome.refusal:
        return _again(request, found, {"take": outcome.refusal, "broker": chosen}, outcome.refusal)
    messages.success(request, _("%(name)s 已是这项对接的经纪人。") % {"name": broker})
    return redirect(found)


@require_POST
@_still_theirs
def move(request: HttpRequest, found: Contact) -> HttpResponse:
    """Move a contact on. An agreement given with a signing is filed first, and stays filed."""
    asked = request.POST.get("move", "")
    if asked not in ContactMove.values:
        raise BadInput(_("没有这种操作，请从页面上的按钮办理。"))
    form = forms.StepForm(request.POST, request.FILES, move=asked, auto_id=f"id_{asked}_%s")
    if not form.is_valid():
        return _shown(request, found, {asked: form})
    with beside(form) as outcome:
        _move(request, found, form)
    if outcome.refusal:
        return _again(request, found, {asked: form}, outcome.refusal)
    messages.success(request, _("“%(move)s”已办理。") % {"move": ContactMove(asked).label})
    return redirect(found)


@require_POST
@_still_theirs
def declare(request: HttpRequest, found: Contact) -> HttpResponse:
    """Declare whether I have a conflict of interest."""
    form = forms.ConflictForm(request.POST, auto_id="id_declared_%s")
    if not form.is_valid():
        return _shown(request, found, {"conflict": form})
    with beside(form) as outcome:
        services.declare_conflict(actor=request.user, contact=found, **form.declared())
    if outcome.refusal:
        return _again(request, found, {"conflict": form}, outcome.refusal)
    messages.success(request, _("声明已记下。"))
    still = queries.visible_contacts(to=request.user).filter(pk=found.pk).exists()
    return redirect(found) if still else redirect("matching:contacts")


@require_POST
@_still_theirs
def file(request: HttpRequest, found: Contact) -> HttpResponse:
    """File what proves an intention or a contract."""
    form = forms.AgreementForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, found, {"file": form})
    with beside(form) as outcome:
        _file(request, found, **form.cleaned_data)
    if outcome.refusal:
        return _again(request, found, {"file": form}, outcome.refusal)
    messages.success(request, _("文件已提交，对方也能看到。"))
    return redirect(found)


@require_POST
@_still_theirs
def withdraw(request: HttpRequest, found: Contact, pk: int) -> HttpResponse:
    """Take back a file, with a reason."""
    filed = get_object_or_404(evidence_of(found), pk=pk)
    form = forms.WithdrawalForm(request.POST, auto_id=f"id_withdraw_{pk}_%s")
    if not form.is_valid():
        return _shown(request, found, {f"withdraw-{pk}": form})
    with beside(form) as outcome:
        records.withdraw_evidence(actor=request.user, filed=filed, reason=form.cleaned_data["reason"])
    if outcome.refusal:
        return _again(request, found, {f"withdraw-{pk}": form}, outcome.refusal)
    messages.success(request, _("文件已撤回，记录仍在。"))
    return redirect(found)


def _file(request: HttpRequest, found: Contact, *, title: str, file: Any) -> None:
    records.file_evidence(
        actor=request.user,
        permission="matching.file_evidence",
        subject=found,
        title=title,
        name=file.name,
        chunks=file.chunks(),
    )


def _move(request: HttpRequest, found: Contact, form: forms.StepForm) -> None:
    given = form.cleaned_data
    if given.get("file"):
        _file(request, found, title="", file=given["file"])
    services.move_contact(
        actor=request.user,
        contact=found,
        move=given["move"],
        note=given["note"],
        reason=given.get("reason", ""),
        met_on=given.get("met_on"),
        amounts=form.amounts(),
        read_at=given["read_at"],
    )


def _shown(
    request: HttpRequest, found: Contact, bound: dict[str, Any] | None = None, *, status: int = 400
) -> HttpResponse:
    context = contact_context(contact=found, to=request.user, bound=bound)
    return render(request, "matching/contact.html", context, status=status if bound else 200)


def _again(request: HttpRequest, found: Contact, bound: dict[str, Any], refusal: Refusal) -> HttpResponse:
    """The contact as it stands now, the refused form on it; where it went on without them, the page that says so."""
    now = queries.visible_contacts(to=request.user).filter(pk=found.pk).first()
    if now is None:
        return contact_gone(request, found.code, refusal=refusal)
    return _shown(request, now, bound, status=refusal.status)
