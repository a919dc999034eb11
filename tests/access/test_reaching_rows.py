"""A hidden row is reached from nowhere: every way to it gives what a missing row gives."""

import pytest
from django.db.models import Q

from django_graphql_auto.schema import global_id
from tests.access.intruding import without_ids
from tests.apps.shop.models import Article, Barcode, Book, Brand, Category, Note, Product, SoldProduct, Supplier, Supply, Tag

RULES = {
    "on its own columns": Q(name__in=["Anvil", "Beam", "Codex"]),
    "by a relation": Q(brand__is_active=True),
    "by several related rows": Q(tags__name="plain") | Q(stock__gt=2),
}


@pytest.fixture(params=RULES)
def ghostless(request, declare, shop):
    """The product Ghost is hidden, by rules of several kinds."""
    declare(Product, scope=lambda self, access: RULES[request.param])
    return shop


def key(label, *parts):
    return global_id.encode(label, parts)


# as a root


def test_a_root_list_leaves_it_out(ghostless, see):
    found = see("{ products { nodes { name } totalCount edges { node { name } } aggregate { count } } }")["products"]
    assert [row["name"] for row in found["nodes"]] == ["Anvil", "Beam", "Codex"]
    assert [edge["node"]["name"] for edge in found["edges"]] == ["Anvil", "Beam", "Codex"]
    assert found["totalCount"] == found["aggregate"]["count"] == 3


def test_no_key_names_it(ghostless, ask):
    for way in ('id: "{id}"', 'id: "{pk}"', 'by: {{id: "{id}"}}', "by: {{pk: {pk}}}", 'by: {{sku: "{sku}"}}'):
        hidden, missing = (
            ask(f"{{ product({way.format(id=key('shop.product', pk), pk=pk, sku=sku)}) {{ name }} }}")
            for pk, sku in ((ghostless.ghost.pk, "G1"), (10**6, "none"))
        )
        assert without_ids(hidden) == without_ids(missing) == ({"product": None}, [])


def test_node_and_nodes_find_nothing(ghostless, see):
    seen, hidden, missing = (key("shop.product", pk) for pk in (ghostless.anvil.pk, ghostless.ghost.pk, 10**6))
    found = see(
        "query($one: ID!, $ids: [ID!]!) { node(id: $one) { id } nodes(ids: $ids) { id ... on Product { name } } }",
        one=hidden,
        ids=[seen, hidden, missing],
    )
    assert found == {"node": None, "nodes": [{"id": seen, "name": "Anvil"}, None, None]}


# over relations


def test_a_foreign_key_to_it_is_null(ghostless, see):
    reviews = see("{ reviews(orderBy: [{pk: ASC}]) { nodes { text product { id name brand { name } } } } }")["reviews"]["nodes"]
    assert [(row["text"], row["product"] and row["product"]["name"]) for row in reviews] == [
        ("fine", "Anvil"),
        ("poor", "Anvil"),
        ("boo", None),
        ("so so", "Beam"),
    ]


def test_a_foreign_key_tells_not_even_its_id(ghostless, see):
    reviews = see("{ reviews(orderBy: [{pk: ASC}]) { nodes { product { id __typename pk } } } }")["reviews"]["nodes"]
    assert reviews[2] == {"product": None}


def test_a_reverse_foreign_key_leaves_it_out(ghostless, see):
    found = see("{ brands { nodes { name products { nodes { name } totalCount } } } }")["brands"]["nodes"]
    assert found[1] == {"name": "Umbra", "products": {"nodes": [], "totalCount": 0}}


def test_what_hangs_on_a_row_that_is_hidden_half_way_stays_unseen(ghostless, see):
    found = see("{ categories { nodes { slug products(first: 5) { nodes { reviews(first: 5) { nodes { text } } } } } } }")["categories"][
        "nodes"
    ]
    texts = {
        row["slug"]: [review["text"] for product in row["products"]["nodes"] for review in product["reviews"]["nodes"]] for row in found
    }
    assert texts == {"open": ["fine", "poor"], "vault": [], "inner": []}


def test_a_many_to_many_leaves_it_out_in_both_directions(ghostless, see):
    found = see("{ tags { nodes { name products { nodes { name } totalCount edges { node { name } } } } } }")["tags"]["nodes"]
    assert {row["name"]: [product["name"] for product in row["products"]["nodes"]] for row in found} == {
        "plain": ["Anvil"],
        "covert": ["Anvil"],
    }
    assert [row["products"]["totalCount"] for row in found] == [1, 1]


def test_a_hidden_tag_is_missing_on_its_products(declare, shop, see):
    declare(Tag, scope=lambda self, access: ~Q(name="covert"))
    found = see("{ products { nodes { name tags { nodes { name } totalCount aggregate { max { name } } } } } }")["products"]["nodes"]
    assert found[0] == {"name": "Anvil", "tags": {"nodes": [{"name": "plain"}], "totalCount": 1, "aggregate": {"max": {"name": "plain"}}}}
    assert all("covert" not in str(row) for row in found)


