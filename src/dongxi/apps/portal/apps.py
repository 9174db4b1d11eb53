from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "dongxi.apps.portal"
    label = "portal"
    verbose_name = "总览"
