"""Settings of a contender's process, which has Django and what the contender needs: ``benchmarks.peers.contenders`` says which apps."""

import json
import os

DATABASES = {"default": json.loads(os.environ["BENCHMARK_CONNECTION"])}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = "only-for-benchmarks-and-long-enough-for-every-digest"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
USE_TZ = True
ROOT_URLCONF = "benchmarks.peers.urls"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    *json.loads(os.environ.get("BENCHMARK_APPS", "[]")),
    "benchmarks.albums",
]
USER = os.environ.get("BENCHMARK_USER", "")
LOGGED_IN = bool(USER)
"""Whether a user asks and has to have permissions; otherwise everybody may read."""
# Page limits are raised everywhere, as a page of 1,000 rows is asked for.
DJANGO_GRAPHQL_AUTO = {"READ": "permission" if LOGGED_IN else "public", "MAX_PAGE_SIZE": 1_000, "MAX_COST": 1_000_000}
GRAPHENE = {"RELAY_CONNECTION_MAX_LIMIT": 1_000}
STRAWBERRY_DJANGO = {"PAGINATION_MAX_LIMIT": 1_000}
