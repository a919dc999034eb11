"""What becomes of the declarations together is judged too, without a database."""

import subprocess
import sys
from decimal import Decimal
from enum import Enum
from typing import Any

import graphene
import pytest
from django.db import connection, models
from graphql import GraphQLField, GraphQLInterfaceType, GraphQLObjectType, GraphQLString

from django_graphql_auto import computed
from django_graphql_auto.checks.run import DECLARATIONS, messages
from django_graphql_auto.schema.field_mappings import FIELD_MAPPINGS
from tests.apps.everything.models import Columns, Plate
from tests.apps.shop.models import Brand, Product
from tests.checks.conftest import said

NAMED = GraphQLInterfaceType("Named", {"name": GraphQLField(GraphQLString)})
NAMELESS = GraphQLObjectType("Nameless", {"title": GraphQLField(GraphQLString)}, interfaces=[NAMED])


class Taking(graphene.ObjectType):
    """Its root field has the name of one of ours."""

    products = graphene.Int()


class Broken(graphene.ObjectType):
    answer = graphene.Field(lambda: 1 / 0)


class Colour(Enum):
    RED = 1


def test_two_models_that_would_share_a_name_are_an_error_at_the_second(registry, checked, settings):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop.brand", "shop.product"], "NAMES": {"shop.brand": "Ware", "shop.product": "Ware"}}
    [message] = messages(registry, DECLARATIONS)
    [(number, text, hint)] = said([message])
    assert (number, message.obj) == ("E201", Product)
    assert "'ware'" in text
    assert "NAMES" in hint


def test_a_hand_written_root_field_that_takes_our_name_is_an_error(checked, settings):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop.product"], "EXTRA_QUERIES": [f"{__name__}.Taking"]}
    [(number, text, _)] = checked()
    assert number == "E201"
    assert "products" in text


def test_a_hand_written_type_that_fails_is_an_error_and_no_trace(checked, settings):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop.product"], "EXTRA_QUERIES": [f"{__name__}.Broken"]}
    [(number, text, hint)] = checked()
    assert number == "E202"
    assert "division by zero" in text
    assert "hand-written" in hint


def test_a_schema_that_breaks_the_specification_is_an_error(checked, settings):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop.brand"], "EXTRA_TYPES": [f"{__name__}.NAMELESS"]}
    [(number, text, _)] = checked()
    assert number == "E201"
    assert "Named.name expected but Nameless does not provide it" in text


def returns_nothing_said(self, product):
    return 1


def returns_a_model(self, product) -> Brand:
    return product.brand


def returns_what_is_unknown_here(self, product) -> "Nowhere":  # noqa: F821
    return 1


def returns_a_list_of_models(self, product) -> list[Brand]:
    return []


@pytest.mark.parametrize("method", [returns_nothing_said, returns_a_model, returns_what_is_unknown_here, returns_a_list_of_models])
def test_a_computed_field_without_a_type_is_reported(method, declare):
    [message] = declare(**{method.__name__: computed()(method)})
    [(number, text, hint)] = said([message])
    assert (number, message.obj) == ("W201", Product)
    assert method.__name__ in text
    assert "scalar" in hint


@pytest.mark.parametrize(
    "annotation",
    [str, Decimal | None, list[int], tuple[str, ...], dict[str, Any], Any, Colour, list[Colour | None], int | str],
    ids=str,
)
def test_a_computed_field_with_a_type_is_sound(annotation, declare):
    def made(self, product):
        return None

    made.__annotations__["return"] = annotation
    assert declare(made=computed()(made)) == []


@pytest.mark.parametrize(
    ("where", "failure"),
    [
        ({"stok": {"lt": 5}}, "'stok'"),
        ({"stock": {"lt": "few"}}, "Int"),
        ({"status": {"eq": "live"}}, "live"),
        ({"stock": 5}, "IntOperators"),
        ({"price": {"lt": 5}}, "'price'"),
    ],
    ids=["no field", "no number", "no member", "no operator", "no filter"],
)
def test_a_preset_that_a_client_could_not_write_is_an_error(where, failure, declare):
    [message] = declare(presets={"low stock": where, "none": {"stock": {"eq": 0}}}, filter_fields=["stock", "status"])
    [(number, text, _)] = said([message])
    assert (number, message.obj) == ("E203", Product)
    assert "LOW_STOCK" in text
    assert failure in text


def test_a_search_path_over_a_model_that_is_not_served_is_reported(declare):
    [(number, text, _)] = said(declare(search_fields=["name", "brand__name"]))
    assert (number, "'brand__name'" in text) == ("W202", True)


def test_an_order_by_a_hidden_column_is_reported(declare):
    [(number, text, _)] = said(declare(exclude=["cost_price"], ordering=["-cost_price", "name"]))
    assert (number, "'cost_price'" in text) == ("W202", True)


def test_a_field_class_that_nothing_is_known_of_is_reported_with_its_columns(registry, declare, monkeypatch):
    monkeypatch.delitem(FIELD_MAPPINGS, models.Field)
    unknown = [row for row in FIELD_MAPPINGS if issubclass(models.CharField, row)]
    for row in unknown:
        monkeypatch.delitem(FIELD_MAPPINGS, row)
    [(number, text, hint)] = said(declare(Plate))
    assert number == "W203"
    assert "UpperCaseField" in text
    assert "everything.plate.number" in text
    assert "map_field()" in hint


def test_a_third_partys_field_class_is_noted_with_what_it_is_served_as(declare):
    [message] = declare(Plate)
    [(number, text, _)] = said([message])
    assert (number, message.is_serious()) == ("I201", False)
    assert text.endswith("nearest class that is known: tests.apps.everything.models.UpperCaseField as CharField.")


def test_django_own_field_classes_are_known(declare):
    assert declare(Columns) == []


def test_the_schema_is_not_built_of_mistaken_declarations(declare):
    assert [number for number, _, _ in said(declare(Plate, exclude="number"))] == ["E103"]


def test_checks_ask_no_database(declare, settings):
    with connection.execute_wrapper(lambda *arguments: pytest.fail("A statement ran.")):
        declare(Product, search_fields=["name"])


def test_manage_py_check_needs_no_database():
    """A whole project whose database can't be reached."""
    program = """
import django
from django.conf import settings
unreachable = {"ENGINE": "django.db.backends.sqlite3", "NAME": "/nowhere/at/all/db.sqlite3"}
settings.configure(
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django_graphql_auto", "tests.apps.shop"],
    DATABASES={"default": unreachable}, CACHES={"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", ROOT_URLCONF="tests.urls", SECRET_KEY="x" * 50,
    DJANGO_GRAPHQL_AUTO={"READ": "public"},
)
django.setup()
from django.core.management import call_command
call_command("check", tags=["graphql"])  # Django 6.1 itself asks SQLite about JSON
call_command("check", deploy=True, tags=["graphql"])
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "no issues" in run.stdout
    assert "W301" in run.stderr
