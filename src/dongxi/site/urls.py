"""Addresses."""

from django.urls import include, path

from dongxi.site import accounts, assets
from dongxi.site.later import Later

handler400 = "dongxi.site.hosts.bad_request"
urlpatterns = [
    path("assets/<slug:digest>/<str:name>", assets.serve, name="asset"),
    path("charts/", include("dongxi.site.chart_urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    *(path(f"accounts/{shut}/", accounts.closed) for shut in accounts.SHUT),
    path("accounts/", include("allauth.urls")),
    Later("api/v1/", "dongxi.site.api", app_name="ninja", namespace="api"),
    path("records/", include("dongxi.apps.records.urls")),
    path("people/", include("dongxi.apps.people.urls")),
    path("", include("dongxi.apps.portal.urls")),
    path("plans/", include("dongxi.apps.plans.urls")),
    path("matching/", include("dongxi.apps.matching.urls")),
    path("cooperation/", include("dongxi.apps.cooperation.urls")),
    path("evaluation/", include("dongxi.apps.evaluation.urls")),
    path("reports/", include("dongxi.apps.reports.urls")),
]
