from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "hub.reviews"
    verbose_name = "Reviews"
