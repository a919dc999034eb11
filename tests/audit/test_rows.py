"""What is written down of writes."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import RequestFactory

from django_graphql_auto import ModelOptions, mutation
from django_graphql_auto.audit.models import AuditEntry
from django_graphql_auto.execution import OperationRequest, execute, rules_for
from django_graphql_auto.mutations import Update, perform, subscribe, unsubscribe
from django_graphql_auto.testing import assert_statements, captured_statements
from tests.apps.shop.models import Book, Brand, Product, Review, Tag
from tests.audit.entries import only, told
from tests.mutations.writing import errors, payload, user_who_may

CREATE = 'mutation { createBrand(input: {name: "Norn", country: "NO"}) { brand { pk } errors { code } } }'
UPDATE = "mutation($id: ID!, $input: ProductUpdateInput!) { updateProduct(id: $id, input: $input) { product { pk } errors { path code } } }"
DELETE = "mutation($id: ID!) { deleteBrand(id: $id) { deletedId errors { code } } }"


def test_a_new_row_is_told_with_what_is_in_it(api, shop, boss):
    payload(api(CREATE))
    made = Brand.objects.get(name="Norn")
    assert told() == [
        (
            "create",
            "brand",
            {"id": [None, made.pk], "name": [None, "Norn"], "country": [None, "NO"], "is_active": [None, True]},
        )
    ]
    entry = only()
    assert (entry.key, entry.actor, entry.actor_name, entry.mutation) == (str(made.pk), boss, "boss", "createBrand")


def test_of_a_changed_row_only_what_is_different_is_told_as_it_was_and_as_it_is(api, shop):
    payload(api(UPDATE, id=shop.anvil.pk, input={"price": "12", "stock": 1, "category": {"connect": {"slug": "vault"}}}))
    assert told() == [("update", "product", {"price": ["10.00", "12.00"], "category": [shop.open_.pk, shop.vault.pk]})]


def test_a_write_that_changes_nothing_and_one_that_is_refused_leave_nothing(api, shop):
    payload(api(UPDATE, id=shop.anvil.pk, input={"name": "Anvil"}))
    assert errors(api(UPDATE, id=shop.anvil.pk, input={"name": ""})) == [("input.name", "BLANK")]
    nested = {"name": "Changed", "category": {"create": {"name": "New", "slug": "vault"}}}
    assert errors(api(UPDATE, id=shop.anvil.pk, input=nested)) == [("input.category.create.slug", "UNIQUE")]
    assert told() == []


def test_a_dry_run_leaves_nothing(api, shop):
    payload(api(CREATE.replace("})", "}, dryRun: true)", 1)))
    assert told() == []


def test_an_operation_that_is_undone_as_a_whole_leaves_nothing_and_one_that_is_stored_all(api, shop):
    document = """mutation @atomic {{
      a: createTag(input: {{name: "a"}}) {{ errors {{ code }} }}
      b: createBrand(input: {{name: "{}"}}) {{ errors {{ code }} }} }}"""
    assert api(document.format("Acme")).codes == ["ROLLED_BACK"]
    assert told() == []
    assert api(document.format("Norn")).errors == []
    assert [(action, model) for action, model, _ in told()] == [("create", "tag"), ("create", "brand")]


def test_a_deleted_row_is_told_with_all_that_goes_and_changes_with_it(api, shop, declare):
    payload(api(DELETE, id=shop.acme.pk))
    found = told()
    gone = sorted(model for action, model, _ in found if action == "delete")
    assert gone == sorted(
        [
            "brand",
            "product",
            "product",
            "book",
            *["supply"] * 3,
            *["review"] * 3,
            "note",
            "barcode",
            "stocklevel",
            "article",
            "article",
            "article",
        ]
    )
    assert {action for action, _, _ in found} == {"delete"}
    assert ("name", ["Acme", None]) in [change for _, model, changes in found if model == "brand" for change in changes.items()]


def test_a_row_that_loses_what_it_refers_to_is_told(api, shop):
    payload(api("mutation($id: ID!) { deleteCategory(id: $id) { deletedId errors { code } } }", id=shop.open_.pk))
    assert told("product") == [("update", "product", {"category": [shop.open_.pk, None]})]
    assert [action for action, _, _ in told("category")] == ["delete"]


def test_links_are_told_of_the_model_that_declares_them(api, shop):
    document = "mutation($id: ID!, $input: ProductUpdateInput!) { updateProduct(id: $id, input: $input) { errors { code } } }"
    payload(api(document, id=shop.anvil.pk, input={"tags": {"set": [{"name": "plain"}]}}))
    assert told() == [("update", "product", {"tags": [[shop.plain.pk, shop.covert.pk], [shop.plain.pk]]})]
    AuditEntry.objects.all().delete()
    document = "mutation($id: ID!, $input: TagUpdateInput!) { updateTag(id: $id, input: $input) { errors { code } } }"
    payload(api(document, id=shop.covert.pk, input={"products": {"connect": [{"sku": "A1"}], "disconnect": [{"sku": "G1"}]}}))
    found = dict(AuditEntry.objects.values_list("key", "changes"))
    assert found == {
        str(shop.anvil.pk): {"tags": [[shop.plain.pk], [shop.plain.pk, shop.covert.pk]]},
        str(shop.ghost.pk): {"tags": [[shop.covert.pk], []]},
    }
    AuditEntry.objects.all().delete()
    payload(api("mutation($id: ID!) { deleteTag(id: $id) { errors { code } } }", id=shop.covert.pk))
    assert told("product") == [("update", "product", {"tags": [[shop.plain.pk, shop.covert.pk], [shop.plain.pk]]})]


def test_nested_rows_of_one_write_are_told_together(api, shop):
    given = {
        "brand": {"create": {"name": "Norn"}},
        "tags": {"create": [{"name": "new"}]},
        "reviews": {"update": [{"by": {"pk": shop.reviews[0].pk}, "update": {"rating": 2}}], "delete": [{"pk": shop.reviews[1].pk}]},
    }
    payload(api(UPDATE, id=shop.anvil.pk, input=given))
    found = {(action, model) for action, model, _ in told()}
    assert found == {("create", "brand"), ("create", "tag"), ("update", "product"), ("update", "review"), ("delete", "review")}
    [(_, _, product)] = told("product")
    assert product == {
        "brand": [shop.acme.pk, Brand.objects.get(name="Norn").pk],
        "tags": [[shop.plain.pk, shop.covert.pk], [shop.plain.pk, shop.covert.pk, Tag.objects.get(name="new").pk]],
    }
    assert len({entry.write_id for entry in AuditEntry.objects.all()}) == 1


def test_rows_that_are_written_together_are_told_one_by_one(api, shop):
    payload(
        api("mutation($inputs: [BrandCreateInput!]!) { createBrands(inputs: $inputs) { count } }", inputs=[{"name": "A"}, {"name": "B"}])
    )
    payload(api('mutation { updateBrands(where: {name: {in: ["A", "B"]}}, set: {country: "FR"}, atMost: 2) { count } }'))
    payload(api('mutation { deleteBrands(where: {country: {eq: "FR"}}, atMost: 2) { count } }'))
    assert [action for action, _, _ in told("brand")] == ["create"] * 2 + ["update"] * 2 + ["delete"] * 2
    assert [changes for action, _, changes in told("brand") if action == "update"] == [{"country": ["", "FR"]}] * 2


def test_of_a_list_with_wrong_rows_those_that_are_stored_are_told(api, shop):
    document = "mutation($inputs: [BrandCreateInput!]!) { createBrands(inputs: $inputs, errorPolicy: REJECT_FAILED_ROWS) { count } }"
    assert payload(api(document, inputs=[{"name": "Good"}, {"name": "Acme"}, {"name": ""}]))["count"] == 1
    assert [changes["name"] for _, _, changes in told()] == [[None, "Good"]]


def test_a_child_is_told_with_its_parents_columns_once(api, shop):
    document = "mutation($id: ID!, $input: BookUpdateInput!) { updateBook(id: $id, input: $input) { errors { code } } }"
    payload(api(document, id=shop.book.pk, input={"pages": 7, "name": "Tome", "tags": {"connect": [{"name": "plain"}]}}))
    assert told() == [("update", "book", {"name": ["Codex", "Tome"], "pages": [100, 7], "tags": [[], [shop.plain.pk]]})]
    AuditEntry.objects.all().delete()
    payload(api("mutation($id: ID!) { deleteBook(id: $id) { errors { code } } }", id=shop.book.pk))
    [(action, model, changes)] = told()
    assert (action, model, changes["pages"], changes["name"], changes["tags"]) == (
        "delete",
        "book",
        [7, None],
        ["Tome", None],
        [[shop.plain.pk], None],
    )
    assert not Book.objects.exists()


def test_what_a_method_does_to_its_row_is_told(api, shop, declare):
    class Offers(ModelOptions):
        @mutation("shop.change_product")
        def reduce(self, product, access, percent: Decimal):
            product.price = product.price * (100 - percent) / 100
            product.attributes["reduced"] = True
            product.save()

    declare(Product, reduce=Offers.reduce)
    payload(api("mutation($id: ID!) { reduceProduct(id: $id, percent: 10) { errors { code } } }", id=shop.anvil.pk))
    assert told() == [("update", "product", {"price": ["10.00", "9.00"], "attributes": [{}, {"reduced": True}]})]


def test_an_upsert_is_told_as_what_it_did(api, shop):
    document = (
        'mutation($name: String!) { upsertBrand(by: {name: $name}, create: {name: $name}, update: {country: "IS"}) { errors { code } } }'
    )
    payload(api(document, name="Acme"))
    payload(api(document, name="Norn"))
    assert [action for action, _, _ in told()] == ["update", "create"]


def test_a_row_with_a_key_of_several_columns_is_named_by_all_of_them(api, shop):
    document = "mutation($input: StockLevelCreateInput!) { createStockLevel(input: $input) { errors { path code } } }"
    given = {"warehouse": "north", "product": {"connect": {"id": shop.beam.pk}}, "quantity": 3}
    assert payload(api(document, input=given))["errors"] == []
    assert only().key == f'["north", "{shop.beam.pk}"]'


def test_a_write_from_python_is_told_without_a_request(shop, declare, boss):
    perform(Update(Product, {"pk": shop.anvil.pk}, {"stock": 9}), rules_for(boss))
    entry = only()
    assert (entry.changes, entry.mutation, entry.request_id, entry.actor) == ({"stock": [1, 9]}, "", "", boss)


def test_writes_of_one_request_have_its_id_in_common(shop, declare, boss, settings):
    def entries(**headers):
        AuditEntry.objects.all().delete()
        request = RequestFactory(REMOTE_ADDR="192.0.2.7").post("/", headers=headers)
        request.user = boss
        document = 'mutation { a: createTag(input: {name: "a"}) { errors { code } } deleteTags(where: {name: {eq: "a"}}) { count } }'
        assert execute(OperationRequest(document), request).errors == []
        return list(AuditEntry.objects.order_by("id"))

    first, second = entries()
    assert len(first.request_id) == 32
    assert (first.request_id == second.request_id, first.write_id == second.write_id) == (True, False)
    assert (first.mutation, second.mutation, first.remote_address) == ("createTag", "deleteTags", None)
    settings.DJANGO_GRAPHQL_AUTO = settings.DJANGO_GRAPHQL_AUTO | {"AUDIT_REQUEST_ID_HEADER": "X-Request-ID", "AUDIT_REMOTE_ADDRESS": True}
    [entry, _] = entries(x_request_id="from the proxy")
    assert (entry.request_id, entry.remote_address) == ("from the proxy", "192.0.2.7")


def test_who_is_deleted_is_still_named(api, shop, declare):
    declare(User, operations={"get", "list", "delete"}, read="permission")
    clerk = user_who_may("delete_user", "view_user", "change_product", "view_product")
    payload(api(UPDATE, user=clerk, id=shop.anvil.pk, input={"stock": 5}))
    document = "mutation($id: ID!) { deleteUser(id: $id) { errors { code } } }"
    payload(api(document, user=clerk, id=clerk.pk))
    assert [(entry.actor, entry.actor_name) for entry in AuditEntry.objects.filter(model__in=["auth.user", "shop.product"])] == [
        (None, "clerk")
    ] * 2


@pytest.mark.parametrize("rows", [2, 40])
def test_statements_grow_with_tables_not_with_rows(api, shop, rows):
    document = "mutation($inputs: [ReviewCreateInput!]!) { createReviews(inputs: $inputs) { count } }"
    inputs = [{"rating": 1 + number % 5, "product": {"connect": {"id": shop.beam.pk}}} for number in range(rows)]
    payload(api(document, inputs=inputs))
    with assert_statements(4):  # the products, the reviews; the reviews as they are, the entries
        payload(api(document, inputs=inputs))
    again = connection.features.has_select_for_update  # the rows are looked at once more when they are locked
    with assert_statements(4 + again):  # the rows, locked; all changed; the reviews as they are, the entries
        payload(api('mutation { updateReviews(where: {product: {sku: {eq: "B1"}}}, set: {text: "x"}, atMost: 90) { count } }'))
    with assert_statements(4 + again):
        payload(api('mutation { deleteReviews(where: {product: {sku: {eq: "B1"}}}, atMost: 90) { count } }'))
    assert AuditEntry.objects.filter(action="delete").count() == rows * 2 + 1


def test_where_nobody_listens_a_write_takes_no_further_statement(api, shop):
    from django_graphql_auto.audit.trail import trail

    payload(api(UPDATE, id=shop.anvil.pk, input={"stock": 2}))
    with captured_statements() as heard:
        payload(api(UPDATE, id=shop.anvil.pk, input={"stock": 3}))
    unsubscribe(trail)
    with captured_statements() as unheard:
        payload(api(UPDATE, id=shop.anvil.pk, input={"stock": 4}))
    assert len(heard) - len(unheard) == 2
    assert AuditEntry.objects.count() == 2


def test_a_write_whose_entry_cannot_be_stored_is_not_stored(api, shop):
    class Broken:
        def wants(self, model):
            return True

        def hears(self, written):
            Tag.objects.create(name="plain")

    broken = Broken()
    subscribe(broken)
    try:
        [error] = api(UPDATE, id=shop.anvil.pk, input={"stock": 99}).errors
    finally:
        unsubscribe(broken)
    assert error["extensions"]["code"] == "INTERNAL"
    assert Product.objects.get(pk=shop.anvil.pk).stock == 1
    assert not Review.objects.filter(text="x").exists()
    assert told() == []


def test_a_row_that_a_function_is_given_and_changes_is_told(api, shop, registering):
    @registering
    @mutation("shop.change_brand")
    def rename(brand: Brand, other: Brand, name: str) -> None:
        brand.name = name
        brand.save()

    document = 'mutation($a: ID!, $b: ID!) { rename(brand: $a, other: $b, name: "Norn") { errors { code } } }'
    payload(api(document, a=shop.acme.pk, b=shop.umbra.pk))
    assert told() == [("update", "brand", {"name": ["Acme", "Norn"]})]
    assert only().mutation == "rename"
