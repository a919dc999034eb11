"""A project with GeoDjango on MariaDB, in a process of its own: the other tests' backends are not spatial. Prints its answers as JSON."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django
from django.conf import settings

settings.configure(
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.gis", "django_graphql_auto", "tests.geometry"],
    DATABASES={
        "default": {
            "ENGINE": "django.contrib.gis.db.backends.mysql",
            "HOST": os.environ.get("MARIADB_HOST", "127.0.0.1"),
            "PORT": os.environ.get("MARIADB_PORT", "3306"),
            "USER": os.environ.get("MARIADB_USER", "root"),
            "PASSWORD": os.environ.get("MARIADB_PASSWORD", ""),
            "NAME": os.environ.get("MARIADB_DB", "mysql"),
            "TEST": {"NAME": f"test_geometry_{os.getpid()}"},
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
    DJANGO_GRAPHQL_AUTO={"READ": "public"},
)
django.setup()

from django.contrib.gis.geos import Point  # noqa: E402
from django.db import connection  # noqa: E402

from django_graphql_auto.execution import OperationRequest, execute  # noqa: E402
from tests.geometry.models import Harbour, Pier  # noqa: E402


def main(documents: list[tuple[str, dict[str, Any]]]) -> None:
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    hamburg = Harbour.objects.create(name="Hamburg", position=Point(9.97, 53.54, srid=4326))
    genoa = Harbour.objects.create(name="Genoa", position=Point(8.92, 44.41, srid=4326))
    Pier.objects.bulk_create([Pier(harbour=hamburg, length=300), Pier(harbour=genoa, length=900)])
    Harbour.objects.create(name="Nowhere")
    answers = [execute(OperationRequest(document, variables)) for document, variables in documents]
    connection.creation.destroy_test_db("mysql", verbosity=0)
    print(json.dumps([json.loads(answer.to_bytes()) for answer in answers]))


main(json.loads(sys.argv[1]))
