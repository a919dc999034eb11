"""A server of its own: says at every line it is sent what its schema holds; with the argument ``announce`` it tells the others."""

import sys

import django
from graphql import GraphQLEnumType

django.setup()

from django_graphql_auto.schema.live import announce_schema_change, current_schema  # noqa: E402


def moods() -> str:
    choices = current_schema().graphql_schema.type_map["PersonMoodChoices"]
    assert isinstance(choices, GraphQLEnumType)
    return " ".join(choices.values)


if sys.argv[1:] == ["announce"]:
    announce_schema_change()
else:
    for _ in sys.stdin:
        print(moods(), flush=True)
