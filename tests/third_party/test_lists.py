"""Every list of every model, row by row and value by value."""

from __future__ import annotations

import pytest

from tests.third_party.asking import Api

from django_graphql_auto.schema.entities import Entity

PACKAGES = {
    "wagtail": "wagtailcore wagtailadmin wagtailusers wagtailembeds wagtailimages wagtaildocs wagtailforms wagtailredirects wagtailsearch wagtailsearchpromotions".split(),
}


def check_list(api: Api, entity: Entity) -> None:
    answered = {str(row["pk"]): row for row in api.rows(entity, api.selection(entity))}
    for row in entity.model._default_manager.all():
        found = answered.pop(str(row.pk))
        expected = api.expected(entity, row)
        assert {name: found[name] for name in expected} == expected
    assert not answered
