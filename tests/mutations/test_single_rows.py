"""Rows are created, changed, deleted and upserted one by one."""

import pytest
from django.db import transaction

from django_graphql_auto.testing import assert_error_code, assert_no_errors, assert_statements
from tests.apps.everything.models import Columns, Offer, Place
from tests.apps.shop.models import Article, Barcode, Book, Brand, Category, Device, Product, StockLevel, Supplier, Tag
from tests.mutations.writing import ERRORS, errors, payload

CREATE = (
    "mutation($input: ProductCreateInput!) { createProduct(input: $input) { product { pk name price status } " + ERRORS + " deletedId } }"
)
UPDATE = (
    "mutation($id: ID!, $input: ProductUpdateInput!) { updateProduct(id: $id, input: $input) { product { name price } " + ERRORS + " } }"
)
NEW = {"name": "Pot", "sku": "P1", "createdAt": "2024-05-01T00:00:00Z"}


def test_a_new_row_is_stored_and_answered(api, shop):
    made = payload(api(CREATE, input={**NEW, "price": "12.50", "status": "LIVE", "brand": {"connect": {"name": "Acme"}}}))
    product = Product.objects.get(sku="P1")
    assert made == {
        "product": {"pk": str(product.pk), "name": "Pot", "price": "12.50", "status": "LIVE"},
        "errors": [],
        "deletedId": None,
    }
    assert (product.brand, product.stock, product.attributes) == (shop.acme, 0, {})


def test_what_is_absent_stays_and_null_empties(api, shop):
    made = payload(api(UPDATE, id=shop.anvil.pk, input={"price": None}))
    assert made["product"] == {"name": "Anvil", "price": None}
    shop.anvil.refresh_from_db()
    assert (shop.anvil.price, shop.anvil.stock, shop.anvil.category) == (None, 1, shop.open_)


def test_null_is_refused_where_a_column_needs_a_value(api, shop):
    assert errors(api(UPDATE, id=shop.anvil.pk, input={"stock": None, "status": None})) == [
        ("input.status", "NULL"),
        ("input.stock", "NULL"),
    ]


def test_errors_are_django_s_own_with_a_path_and_nothing_is_stored(api, shop):
    answer = payload(api(UPDATE, id=shop.anvil.pk, input={"name": "", "price": "1.234", "sku": "G1", "stock": 7}))
    assert answer["product"] is None
    assert [(error["path"], error["field"], error["code"]) for error in answer["errors"]] == [
        (["input", "name"], "name", "BLANK"),
        (["input", "price"], "price", "MAX_DECIMAL_PLACES"),
        (["input", "sku"], "sku", "UNIQUE"),
    ]
    assert answer["errors"][1]["params"] == {"max": 2}
    assert answer["errors"][2]["message"] == "Product with this Sku already exists."
    shop.anvil.refresh_from_db()
    assert shop.anvil.stock == 1


def test_a_row_that_is_deleted_leaves_its_id(api, shop):
    found = payload(api("mutation($id: ID!) { deleteTag(id: $id) { deletedId tag { name } errors { code } } }", id=shop.covert.pk))
    assert found["tag"] is None
    assert payload(api("query($id: ID!) { node(id: $id) { id } }", id=found["deletedId"])) is None
    assert not Tag.objects.filter(name="covert").exists()


def test_rows_are_named_by_global_ids_too(api, shop):
    [brand] = api('{ brands(where: {name: {eq: "Acme"}}) { nodes { id } } }')["brands"]["nodes"]
    document = 'mutation($id: ID!) { updateBrand(id: $id, input: {country: "FR"}) { brand { country } errors { code } } }'
    assert payload(api(document, id=brand["id"])) == {"brand": {"country": "FR"}, "errors": []}


