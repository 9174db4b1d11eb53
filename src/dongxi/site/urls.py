"""Addresses."""

from django.urls import include, path

from dongxi.site import assets

urlpatterns = [
    path("assets/<slug:digest>/<str:name>", assets.serve, name="asset"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
    path("people/", include("dongxi.apps.people.urls")),
    path("", include("dongxi.apps.portal.urls")),
    path("cooperation/", include("dongxi.apps.cooperation.urls")),
]
