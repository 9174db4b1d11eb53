"""Addresses of evaluation: scores, the gap, change after the Plan."""

from django.urls import path, re_path

from dongxi.apps.evaluation.views import effects, gaps, scores

app_name = "evaluation"
urlpatterns = [
    path("", scores.league, name="index"),
    path("framework/<slug:code>.toml", scores.framework_text, name="framework_text"),
    path("score/<slug:code>/<str:period>/<str:region>/", scores.unit, name="unit"),
    re_path(
        r"^score/(?P<code>[-\w]+)/(?P<period>[-\w]+)\.(?P<form>csv|xlsx)$",
        scores.league_download,
        name="league_download",
    ),
    path("score/<slug:code>/<str:period>/methods", scores.methods, name="methods"),
    path("score/<slug:code>/<str:period>/weights", scores.play, name="play"),
    path("score/<slug:code>/<str:period>/weights.toml", scores.play_text, name="play_text"),
    path("score/<slug:code>/<str:period>/freeze", scores.freeze, name="freeze_score"),
    path("framework/add", scores.add, name="add_framework"),
    path("framework/<slug:code>/withdraw", scores.withdraw, name="withdraw_framework"),
    path("runs/", scores.runs, name="runs"),
    path("runs/<int:pk>/", scores.run, name="run"),
    path("runs/<int:pk>/framework.toml", scores.run_framework, name="run_framework"),
    re_path(r"^runs/(?P<pk>\d+)\.(?P<form>csv|xlsx)$", scores.run_download, name="run_download"),
    path("gap/", gaps.gap, name="gap"),
    path("effect/", effects.effect, name="effect"),
    path("effect/freeze/", effects.freeze, name="freeze"),
    path("effect/<str:region>/<slug:measure>/", effects.change, name="change"),
]
