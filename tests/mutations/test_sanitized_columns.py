"""HTML in columns that ask for it is sanitized, whichever way clients write them; nothing else is touched."""

from __future__ import annotations

import sys
from html.parser import HTMLParser

import pytest
from django import forms

from django_graphql_auto import AllowedHTML, FormMutation, SerializerMutation, mutation
from django_graphql_auto.testing import GraphQLClient, assert_error_code, assert_statements, captured_statements
from tests.apps.shop.models import Book, Brand, Product, Review, Tag
from tests.mutations.attacks import ATTACKS
from tests.mutations.test_changes import listening  # noqa: F401 - a fixture
from tests.mutations.writing import ERRORS, errors, payload

DIRTY = '<b onclick="steal()">Good</b><script>steal()</script>'
CLEAN = "<b>Good</b>"
CREATE = (
    "mutation($input: ReviewCreateInput!, $dry: Boolean! = false) { createReview(input: $input, dryRun: $dry) { review { id text version } "
    + ERRORS
    + " } }"
)
UPDATE = """mutation($id: ID!, $input: ReviewUpdateInput!, $version: String) {
    updateReview(id: $id, input: $input, expectedVersion: $version) { review { text version } errors { path field code message params } }
}"""
HARMLESS = [
    "",
    "Fish & chips, AT&T, &amp; &lt;b&gt;",
    "5 > 3 and \"quoted\" and 'quoted'",
    "Robert'); DROP TABLE students;-- 1=1",
    "alert(1) javascript:alert(1) onerror=alert(1) {{ 7*7 }} ${x}",
    "two\r\nlines\tand\u00a0spaces \u2028 \U0001f600 é",
    "<p>A paragraph with <b>bold</b>, <i>italic</i> and <code>code</code>.</p>",
    "<ul><li>one</li><li>two<br>lines</li></ul>",
    '<img src="/media/axe.png" alt="An axe">',
    '<a href="https://example.com/?a=1&amp;b=2" rel="noopener noreferrer">x</a>',
    '<a href="#top" rel="noopener noreferrer">up</a>',
    "<table><thead><tr><th>h</th></tr></thead><tbody><tr><td>d</td></tr></tbody></table>",
    "1 &lt; 2 &amp; <em>3 &gt; 2</em>",
]
HARMLESS_TAGS = {"a", "b", "img", "p", "table"}


