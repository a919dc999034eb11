"""Serializers of Django REST framework as mutations: the same rights and rules as for forms, errors at any depth."""

from __future__ import annotations

import pytest
from django.db.models import Q

from django_graphql_auto import SerializerMutation, mutation
from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.schema.build import build_schema
from django_graphql_auto.testing import HttpGraphQLClient, assert_error_code
from tests.apps.shop.models import Article, Product, Tag
from tests.mutations.test_changes import listening  # noqa: F401 - a fixture
from tests.mutations.writing import ERRORS, errors, payload, user_who_may

serializers = pytest.importorskip("rest_framework.serializers")


class ProductSerializer(serializers.ModelSerializer):
    shown = serializers.SerializerMethodField()
    reason = serializers.CharField(write_only=True, required=False)
    title = serializers.CharField(source="name", max_length=20)

    class Meta:
        model = Product
        fields = ("id", "title", "sku", "brand", "category", "tags", "status", "stock", "created_at", "shown", "reason")
        read_only_fields = ("stock",)

    def get_shown(self, row):
        return row.name

    def _without(self, values):
        return {name: value for name, value in values.items() if name != "reason"}

    def create(self, values):
        return super().create(self._without(values))

    def update(self, row, values):
        return super().update(row, self._without(values))


CREATE = (
    "mutation($input: AddProductInput!) { addProduct(input: $input) { product { name status tags { nodes { name } } } " + ERRORS + " } }"
)
UPDATE = "mutation($id: ID!, $input: EditProductInput!) { editProduct(id: $id, input: $input) { product { name } " + ERRORS + " } }"


@pytest.fixture
def products(registering):
    made = {"serializer_class": ProductSerializer}
    registering(mutation("shop.add_product")(type("AddProduct", (SerializerMutation,), made)))
    registering(mutation("shop.change_product")(type("EditProduct", (SerializerMutation,), {**made, "operation": "update"})))


@pytest.fixture
def new(shop):
    return {
        "title": "Saw",
        "sku": "S1",
        "brand": shop.acme.pk,
        "tags": [shop.plain.pk],
        "status": "LIVE",
        "createdAt": "2024-01-01T00:00:00Z",
        "reason": "because",
    }


def test_a_model_serializer_stores_a_row(api, products, new):
    found = payload(api(CREATE, input=new))
    assert found == {"product": {"name": "Saw", "status": "LIVE", "tags": {"nodes": [{"name": "plain"}]}}, "errors": []}


def test_fields_that_are_only_read_are_no_input_and_those_that_are_only_written_are(shop, declare, products):
    types = build_schema().graphql_schema.type_map
    assert {name: str(field.type) for name, field in types["AddProductInput"].fields.items()} == {
        "title": "String!",
        "sku": "String!",
        "brand": "ID!",
        "category": "ID",
        "tags": "[ID!]",
        "status": "ProductStatusChoices",
        "createdAt": "DateTime!",
        "reason": "String",
    }
    assert str(types["EditProductInput"].fields["sku"].type) == "String"


def test_what_is_absent_stays_and_what_is_wrong_is_told(api, shop, products):
    assert errors(api(UPDATE, id=shop.anvil.pk, input={"title": "Amboss"})) == []
    row = Product.objects.get(pk=shop.anvil.pk)
    assert (row.name, row.sku, row.category, row.tags.count()) == ("Amboss", "A1", shop.open_, 2)
    long = payload(api(UPDATE, id=shop.anvil.pk, input={"title": "A title of too many words", "sku": "B1"}))
    assert [(error["path"], error["field"], error["code"]) for error in long["errors"]] == [
        (["input", "title"], "title", "MAX_LENGTH"),
        (["input", "sku"], "sku", "UNIQUE"),
    ]


def test_a_relation_that_is_not_given_keeps_what_others_add_meanwhile(api, shop, registering):
    class SlowSerializer(ProductSerializer):
        def validate(self, values):
            Product.tags.through.objects.create(product=self.instance, tag=Tag.objects.create(name="new"))
            return values

    declared = type("EditProduct", (SerializerMutation,), {"serializer_class": SlowSerializer, "operation": "update"})
    registering(mutation("shop.change_product")(declared))
    assert errors(api(UPDATE, id=shop.anvil.pk, input={"title": "Amboss"})) == []
    assert shop.anvil.tags.count() == 3


def test_what_a_user_does_not_see_stays_in_a_relation_that_is_given(api, shop, products, declare):
    declare(Tag, scope=lambda self, access: ~Q(name="covert"))
    fresh = Tag.objects.create(name="fresh")
    for given in ([fresh], []):
        assert errors(api(UPDATE, id=shop.anvil.pk, input={"tags": [tag.pk for tag in given]})) == []
        assert set(shop.anvil.tags.all()) == {shop.covert, *given}


def test_hidden_rows_and_row_rules_hold_for_serializers(api, shop, products, new, declare):
    declare(Product, scope=lambda self, access: ~Q(pk=shop.ghost.pk) if access.action == "view" else Q(brand=shop.acme))
    declare(Tag, scope=lambda self, access: ~Q(pk=shop.covert.pk))
    for missing in (shop.ghost.pk, 0):
        assert errors(api(UPDATE, id=missing, input={"title": "x"})) == [("id", "NOT_FOUND")]
    for missing in (shop.covert.pk, 0):
        assert errors(api(CREATE, input=new | {"tags": [shop.plain.pk, missing]})) == [("input.tags.1", "NOT_FOUND")]
    assert errors(api(CREATE, input=new | {"brand": shop.umbra.pk})) == [("input", "FORBIDDEN")]
    assert not Product.objects.filter(sku="S1").exists()


