"""Settings of a process that shares a cache with others."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS as COMMON

INSTALLED_APPS = [*COMMON, "tests.schema.moods"]
CACHES = {
    "default": {"BACKEND": os.environ["CACHE_BACKEND"], "LOCATION": os.environ["CACHE_LOCATION"], "KEY_PREFIX": os.environ["CACHE_PREFIX"]}
}
DJANGO_GRAPHQL_AUTO = {"SCHEMA_POLL_SECONDS": 0, "EXPOSE": ["moods"]}