def test_an_upsert_changes_what_is_there_and_makes_what_is_not(api, shop):
    document = """mutation($name: String!) {
      upsertBrand(by: {name: $name}, create: {name: $name, country: "IT"}, update: {country: "FR"}) {
        brand { name country } errors { code }
      }
    }"""
    assert payload(api(document, name="Acme"))["brand"] == {"name": "Acme", "country": "FR"}
    assert payload(api(document, name="Nova"))["brand"] == {"name": "Nova", "country": "IT"}
    assert payload(api(document, name="Nova"))["brand"] == {"name": "Nova", "country": "FR"}


def test_a_missing_row_is_an_error_and_no_failure(api, shop):
    assert errors(api(UPDATE, id="999999", input={"name": "x"})) == [("id", "NOT_FOUND")]
    assert errors(api(UPDATE, id="9" * 30, input={"name": "x"})) == [("id", "NOT_FOUND")]
    assert errors(api(UPDATE, id="no number", input={"name": "x"})) == [("id", "INVALID")]


def test_texts_that_no_database_stores_are_refused(api, shop):
    found = errors(api(UPDATE, id=shop.anvil.pk, input={"name": "a\x00b", "attributes": {"deep": ["\x00"]}}))
    assert found == [("input.name", "NULL_CHARACTERS_NOT_ALLOWED"), ("input.attributes", "NULL_CHARACTERS_NOT_ALLOWED")]


def test_a_key_that_the_database_does_not_make_is_input_of_new_rows_alone(api, shop):
    document = 'mutation { createSupplier(input: {code: "%s", name: "New"}) { supplier { code } ' + ERRORS + " } }"
    assert payload(api(document % "N1"))["supplier"] == {"code": "N1"}
    assert errors(api(document % "S1")) == [("input.code", "UNIQUE")]
    assert Supplier.objects.get(code="S1").name == "Seen"
    assert_error_code(
        api('mutation { updateSupplier(id: "S1", input: {code: "S2"}) { errors { code } } }'),
        "GRAPHQL_VALIDATION_FAILED",
    )


def test_rows_with_composite_keys_are_written(api, shop):
    create = """mutation($key: ID!) {
      createStockLevel(input: {warehouse: "x", quantity: 3, product: {connect: {id: $key}}}) { stockLevel { id quantity } errors { code } }
    }"""
    made = payload(api(create, key=shop.anvil.pk))["stockLevel"]
    update = "mutation($id: ID!) { updateStockLevel(id: $id, input: {quantity: 4}) { stockLevel { quantity } errors { code } } }"
    assert payload(api(update, id=made["id"])) == {"stockLevel": {"quantity": 4}, "errors": []}
    assert payload(api("mutation($id: ID!) { deleteStockLevel(id: $id) { deletedId errors { code } } }", id=made["id"])) == {
        "deletedId": made["id"],
        "errors": [],
    }
    assert not StockLevel.objects.filter(warehouse="x").exists()


def test_a_multi_table_child_is_written_with_its_parent(api, shop):
    create = """mutation {
      createBook(input: {
        name: "Bible", sku: "BB", isbn: "9", pages: 1200, createdAt: "2024-01-01T00:00:00Z", brand: {connect: {name: "Acme"}}
      }) {
        book { pk name pages } errors { path code }
      }
    }"""
    made = payload(api(create))["book"]
    assert (made["name"], made["pages"]) == ("Bible", 1200)
    update = 'mutation($id: ID!) { updateBook(id: $id, input: {name: "Atlas", pages: 90}) { book { name pages } errors { path code } } }'
    assert payload(api(update, id=made["pk"])) == {"book": {"name": "Atlas", "pages": 90}, "errors": []}
    assert payload(api("mutation($id: ID!) { deleteBook(id: $id) { deletedId } }", id=made["pk"]))["deletedId"]
    assert not Product.objects.filter(sku="BB").exists()
    assert not Device.objects.exists()
    assert Book.objects.count() == 1


