"""Methods of the project as mutations."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Q

from django_graphql_auto import ModelOptions, mutation
from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.schema.build import build_schema
from django_graphql_auto.testing import assert_error_code
from tests.apps.shop.models import Product
from tests.mutations.writing import ERRORS, errors, payload, user_who_may


class Offers(ModelOptions):
    @mutation("shop.change_product", description="Takes something off the price.")
    def reduce_price(self, product, access, percent: Decimal, reason: str = "none"):
        if percent >= 100:
            raise ValidationError({"price": ValidationError("Nothing is free.", code="free")})
        product.price = product.price * (100 - percent) / 100
        product.attributes = {"reason": reason, "by": access.user.get_username()}
        product.save()


REDUCE = (
    "mutation($id: ID!, $percent: Decimal!) { reducePriceProduct(id: $id, percent: $percent) { product { price attributes } "
    + ERRORS
    + " } }"
)


@pytest.fixture
def offers(declare, shop):
    declare(Product, **{name: value for name, value in vars(Offers).items() if not name.startswith("_")})


def test_a_method_runs_on_the_row_with_its_arguments(api, shop, offers):
    found = payload(api(REDUCE, id=shop.anvil.pk, percent="10"))
    assert found == {"product": {"price": "9.00", "attributes": {"reason": "none", "by": "boss"}}, "errors": []}


def test_what_a_method_refuses_is_data_and_nothing_is_stored(api, shop, offers):
    assert errors(api(REDUCE, id=shop.anvil.pk, percent="100")) == [("price", "FREE")]
    assert errors(api(REDUCE, id=999_999, percent="1")) == [("id", "NOT_FOUND")]
    shop.anvil.refresh_from_db()
    assert shop.anvil.price == 10


def test_a_method_needs_its_permission_and_a_row_that_may_be_changed(api, shop, offers, declare):
    assert_error_code(api(REDUCE, user=None, id=shop.anvil.pk, percent="1"), "UNAUTHENTICATED")
    assert_error_code(api(REDUCE, user=user_who_may("add_product"), id=shop.anvil.pk, percent="1"), "FORBIDDEN")
    scope = lambda self, access: Q(sku="A1") if access.action == "change" else Q()  # noqa: E731
    declare(Product, scope=scope, reduce_price=Offers.reduce_price)
    assert errors(api(REDUCE, id=shop.beam.pk, percent="1")) == [("id", "FORBIDDEN")]
    assert payload(api(REDUCE, id=shop.anvil.pk, percent="1"))["errors"] == []


def test_a_method_of_the_model_itself_is_a_mutation(api, shop, declare, monkeypatch):
    @mutation("shop.change_product", name="retireProduct")
    def retire(self) -> None:
        self.status = "gone"
        self.save()

    monkeypatch.setattr(Product, "retire", retire, raising=False)
    declare(Product)
    document = "mutation($id: ID!) { retireProduct(id: $id) { product { status } } }"
    assert payload(api(document, id=shop.anvil.pk)) == {"product": {"status": "GONE"}}


def test_a_method_of_the_model_gets_the_access_where_it_asks_for_it(api, shop, declare, monkeypatch):
    @mutation("shop.change_product")
    def sign(self, note: str, access=None) -> None:
        self.attributes = {note: access.user.get_username()}
        self.save()

    monkeypatch.setattr(Product, "sign", sign, raising=False)
    declare(Product)
    document = 'mutation($id: ID!) { signProduct(id: $id, note: "by") { product { attributes } } }'
    assert payload(api(document, id=shop.anvil.pk)) == {"product": {"attributes": {"by": "boss"}}}


def test_two_mutations_of_one_name_are_refused(declare):
    class Clash(ModelOptions):
        @mutation("shop.change_product", name="updateProduct")
        def update(self, product, access) -> None: ...

    declare(Product, update=Clash.update)
    with pytest.raises(SchemaError, match="updateProduct"):
        build_schema()
