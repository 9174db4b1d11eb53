"""Addresses of people: entering a demonstration, and why one may or may not."""

from django.urls import path

from dongxi.apps.people import views

app_name = "people"
urlpatterns = [
    path("enter/<str:token>/", views.enter, name="enter"),
    path("why/", views.why, name="why"),
]