def test_a_dry_run_answers_as_if_and_stores_nothing(api, shop):
    document = 'mutation($dry: Boolean!) { updateBrand(id: "%s", dryRun: $dry, input: {name: "Zeta"}) { brand { name } errors { code } } }'
    assert payload(api(document % shop.acme.pk, dry=True)) == {"brand": {"name": "Zeta"}, "errors": []}
    shop.acme.refresh_from_db()
    assert shop.acme.name == "Acme"
    assert errors(api(document.replace("Zeta", "Umbra").replace("{ code }", "{ path code }") % shop.acme.pk, dry=True)) == [
        ("input.name", "UNIQUE")
    ]


def test_a_payload_reads_anything_after_the_write(api, shop):
    document = """mutation {
      createBrand(input: {name: "Zeta"}) { query { brands(where: {name: {startswith: "Z"}}) { totalCount } viewer { username } } }
    }"""
    assert payload(api(document))["query"] == {"brands": {"totalCount": 1}, "viewer": {"username": "boss"}}


def test_the_row_can_be_asked_for_more_than_once(api, shop):
    document = """mutation {
      a: createBrand(input: {name: "One"}) { ...Made }
      b: createBrand(input: {name: "Two"}) { ...Made other: brand { products { totalCount } } }
    }
    fragment Made on BrandPayload { brand { name } }"""
    result = api(document)
    assert_no_errors(result)
    assert result.data == {"a": {"brand": {"name": "One"}}, "b": {"brand": {"name": "Two"}, "other": {"products": {"totalCount": 0}}}}


def test_one_mutation_that_fails_leaves_the_others(api, shop):
    document = """mutation {
      first: createBrand(input: {name: "One"}) { brand { name } errors { code } }
      second: createBrand(input: {name: "One"}) { brand { name } errors { code } }
      third: createBrand(input: {name: "Three"}) { brand { name } errors { code } }
    }"""
    found = api(document).data
    assert [found[name]["errors"] for name in ("first", "second", "third")] == [[], [{"code": "UNIQUE"}], []]
    assert Brand.objects.filter(name__in=["One", "Three"]).count() == 2


def test_under_an_open_transaction_only_the_failed_write_is_undone(api, shop):
    with transaction.atomic():
        api('mutation { createBrand(input: {name: "One"}) { errors { code } } }')
        api('mutation { createSupplier(input: {code: "S1", name: "x"}) { errors { code } } }')
        api('mutation { createBrand(input: {name: "Two"}) { errors { code } } }')
    assert Brand.objects.filter(name__in=["One", "Two"]).count() == 2


def test_what_is_protected_is_not_deleted(api, shop, monkeypatch):
    from django.db.models import PROTECT

    monkeypatch.setattr(Product._meta.get_field("brand").remote_field, "on_delete", PROTECT)
    assert errors(api("mutation($id: ID!) { deleteBrand(id: $id) { " + ERRORS + " } }", id=shop.acme.pk)) == [("id", "PROTECTED")]
    assert Brand.objects.filter(pk=shop.acme.pk).exists()


def test_a_constraint_that_only_the_database_sees_is_an_error_and_no_failure(api, shop, monkeypatch):
    """As when another request stores the same value between the question and the write."""
    monkeypatch.setattr(
        Brand, "validate_unique", lambda self, exclude=None: None if self._asked() else super(Brand, self).validate_unique(exclude)
    )
    asked = iter([True])
    monkeypatch.setattr(Brand, "_asked", lambda self: next(asked, False), raising=False)
    assert errors(api('mutation { createBrand(input: {name: "Acme"}) { ' + ERRORS + " } }")) == [("input.name", "UNIQUE")]
    assert payload(api('mutation { createBrand(input: {name: "Fine"}) { errors { code } } }'))["errors"] == []


def test_the_model_s_own_validation_is_asked(api, shop, monkeypatch):
    from django.core.exceptions import ValidationError

    def clean(self):
        if self.name == self.country:
            raise ValidationError({"country": ValidationError("A country is no brand.", code="mixed_up")})
        if self.name == "XX":
            raise ValidationError("Not this one.", code="refused")

    monkeypatch.setattr(Brand, "clean", clean)
    assert errors(api('mutation { createBrand(input: {name: "FR", country: "FR"}) { ' + ERRORS + " } }")) == [("input.country", "MIXED_UP")]
    assert errors(api('mutation { createBrand(input: {name: "XX"}) { ' + ERRORS + " } }")) == [("input", "REFUSED")]


