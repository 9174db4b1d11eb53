"""Addresses of public cooperation records."""

from django.urls import path

from dongxi.apps.cooperation import views

app_name = "cooperation"
urlpatterns = [
    path("", views.records, name="index"),
    path("<str:code>/", views.record, name="record"),
]