class Reader(HTMLParser):
    """What a text has of tags and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def read(text):
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader


@pytest.fixture
def sanitizing(shop, declare):
    declare(Review, sanitize=("text",))


def made(api, shop, text, **variables):
    return payload(api(CREATE, input={"rating": 3, "text": text, "product": {"connect": {"id": shop.anvil.pk}}}, **variables))


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_could_run_is_taken_out(api, shop, sanitizing, attack):
    found = made(api, shop, f"before {attack} after")
    assert found["errors"] == []
    left = read(found["review"]["text"])
    assert left.tags <= HARMLESS_TAGS
    assert {name for name, _ in left.attributes} <= {"href", "src", "rel", "title"}
    assert [value for name, value in left.attributes if name in ("href", "src") and ":" in value] == []
    assert found["review"]["text"].startswith("before")
    again = made(api, shop, found["review"]["text"])
    assert again["review"]["text"] == found["review"]["text"]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_stays_byte_for_byte(api, shop, sanitizing, text):
    assert made(api, shop, text)["review"]["text"] == text


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("Fish & <b>chips</b>", "Fish &amp; <b>chips</b>"),
        ("1 < 2", "1 &lt; 2"),
        ("<p>one<p>two", "<p>one</p><p>two</p>"),
        ('<a href="/about">x</a>', '<a href="/about" rel="noopener noreferrer">x</a>'),
        ("<unknown>inside</unknown>", "inside"),
        ("<!-- a comment -->x", "x"),
    ],
)
def test_beside_tags_the_rest_is_written_as_html_is(api, shop, sanitizing, text, stored):
    assert made(api, shop, text)["review"]["text"] == stored


def test_columns_that_do_not_ask_are_left_alone(api, shop, sanitizing):
    Review.objects.filter(product=shop.anvil).update(text=DIRTY)
    document = "mutation($input: ProductUpdateInput!, $id: ID!) { updateProduct(id: $id, input: $input) { product { name attributes } } }"
    found = payload(api(document, id=shop.anvil.pk, input={"name": DIRTY, "attributes": {"html": DIRTY}}))
    assert found == {"product": {"name": DIRTY, "attributes": {"html": DIRTY}}}
    review = Review.objects.filter(product=shop.anvil).first()
    assert errors(api(UPDATE, id=review.pk, input={"rating": 1})) == []  # what was stored before stays until it is given anew
    assert Review.objects.get(pk=review.pk).text == DIRTY


# every way to write


def test_a_new_row_and_a_change_are_sanitized(api, shop, sanitizing):
    found = made(api, shop, DIRTY)["review"]
    assert found["text"] == CLEAN
    assert payload(api(UPDATE, id=found["id"], input={"text": f"2{DIRTY}"}))["review"]["text"] == f"2{CLEAN}"


def test_null_stays_null_and_absent_stays_absent(api, shop, declare):
    declare(Brand, sanitize=("name", "country"))
    document = (
        "mutation($id: ID!, $input: BrandUpdateInput!) { updateBrand(id: $id, input: $input) { brand { name } errors { path code } } }"
    )
    assert errors(api(document, id=shop.acme.pk, input={"name": None})) == [("input.name", "NULL")]
    assert errors(api(document, id=shop.acme.pk, input={"country": ""})) == []


def test_upserts_sanitize_what_they_make_and_what_they_change(api, shop, declare):
    declare(Brand, sanitize=("name",))
    document = """mutation($name: String!, $create: BrandCreateInput!, $update: BrandUpdateInput!) {
        upsertBrand(by: {name: $name}, create: $create, update: $update) { brand { name } errors { path code } }
    }"""
    given = {"create": {"name": f"New {DIRTY}"}, "update": {"name": f"Old {DIRTY}"}}
    assert payload(api(document, name="Nobody", **given))["brand"]["name"] == f"New {CLEAN}"
    assert payload(api(document, name=f"New {CLEAN}", **given))["brand"]["name"] == f"Old {CLEAN}"


@pytest.mark.django_db(transaction=True)
def test_rows_that_nothing_comes_between_are_sanitized(declare, boss):
    declare(Tag, sanitize=("name",))
    client = GraphQLClient(boss)
    create = "mutation($name: String!) { createTag(input: {name: $name}) { tag { pk } errors { code } } }"
    update = "mutation($id: ID!, $name: String!) { updateTag(id: $id, input: {name: $name}) { tag { pk } errors { path code } } }"
    key = payload(client.query(create, {"name": "first"}))["tag"]["pk"]
    with assert_statements(2):  # whether another has the name, and the INSERT
        assert payload(client.query(create, {"name": "<i>x</i><script></script>"}))["errors"] == []
    with assert_statements(1):
        assert errors(client.query(update, {"id": key, "name": "<b onclick=steal()>y</b>"})) == []
    assert set(Tag.objects.values_list("name", flat=True)) == {"<i>x</i>", "<b>y</b>"}
    assert errors(client.query(update, {"id": key, "name": "<i>" * 1001})) == [("input.name", "TOO_MANY_TAGS")]


def test_rows_that_are_written_together_are_sanitized(api, shop, declare):
    declare(Brand, sanitize=("name",))
    create = "mutation($inputs: [BrandCreateInput!]!) { createBrands(inputs: $inputs) { results { brand { name } } errors { path code } } }"
    found = payload(api(create, inputs=[{"name": f"{place}{DIRTY}"} for place in range(3)]))
    assert [row["brand"]["name"] for row in found["results"]] == [f"{place}{CLEAN}" for place in range(3)]


def test_rows_of_a_condition_are_sanitized_and_still_changed_by_one_statement(api, shop, sanitizing):
    document = "mutation($set: ReviewUpdateInput!) { updateReviews(where: {rating: {gte: 0}}, set: $set, atMost: 50) { count } }"
    with captured_statements() as statements:
        found = payload(api(document, set={"text": DIRTY}))
    assert found["count"] == Review.objects.count() > 1
    [changing] = [sql for sql in statements if sql.startswith("UPDATE")]
    assert "CASE" not in changing
    assert set(Review.objects.values_list("text", flat=True)) == {CLEAN}


def test_nested_rows_are_sanitized_under_their_own_model_s_option(api, shop, declare):
    declare(Review, sanitize=("text",))
    declare(Brand, sanitize=("name",))
    document = "mutation($input: ProductCreateInput!) { createProduct(input: $input) { product { id } errors { path code } } }"
    nested = {
        "name": DIRTY,
        "sku": "S9",
        "createdAt": "2024-01-01T00:00:00Z",
        "brand": {"connectOrCreate": {"by": {"name": "Nobody"}, "create": {"name": DIRTY}}},
        "reviews": {"create": [{"rating": 1, "text": DIRTY}, {"rating": 2, "text": DIRTY}]},
    }
    key = payload(api(document, input=nested))["product"]["id"]
    row = Product.objects.get(sku="S9")
    assert (row.name, row.brand.name, {review.text for review in row.reviews.all()}) == (DIRTY, CLEAN, {CLEAN})
    first, second = row.reviews.order_by("rating")
    update = "mutation($id: ID!, $input: ProductUpdateInput!) { updateProduct(id: $id, input: $input) { errors { path code } } }"
    changed = {
        "brand": {"update": {"name": f"3{DIRTY}"}},
        "reviews": {
            "update": [{"by": {"id": first.pk}, "update": {"text": f"3{DIRTY}"}}],
            "upsert": [{"by": {"id": second.pk}, "create": {"rating": 9}, "update": {"text": f"3{DIRTY}"}}],
        },
    }
    assert errors(api(update, id=key, input=changed)) == []
    row = Product.objects.get(sku="S9")
    assert (row.brand.name, {review.text for review in row.reviews.all()}) == (f"3{CLEAN}", {f"3{CLEAN}"})


def test_children_share_the_option_of_their_parent(api, shop, declare):
    declare(Product, sanitize=("name",))
    document = (
        """mutation($id: ID!, $input: BookUpdateInput!) { updateBook(id: $id, input: $input) { book { name } errors { path code } } }"""
    )
    book = Book.objects.create(name="B", sku="BK1", brand=shop.acme, created_at="2024-01-01T00:00Z", pages=1, isbn="1")
    assert payload(api(document, id=book.pk, input={"name": DIRTY}))["book"]["name"] == CLEAN
    declare(Book, sanitize={"name": AllowedHTML(tags=())})
    assert payload(api(document, id=book.pk, input={"name": DIRTY}))["book"]["name"] == "Good"


class ReviewForm(forms.ModelForm):
    class Meta:
        model = Review
        fields = ("product", "rating", "text")


def test_a_model_form_gets_what_is_sanitized(api, shop, sanitizing, registering):
    registering(mutation("shop.add_review")(type("WriteReview", (FormMutation,), {"form_class": ReviewForm})))
    document = "mutation($input: WriteReviewInput!) { writeReview(input: $input) { review { text } " + ERRORS + " } }"
    given = {"product": shop.anvil.pk, "rating": 4}
    assert payload(api(document, input={**given, "text": DIRTY}))["review"]["text"] == CLEAN
    assert errors(api(document, input={**given, "text": "<b>" * 1001})) == [("input.text", "TOO_MANY_TAGS")]


def test_a_serializer_of_a_model_gets_what_is_sanitized(api, shop, sanitizing, registering):
    serializers = pytest.importorskip("rest_framework.serializers")

    class Inner(serializers.Serializer):
        body = serializers.CharField(source="text", required=False)

    class ReviewSerializer(serializers.ModelSerializer):
        words = serializers.CharField(source="text", max_length=20, required=False)
        inner = Inner(source="*", required=False)

        class Meta:
            model = Review
            fields = ("product", "rating", "words", "inner")

        def create(self, values):
            return Review.objects.create(**values)

    registering(mutation("shop.add_review")(type("WriteReview", (SerializerMutation,), {"serializer_class": ReviewSerializer})))
    document = "mutation($input: WriteReviewInput!) { writeReview(input: $input) { review { text } " + ERRORS + " } }"
    given = {"product": shop.anvil.pk, "rating": 4}
    assert payload(api(document, input={**given, "words": DIRTY}))["review"]["text"] == CLEAN
    assert payload(api(document, input={**given, "inner": {"body": DIRTY}}))["review"]["text"] == CLEAN
    assert errors(api(document, input={**given, "inner": {"body": "<b>" * 1001}})) == [("input.inner.body", "TOO_MANY_TAGS")]


# what agrees with it


def test_validation_sees_what_is_sanitized(api, shop, declare):
    declare(Review, sanitize=("text",))
    declare(Brand, sanitize=("name",))
    document = "mutation($input: BrandCreateInput!) { createBrand(input: $input) { brand { name } errors { path code } } }"
    assert errors(api(document, input={"name": "<script>nothing is left</script>"})) == [("input.name", "BLANK")]
    assert errors(api(document, input={"name": "<br>" + "&" * 70})) == [("input.name", "MAX_LENGTH")]
    assert payload(api(document, input={"name": "Short" + "<script>" + "x" * 100 + "</script>"}))["brand"]["name"] == "Short"
    assert errors(api(document, input={"name": "Acme<script></script>"})) == [("input.name", "UNIQUE")]


def test_hooks_see_what_is_sanitized_and_have_the_last_word(api, shop, declare):
    seen = []

    def before_write(self, row, access):
        seen.append(row.text)
        row.text = f"<section>{row.text}</section>"

    declare(Review, sanitize=("text",), before_write=before_write)
    assert made(api, shop, DIRTY)["review"]["text"] == f"<section>{CLEAN}</section>"
    assert seen == [CLEAN]


def test_versions_dry_runs_and_listeners_tell_what_is_sanitized(api, shop, sanitizing, listening):  # noqa: F811
    heard = listening(Review)
    tried = made(api, shop, DIRTY, dry=True)
    assert tried["review"]["text"] == CLEAN
    found = made(api, shop, DIRTY)["review"]
    assert [change.after["text"] for change in heard.changes] == [CLEAN]
    again = payload(api(UPDATE, id=found["id"], input={"text": DIRTY}, version=found["version"]))
    assert (again["errors"], again["review"]["version"]) == ([], found["version"])


# policies


@pytest.mark.parametrize(
    ("allowed", "text", "stored"),
    [
        (AllowedHTML(tags=()), "<p>no <b>tags</b></p>", "no tags"),
        (AllowedHTML(tags=["b"]), "<p><b title=t>x</b></p>", '<b title="t">x</b>'),
        (AllowedHTML(tags={"b"}, attributes={}), "<b title=t lang=de>x</b>", "<b>x</b>"),
        (AllowedHTML(attributes={"*": ["class"]}), "<p class=c id=i>x</p>", '<p class="c">x</p>'),
        (
            AllowedHTML(url_schemes=["https"]),
            '<img src="http://x.example/i.png"><img src="https://x.example/i.png">',
            '<img><img src="https://x.example/i.png">',
        ),
        (AllowedHTML(url_schemes=["data"]), '<img src="data:image/png;base64,AA==">', '<img src="data:image/png;base64,AA==">'),
    ],
)
def test_a_policy_says_what_stays(api, shop, declare, allowed, text, stored):
    declare(Review, sanitize={"text": allowed})
    assert made(api, shop, text)["review"]["text"] == stored


@pytest.mark.parametrize("text", ["<i>" * 1001, "<p>" + "".join(f"<b x={n}>" for n in range(400)) + "</p>" + "<p>x" * 400])
def test_html_that_would_take_long_or_much_place_is_refused(api, shop, sanitizing, text):
    [error] = made(api, shop, text)["errors"]
    assert (error["path"], error["code"], error["params"]) == (["input", "text"], "TOO_MANY_TAGS", {"most": 1000})


def test_more_tags_may_be_allowed(api, shop, declare):
    declare(Review, sanitize={"text": AllowedHTML(max_tags=2_000)})
    assert made(api, shop, "<br>" * 2_000)["errors"] == []


def test_without_nh3_nothing_is_stored(api, shop, sanitizing, monkeypatch):
    monkeypatch.setitem(sys.modules, "nh3", None)
    before = Review.objects.count()
    given = {"rating": 3, "text": DIRTY, "product": {"connect": {"id": shop.anvil.pk}}}
    assert_error_code(api(CREATE, input=given), "INTERNAL")
    assert Review.objects.count() == before
