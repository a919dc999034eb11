"""Settings of the hub. Everything that differs between machines comes from the environment; see ``README.md``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("HUB_DATA", BASE_DIR))


def development_secret_key(path: Path) -> str:
    """A key made once and kept beside the database, so that sessions survive a restart."""
    if not path.exists():
        path.write_text(get_random_secret_key(), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii")


def secret_key() -> str:
    if given := os.environ.get("SECRET_KEY"):
        return given
    if not DEBUG:
        raise ImproperlyConfigured("Without DEBUG the environment must hold SECRET_KEY.")
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    return development_secret_key(DATA_DIR / ".secret_key")


def sqlite() -> dict[str, Any]:
    options = {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / "db.sqlite3", "OPTIONS": options}


def postgresql() -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ.get("POSTGRES_DB", "hub"),
        "USER": os.environ.get("POSTGRES_USER", "postgres"),
        "PASSWORD": os.environ.get("POSTGRES_PASSWORD", ""),
        "HOST": os.environ.get("POSTGRES_HOST", "127.0.0.1"),
        "PORT": os.environ.get("POSTGRES_PORT", "5432"),
        # Connections outlive a request, and keep the statements that the API sends again and again.
        "CONN_MAX_AGE": 60,
        "OPTIONS": {"prepare_threshold": 0},
    }


BACKENDS = {"sqlite": sqlite, "postgresql": postgresql}


def database() -> dict[str, Any]:
    wanted = os.environ.get("DATABASE", "sqlite")
    if wanted not in BACKENDS:
        raise ImproperlyConfigured(f"DATABASE is {wanted!r}; it must be one of {', '.join(BACKENDS)}.")
    return BACKENDS[wanted]()


DEBUG = os.environ.get("DEBUG", "1").lower() in ("1", "true", "yes", "on")
SECRET_KEY = secret_key()
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

INSTALLED_APPS = [
    "hub.start",
    "hub.accounts",
    "hub.catalogue",
    "hub.fitment",
    "hub.pricing",
    "hub.assets",
    "hub.feeds",
    "hub.reviews",
    "django_graphql_auto",
    "django_graphql_auto.audit",
    "django_graphql_auto.idempotency",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
            ],
        },
    },
]

ROOT_URLCONF = "hub.urls"
WSGI_APPLICATION = "hub.wsgi.application"
DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = ["fields.W163", "models.W046"]  # SQLite keeps no comments; they are for PostgreSQL and for the API

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["hub.accounts.backends.HubBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "start"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "media/"
MEDIA_ROOT = DATA_DIR / "media"

GRAPHENE = {"SCHEMA": "hub.catalogue.hand_written.schema", "MIDDLEWARE": []}
DJANGO_GRAPHQL_AUTO: dict[str, Any] = {
    "UPLOADS": True,
    "EXTRA_QUERIES": ["django_graphql_auto.audit.queries.AuditQuery"],
    "STREAM_MAX_ROWS": 100_000,
    "STREAM_FOR": "public" if DEBUG else "authenticated",
}
