"""Nobody overwrites what they have not seen."""

from tests.apps.shop.models import Brand, Product
from tests.mutations.writing import payload

READ = '{ brands(where: {name: {eq: "Acme"}}) { nodes { id version } } }'
UPDATE = """mutation($id: ID!, $version: String) {
  updateBrand(id: $id, expectedVersion: $version, input: {country: "FR"}) { brand { country version } errors { path code } }
}"""


def test_a_row_that_has_changed_since_is_not_overwritten_and_is_shown(api, shop):
    [seen] = api(READ)["brands"]["nodes"]
    Brand.objects.filter(name="Acme").update(country="IT")
    found = payload(api(UPDATE, **seen))
    assert found["errors"] == [{"path": ["expectedVersion"], "code": "CONFLICT"}]
    assert found["brand"]["country"] == "IT"
    again = payload(api(UPDATE, id=seen["id"], version=found["brand"]["version"]))
    assert (again["brand"]["country"], again["errors"]) == ("FR", [])
    assert again["brand"]["version"] not in (found["brand"]["version"], seen["version"])


def test_a_version_stays_as_long_as_the_row_does(api, shop):
    assert api(READ).data == api(READ).data
    document = "{ products { nodes { name version } } }"
    first = api(document)["products"]["nodes"]
    Product.objects.filter(pk=shop.anvil.pk).update(stock=99)
    changed = [row["name"] for row, before in zip(api(document)["products"]["nodes"], first, strict=True) if row != before]
    assert changed == ["Anvil"]


def test_a_hidden_column_does_not_show_in_the_version(api, shop, declare):
    declare(Product, exclude=["cost_price"])
    document = "{ products { nodes { version } } }"
    before = api(document).data
    Product.objects.update(cost_price=77)
    assert api(document).data == before


def test_a_column_of_the_project_can_be_the_version(api, shop, declare):
    declare(Product, version_field="stock")
    document = """mutation($id: ID!, $version: String) {
      updateProduct(id: $id, expectedVersion: $version, input: {stock: 8}) { product { version } errors { code } }
    }"""
    assert payload(api(document, id=shop.anvil.pk, version="7"))["errors"] == [{"code": "CONFLICT"}]
    assert payload(api(document, id=shop.anvil.pk, version="1")) == {"product": {"version": "8"}, "errors": []}


def test_a_deletion_can_expect_a_version_too(api, shop):
    [seen] = api('{ tags(where: {name: {eq: "plain"}}) { nodes { id version } } }')["tags"]["nodes"]
    document = (
        "mutation($id: ID!, $version: String) { deleteTag(id: $id, expectedVersion: $version) { tag { name } deletedId errors { code } } }"
    )
    refused = payload(api(document, id=seen["id"], version="other"))
    assert refused == {"tag": {"name": "plain"}, "deletedId": None, "errors": [{"code": "CONFLICT"}]}
    assert payload(api(document, **seen))["errors"] == []


def test_rows_that_can_not_be_changed_have_no_version(api, declare):
    declare(Brand, operations={"get", "list", "create"})
    assert api("{ brands { nodes { version } } }").codes == ["GRAPHQL_VALIDATION_FAILED"]
