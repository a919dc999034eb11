from django.apps import AppConfig


class PricingConfig(AppConfig):
    name = "hub.pricing"
    verbose_name = "Pricing"
