"""A hidden row is not guessed either: whatever it holds, and whatever its key is, no answer changes."""

import base64

import django_filters
import orjson
import pytest
from django.db import connection
from django.db.models import Q

from tests.access.intruding import codes, without_ids
from tests.apps.shop.models import Brand, Note, Product, Review, StockLevel, Supply, Tag

RULES = {
    "a rule on its own columns": {"scope": lambda self, access: Q(name__in=["Anvil", "Beam", "Codex"])},
    "a rule by a relation": {"scope": lambda self, access: Q(brand__is_active=True)},
    "a rule by several related rows": {
        "scope": lambda self, access: Q(suppliers__code="X9") | Q(supplies__days=3, brand__name="Acme") | Q(book__pages=100)
    },
    "no permission": {"read": "permission"},
}
OPERATORS = (
    '{eq: "Ghost"} {ne: "Ghost"} {startswith: "G"} {lt: "Gi"} {in: ["Ghost"]} {notIn: ["Ghost"]} {icontains: "host"} {isNull: false}'
)

THROUGH_ONE = [
    f"reviews(where: {{product: {{name: {operator}}}}}) {{ totalCount }}" for operator in OPERATORS.replace("} {", "}|{").split("|")
]
CONDITIONS = """
{product: {id: {isNull: true}}}
{product: {id: {isNull: false}}}
{product: {pk: {gt: 1}}}
{product: {pk: {isNull: true}}}
{product: {price: {gte: 90}}}
{product: {}}
{NOT: {product: {price: {gte: 90}}}}
{NOT: {product: {name: {startswith: "A"}}}}
{OR: [{product: {stock: {eq: 2}}}, {rating: {eq: 1}}]}
{product: {brand: {name: {eq: "Umbra"}}}}
{product: {category: {slug: {eq: "vault"}}}}
{product: {NOT: {brand: {country: {eq: "XX"}}}}}
{product: {tags: {some: {name: {eq: "covert"}}}}}
{product: {tags: {none: {name: {eq: "plain"}}}}}
{product: {reviews: {count: {eq: 1}}}}
{product: {reviews: {every: {rating: {gt: 3}}}}}
{product: {reviews: {max: {rating: {eq: 4}}}}}
{product: {barcode: {digits: {startswith: "4"}}}}
{product: {levels: {sum: {quantity: {gt: 1}}}}}
{product: {status: {eq: LIVE}}}
""".strip().splitlines()
TO_MANY = """
{products: {some: {name: {eq: "Ghost"}}}}
{products: {some: {}}}
{products: {none: {price: {gt: 50}}}}
{products: {none: {}}}
{products: {every: {price: {lt: 50}}}}
{products: {count: {gt: 1}}}
{products: {count: {eq: 0}}}
{products: {max: {price: {gt: 50}}}}
{products: {min: {name: {startswith: "G"}}}}
{products: {sum: {stock: {gt: 4}}}}
{products: {avg: {price: {gt: 12}}}}
{NOT: {products: {some: {status: {eq: LIVE}}}}}
{products: {some: {reviews: {some: {text: {eq: "boo"}}}}}}
""".strip().splitlines()
ORDERS = """
{product: {name: ASC}}
{product: {price: DESC}}
{product: {price: ASC_NULLS_FIRST}}
{product: {pk: ASC}}
{product: {brand: {name: DESC}}}
{product: {category: {slug: ASC}}}
{product: {reviews: {count: DESC}}}
{product: {barcode: {digits: ASC}}}
""".strip().splitlines()
RELATED_ORDERS = (
    "{products: {count: DESC}} | {products: {max: {price: DESC}}} | {products: {min: {name: ASC}}} | {products: {sum: {stock: ASC}}}".split(
        " | "
    )
)
FIGURES = (
    "totalCount pageCount estimatedCount aggregate { count sum { stock price } avg { price } min { name price } "
    "max { name price createdAt } stddev { stock } distinctCount { name } }"
)
STATUSES = "groups(by: [{status: true}], first: 5) { key { status } count max { name } }"
HOLDERS = ("brands", "categories", "tags", "suppliers")
QUERIES = [
    *THROUGH_ONE,
    *(
        f'{holder}(where: {{product: {{name: {{eq: "Ghost"}}}}}}) {{ totalCount }}'
        for holder in ("supplies", "stockLevels", "barcodes", "articles")
    ),
    *(f"reviews(where: {where}) {{ totalCount nodes {{ text }} }}" for where in CONDITIONS),
    *(f"{holder}(where: {where}) {{ totalCount nodes {{ pk }} }}" for holder in HOLDERS for where in TO_MANY),
    *(f"reviews(orderBy: [{order}]) {{ nodes {{ text }} edges {{ cursor }} }}" for order in ORDERS),
    *(f"{holder}(orderBy: [{order}]) {{ edges {{ cursor node {{ pk }} }} }}" for holder in HOLDERS for order in RELATED_ORDERS),
    *(
        f"{holder}(first: 3) {{ nodes {{ products(first: 2) {{ nodes {{ name }} pageInfo {{ hasNextPage endCursor }} {FIGURES} }} }} }}"
        for holder in HOLDERS
    ),
    *(f"{holder}(first: 3) {{ nodes {{ products {{ {STATUSES} }} }} }}" for holder in HOLDERS),
    "reviews { groups(by: [{product: true}]) { key { product { name } } count sum { rating } } }",
    "reviews { groups(by: [{product: true}], having: {count: {gt: 1}}) { key { product { pk } } count } }",
    "supplies { groups(by: [{product: true}, {supplier: true}]) { key { product { sku } supplier { code } } avg { days } } }",
    "stockLevels { groups(by: [{product: true}]) { key { product { stock } } max { quantity } } }",
    "notes(where: {subject: {isNull: true}}) { totalCount nodes { text } }",
    "notes(where: {subject: {type: {eq: Product}}}) { totalCount }",
    "notes(where: {subject: {type: {ne: Product}}}) { totalCount }",
    "notes { nodes { text subject { ... on Product { name } } } }",
    "reviews(distinctOn: [rating], orderBy: [{product: {name: ASC}}]) { nodes { rating text } }",
    "supplies(first: 1, orderBy: [{product: {name: ASC}}]) { pageInfo { endCursor hasNextPage } nodes { days } }",
    "suppliers { nodes { products { edges { cursor through { days } node { name } } } supplies { nodes { days product { name } } } } }",
]


