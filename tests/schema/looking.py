"""Prints the fingerprint and the validity of a project's schema, built with its apps in the order of the first argument."""

import random
import sys

import django
from django.conf import settings
from graphql import build_schema as read_sdl
from graphql import validate_schema

order = sys.argv[1]
if order == "reversed":
    settings.INSTALLED_APPS = settings.INSTALLED_APPS[::-1]
elif order != "as it is":
    random.Random(order).shuffle(settings.INSTALLED_APPS)
django.setup()

from django_graphql_auto.schema.build import build_schema, print_sdl  # noqa: E402

built = build_schema()
again = read_sdl(built.sdl)
assert validate_schema(built.graphql_schema) == []
assert validate_schema(again) == []
assert print_sdl(again) == built.sdl
print(built.fingerprint, len(built.entities))
