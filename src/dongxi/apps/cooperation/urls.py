"""Addresses of public cooperation records."""

from django.urls import path

from dongxi.apps.cooperation import views

app_name = "cooperation"
urlpatterns = [
    path("records/", views.records, name="records"),
    path("records/<str:code>/", views.record, name="record"),
]
