"""Settings of the benchmarks. ``BENCHMARK_DATABASE`` chooses among sqlite and postgresql, ``BENCHMARK_APP`` among catalogue and albums;
``PLAIN_DJANGO=1`` leaves the package out."""

import os
from typing import Any

from tests import settings as tests

_DATABASES: dict[str, dict[str, Any]] = {
    "sqlite": {**tests._SERVERS["sqlite"], "TEST": {"NAME": os.environ.get("BENCHMARK_FILE")}},
    "postgresql": {**tests._SERVERS["postgresql"], "TEST": {"NAME": f"benchmark_django_graphql_auto_{os.getpid()}"}},
}
DATABASES = {"default": _DATABASES[os.environ.get("BENCHMARK_DATABASE", "sqlite")]}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = tests.SECRET_KEY
USE_TZ = True
ROOT_URLCONF = "tests.urls"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    *([] if os.environ.get("PLAIN_DJANGO") else ["django_graphql_auto"]),
    f"benchmarks.{os.environ.get('BENCHMARK_APP', 'catalogue')}",
    *(["tests.apps.shop"] if os.environ.get("BENCHMARK_SHOP") else []),
]
if os.environ.get("BENCHMARK_SHOP"):
    MIGRATION_MODULES = dict.fromkeys(["shop", "auth", "contenttypes"])
DJANGO_GRAPHQL_AUTO = {"READ": "public", "MAX_PAGE_SIZE": 10_000, "MAX_COST": 1_000_000}
