"""Addresses of the pages that gather from every room."""

from django.urls import path

from dongxi.apps.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("regions/", views.regions, name="regions"),
    path("regions/<str:code>/", views.region, name="region"),
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/<int:pk>/", views.organisation, name="organisation"),
    path("statistics/", views.indicators, name="indicators"),
    path("statistics/<slug:code>/", views.indicator, name="indicator"),
    path("plans/<slug:slug>/tasks/<str:code>/", views.task, name="task"),
    path("search/", views.search, name="search"),
    path("search/suggestions/", views.suggestions, name="suggestions"),
]
