"""Addresses of the audit, of background jobs and of evidence."""

from django.urls import path

from dongxi.apps.records import views

app_name = "records"
urlpatterns = [
    path("audit/", views.audit, name="audit"),
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<uuid:pk>/", views.job, name="job"),
    path("jobs/<uuid:pk>/cancel/", views.cancel, name="cancel_job"),
    path("evidence/<int:pk>/", views.evidence, name="evidence"),
]
