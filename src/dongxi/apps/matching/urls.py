"""Addresses of the room 对接."""

from django.urls import URLPattern, path

from dongxi.apps.matching.contact_urls import urlpatterns as contact_urls
from dongxi.apps.matching.rules import Side
from dongxi.apps.matching.views import editing, importing, leads, matches, postings, weights

app_name = "matching"


def _of(side: Side) -> list[URLPattern]:
    """The addresses of one side: /needs/ and /offers/."""
    here, given = f"{side}s/", {"side": str(side)}
    return [
        path(here, postings.open_list, given, name=f"{side}s"),
        path(f"{here}own/", postings.own_list, given, name=f"own_{side}s"),
        path(f"{here}review/", postings.review_list, given, name=f"review_{side}s"),
        path(f"{here}submit/", editing.submit_all, given, name=f"submit_{side}s"),
        path(f"{here}publish/", editing.publish_all, given, name=f"publish_{side}s"),
        path(f"{here}begin/", editing.begin, given, name=f"begin_{side}"),
        path(f"{here}import/", importing.start, given, name=f"import_{side}s"),
        path(f"{here}import/confirm/", importing.confirm, given, name=f"confirm_{side}s"),
        path(f"{here}import/template.xlsx", importing.blank, given, name=f"template_{side}s"),
        path(f"{here}import/refused.xlsx", importing.refused, given, name=f"refused_{side}s"),
        path(f"{here}<str:code>/", postings.posting, given, name=str(side)),
        path(f"{here}<str:code>/edit/", editing.edit, given, name=f"{side}_edit"),
        path(f"{here}<str:code>/move/", editing.move, given, name=f"{side}_move"),
        path(f"{here}<str:code>/versions/", postings.versions, given, name=f"{side}_versions"),
    ]


urlpatterns = [
    path("", postings.index, name="index"),
    path("leads/", leads.leads, name="leads"),
    path("from/<slug:slug>/<str:code>/", editing.from_commitment, name="from_commitment"),
    *contact_urls,
    path("needs/<str:need>/offers/<str:offer>/", matches.match, name="match"),
    path("needs/<str:need>/offers/<str:offer>/decide/", matches.decide, name="decide_match"),
    path("weights/", weights.weightings, name="weightings"),
    path("weights/learn/", weights.learn, name="learn"),
    path("weights/<int:pk>/", weights.weighting, name="weighting"),
    path("weights/<int:pk>/choose/", weights.choose, name="choose_weights"),
    *_of(Side.NEED),
    *_of(Side.OFFER),
]
