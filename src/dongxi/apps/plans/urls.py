"""Addresses of plans, the ledger and the review."""

from django.urls import path

from dongxi.apps.plans import alignment, filing, review, views

app_name = "plans"
urlpatterns = [
    path("", views.index, name="index"),
    path("ledger/", views.ledger, name="ledger"),
    path("ledger/timeline/", views.timeline, name="timeline"),
    path("alignment/", alignment.coverage, name="coverage"),
    path("upload/", review.upload, name="upload"),
    path("reading/<uuid:job>/", review.reading, name="reading"),
    path("reading/<uuid:job>/cancel/", review.cancel, name="cancel"),
    path("<slug:slug>/", views.plan, name="plan"),
    path("<slug:slug>/document.json", views.document, name="document"),
    path("<slug:slug>/tasks/<str:code>/", views.task, name="task"),
    path("<slug:slug>/tasks/<str:code>/add/", review.add, name="add"),
    path("<slug:slug>/tasks/<str:code>/accept/", review.accept_rest, name="accept_rest"),
    path("<slug:slug>/tasks/<str:code>/responsible/", review.responsible, name="responsible"),
    path("<slug:slug>/tasks/<str:code>/evidence/", filing.task, name="task_evidence"),
    path("<slug:slug>/tasks/<str:code>/evidence/<int:pk>/", filing.withdraw_of_task, name="withdraw_task_evidence"),
    path("<slug:slug>/commitments/<str:code>/", views.commitment, name="commitment"),
    path("<slug:slug>/commitments/<str:code>/evidence/", filing.commitment, name="commitment_evidence"),
    path(
        "<slug:slug>/commitments/<str:code>/evidence/<int:pk>/",
        filing.withdraw_of_commitment,
        name="withdraw_commitment_evidence",
    ),
    path("<slug:slug>/review/", review.review, name="review"),
    path("<slug:slug>/review/about/", review.about, name="about"),
    path("<slug:slug>/review/move/", review.move, name="move"),
    path("<slug:slug>/review/region/", review.settle, name="settle"),
    path("<slug:slug>/review/<str:code>/", review.decide_one, name="decide"),
    path("<slug:slug>/alignment/", alignment.alignment, name="alignment"),
    path("<slug:slug>/alignment/start/", alignment.start, name="align"),
    path("<slug:slug>/alignment/<int:pk>/", alignment.decide_one, name="decide_alignment"),
]