@pytest.fixture(params=RULES)
def ghostless(request, declare, shop):
    declare(Product, **RULES[request.param])
    return shop


def change_ghost(shop) -> None:
    """Another name, other figures, other links and another key: all that a hidden row is."""
    with connection.constraint_checks_disabled():
        Product.objects.filter(pk=shop.ghost.pk).update(
            id=1000, name="Aardvark", price=1, stock=77, status="gone", category=shop.open_, weight=3.5, created_at="2030-01-01T00:00:00Z"
        )
        for model in (Review, Supply, StockLevel, Product.tags.through):
            model.objects.filter(product_id=shop.ghost.pk).update(product_id=1000)
        Product.tags.through.objects.filter(product_id=1000).update(tag=shop.plain)
    Note.objects.filter(object_id=shop.ghost.pk, content_type__model="product").update(object_id=1000)


def answers(ask):
    return {query: without_ids(ask("{ " + query + " }")) for query in QUERIES}


def test_no_answer_depends_on_a_hidden_row(ghostless, ask):
    before = answers(ask)
    assert [query for query, (data, errors) in before.items() if data is None or errors] == []
    change_ghost(ghostless)
    after = answers(ask)
    assert [query for query in QUERIES if before[query] != after[query]] == []


def test_the_same_questions_tell_of_a_row_that_is_not_hidden(shop, ask):
    """Else the test above would hold whatever the engine did."""
    before = answers(ask)
    change_ghost(shop)
    after = answers(ask)
    untold = [query for query in QUERIES if before[query] == after[query]]
    assert len(untold) < len(QUERIES) / 3


# what only some arguments can do


def test_a_search_does_not_look_into_hidden_rows(declare, shop, see):
    declare(Brand, scope=lambda self, access: Q(is_active=True))
    declare(Product, search_fields=["name", "brand__name", "tags__name"])
    declare(Tag, scope=lambda self, access: ~Q(name="covert"))
    found = {
        word: see(f'{{ products(search: "{word}") {{ totalCount }} }}')["products"]["totalCount"] for word in ("umbra", "covert", "acme")
    }
    assert found == {"umbra": 0, "covert": 0, "acme": 3}


def test_a_search_in_a_model_that_may_not_be_read_finds_nothing(declare, shop, see):
    declare(Brand, read="permission")
    declare(Product, search_fields=["brand__name"])
    assert see('{ products(search: "acme") { totalCount } }') == {"products": {"totalCount": 0}}


