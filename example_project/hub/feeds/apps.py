from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "hub.feeds"
    verbose_name = "Feeds"
