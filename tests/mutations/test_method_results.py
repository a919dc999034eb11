"""What methods of the project return, as it is answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q, QuerySet
from django.test.utils import CaptureQueriesContext

from django_graphql_auto import mutation
from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.schema.build import build_schema
from django_graphql_auto.testing import assert_error_code
from tests.apps.shop.models import Brand, Product, Review, Tag
from tests.mutations.writing import payload, user_who_may


class Grade(Enum):
    GOOD = Decimal("1.5")
    POOR = Decimal(4)


@dataclass
class Part:
    grade: Grade
    price: Decimal | None = None


@dataclass
class Summary:
    count: int
    parts: list[Part]
    status: Product.Status = Product.Status.LIVE


SUMMARY = "{ result { count status parts { grade price } } errors { code } }"
SUMMED_UP = {"count": 2, "status": "LIVE", "parts": [{"grade": "GOOD", "price": "1.50"}, {"grade": "POOR", "price": None}]}


@pytest.fixture
def summing(registering, shop):
    @registering
    @mutation("shop.add_tag")
    def sum_up(fail: bool = False) -> Summary:
        if fail:
            raise ValidationError("No.", code="no")
        Tag.objects.create(name="summed")
        return Summary(2, [Part(Grade.GOOD, Decimal("1.50")), Part(Grade.POOR)])


def test_a_dataclass_is_answered_as_a_type_of_its_own(api, summing):
    assert payload(api("mutation { sumUp " + SUMMARY + " }")) == {"result": SUMMED_UP, "errors": []}


def test_where_nothing_was_stored_there_is_no_result(api, summing):
    assert payload(api("mutation { sumUp(fail: true) " + SUMMARY + " }")) == {"result": None, "errors": [{"code": "NO"}]}


def test_what_a_write_that_is_only_tried_would_return_is_answered(api, summing):
    assert payload(api("mutation { sumUp(dryRun: true) " + SUMMARY + " }"))["result"] == SUMMED_UP
    assert not Tag.objects.filter(name="summed").exists()


def test_a_retry_is_answered_with_the_result_of_the_first(api, summing):
    for _ in range(2):
        assert payload(api('mutation { sumUp(idempotencyKey: "k") ' + SUMMARY + " }"))["result"] == SUMMED_UP
    assert Tag.objects.filter(name="summed").count() == 1


@pytest.mark.parametrize(
    ("annotation", "value", "answered", "kind"),
    [
        (int, 3, 3, "Int"),
        (Decimal, Decimal("1.10"), "1.10", "Decimal"),
        (list[str], ["a"], ["a"], "[String!]"),
        (list[int | None], [None, 1], [None, 1], "[Int]"),
        (Grade, Grade.POOR, "POOR", "Grade"),
        (list[Product.Status], [Product.Status.LIVE], ["LIVE"], "[ProductStatusChoices!]"),
        (dict, {"a": [1]}, {"a": [1]}, "JSON"),
        (str | None, None, None, "String"),
    ],
)
def test_a_value_is_answered_as_its_annotation_says_and_again_on_a_retry(
    api, shop, registering, settings, annotation, value, answered, kind
):
    def compute():
        return value

    compute.__annotations__["return"] = annotation
    registering(mutation("shop.add_tag")(compute))
    for _ in range(2):
        assert payload(api('mutation { compute(idempotencyKey: "k") { result } }')) == {"result": answered}
    assert str(build_schema().graphql_schema.type_map["ComputePayload"].fields["result"].type) == kind


@pytest.fixture
def copying(registering, shop):
    @registering
    @mutation("shop.add_brand")
    def copy_brand(brand: Brand, active: bool = True) -> Brand:
        return Brand.objects.create(name=f"{brand.name} 2", country=brand.country, is_active=active)


COPY = "mutation($id: ID!, $active: Boolean! = true) { copyBrand(brand: $id, active: $active %s) { brand { name } errors { code } } }"


def test_a_row_is_answered_under_the_model_s_name(api, shop, copying):
    assert payload(api(COPY % "", id=shop.acme.pk)) == {"brand": {"name": "Acme 2"}, "errors": []}
    assert payload(api(COPY % ", dryRun: true", id=shop.umbra.pk)) == {"brand": {"name": "Umbra 2"}, "errors": []}
    assert not Brand.objects.filter(name="Umbra 2").exists()


def test_a_row_that_the_user_may_not_see_is_answered_as_null(api, shop, copying, declare):
    declare(Brand, scope=lambda self, access: Q(is_active=True))
    assert payload(api(COPY % "", id=shop.acme.pk, active=False)) == {"brand": None, "errors": []}
    assert Brand.objects.filter(name="Acme 2").exists()


def test_a_retry_reads_the_returned_row_anew(api, shop, copying):
    first = payload(api(COPY % ', idempotencyKey: "k"', id=shop.acme.pk))
    Brand.objects.filter(name="Acme 2").update(name="Acme 3")
    assert first["brand"] == {"name": "Acme 2"}
    assert payload(api(COPY % ', idempotencyKey: "k"', id=shop.acme.pk)) == {"brand": {"name": "Acme 3"}, "errors": []}


@pytest.fixture
def touching(registering, shop):
    @registering(Product)
    @mutation("shop.change_product")
    def touch(skus: list[str]) -> Iterable[Product]:
        return Product.objects.filter(sku__in=skus).order_by("-sku")

    return 'mutation { touch(skus: ["A1", "B1", "G1"]) { products { name brand { name } reviews(first: 1) { nodes { rating } } } } }'


def test_rows_are_answered_in_their_order_without_hidden_ones_and_without_a_statement_for_each(api, shop, declare, touching):
    declare(Product, scope=lambda self, access: Q(brand__is_active=True))
    with CaptureQueriesContext(connection) as statements:
        found = payload(api(touching))["products"]
    assert [row["name"] for row in found] == ["Beam", "Anvil"]
    assert found[1]["brand"] == {"name": "Acme"}
    assert len([each for each in statements if each["sql"].startswith(("SELECT", "WITH"))]) <= 4


def test_more_rows_than_a_page_has_are_not_returned(api, shop, touching, settings):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "MAX_PAGE_SIZE": 2, "PAGE_SIZE": 2}
    document = 'mutation { touch(skus: ["A1", "B1", "G1"]) { products { name } errors { code } } }'
    assert payload(api(document)) == {"products": None, "errors": [{"code": "LIMIT_EXCEEDED"}]}


def test_what_returned_rows_may_cost_is_known_before(api, shop, touching, settings):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "MAX_COST": 30}
    assert_error_code(api(touching), "LIMIT_EXCEEDED")


def test_a_method_of_a_row_answers_the_row_and_what_it_returns(api, shop, declare):
    class Methods:
        @mutation("shop.change_product")
        def praise(self, product, access, text: str) -> Review:
            product.stock += 1
            product.save()
            return Review.objects.create(product=product, rating=5, text=text)

        @mutation("shop.change_product")
        def twin(self, product, access) -> Product:
            return Product.objects.get(sku="B1")

    declare(Product, praise=Methods.praise, twin=Methods.twin)
    document = 'mutation($id: ID!) { praiseProduct(id: $id, text: "good") { product { stock } review { text } errors { code } } }'
    assert payload(api(document, id=shop.anvil.pk)) == {"product": {"stock": 2}, "review": {"text": "good"}, "errors": []}
    document = "mutation($id: ID!) { twinProduct(id: $id) { product { sku } result { sku } } }"
    assert payload(api(document, id=shop.anvil.pk)) == {"product": {"sku": "A1"}, "result": {"sku": "B1"}}


def test_a_value_of_another_kind_than_was_said_is_a_fault_and_undone(api, shop, registering):
    @registering
    @mutation("shop.add_tag")
    def mix_up() -> int:
        Tag.objects.create(name="half")
        return "secret"

    result = api("mutation { mixUp { result } }")
    assert_error_code(result, "INTERNAL")
    assert "secret" not in str(result.errors)
    assert not Tag.objects.filter(name="half").exists()


def test_values_may_be_made_one_by_one(api, shop, registering):
    @registering
    @mutation("shop.add_tag")
    def count_up() -> Iterable[int]:
        yield from (1, 2)

    assert payload(api('mutation { countUp(idempotencyKey: "k") { result } }')) == {"result": [1, 2]}


def test_rows_of_a_model_that_the_user_may_not_read_are_not_answered(api, shop, touching, settings):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "READ": "permission"}
    document = 'mutation { touch(skus: ["A1"]) { products { name } errors { code } } }'
    assert payload(api(document, user=user_who_may("change_product"))) == {"products": [], "errors": []}


def test_a_row_of_another_model_than_was_said_is_a_fault(api, shop, registering):
    @registering
    @mutation("shop.add_tag")
    def mix_up() -> Brand:
        return Tag.objects.create(name="half")

    assert_error_code(api("mutation { mixUp { brand { name } } }"), "INTERNAL")
    assert not Tag.objects.filter(name="half").exists()


@dataclass
class Holding:
    brand: Brand


def test_rows_inside_other_values_are_refused(registering, shop):
    @registering
    @mutation("shop.add_tag")
    def hold() -> Holding: ...

    with pytest.raises(SchemaError, match="Brand inside another value"):
        build_schema()


def test_a_queryset_without_a_model_is_refused(registering, shop):
    @registering
    @mutation("shop.add_tag")
    def look() -> QuerySet[Tag]: ...

    with pytest.raises(SchemaError, match="QuerySet"):
        build_schema()


def test_a_method_that_returns_nothing_has_the_payload_of_its_model(declare, shop):
    @mutation("shop.change_product")
    def stay(self, product, access) -> None: ...

    declare(Product, stay=stay)
    built = build_schema().graphql_schema
    assert str(built.mutation_type.fields["stayProduct"].type) == "ProductPayload"
    assert "StayProductPayload" not in built.type_map
