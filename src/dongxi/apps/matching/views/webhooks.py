"""Pages of webhooks, for administrators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dongxi.apps.matching import notice_forms as forms
from dongxi.apps.matching.models import Webhook
from dongxi.apps.matching.notice_rules import RETRY_AFTER
from dongxi.apps.matching.queries.webhooks import visible_deliveries, visible_webhooks
from dongxi.apps.matching.services import webhooks as services
from dongxi.apps.matching.webhook_listings import DELIVERIES
from dongxi.apps.matching.webhook_sending import secret_of
from dongxi.apps.records.errors import BadInput
from dongxi.apps.records.permissions import require_somewhere

ATTEMPTS = len(RETRY_AFTER) + 1
_UNREAD = "webhook_with_unread_secret"
"""Where a session keeps which webhook's secret it may read once; the secret itself is kept nowhere."""


@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: HttpRequest) -> HttpResponse:
    """Which systems are told of events, and the form that adds one; its secret is on the page that follows."""
    require_somewhere(request.user, "matching.manage_webhooks")
    form = forms.WebhookForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_webhook(actor=request.user, **form.cleaned_data)
        except BadInput as refusal:
            form.add_error("address", refusal.message)
        else:
            return _to_secret(request, made.webhook)
    rows = visible_webhooks(to=request.user)
    context = {"hooks": rows, "form": form, "attempts": ATTEMPTS}
    return render(request, "matching/webhooks.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def webhook(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One webhook: what it is told of, and the log of what was sent."""
    hook = _hook(request, pk)
    given = request.POST if request.method == "POST" else None
    form = forms.WebhookChangeForm(
        given, initial={"read_at": hook.version, "active": hook.active, "events": hook.events}
    )
    if given is not None and form.is_valid():
        services.change_webhook(actor=request.user, hook=hook, **form.cleaned_data)
        messages.success(request, _("已保存。"))
        return redirect(hook)
    rows = visible_deliveries(to=request.user).filter(webhook=hook)
    context: dict[str, Any] = {"hook": hook, "form": form, "attempts": ATTEMPTS}
    return DELIVERIES.respond(request, rows, template="matching/webhook.html", context=context)


@require_http_methods(["GET", "POST"])
def secret(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: a new secret. GET: the secret just made, to whoever made it, once."""
    hook = _hook(request, pk)
    if request.method == "POST":
        services.renew_secret(actor=request.user, hook=hook, read_at=hook.version)
        return _to_secret(request, hook)
    if request.session.pop(_UNREAD, None) != hook.pk:
        messages.info(request, _("密钥只在生成时显示一次。没有记下的，请换新密钥。"))
        return redirect(hook)
    answer = render(request, "matching/webhook_secret.html", {"hook": hook, "secret": secret_of(hook)})
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a delivery again, or try with a test event."""
    hook = _hook(request, pk)
    given = request.POST.get("delivery", "")
    rows = visible_deliveries(to=request.user).filter(webhook=hook)
    again = get_object_or_404(rows, pk=given) if given.isascii() and given.isdigit() else None
    services.send_again(actor=request.user, hook=hook, delivery=again)
    messages.success(request, _("已排队，后台进程随即发送；结果见下面的记录。"))
    return redirect(hook)


def _hook(request: HttpRequest, pk: int) -> Webhook:
    require_somewhere(request.user, "matching.manage_webhooks")
    return get_object_or_404(visible_webhooks(to=request.user), pk=pk)


def _to_secret(request: HttpRequest, hook: Webhook) -> HttpResponse:
    request.session[_UNREAD] = hook.pk
    return redirect("matching:webhook_secret", hook.pk)
