"""``modelSchema``: what a form or a table must know of a model, and nothing of what its user may not read."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User

from django_graphql_auto import ModelOptions, computed, expression
from django_graphql_auto.testing import GraphQLClient, assert_statements, execute_plain
from tests.apps.everything.models import Columns
from tests.apps.shop.models import Brand, Category, Product, StockLevel, Supply
from tests.conftest import Declare

pytestmark = pytest.mark.django_db

DOCUMENT = """query($model: String!) { modelSchema(model: $model) {
    model type verboseName verboseNamePlural description uniqueTogether
    rights { read add change delete }
    fields {
        name type label helpText required nullable readOnly unique hasDefault default maxLength minLength minValue maxValue
        maxDigits decimalPlaces pattern format choices { name value label } many models filterable orderable
    }
} }"""


@pytest.fixture
def described(open_shop: None, settings: Any) -> Any:
    """Asks the engine and the oracle, who must agree."""
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "MODEL_SCHEMA": True}

    def ask(model: str, user: Any = None) -> Any:
        answer = GraphQLClient(user).query(DOCUMENT, {"model": model})
        assert not answer.errors, answer.errors
        assert execute_plain(DOCUMENT, {"model": model}, user).data == answer.data
        return answer["modelSchema"]

    return ask


def fields_of(schema: Any) -> dict[str, Any]:
    return {field["name"]: field for field in schema["fields"]}


def said(field: Any, *names: str) -> dict[str, Any]:
    return {name: field[name] for name in names}


def test_a_model_is_found_by_its_label_or_its_types_name(described):
    assert described("Shop.Product") == described("Product") == described("shop.product")
    schema = described("shop.category")
    assert said(schema, "model", "type", "verboseName", "verboseNamePlural") == {
        "model": "shop.category",
        "type": "Category",
        "verboseName": "category",
        "verboseNamePlural": "categories",
    }


def test_a_column_says_what_its_values_must_be(described):
    fields = fields_of(described("shop.product"))
    assert said(fields["name"], "label", "helpText", "type", "required", "maxLength", "readOnly") == {
        "label": "Name",
        "helpText": "What customers call it.",
        "type": "String!",
        "required": True,
        "maxLength": 120,
        "readOnly": False,
    }
    assert said(fields["price"], "required", "nullable", "maxDigits", "decimalPlaces", "type") == {
        "required": False,
        "nullable": True,
        "maxDigits": 10,
        "decimalPlaces": 2,
        "type": "Decimal",
    }
    assert said(fields["costPrice"], "hasDefault", "default", "required") == {"hasDefault": True, "default": "0", "required": False}
    assert said(fields["sku"], "unique", "maxLength") == {"unique": True, "maxLength": 20}
    assert said(fields["attributes"], "default", "required") == {"default": {}, "required": False}
    assert fields["pk"]["readOnly"] is True
    assert "id" not in fields


def test_choices_come_with_their_enum_members_and_labels(described):
    status = fields_of(described("shop.product"))["status"]
    assert status["choices"][0] == {"name": "DRAFT", "value": "draft", "label": "In the making"}
    assert said(status, "default", "type") == {"default": "DRAFT", "type": "ProductStatusChoices"}


def test_validators_are_limits_and_patterns(described):
    category = fields_of(described("shop.category"))
    assert said(category["slug"], "pattern", "format", "unique") == {"pattern": "^[-a-zA-Z0-9_]+$", "format": "slug", "unique": True}
    stock = fields_of(described("shop.product"))["stock"]
    assert stock["maxValue"] >= 2147483647 >= -2147483648 >= stock["minValue"]
    rating = fields_of(described("shop.review"))["rating"]
    assert rating["minValue"] == 0


def test_relations_say_where_they_lead(described):
    fields = fields_of(described("shop.product"))
    keys = ("models", "many", "required", "nullable", "readOnly", "label")
    assert said(fields["brand"], *keys) == {
        "models": ["shop.brand"],
        "many": False,
        "required": True,
        "nullable": False,
        "readOnly": False,
        "label": "Brand",
    }
    assert said(fields["tags"], *keys[:3]) == {"models": ["shop.tag"], "many": True, "required": False}
    assert said(fields["reviews"], "many", "readOnly", "label") == {"many": True, "readOnly": True, "label": "Reviews"}
    assert "shop.brand" in fields_of(described("shop.note"))["subject"]["models"]


def test_fields_that_are_unique_together_are_named(described):
    assert described("shop.supply")["uniqueTogether"] == [["product", "supplier"]]
    assert described("shop.stocklevel")["uniqueTogether"] == [["warehouse", "product"]]


def test_computed_fields_are_read_only(described, declare: Declare):
    class Options(ModelOptions):
        @computed(requires=["name"], description="Loud.")
        def shout(self, brand: Brand) -> str:
            return brand.name.upper()

        @expression()
        def echo(self, access: Any) -> str:
            return "name"

    declare(Brand, Options)
    fields = fields_of(described("shop.brand"))
    assert said(fields["shout"], "readOnly", "helpText", "type", "filterable") == {
        "readOnly": True,
        "helpText": "Loud.",
        "type": "String",
        "filterable": False,
    }
    assert said(fields["echo"], "readOnly", "filterable", "orderable") == {"readOnly": True, "filterable": True, "orderable": True}


def test_what_the_options_leave_out_is_not_described(described, declare):
    declare(Product, exclude=["cost_price", "brand"], filter_fields=["name"], order_fields=["name"])
    schema = described("shop.product")
    fields = fields_of(schema)
    assert "costPrice" not in fields
    assert "brand" not in fields
    assert said(fields["name"], "filterable", "orderable") == {"filterable": True, "orderable": True}
    assert said(fields["price"], "filterable", "orderable") == {"filterable": False, "orderable": False}


def test_a_key_with_a_hidden_column_is_not_told(described, declare):
    declare(Supply, exclude=["supplier"])
    assert described("shop.supply")["uniqueTogether"] == []
    declare(StockLevel, exclude=["warehouse"])
    assert described("shop.stocklevel")["uniqueTogether"] == []


def test_a_model_that_the_user_may_not_read_looks_like_none(described, declare):
    declare(Brand, read="permission")
    assert described("shop.brand") is None
    assert described("shop.nothing") is None
    assert described("auth.permission") is None
    assert "brand" not in fields_of(described("shop.product"))
    assert "shop.brand" not in fields_of(described("shop.note"))["subject"]["models"]


def test_the_users_own_rights_are_said(described, declare):
    declare(Category, read="permission")
    user = User.objects.create(username="editor")
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_category", "change_category"]))
    assert described("shop.category", user)["rights"] == {"read": True, "add": False, "change": True, "delete": False}


def test_nothing_is_described_where_the_setting_says_so(described, settings):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "MODEL_SCHEMA": False}
    assert described("shop.product") is None


def test_no_row_is_read(described):
    with assert_statements(0):
        described("shop.product")


def test_every_kind_of_column_can_be_described(described, settings):
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "EXPOSE": "all", "MODEL_SCHEMA": True}
    from django_graphql_auto.schema.live import current_schema

    for entity in current_schema().entities.values():
        assert described(entity.info.label)["model"] == entity.info.label
    assert len(fields_of(described(Columns._meta.label))) > 20
