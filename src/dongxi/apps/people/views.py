"""Pages about people."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from dongxi.apps.people import queries, services
from dongxi.apps.records.errors import NotAllowed

SIGNED_IN_BY = "allauth.account.auth_backends.AuthenticationBackend"
LOOPBACK = frozenset({"127.0.0.1", "::1"})
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Whom a single-use link makes of you; the button spends it. Loopback only."""
    _refuse_unless_demonstration(request)
    if request.method == "POST":
        person = services.use_link(actor=request.user, token=token)
        login(request, person, backend=SIGNED_IN_BY)
        return redirect(settings.LOGIN_REDIRECT_URL)
    link = queries.open_link(token=token)
    return render(request, "people/enter.html", {"person": link.user, "memberships": queries.memberships(of=link.user)})


@require_GET
def why(request: HttpRequest) -> HttpResponse:
    """Every permission: may I, by which role, and who may."""
    question = queries.question(code=request.GET.get("permission", ""), region=request.GET.get("region", ""))
    context = {
        "question": question,
        "explanations": queries.explanations(to=request.user, subject=question.subject, code=question.code),
        "provinces": queries.provinces(),
        "permissions": queries.permission_choices(),
    }
    return render(request, "people/why.html", context)


def _refuse_unless_demonstration(request: HttpRequest) -> None:
    near = request.META.get("REMOTE_ADDR") in LOOPBACK and not any(name in request.META for name in FORWARDED)
    if not (settings.DEMO and near):
        raise NotAllowed(
            _("演示登录链接只能在运行 dongxi up 的这台机器上使用，且须开启演示（DONGXI_DEMO）。请用账号登录。")
        )
