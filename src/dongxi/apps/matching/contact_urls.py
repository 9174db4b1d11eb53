"""Addresses of contacts, the funnel, what waits for me, saved searches, mail and webhooks."""

from django.urls import path

from dongxi.apps.matching.views import contacts, funnel, notices, webhooks

urlpatterns = [
    path("contacts/", contacts.contacts, name="contacts"),
    path("contacts/ask/<str:need>/<str:offer>/", contacts.ask, name="ask_contact"),
    path("contacts/<str:code>/", contacts.contact, name="contact"),
    path("contacts/<str:code>/take/", contacts.take, name="take_contact"),
    path("contacts/<str:code>/move/", contacts.move, name="move_contact"),
    path("contacts/<str:code>/declare/", contacts.declare, name="declare_conflict"),
    path("contacts/<str:code>/file/", contacts.file, name="file_agreement"),
    path("contacts/<str:code>/file/<int:pk>/withdraw/", contacts.withdraw, name="withdraw_agreement"),
    path("funnel/", funnel.funnel, name="funnel"),
    path("waiting/", notices.waiting, name="waiting"),
    path("waiting/read/", notices.read, name="read_notices"),
    path("searches/", notices.searches, name="searches"),
    path("searches/save/", notices.save, name="save_search"),
    path("searches/<int:pk>/", notices.change, name="change_search"),
    path("mail/", notices.set_mail, name="set_mail"),
    path("mail/confirm/<str:token>/", notices.confirm, name="confirm_mail"),
    path("mail/stop/<str:token>/", notices.stop, name="stop"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/<int:pk>/", webhooks.webhook, name="webhook"),
    path("webhooks/<int:pk>/secret/", webhooks.secret, name="webhook_secret"),
    path("webhooks/<int:pk>/send/", webhooks.send, name="send_webhook"),
]
