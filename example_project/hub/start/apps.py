from django.apps import AppConfig


class StartConfig(AppConfig):
    name = "hub.start"
    verbose_name = "Start page"