def test_statements_of_a_write_are_counted(api, shop):
    api(UPDATE, id=shop.anvil.pk, input={"name": "Warm"})
    with assert_statements(4):  # the row, locked; is the sku unique; the row is stored; the answer
        api(UPDATE, id=shop.anvil.pk, input={"name": "Cold"})


@pytest.mark.parametrize("name", ["id", "pk"])
def test_automatic_keys_are_no_input(api, name):
    document = 'mutation { createBrand(input: {name: "x", ' + name + ": 5}) { errors { code } } }"
    assert_error_code(api(document), "GRAPHQL_VALIDATION_FAILED")


def test_files_are_no_input(api, shop):
    assert_error_code(
        api('mutation { updateProduct(id: "1", input: {photo: "/etc/passwd"}) { errors { code } } }'), "GRAPHQL_VALIDATION_FAILED"
    )


def test_a_soft_deleted_row_can_not_be_written(api, shop):
    update = 'mutation($id: ID!) { updateArticle(id: $id, input: {title: "Back"}) { ' + ERRORS + " } }"
    assert errors(api(update, id=shop.dead.pk)) == [("id", "NOT_FOUND")]
    assert Article.everything.get(pk=shop.dead.pk).title == "Dead"


def test_one_to_one_relations_by_another_key_are_written(api, shop):
    create = (
        'mutation { createBarcode(input: {digits: "1", product: {connect: {sku: "B1"}}}) { barcode { product { sku } } errors { code } } }'
    )
    assert payload(api(create)) == {"barcode": {"product": {"sku": "B1"}}, "errors": []}
    assert Barcode.objects.get(digits="1").product_id == "B1"
    assert Category.objects.count() == 3


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_that_nobody_could_read_again_is_not_stored(api, shop, moment):
    given = {**NEW, "createdAt": moment, "brand": {"connect": {"name": "Acme"}}}
    assert_error_code(api(CREATE, input=given), "BAD_USER_INPUT")
    assert not Product.objects.filter(sku="P1").exists()
    assert_no_errors(api("{ products { nodes { createdAt } } }"))


def test_unique_columns_that_may_be_null_name_rows_and_null_names_none(api, settings):
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "EXPOSE": ["everything"]}
    upsert = 'by: $by, create: {slug: "a", char: "a", email: "a@example.com"}, update: {real: $real}'
    document = f"mutation($by: ColumnsUniqueBy!, $real: Float) {{ upsertColumns({upsert}) {{ columns {{ email real }} {ERRORS} }} }}"
    named = {"email": "a@example.com"}
    made = [payload(api(document, by=named, real=real))["columns"] for real in (1, 2)]
    assert made == [{"email": "a@example.com", "real": 0.0}, {"email": "a@example.com", "real": 2.0}]
    assert Columns.objects.count() == 1
    assert api('{ columns(by: {email: "a@example.com"}) { slug } }').data == {"columns": {"slug": "a"}}
    assert api(document, by={"email": None}).codes == ["BAD_USER_INPUT"]


def test_constraints_over_columns_that_may_be_null_name_rows(api, settings):
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "EXPOSE": ["everything"]}
    place = Place.objects.create(name="Here")
    offer = Offer.objects.create(code="a", region="n", alias="x", place=place, alone="1")
    Offer.objects.create(code="b", region="n", place=place, alone="2", active=False)
    found = api('{ offer(by: {regionAndAlias: {region: "n", alias: "x"}}) { pk } }')
    assert found.data == {"offer": {"pk": str(offer.pk)}}
    assert api('{ offer(by: {regionAndAlias: {region: "n", alias: null}}) { pk } }').errors
