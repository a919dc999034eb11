"""What methods of the project take: rows by id, enumerations, dataclasses, lists, defaults."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from django_graphql_auto import mutation
from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.schema import global_id
from django_graphql_auto.schema.build import build_schema
from tests.apps.shop.models import Brand, Product, Supplier, Tag
from tests.mutations.writing import ERRORS, errors


class Urgency(Enum):
    LOW = 1
    HIGH = 2


@dataclass
class Line:
    tag: Tag
    count: int = 1
    until: date | None = None
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValidationError({"count": ValidationError("Nothing is no count.", code="min_value")})


@dataclass
class Order:
    lines: list[Line]
    urgency: Urgency = Urgency.LOW


@pytest.fixture
def calls(declare, shop):
    """Declares a method for products."""
    return lambda method: declare(Product, act=mutation("shop.change_product", name="act")(method))


def act(api, shop, arguments, **variables):
    heads = {"id": "ID!", **{name: kind for name, (kind, _) in variables.items()}}
    head = ", ".join(f"${name}: {kind}" for name, kind in heads.items())
    document = f"mutation({head}) {{ act(id: $id{arguments and ', ' + arguments}) {{ {ERRORS} }} }}"
    return api(document, id=shop.anvil.pk, **{name: value for name, (_, value) in variables.items()})


def signature():
    """The arguments of ``act``, as the schema has them."""
    return build_schema().graphql_schema.mutation_type.fields["act"].args


def test_a_row_is_named_by_its_key_or_global_id(api, shop, calls):
    kept = []

    def move(self, product, access, brand: Brand) -> None:
        kept.append(brand)

    calls(move)
    for name in (str(shop.umbra.pk), global_id.encode("shop.brand", (shop.umbra.pk,))):
        assert errors(act(api, shop, "brand: $brand", brand=("ID!", name))) == []
    assert kept == [shop.umbra, shop.umbra]


def test_a_row_that_is_hidden_or_missing_is_not_found_where_it_was_named(api, shop, declare):
    kept = []

    @mutation("shop.change_product", name="act")
    def move(self, product, access, brand: Brand) -> None:
        kept.append(brand)

    declare(Product, act=move)
    declare(Brand, scope=lambda self, access: Q(is_active=True))
    for name in (str(shop.umbra.pk), "999999"):
        assert errors(act(api, shop, "brand: $brand", brand=("ID!", name))) == [("brand", "NOT_FOUND")]
    assert errors(act(api, shop, "brand: $brand", brand=("ID!", "nonsense"))) == [("brand", "INVALID")]
    assert kept == []


def test_rows_of_a_list_are_found_in_one_statement_and_missed_each_by_itself(api, shop, calls):
    kept = []

    def pin(self, product, access, tags: list[Tag], also: Tag | None = None) -> None:
        kept.append(([tag.name for tag in tags], also))

    calls(pin)
    tags = [shop.covert.pk, shop.plain.pk]
    with CaptureQueriesContext(connection) as statements:
        assert errors(act(api, shop, "tags: $tags, also: $also", tags=("[ID!]!", tags), also=("ID", shop.plain.pk))) == []
    assert kept == [(["covert", "plain"], shop.plain)]
    assert len([each for each in statements if "shop_tag" in each["sql"]]) == 1
    found = errors(act(api, shop, "tags: $tags", tags=("[ID!]!", [999_998, shop.plain.pk, 999_999])))
    assert found == [("tags.0", "NOT_FOUND"), ("tags.2", "NOT_FOUND")]


def test_a_row_that_is_named_twice_is_one_object(api, shop, calls):
    kept = []

    def merge(self, product, access, others: list[Product]) -> None:
        kept.append([other is product for other in others] + [others[1] is others[2]])

    calls(merge)
    names = [shop.anvil.pk, shop.beam.pk, global_id.encode("shop.product", (shop.beam.pk,))]
    assert errors(act(api, shop, "others: $others", others=("[ID!]!", names))) == []
    assert kept == [[True, False, False, True]]


def test_more_rows_than_a_mutation_writes_are_refused(api, shop, calls, settings):
    def pin(self, product, access, tags: list[Tag]) -> None: ...

    calls(pin)
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "MAX_WRITTEN_ROWS": 2}
    assert errors(act(api, shop, "tags: $tags", tags=("[ID!]!", [shop.plain.pk] * 3))) == [("tags.2", "LIMIT_EXCEEDED")]


def test_a_row_with_a_text_as_its_key_is_named_by_it(api, shop, calls):
    kept = []

    def order(self, product, access, supplier: Supplier) -> None:
        kept.append(supplier.name)

    calls(order)
    assert errors(act(api, shop, 'supplier: "S1"')) == []
    assert kept == ["Seen"]


def test_enumerations_arrive_as_their_members(api, shop, calls):
    kept = []

    def mark(self, product, access, status: Product.Status, urgency: Urgency = Urgency.HIGH, others: list[Urgency] | None = None) -> None:
        kept.append((status, urgency, others))

    calls(mark)
    assert errors(act(api, shop, "status: LIVE")) == []
    assert errors(act(api, shop, "status: DRAFT, urgency: LOW, others: [LOW, HIGH]")) == []
    assert kept == [(Product.Status.LIVE, Urgency.HIGH, None), (Product.Status.DRAFT, Urgency.LOW, [Urgency.LOW, Urgency.HIGH])]
    assert {name: str(argument.type) for name, argument in signature().items() if name in ("status", "urgency", "others")} == {
        "status": "ProductStatusChoices!",
        "urgency": "Urgency!",
        "others": "[Urgency!]",
    }
    assert "urgency: Urgency! = HIGH" in build_schema().sdl


def test_a_dataclass_is_an_input_with_what_it_holds(api, shop, calls):
    kept = []

    def order(self, product, access, order: Order) -> None:
        kept.append(order)

    calls(order)
    given = {"lines": [{"tag": shop.plain.pk}, {"tag": shop.covert.pk, "count": 3, "until": "2030-01-02", "notes": ["soon"]}]}
    assert errors(act(api, shop, "order: $order", order=("OrderInput!", given))) == []
    assert kept == [Order([Line(shop.plain), Line(shop.covert, 3, date(2030, 1, 2), ["soon"])], Urgency.LOW)]
    assert "input LineInput {\n  tag: ID!\n  count: Int! = 1\n  until: Date = null\n  notes: [String!]! = []\n}" in build_schema().sdl


def test_what_is_wrong_in_a_dataclass_is_told_where_it_is(api, shop, calls):
    def order(self, product, access, order: Order) -> None:
        raise ValidationError({"order.lines.0.until": ValidationError("Too late.", code="late"), "price": "Too high."})

    calls(order)
    wrong = {"lines": [{"tag": shop.plain.pk, "count": 0}, {"tag": shop.plain.pk, "count": -1}]}
    found = errors(act(api, shop, "order: $order", order=("OrderInput!", wrong)))
    assert found == [("order.lines.0.count", "MIN_VALUE"), ("order.lines.1.count", "MIN_VALUE")]
    missing = {"lines": [{"tag": shop.plain.pk}, {"tag": 999_999}]}
    assert errors(act(api, shop, "order: $order", order=("OrderInput!", missing))) == [("order.lines.1.tag", "NOT_FOUND")]
    right = {"lines": [{"tag": shop.plain.pk}]}
    found = errors(act(api, shop, "order: $order", order=("OrderInput!", right)))
    assert found == [("order.lines.0.until", "LATE"), ("price", "INVALID")]


def test_a_default_that_no_schema_can_say_holds_for_null_and_absence(api, shop, calls):
    kept = []

    def order(self, product, access, line: Line = Line(None, 7)) -> None:  # noqa: B008 - what a project may write
        kept.append(line.count)

    calls(order)
    assert str(signature()["line"].type) == "LineInput"
    assert errors(act(api, shop, "")) == []
    assert errors(act(api, shop, "line: null")) == []
    assert kept == [7, 7]


def test_texts_that_no_database_stores_are_refused_before_the_method_runs(api, shop, calls):
    def name(self, product, access, name: str, price: Decimal | None = None) -> None:
        raise AssertionError("The method ran.")

    calls(name)
    assert errors(act(api, shop, "name: $name", name=("String!", "a\0b"))) == [("name", "NULL_CHARACTERS_NOT_ALLOWED")]


def test_arguments_may_be_called_as_those_of_other_mutations(api, shop, calls):
    kept = []

    def find(self, product, access, where: str, inputs: int, update: int) -> None:
        kept.append((where, inputs, update))

    calls(find)
    assert errors(act(api, shop, 'where: "here", inputs: 1, update: 2')) == []
    assert kept == [("here", 1, 2)]


def test_a_dataclass_that_only_type_checkers_understand_is_refused(calls, shop):
    @dataclass
    class Blurred:
        thing: "Nowhere"  # type: ignore[name-defined]  # noqa: F821

    def order(self, product, access, blurred: Blurred) -> None: ...

    calls(order)
    with pytest.raises(SchemaError, match="annotations of Blurred can't be read"):
        build_schema()


def test_a_model_that_is_not_served_is_no_argument(declare, calls, settings, shop):
    def move(self, product, access, brand: Brand) -> None: ...

    calls(move)
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "EXPOSE": ["shop.Product"]}
    with pytest.raises(SchemaError, match="Brand, which is not served"):
        build_schema()