def test_rights_and_what_the_server_puts_in_hold_for_serializers(api, shop, products, new, declare, listening):  # noqa: F811
    heard = []
    declare(
        Product,
        write_rules={"name": "shop.add_tag"},
        set_on_create={"stock": 7},
        after_write=lambda self, row, access: heard.append((access.action, row.sku)),
    )
    ears = listening(Product)
    clerk = user_who_may("add_product")
    assert errors(api(CREATE, user=clerk, input=new)) == [("input.title", "FORBIDDEN")]
    assert_error_code(api(UPDATE, user=clerk, id=shop.anvil.pk, input={}), "FORBIDDEN")
    assert errors(api(CREATE, input=new)) == []
    assert Product.objects.get(sku="S1").stock == 7
    assert heard == [("add", "S1")]
    [change] = ears.changes
    assert (change.before, change.after["tags"]) == (None, [shop.plain.pk])


class LineSerializer(serializers.Serializer):
    sku = serializers.CharField()
    count = serializers.IntegerField(min_value=1)

    def validate(self, values):
        if values["sku"] == "evil":
            raise serializers.ValidationError("Not this one.", code="evil")
        return values


class OrderSerializer(serializers.Serializer):
    customer = serializers.HiddenField(default=serializers.CurrentUserDefault())
    article = serializers.PrimaryKeyRelatedField(queryset=Article.objects.all())
    lines = LineSerializer(many=True)
    first = LineSerializer(required=False)
    urgency = serializers.ChoiceField(choices=[(1, "Low"), (2, "High")], default=1)
    days = serializers.ListField(child=serializers.DateField(), required=False)
    attributes = serializers.DictField(required=False)

    def validate(self, values):
        if len(values["lines"]) > 2:
            raise serializers.ValidationError("Too many.", code="too_many")
        return values

    def create(self, values) -> str:
        lines = ", ".join(f"{line['count']} {line['sku']}" for line in values["lines"])
        return f"{values['customer']} {values['article'].title} {lines} {values['urgency']} {values.get('days')}"


ORDER = "mutation($input: OrderInput!) { order(input: $input) { result " + ERRORS + " } }"


@pytest.fixture
def ordering(registering):
    registering(mutation("shop.add_tag")(type("Order", (SerializerMutation,), {"serializer_class": OrderSerializer})))


def test_nested_serializers_are_nested_inputs_and_the_request_is_in_the_context(boss, shop, ordering, declare):
    given = {"article": shop.live.pk, "lines": [{"sku": "a", "count": 2}], "urgency": "HIGH", "days": ["2024-02-29"]}
    found = payload(HttpGraphQLClient(boss).query(ORDER, {"input": given}))
    assert found == {"result": "boss Live 2 a 2 [datetime.date(2024, 2, 29)]", "errors": []}


def test_errors_lead_into_nested_serializers(boss, shop, ordering, declare):
    given = {
        "article": shop.live.pk,
        "lines": [{"sku": "a", "count": 2}, {"sku": "", "count": 0}, {"sku": "evil", "count": 1}],
        "first": {"sku": "evil", "count": 1},
    }
    client = HttpGraphQLClient(boss)
    found = payload(client.query(ORDER, {"input": given}))
    assert [(".".join(error["path"]), error["field"], error["code"]) for error in found["errors"]] == [
        ("input.lines.1.sku", "sku", "BLANK"),
        ("input.lines.1.count", "count", "MIN_VALUE"),
        ("input.lines.2", "lines", "EVIL"),
        ("input.first", "first", "EVIL"),
    ]
    many = {"article": shop.live.pk, "lines": [{"sku": "a", "count": 2}] * 3}
    [error] = payload(client.query(ORDER, {"input": many}))["errors"]
    assert (error["path"], error["field"], error["code"], error["message"]) == (["input"], None, "TOO_MANY", "Too many.")


def refused(registering, serializer, **attributes):
    registering(mutation("shop.change_product")(type("Store", (SerializerMutation,), {"serializer_class": serializer, **attributes})))
    with pytest.raises(SchemaError) as refusal:
        build_schema()
    return refusal.value.message


def test_what_is_not_known_or_swept_up_or_put_in_by_the_server_is_refused(registering, declare, shop):
    class Odd(serializers.Field):
        pass

    class OddSerializer(serializers.Serializer):
        thing = Odd()
        create = None

    class AllSerializer(serializers.ModelSerializer):
        class Meta:
            model = Product
            fields = "__all__"

    class SlugSerializer(serializers.Serializer):
        brand = serializers.SlugRelatedField("name", queryset=Tag.objects.all())

        def create(self, values): ...

    class AskingSerializer(serializers.Serializer):
        def get_fields(self):
            return {"name": self.context["request"]}

        def create(self, values): ...

    declare(Product, exclude=["cost_price"])
    assert "Nothing is done" in refused(registering, OddSerializer)
    assert "'thing' of Store is a" in refused(registering, OddSerializer, save=lambda self, serializer, access: None)
    assert "takes 'cost_price' because it takes all columns" in refused(registering, AllSerializer)
    assert "of which nothing is known" in refused(registering, SlugSerializer)
    assert "can't be read without a request" in refused(registering, AskingSerializer)
    declare(Product, set_on_create={"status": "live"})
    assert "takes 'status', which the server puts in itself" in refused(registering, ProductSerializer)


def test_a_serializer_whose_row_is_changed_before_it_is_stored_is_refused_where_there_is_a_hook(registering, declare, shop):
    declare(Product, before_write=lambda self, row, access: None)
    assert "before_write" in refused(registering, ProductSerializer)
