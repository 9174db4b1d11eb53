"""Addresses of reports."""

from django.urls import path, re_path

from dongxi.apps.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.index, name="index"),
    path("make", views.make, name="make"),
    re_path(r"^(?P<kind>[a-z]+)-(?P<period>\d{4})\.(?P<form>docx|pdf|html)$", views.file, name="file"),
]