def test_a_filterset_offers_no_hidden_row(declare, shop, ask):
    class ReviewFilters(django_filters.FilterSet):
        product = django_filters.ModelChoiceFilter(queryset=Product.objects.all())
        products = django_filters.ModelMultipleChoiceFilter(field_name="product", queryset=Product.objects.all())

        class Meta:
            model = Review
            fields = ()

    declare(Review, filterset_class=ReviewFilters)
    declare(Product, scope=lambda self, access: ~Q(name="Ghost"))
    for name, value in (("product", '"{}"'), ("products", '["{}"]')):
        hidden, missing = (ask(f"{{ reviews(filter: {{{name}: {value.format(pk)}}}) {{ totalCount }} }}") for pk in (shop.ghost.pk, 10**6))
        assert codes(hidden) == ["BAD_USER_INPUT"]
        assert str(without_ids(hidden)).replace(str(shop.ghost.pk), "?") == str(without_ids(missing)).replace(str(10**6), "?")


def test_a_unique_key_with_a_hidden_related_row_names_nothing(declare, shop, see):
    declare(Product, scope=lambda self, access: ~Q(name="Ghost"))
    ways = 'by: {{productAndSupplier: {{product: {product}, supplier: "S1"}}}}'
    hidden, shown = (see(f"{{ supply({ways.format(product=pk)}) {{ days }} }}") for pk in (shop.ghost.pk, shop.anvil.pk))
    assert (hidden, shown) == ({"supply": None}, {"supply": {"days": 3}})


def test_a_cursor_of_somebody_else_opens_no_row(declare, shop, see, ask):
    declare(Review, scope=lambda self, access: Q(author=access.user))
    order = "reviews(first: 1, orderBy: [{rating: DESC}]"
    cursor = see(f"{{ {order}) {{ pageInfo {{ endCursor }} }} }}", shop.alice)["reviews"]["pageInfo"]["endCursor"]
    found = see(f"query($cursor: String!) {{ {order}, after: $cursor) {{ nodes {{ text }} }} }}", shop.bob, cursor=cursor)
    assert found == {"reviews": {"nodes": [{"text": "poor"}]}}


def test_a_forged_cursor_only_moves_along_what_may_be_seen(declare, shop, see):
    declare(Product, scope=lambda self, access: ~Q(name="Ghost"))
    query = (
        "query($after: String) { reviews(orderBy: [{product: {name: ASC_NULLS_LAST}}], after: $after) { edges { cursor node { text } } } }"
    )
    edges = see(query)["reviews"]["edges"]
    order, _, last = orjson.loads(base64.urlsafe_b64decode(edges[0]["cursor"] + "=="))
    guesses = [base64.urlsafe_b64encode(orjson.dumps([order, guess, last])).decode() for guess in ("F", "Ghost", "H")]
    pages = [[edge["node"]["text"] for edge in see(query, after=guess)["reviews"]["edges"]] for guess in guesses]
    assert pages == [["boo"]] * 3


def test_an_error_of_a_hidden_row_is_an_error_of_a_missing_one(declare, shop, ask):
    declare(Product, scope=lambda self, access: ~Q(name="Ghost"))
    for template in (
        "{{ product(id: {}) {{ name }} }}",
        "{{ reviews(where: {{product: {{id: {{eq: {}}}}}}}) {{ totalCount }} }}",
        "{{ reviews(where: {{product: {{id: {{in: [{}, 1]}}}}}}) {{ totalCount }} }}",
        '{{ notes(where: {{subject: {{id: {{eq: "{}"}}}}}}) {{ totalCount }} }}',
    ):
        hidden, missing = (ask(template.format(pk)) for pk in (shop.ghost.pk, 10**6))
        assert without_ids(hidden) == without_ids(missing)


@pytest.mark.parametrize("scope", [Q(is_active=True), Q(is_active=True, products__stock__gte=0), None])
def test_a_hidden_related_row_looks_absent_in_every_form_of_the_question(declare, shop, see, scope):
    declare(Brand, **({"scope": lambda self, access: scope} if scope else {"read": "permission"}))
    visible = {"Anvil", "Beam", "Codex"} if scope else set()
    everything = {"Anvil", "Beam", "Codex", "Ghost"}
    expected = {
        "{brand: {id: {isNull: true}}}": everything - visible,
        "{brand: {id: {isNull: false}}}": visible,
        "{brand: {}}": everything,
        '{NOT: {brand: {name: {startswith: "A"}}}}': everything - visible,
        '{brand: {NOT: {name: {startswith: "A"}}}}': set(),
        '{brand: {name: {ne: "Acme"}}}': set(),
        '{brand: {OR: [{country: {eq: "XX"}}, {name: {eq: "Acme"}}]}}': visible,
    }
    found = {where: see(f"{{ products(where: {where}) {{ nodes {{ name }} }} }}")["products"]["nodes"] for where in expected}
    assert {where: {row["name"] for row in rows} for where, rows in found.items()} == expected
