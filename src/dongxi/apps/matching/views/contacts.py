"""Pages of contacts."""

from __future__ import annotations

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
from dongxi.apps.people.models import User
from dongxi.apps.records import services as records
from dongxi.apps.records.errors import BadInput, Refusal
from dongxi.apps.records.permissions import require_somewhere
from dongxi.apps.records.queries import evidence_of


@require_safe
def contacts(request: HttpRequest) -> HttpResponseBase:
    """Contacts I take part in or may take."""
    rows = queries.visible_contacts(to=request.user)
    waiting = queries.contacts_waiting(to=request.user).count()
    listing = contacts_listing(to=request.user)
    return listing.respond(request, rows, template="matching/contacts.html", context={"waiting": waiting})


@require_safe
def contact(request: HttpRequest, code: str) -> HttpResponse:
    """One contact: how far it is, what is to be done, and, once both agreed, who the other is."""
    return _shown(request, queries.contact_of(code=code, to=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, need: str, offer: str) -> HttpResponse:
    """Ask to be brought together with the other side of a match."""
    require_somewhere(request.user, "matching.ask_contact")
    match, sides = queries.askable_match(need=need, offer=offer, to=request.user)
    if request.method != "POST":
        return render(request, "matching/ask.html", ask_context(match=match, sides=sides))
    form = forms.AskForm(request.POST, sides=named_sides(sides))
    if not form.is_valid():
        return render(request, "matching/ask.html", ask_context(match=match, sides=sides, form=form), status=400)
    with beside(form) as outcome:
        asked = services.ask_contact(actor=request.user, match=match, **form.cleaned_data)
    if outcome.refusal:
        context = ask_context(match=match, sides=sides, form=form)
        return render(request, "matching/ask.html", context, status=outcome.refusal.status)
    messages.success(request, _("已提出。经纪人接手后联系对方；双方同意之前，谁也看不到对方是谁。"))
    return redirect(asked)


@require_POST
def take(request: HttpRequest, code: str) -> HttpResponse:
    """Become the broker, or (overseers) assign one."""
    found = queries.contact_of(code=code, to=request.user)
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
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Move a contact on. An agreement given with a signing is filed first, and stays filed."""
    found = queries.contact_of(code=code, to=request.user)
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
def declare(request: HttpRequest, code: str) -> HttpResponse:
    """Declare whether I have a conflict of interest."""
    found = queries.contact_of(code=code, to=request.user)
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
def file(request: HttpRequest, code: str) -> HttpResponse:
    """File what proves an intention or a contract."""
    found = queries.contact_of(code=code, to=request.user)
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
def withdraw(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take back a file, with a reason."""
    found = queries.contact_of(code=code, to=request.user)
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
    """The contact as it stands now, the refused form on it; where it is no longer theirs to see, the refusal alone."""
    now = queries.visible_contacts(to=request.user).filter(pk=found.pk).first()
    if now is None:
        raise refusal
    return _shown(request, now, bound, status=refusal.status)