def test_a_through_row_does_not_lead_to_it(ghostless, see):
    rows = see("{ supplies(orderBy: [{pk: ASC}]) { nodes { days product { name } } } }")["supplies"]["nodes"]
    assert [row["product"] and row["product"]["name"] for row in rows] == ["Anvil", None, "Beam", "Anvil"]
    edges = see("{ suppliers { nodes { code products { edges { node { name } through { days } } } } } }")["suppliers"]["nodes"]
    assert "Ghost" not in str(edges)
    assert len(edges[0]["products"]["edges"]) == 2


def test_a_hidden_through_row_links_nothing(declare, shop, see):
    declare(Supply, scope=lambda self, access: Q(days__lt=5))
    found = see("{ products(first: 1) { nodes { suppliers { nodes { code } totalCount edges { through { days } } } } } }")
    assert found["products"]["nodes"][0]["suppliers"] == {"nodes": [{"code": "S1"}], "totalCount": 1, "edges": [{"through": {"days": 3}}]}


def test_a_through_model_that_may_not_be_read_is_null_on_its_edges(declare, shop, see):
    declare(Supply, read="permission")
    found = see("{ products(first: 1) { nodes { suppliers { edges { node { code } through { days product { name } } } } } } }")
    assert found["products"]["nodes"][0]["suppliers"]["edges"] == [
        {"node": {"code": "S1"}, "through": None},
        {"node": {"code": "X9"}, "through": None},
    ]


def test_a_one_to_one_is_null_in_both_directions(ghostless, declare, see):
    found = see("{ barcodes(orderBy: [{pk: ASC}]) { nodes { product { name } } } }")["barcodes"]["nodes"]
    assert found == [{"product": {"name": "Anvil"}}, {"product": None}]
    declare(Barcode, scope=lambda self, access: ~Q(product__sku="A1"))
    found = see("{ products(first: 1) { nodes { name barcode { digits product { name } } } } }")["products"]["nodes"]
    assert found == [{"name": "Anvil", "barcode": None}]


def test_a_one_to_one_with_a_rule_on_its_own_columns_is_null(declare, shop, see):
    declare(Barcode, scope=lambda self, access: Q(digits=""))
    assert see("{ products(first: 1) { nodes { barcode { digits } } } }")["products"]["nodes"] == [{"barcode": None}]


def test_a_composite_key_does_not_lead_to_it(ghostless, see):
    found = see("{ stockLevels { nodes { quantity product { name } } } }")["stockLevels"]["nodes"]
    assert found == [{"quantity": 1, "product": {"name": "Anvil"}}, {"quantity": 2, "product": None}]


def test_a_generic_foreign_key_to_it_is_null(ghostless, see):
    found = see("{ notes { nodes { text subject { ... on Product { name } ... on Brand { name } } } } }")["notes"]["nodes"]
    assert [row["subject"] and row["subject"]["name"] for row in found] == ["Anvil", None, "Umbra"]


def test_a_generic_foreign_key_keeps_the_key_to_itself(ghostless, ask):
    for field in ("objectId", "objectIdValue", "contentType { id }"):
        assert ask(f"{{ notes {{ nodes {{ {field} }} }} }}").data is None
    assert ask("{ notes(where: {objectId: {eq: 2}}) { totalCount } }").data is None
    assert ask("{ notes { groups(by: [{objectId: true}]) { count } } }").data is None


def test_a_generic_relation_leaves_hidden_rows_out(declare, shop, see):
    declare(Note, scope=lambda self, access: ~Q(text="about Anvil"))
    found = see("{ products { nodes { name notes { nodes { text } totalCount } } } }")["products"]["nodes"]
    assert [(row["name"], row["notes"]["totalCount"]) for row in found] == [("Anvil", 0), ("Beam", 0), ("Codex", 0), ("Ghost", 1)]


# inheritance


def test_a_hidden_parent_row_hides_its_child(declare, shop, see):
    declare(Product, scope=lambda self, access: ~Q(name="Codex"))
    found = see(
        'query($id: ID!) { books { nodes { name pages } totalCount } book(by: {isbn: "111"}) { pages } node(id: $id) { id } }',
        id=key("shop.book", shop.book.pk),
    )
    assert found == {"books": {"nodes": [], "totalCount": 0}, "book": None, "node": None}


def test_a_hidden_child_row_is_missing_on_its_parent(declare, shop, see):
    declare(Book, scope=lambda self, access: Q(pages__lt=50))
    found = see('{ product(by: {sku: "C1"}) { name book { pages } } books { totalCount } }')
    assert found == {"product": {"name": "Codex", "book": None}, "books": {"totalCount": 0}}


def test_an_interface_shows_a_hidden_child_as_its_parent_only(declare, shop, see):
    declare(Product, polymorphic=True)
    declare(Book, scope=lambda self, access: Q(pages__lt=50))
    found = see('{ product(by: {sku: "C1"}) { __typename name ... on Book { pages isbn } } }')
    assert found == {"product": {"__typename": "Product", "name": "Codex"}}


