"""Addresses of evaluation: scores, the gap, change after the Plan."""

from django.urls import path

from dongxi.apps.evaluation.views import effects, gaps, scores

app_name = "evaluation"
urlpatterns = [
    path("", scores.league, name="index"),
    path("gap/", gaps.gap, name="gap"),
    path("effect/", effects.effect, name="effect"),
    path("effect/freeze/", effects.freeze, name="freeze"),
    path("effect/<str:region>/<slug:measure>/", effects.change, name="change"),
]
