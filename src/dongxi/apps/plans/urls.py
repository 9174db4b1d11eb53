"""Addresses of plans, the ledger and the review."""

from django.urls import path

from dongxi.apps.plans.views import alignment, evidence, plans, review

app_name = "plans"
urlpatterns = [
    path("", plans.index, name="index"),
    path("ledger/", plans.ledger, name="ledger"),
    path("ledger/timeline/", plans.timeline, name="timeline"),
    path("alignment/", alignment.coverage, name="coverage"),
    path("upload/", review.upload, name="upload"),
    path("reading/<uuid:job>/", review.reading, name="reading"),
    path("reading/<uuid:job>/cancel/", review.cancel, name="cancel"),
    path("<slug:slug>/", plans.plan, name="plan"),
    path("<slug:slug>/document.json", plans.document, name="document"),
    path("<slug:slug>/tasks/<str:code>/", plans.task, name="task"),
    path("<slug:slug>/tasks/<str:code>/add/", review.add, name="add"),
    path("<slug:slug>/tasks/<str:code>/accept/", review.accept_rest, name="accept_rest"),
    path("<slug:slug>/tasks/<str:code>/responsible/", review.responsible, name="responsible"),
    path("<slug:slug>/tasks/<str:code>/evidence/", evidence.task, name="task_evidence"),
    path("<slug:slug>/tasks/<str:code>/evidence/<int:pk>/", evidence.withdraw_of_task, name="withdraw_task_evidence"),
    path("<slug:slug>/commitments/<str:code>/", plans.commitment, name="commitment"),
    path("<slug:slug>/commitments/<str:code>/evidence/", evidence.commitment, name="commitment_evidence"),
    path(
        "<slug:slug>/commitments/<str:code>/evidence/<int:pk>/",
        evidence.withdraw_of_commitment,
        name="withdraw_commitment_evidence",
    ),
    path("<slug:slug>/review/", review.review, name="review"),
    path("<slug:slug>/review/about/", review.about, name="about"),
    path("<slug:slug>/review/move/", review.move, name="move"),
    path("<slug:slug>/review/discard/", review.discard, name="discard"),
    path("<slug:slug>/review/carry/", review.carry, name="carry"),
    path("<slug:slug>/review/region/", review.settle, name="settle"),
    path("<slug:slug>/review/<str:code>/", review.decide_one, name="decide"),
    path("<slug:slug>/alignment/", alignment.alignment, name="alignment"),
    path("<slug:slug>/alignment/start/", alignment.start, name="align"),
    path("<slug:slug>/alignment/<int:pk>/", alignment.decide_one, name="decide_alignment"),
]
