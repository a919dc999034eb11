"""Every list, relation, order, filter and figure of every model answers what the ORM answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from django_graphql_auto.schema.build import BuiltSchema
from django_graphql_auto.schema.entities import Entity, Hop
from tests.third_party import checks
from tests.third_party.asking import Api, columns

PACKAGES = {
    "wagtail": ("wagtail", "wagtail.test"),
    "wagtail_test_sites": ("wagtail.test", "-"),
    "oscar_and_django": (("oscar", "django."), "-"),
    "taggit": ("taggit", "-"),
}
"""How the names of a package's applications begin, and how those do that are another's."""

package = pytest.mark.parametrize("package", PACKAGES)
Check = Callable[..., None]


def served(api: Api, name: str) -> list[Entity]:
    """A package's models whose tables are there."""
    inside, outside = PACKAGES[name]
    return [
        entity
        for entity in api.schema.entities.values()
        if (path := apps.get_app_config(entity.info.app_label).name).startswith(inside)
        and not path.startswith(outside)
        and checks.has_table(entity)
    ]


def each(check: Check, cases: Iterable[tuple[Any, ...]]) -> None:
    """Every failure at once, each with what it is about."""
    failures, count = [], 0
    for case in cases:
        count += 1
        try:
            with transaction.atomic():
                check(*case)
        except Exception as error:
            error.add_note(repr(case))
            failures.append(error)
    assert count
    if failures:
        raise ExceptionGroup(f"{len(failures)} of {count} failed", failures)


@package
def test_every_list_answers_every_value_of_every_row(superuser: Api, package: str) -> None:
    each(checks.check_list, ((superuser, entity) for entity in served(superuser, package)))


@package
def test_every_list_can_be_paged_by_its_cursors(superuser: Api, package: str) -> None:
    each(checks.check_cursors, ((superuser, entity) for entity in served(superuser, package)))


@package
def test_every_row_is_found_by_its_global_id_and_by_its_key(superuser: Api, package: str) -> None:
    each(checks.check_single_rows, ((superuser, entity) for entity in served(superuser, package)))


@package
def test_every_to_one_relation_answers(superuser: Api, package: str) -> None:
    each(checks.check_to_one, related(superuser, package, to_many=False))


@package
def test_every_to_many_relation_answers(superuser: Api, package: str) -> None:
    each(checks.check_to_many, related(superuser, package, to_many=True))


@pytest.mark.parametrize("package", ["wagtail", "oscar_and_django", "taggit"])
def test_anybody_reads_all_of_it_where_reading_is_public(anybody: Api, package: str) -> None:
    each(checks.check_list, ((anybody, entity) for entity in served(anybody, package)))
    each(checks.check_to_one, related(anybody, package, to_many=False))
    each(checks.check_to_many, related(anybody, package, to_many=True))


def test_nobody_reads_any_of_it_where_nothing_is_said(schema: BuiltSchema, db: None) -> None:
    stranger = Api(schema, AnonymousUser())
    for entity in schema.entities.values():
        answer = stranger.ask(f"{{ {entity.plural} {{ totalCount nodes {{ id }} }} }}")
        assert answer["data"] == {entity.plural: None}
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"]


@package
def test_every_figure_and_order_and_filter_of_every_column_answers(superuser: Api, package: str) -> None:
    entities = served(superuser, package)
    each(checks.check_figures, ((superuser, entity) for entity in entities))
    of_columns = [(superuser, entity, column) for entity in entities for column in columns(entity, own=True)]
    each(checks.check_filter, of_columns)
    each(checks.check_order, (case for case in of_columns if case[2].mapping.orderable))


@pytest.mark.parametrize("check", [checks.check_generic, checks.check_generic_filter])
def test_every_generic_foreign_key_leads_to_its_row_and_can_be_asked_for(superuser: Api, check: Check) -> None:
    each(check, ((superuser, entity, hop) for entity in superuser.schema.entities.values() for hop in entity.generics.values()))


def related(api: Api, package: str, to_many: bool) -> list[tuple[Any, ...]]:
    """Each relation of each model, without those that a model's parents have as well."""
    return [(api, entity, hop) for entity in served(api, package) for hop in own_hops(api, entity) if hop.to_many is to_many]


def own_hops(api: Api, entity: Entity) -> list[Hop]:
    inherited = {name for parent in entity.parents for name in api.schema.entities[parent].hops}
    return [hop for hop in entity.hops.values() if hop.name not in inherited]
