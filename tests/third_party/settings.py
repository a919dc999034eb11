"""A project of models that nobody here wrote: a django-oscar shop, wagtail with the sites of its own tests, and django-taggit's tags.

Nothing is configured for django_graphql_auto. ``DATABASE`` chooses among sqlite (the default) and postgresql.
"""

import tempfile

from oscar import INSTALLED_APPS as SHOP
from oscar.defaults import *  # noqa: F403

from tests import settings as common

DATABASE = common.DATABASE
DATABASES = common.DATABASES
DEFAULT_AUTO_FIELD = common.DEFAULT_AUTO_FIELD
SECRET_KEY = common.SECRET_KEY
PASSWORD_HASHERS = common.PASSWORD_HASHERS
ALLOWED_HOSTS = common.ALLOWED_HOSTS
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES = [("en", "English"), ("fr", "French")]

WAGTAIL = (
    "wagtail wagtail.admin wagtail.users wagtail.sites wagtail.locales wagtail.search wagtail.embeds wagtail.snippets wagtail.images "
    "wagtail.documents wagtail.contrib.forms wagtail.contrib.redirects wagtail.contrib.routable_page wagtail.contrib.search_promotions "
    "wagtail.contrib.settings wagtail.contrib.simple_translation wagtail.contrib.table_block"
).split()
WAGTAIL_SITES = [f"wagtail.test.{name}" for name in "earlypage demosite testapp snippets routablepage i18n streamfield_migrations".split()]
"""What wagtail's own tests are made of: some two hundred page types, snippets, forms and settings."""

INSTALLED_APPS = [
    "django_graphql_auto",
    *WAGTAIL_SITES,
    *WAGTAIL,
    "modelcluster",
    "taggit",
    *SHOP,
    *(["django.contrib.postgres"] if DATABASE == "postgresql" else []),
]
MIDDLEWARE = [*common.MIDDLEWARE, "oscar.apps.basket.middleware.BasketMiddleware"]
TEMPLATES = common.TEMPLATES
ROOT_URLCONF = "tests.urls"
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
MEDIA_ROOT = tempfile.mkdtemp(prefix="third-party-media-")
SITE_ID = 1

WAGTAIL_SITE_NAME = "A site"
WAGTAILADMIN_BASE_URL = "http://localhost"
OSCAR_CATALOGUE_USE_POSTGRES_MATERIALISED_VIEWS = DATABASE == "postgresql"
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
SILENCED_SYSTEM_CHECKS = ["fields.W342"]


class NoMigrations:
    """Tables are made from the models: the migrations of three hundred models take minutes."""

    def __contains__(self, label: str) -> bool:
        return True

    def __getitem__(self, label: str) -> None:
        return None


MIGRATION_MODULES = NoMigrations()
