"""Addresses of charts, by digest."""

from django.urls import re_path

from dongxi.site import chart_views

urlpatterns = [
    re_path(r"^(?P<digest>[0-9a-f]{32})$", chart_views.chart, name="chart"),
    re_path(r"^(?P<digest>[0-9a-f]{32})-(?P<width>wide|narrow)[.]svg$", chart_views.picture, name="chart_picture"),
]
