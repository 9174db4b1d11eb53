"""Addresses."""

from django.urls import include, path

from dongxi.site import assets

urlpatterns = [
    path("assets/<slug:digest>/<str:name>", assets.serve, name="asset"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
]
