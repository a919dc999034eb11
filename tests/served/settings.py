"""Settings of a server in a process of its own, on the database of the test that starts it."""

import json
import os
from typing import Any

from tests.settings import *  # noqa: F403
from tests.settings import DATABASE, DATABASES

WHERE: dict[str, Any] = json.loads(os.environ["SERVED"])
"""What the test says: ``database``, ``settings`` of the package, further ``connection`` settings and ``middleware``."""
DATABASES = {"default": {**DATABASES["default"], "NAME": WHERE["database"], **WHERE.get("connection", {})}}
if DATABASE == "postgresql":
    DATABASES["default"]["OPTIONS"] = {"application_name": WHERE["name"], **DATABASES["default"].get("OPTIONS", {})}
ROOT_URLCONF = "tests.served.urls"
MEDIA_ROOT = os.environ.get("SERVED_MEDIA", "")
MIDDLEWARE = ["django.middleware.locale.LocaleMiddleware", *WHERE.get("middleware", [])]
DJANGO_GRAPHQL_AUTO = {
    "READ": "public",
    "EXPOSE": ["shop"],
    "EXTRA_QUERIES": ["tests.served.queries.Query"],
    "STREAM_MAX_ROWS": 1_000,
    "STREAM_FOR": "public",
    "STREAM_CHUNK_ROWS": 10,
    **WHERE.get("settings", {}),
}