def test_an_interface_hides_what_the_parent_hides(declare, shop, see):
    declare(Product, polymorphic=True, scope=lambda self, access: ~Q(name="Codex"))
    found = see(
        "{ products { nodes { __typename name ... on Book { pages } } } brands(first: 1) { nodes { products { nodes { name } } } } }"
    )
    assert "Codex" not in str(found)


def test_a_child_is_not_seen_through_a_parent_that_may_not_be_read(declare, shop, see):
    declare(Product, read="permission", polymorphic=True)
    declare(Book, read="public")
    found = see("{ brands(first: 1) { nodes { products { nodes { name ... on Book { pages } } totalCount } } } }")
    assert found["brands"]["nodes"][0]["products"] == {"nodes": [], "totalCount": 0}


def test_a_proxy_hides_what_its_model_hides(ghostless, see):
    found = see(
        "query($id: ID!) { soldProducts { nodes { name } totalCount } node(id: $id) { id } }",
        id=key("shop.soldproduct", ghostless.ghost.pk),
    )
    assert [row["name"] for row in found["soldProducts"]["nodes"]] == ["Anvil", "Beam", "Codex"]
    assert found["soldProducts"]["totalCount"] == 3
    assert found["node"] is None


def test_a_proxy_of_a_model_with_a_stricter_policy_is_as_strict(declare, shop, ask):
    declare(Product, read="permission")
    answer = ask("{ soldProducts { totalCount } books { totalCount } }")
    assert answer.data == {"soldProducts": None, "books": None}


def test_a_proxy_may_be_opened_by_itself(declare, shop, see):
    declare(Product, read="permission")
    declare(SoldProduct, read="public")
    assert see("{ soldProducts { totalCount } }") == {"soldProducts": {"totalCount": 4}}


# managers and policies


def test_the_default_manager_hides_on_every_hop(shop, see):
    listed = "nodes { title follows { title } followedBy { nodes { title } } } totalCount"
    found = see(f"{{ articles {{ {listed} }} products {{ nodes {{ articles {{ nodes {{ title }} }} }} }} }}")
    assert found["articles"] == {
        "nodes": [
            {"title": "Follower", "follows": None, "followedBy": {"nodes": []}},
            {"title": "Live", "follows": None, "followedBy": {"nodes": []}},
        ],
        "totalCount": 2,
    }
    assert "Dead" not in str(found)


def test_a_named_manager_takes_the_default_ones_place(declare, shop, see):
    declare(Article, manager="everything")
    found = see("{ articles { nodes { title follows { title } } } }")["articles"]["nodes"]
    assert [row["title"] for row in found] == ["Dead", "Follower", "Live"]
    assert found[1]["follows"] == {"title": "Dead"}


def test_a_model_that_may_not_be_read_is_an_error_at_the_root_and_nothing_below(declare, shop, ask, see):
    declare(Brand, read="permission")
    denied = ask("{ brands { totalCount } brand(id: 1) { name } }")
    assert denied.data == {"brands": None, "brand": None}
    assert {error["extensions"]["code"] for error in denied.errors} == {"UNAUTHENTICATED"}
    assert {error["extensions"]["code"] for error in ask("{ brands { totalCount } }", shop.alice).errors} == {"FORBIDDEN"}
    found = see(
        "query($id: ID!) { products(first: 1) { nodes { brand { name } } } node(id: $id) { id } nodes(ids: [$id]) { id } }",
        id=key("shop.brand", shop.acme.pk),
    )
    assert found == {"products": {"nodes": [{"brand": None}]}, "node": None, "nodes": [None]}


def test_lists_of_a_model_that_may_not_be_read_are_empty_below(declare, shop, see):
    for model in (Tag, Supplier, Note):
        declare(model, read="permission")
    connection = "{ nodes { id } totalCount edges { cursor } pageInfo { hasNextPage } aggregate { count } }"
    found = see(f"{{ products(first: 1) {{ nodes {{ tags {connection} suppliers {connection} notes {connection} }} }} }}")["products"][
        "nodes"
    ][0]
    empty = {"nodes": [], "totalCount": 0, "edges": [], "pageInfo": {"hasNextPage": False}, "aggregate": {"count": 0}}
    assert found == {"tags": empty, "suppliers": empty, "notes": empty}


def test_a_union_shows_no_model_that_may_not_be_read(declare, shop, see):
    declare(Brand, read="permission")
    found = see("{ notes { nodes { subject { __typename } } } }")["notes"]["nodes"]
    assert [row["subject"] and row["subject"]["__typename"] for row in found] == ["Product", "Product", None]


def test_a_self_reference_keeps_the_rule_at_every_depth(declare, shop, see):
    declare(Category, scope=lambda self, access: ~Q(slug="vault"))
    found = see("{ categories { nodes { slug parent { slug parent { slug } } children { nodes { slug } } } } }")["categories"]["nodes"]
    assert found == [
        {"slug": "inner", "parent": None, "children": {"nodes": []}},
        {"slug": "open", "parent": None, "children": {"nodes": []}},
    ]
