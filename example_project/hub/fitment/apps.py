from django.apps import AppConfig


class FitmentConfig(AppConfig):
    name = "hub.fitment"
    verbose_name = "Vehicle fitment"
