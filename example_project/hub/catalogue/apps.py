from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "hub.catalogue"
    verbose_name = "Catalogue"
