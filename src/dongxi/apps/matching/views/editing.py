"""Pages on which needs and offers are begun, written, saved as typed and moved on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dongxi.apps.matching.beside import beside
from dongxi.apps.matching.forms import MoveForm, PostingForm
from dongxi.apps.matching.models import Posting
from dongxi.apps.matching.pages import editing_context, saved_context
from dongxi.apps.matching.queries import postings as queries
from dongxi.apps.matching.rules import PostingMove
from dongxi.apps.matching.services import postings as services
from dongxi.apps.matching.views.gone import posting_gone
from dongxi.apps.matching.views.postings import refused_posting
from dongxi.apps.plans.queries import visible_commitments
from dongxi.apps.records.errors import BadInput, Refusal, RuleBroken, StaleWrite

REASONS_SHOWN = 5
SITTING_SECONDS = 3_600


@require_POST
def begin(request: HttpRequest, side: str) -> HttpResponse:
    """Begin an empty draft in the name of one of my seats."""
    seat = queries.seat_of(pk=request.POST.get("seat"), to=request.user)
    begun = services.begin_posting(actor=request.user, side=side, seat=seat)
    return redirect(begun.address("edit"))


@require_POST
def from_commitment(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Draft a need from a commitment of a plan."""
    rows = visible_commitments(to=request.user)
    commitment = get_object_or_404(rows, task__plan__slug=slug, code=code)
    seat = queries.seat_of(pk=request.POST.get("seat"), to=request.user)
    begun = services.draft_from_commitment(actor=request.user, commitment=commitment, seat=seat)
    messages.success(request, _("已据承诺 %(code)s 起草，请改成一条具体的技术需求。") % {"code": code})
    return redirect(begun.address("edit"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, side: str, code: str) -> HttpResponse:
    """The form, saved as it is typed; without scripts, by its button."""
    posting = _own(request, side, code)
    if request.method != "POST":
        return render(request, "matching/edit.html", editing_context(posting=posting, to=request.user))
    form = PostingForm(request.POST, side=side, strands=queries.strand_choices(to=request.user))
    if request.htmx:
        return _saved_as_typed(request, posting, form)
    with beside() as outcome:
        _save_by_button(request, posting, form)
        if "submit" in request.POST and not form.errors:
            services.move_posting(actor=request.user, posting=posting, move=PostingMove.SUBMIT)
    if outcome.refusal or form.errors:
        return _edited_again(request, _own(request, side, code), form, outcome.refusal)
    if "submit" in request.POST:
        messages.success(request, _("已提交审核。审核通过后公开，别人看不到您是谁。"))
        return redirect(posting)
    messages.success(request, _("已保存。"))
    return redirect(posting.address("edit"))


@require_POST
def move(request: HttpRequest, side: str, code: str) -> HttpResponse:
    """Move a need or an offer on."""
    posting = queries.visible_postings(side=side, to=request.user).filter(code=code).first()
    if posting is None:
        return posting_gone(request, side, code)
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("没有这种操作，请从页面上的按钮办理。"))
    given = form.cleaned_data
    with beside() as outcome:
        services.move_posting(actor=request.user, posting=posting, **given)
    if outcome.refusal:
        return refused_posting(request, side, code, {**given, "refusal": outcome.refusal})
    messages.success(request, _("“%(move)s”已办理。") % {"move": PostingMove(given["move"]).label})
    return redirect(posting.address("edit") if posting.may_change() and _is_own(request, posting) else posting)


@require_POST
def submit_all(request: HttpRequest, side: str) -> HttpResponse:
    """Submit every draft of my side that is complete."""
    drafts = queries.own_drafts(side=side, to=request.user)
    return _moved_on(request, drafts, PostingMove.SUBMIT, back=f"matching:own_{side}s")


@require_POST
def publish_all(request: HttpRequest, side: str) -> HttpResponse:
    """Publish all that waits for my review and gives no cause for a second look."""
    waiting = queries.postings_without_remarks(side=side, to=request.user)
    return _moved_on(request, waiting, PostingMove.PUBLISH, back=f"matching:review_{side}s")


def _moved_on(request: HttpRequest, postings: list[Posting], move: PostingMove, *, back: str) -> HttpResponse:
    done = services.move_postings(actor=request.user, postings=postings, move=move)
    words = _("“%(move)s”：已办理 %(done)s 条，未办理 %(left)s 条。")
    messages.success(request, words % {"move": move.label, "done": len(done.moved), "left": len(done.left)})
    for posting, why in done.left[:REASONS_SHOWN]:
        messages.warning(request, _("：").join((str(posting), str(why))))
    return redirect(back)


def _edited_again(request: HttpRequest, posting: Posting, form: PostingForm, refused: Refusal | None) -> HttpResponse:
    """The form as it was typed, under the reason why it was not taken."""
    context = editing_context(posting=posting, to=request.user, form=form, refused=refused)
    return render(request, "matching/edit.html", context, status=refused.status if refused else 400)


def _own(request: HttpRequest, side: str, code: str) -> Posting:
    rows = queries.own_postings(side=side, to=request.user)
    return get_object_or_404(rows.select_related("identity__region__parent", "identity__organisation"), code=code)


def _is_own(request: HttpRequest, posting: Posting) -> bool:
    return queries.own_postings(side=posting.side, to=request.user).filter(pk=posting.pk).exists()


def _save_by_button(request: HttpRequest, posting: Posting, form: PostingForm) -> None:
    """Save what the page holds. Leaving a field for the button may have saved as typed from this very page meanwhile:
    that is no other's save."""
    try:
        _save(request, posting, form)
    except StaleWrite:
        posting.refresh_from_db()
        if caches["pages"].get(_sitting(request, posting)) != posting.version:
            raise
        _save(request, posting, form, read_at=posting.version)


def _sitting(request: HttpRequest, posting: Posting) -> str:
    """Under which key the version is kept that this page saved as typed last."""
    return f"sitting:{posting.code}:{request.POST.get('sitting', '')[:20]}"


def _save(request: HttpRequest, posting: Posting, form: PostingForm, *, read_at: int | None = None) -> None:
    """Keep what can be taken of the form, and what cannot as it was typed."""
    form.full_clean()
    services.save_posting(
        actor=request.user,
        posting=posting,
        read_at=read_at or _version(request),
        content=form.content(),
        identity=form.identity(),
        typed=form.typed(),
    )


def _saved_as_typed(request: HttpRequest, posting: Posting, form: PostingForm) -> HttpResponse:
    """What changes on the page after a save: when it was saved, its version, errors and warnings beside the fields."""
    refused: Any = None
    try:
        _save(request, posting, form)
        caches["pages"].set(_sitting(request, posting), posting.version, SITTING_SECONDS)
    except (StaleWrite, RuleBroken) as refusal:
        refused = refusal
    return render(request, "matching/_saved.html", saved_context(posting=posting, form=form, refused=refused))


def _version(request: HttpRequest) -> int:
    given = request.POST.get("read_at", "")
    if not given.isascii() or not given.isdigit():
        raise BadInput(_("表单缺少版本号，请重新打开这一页再保存。"))
    return int(given)
