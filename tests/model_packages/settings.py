"""A project whose models are made by packages: django-simple-history, django-polymorphic, django-model-utils, django-modeltranslation."""

from tests import settings as common

DATABASES = common.DATABASES
DEFAULT_AUTO_FIELD = common.DEFAULT_AUTO_FIELD
SECRET_KEY = common.SECRET_KEY
PASSWORD_HASHERS = common.PASSWORD_HASHERS
ALLOWED_HOSTS = common.ALLOWED_HOSTS
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "German")]
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en",)

INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "polymorphic",
    "simple_history",
    "safedelete",
    "django_graphql_auto",
    "tests.model_packages",
]
MIGRATION_MODULES = dict.fromkeys(["auth", "contenttypes", "sessions"])
MIDDLEWARE = ["django.middleware.locale.LocaleMiddleware", *common.MIDDLEWARE]
TEMPLATES = common.TEMPLATES
ROOT_URLCONF = "tests.urls"
STATIC_URL = "/static/"
