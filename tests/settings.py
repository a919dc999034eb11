"""Settings of the package's own tests. ``DATABASE`` chooses among sqlite (the default), postgresql and mariadb."""

import os
from importlib.util import find_spec
from typing import Any

DATABASE = os.environ.get("DATABASE", "sqlite")
RUN = os.environ.get("TEST_RUN", str(os.getpid()))
"""Part of every test database's name, so that runs at the same time do not meet."""

_SERVERS: dict[str, dict[str, Any]] = {
    "sqlite": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ":memory:",
    },
    "postgresql": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ.get("POSTGRES_HOST", "127.0.0.1"),
        "PORT": os.environ.get("POSTGRES_PORT", "5432"),
        "USER": os.environ.get("POSTGRES_USER", "postgres"),
        "PASSWORD": os.environ.get("POSTGRES_PASSWORD", ""),
        "NAME": os.environ.get("POSTGRES_DB", "postgres"),
        "TEST": {"NAME": f"test_django_graphql_auto_{RUN}"},
    },
    "mariadb": {
        "ENGINE": "django.db.backends.mysql",
        "HOST": os.environ.get("MARIADB_HOST", "127.0.0.1"),
        "PORT": os.environ.get("MARIADB_PORT", "3306"),
        "USER": os.environ.get("MARIADB_USER", "root"),
        "PASSWORD": os.environ.get("MARIADB_PASSWORD", ""),
        "NAME": os.environ.get("MARIADB_DB", "mysql"),
        "TEST": {"NAME": f"test_django_graphql_auto_{RUN}", "CHARSET": "utf8mb4"},
        "OPTIONS": {"charset": "utf8mb4"},
    },
}


def _other_name(server: dict[str, Any]) -> str | None:
    name = server.get("TEST", {}).get("NAME")
    return name and f"{name}_other"


DATABASES = {
    "default": _SERVERS[DATABASE],
    "other": {**_SERVERS[DATABASE], "TEST": {**_SERVERS[DATABASE].get("TEST", {}), "NAME": _other_name(_SERVERS[DATABASE])}},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECRET_KEY = "only-for-tests-and-long-enough-for-every-digest"
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ROOT_URLCONF = "tests.urls"
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
EVERYTHING_SWAPPED_MODEL = "everything.Place"

TEST_APPS = ["archive", "everything", "shop"]
"""Packages of ``tests.apps``; their tables are made from the models, without migrations."""
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    *(["django.contrib.postgres"] if DATABASE == "postgresql" else []),
    *(["taggit"] if find_spec("taggit") else []),
    "django_graphql_auto",
    "tests.apps.quiet_audit.QuietAuditConfig",
    "django_graphql_auto.idempotency",
    *(f"tests.apps.{name}" for name in TEST_APPS),
]
# Apps without migrations are made first, so what their foreign keys lead to must have none either.
MIGRATION_MODULES = dict.fromkeys([*TEST_APPS, "auth", "contenttypes", "sessions", "taggit"])
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
