import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import models
from django.test.utils import isolate_apps, override_settings
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from django_graphql_auto.introspection import forget, look_at
from tests.apps.everything.models import (
    Article,
    Columns,
    Country,
    Diner,
    Document,
    Landmark,
    LegacyView,
    Person,
    Pizzeria,
    Place,
    PlainDocument,
    Restaurant,
    Tower,
)
from tests.introspection.looks import Passing


def test_a_model_is_looked_at_once() -> None:
    assert look_at(Person) is look_at(Person)


def test_what_was_looked_at_can_be_forgotten(fresh_look: None) -> None:
    before = look_at(Person)
    forget()
    assert look_at(Person) is not before
    assert look_at(Person).fields == before.fields


@pytest.mark.django_db
def test_a_look_asks_the_database_nothing(fresh_look: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        look_at(Columns)


def test_names_are_the_models_own() -> None:
    info = look_at(Columns)
    assert (info.label, info.app_label, info.object_name) == ("everything.columns", "everything", "Columns")
    assert (info.verbose_name, info.verbose_name_plural, info.db_table) == ("set of columns", "sets of columns", "everything_columns")


def test_a_docstring_describes_a_model_before_its_table_comment_does_and_djangos_own_does_not() -> None:
    assert look_at(Person).description == "Somebody.\n\nAnd more about them."
    assert look_at(Country).description == "Countries by their ISO code."
    assert look_at(Place).description == ""


def test_texts_are_in_the_projects_language_whoever_asks_first(fresh_look: None) -> None:
    with override_settings(LANGUAGE_CODE="de"), translation.override("fr"):
        assert look_at(Session).verbose_name == "Sitzung"


def test_ordering_is_as_it_is_written() -> None:
    assert look_at(Columns).ordering == ("-integer", models.F("char").asc(nulls_last=True))
    assert look_at(Article).ordering == ("state",)
    assert look_at(Person).ordering == ()


def test_parents_come_nearest_first_and_children_are_direct() -> None:
    assert look_at(Pizzeria).parents == (Restaurant, Place)
    assert look_at(Tower).parents == (Place, Landmark)
    assert look_at(Place).children == (Restaurant, Tower)
    assert look_at(Restaurant).children == (Pizzeria,)
    assert look_at(Article).parents == ()


def test_a_proxy_shares_its_tables_family() -> None:
    info = look_at(Diner)
    assert (info.proxy, info.concrete_model, info.parents, info.children) == (True, Restaurant, (Place,), (Pizzeria,))
    assert info.verbose_name == "diner"


def test_unmanaged_and_auto_created_models_say_so() -> None:
    assert not look_at(LegacyView).managed
    assert look_at(Person.follows.through).auto_created
    assert not look_at(Person).auto_created


def test_a_manager_that_filters_is_not_plain() -> None:
    assert not look_at(Document).plain_manager
    assert look_at(PlainDocument).plain_manager
    assert look_at(Person).plain_manager
    assert look_at(get_user_model()).plain_manager


@isolate_apps("tests.apps.everything")
def test_a_manager_that_may_filter_later_is_not_plain() -> None:
    class Tenanted(models.Manager["Row"]):
        tenant: str | None = None

        def get_queryset(self) -> "models.QuerySet[Row]":
            rows = super().get_queryset()
            return rows.filter(tenant=self.tenant) if self.tenant else rows

    class Row(Passing):
        tenant = models.CharField(max_length=10)
        objects = Tenanted()

    assert not look_at(Row).plain_manager


@isolate_apps("tests.apps.everything")
def test_a_queryset_class_that_filters_from_the_start_is_not_plain() -> None:
    class Living(models.QuerySet["Animal"]):
        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, **kwargs)  # type: ignore[arg-type]
            if not self.query.where:
                self.query.add_q(models.Q(dead=False))

    class Animal(Passing):
        dead = models.BooleanField(default=False)
        objects = Living.as_manager()

    assert not look_at(Animal).plain_manager
