from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from django_graphql_auto.introspection import look_at
from tests.introspection.looks import column

pytestmark = [pytest.mark.postgresql, pytest.mark.skipif(settings.DATABASE != "postgresql", reason="needs DATABASE=postgresql")]


@pytest.fixture
def shelf() -> type[models.Model]:
    return apps.get_model("everything.Shelf")


def test_an_array_tells_its_element(shelf: type[models.Model]) -> None:
    labels = column(shelf, "labels")
    assert labels.field_class.__name__ == "ArrayField"
    assert labels.base is not None
    assert (labels.base.field_class, labels.base.max_length) == (models.CharField, 20)


def test_an_array_of_arrays_tells_both_elements(shelf: type[models.Model]) -> None:
    row = column(shelf, "grid").base
    assert row is not None
    assert row.field_class.__name__ == "ArrayField"
    assert row.base is not None
    assert row.base.field_class is models.IntegerField


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("sizes", models.IntegerField),
        ("big_sizes", models.BigIntegerField),
        ("prices", models.DecimalField),
        ("season", models.DateField),
        ("opened", models.DateTimeField),
    ],
)
def test_a_range_tells_its_bounds(shelf: type[models.Model], name: str, base: type[models.Field[Any, Any]]) -> None:
    found = column(shelf, name).base
    assert found is not None
    assert found.field_class is base


@pytest.mark.django_db
def test_hstore_and_its_neighbours_can_be_stored(shelf: type[models.Model]) -> None:
    row = shelf._base_manager.create(labels=["a"], attributes={"colour": "red"}, grid=[[1, 2, 3]])
    assert shelf._base_manager.values("attributes", "labels").get(pk=row.pk) == {"attributes": {"colour": "red"}, "labels": ["a"]}
    assert column(shelf, "attributes").base is None


def test_an_exclusion_constraint_is_no_unique_key(shelf: type[models.Model]) -> None:
    assert [key.fields for key in look_at(shelf).unique_keys] == [("id",)]
