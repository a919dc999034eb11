"""Rows that are created under a name can be referred to in the rest of the operation: connected as any other row, found by that name."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Q
from django.db.models.signals import post_save

from django_graphql_auto.execution import rules_for
from django_graphql_auto.mutations import CREATED_AS, Create, CreatedRows, CreateMany, ErrorPolicy, Report, Update, perform
from django_graphql_auto.schema.live import current_schema
from django_graphql_auto.schema.names import created_field
from django_graphql_auto.testing import captured_statements
from tests.apps.shop.models import Article, Book, Brand, Category, Note, Product, Review, Supply, Tag
from tests.mutations.writing import errors, payload, user_who_may

TWO = """mutation($first: ArticleCreateInput!, $second: ArticleCreateInput!) %s {
  first: createArticle(input: $first) { article { title } errors { path code message } }
  second: createArticle(input: $second) { article { title follows { title } } errors { path code message } %s }
}"""
CREATE = "mutation($input: ProductCreateInput!) { createProduct(input: $input) { product { pk } errors { path code message } } }"
UPDATE = "mutation($id: ID!, $input: ProductUpdateInput!) { updateProduct(id: $id, input: $input) { errors { path code } } }"
ARTICLES = (
    "mutation($inputs: [ArticleCreateInput!]!, $policy: ErrorPolicy! = REJECT_EVERYTHING) {"
    " createArticles(inputs: $inputs, errorPolicy: $policy) { count errors { path code } } }"
)
NEW = {"name": "Pot", "sku": "P1", "createdAt": "2024-05-01T00:00:00Z"}
ACME = {"connect": {"name": "Acme"}}
FIRST = {"title": "first", "createdAs": "first"}
SECOND = {"title": "second", "follows": {"connectCreated": "first"}}
UNKNOWN = [("follows", "NOT_FOUND")]
"""An article has an automatic key and no unique column."""


def follows() -> dict[str, str | None]:
    return dict(Article.everything.filter(title__in=["first", "second", "third"]).values_list("title", "follows__title"))


def at(result: Any, key: str) -> list[tuple[str, str]]:
    assert result.errors == []
    return [(".".join(error["path"]), error["code"]) for error in result.data[key]["errors"]]


@pytest.mark.parametrize("directive", ["", "@atomic"])
@pytest.mark.parametrize("query", ["", "query { tags(first: 1) { nodes { name } } }"])
def test_a_later_field_refers_to_a_row_of_an_earlier_one(api, shop, directive, query):
    """Also where a payload reads, so that graphql-core's executor answers."""
    result = api(TWO % (directive, query), first=FIRST, second=SECOND)
    assert (result.errors, result.data["second"]["article"]) == ([], {"title": "second", "follows": {"title": "first"}})
    assert follows() == {"first": None, "second": "first"}


@pytest.mark.parametrize("directive", ["", "@atomic"])
@pytest.mark.parametrize("query", ["", "query { tags(first: 1) { nodes { name } } }"])
def test_what_is_created_later_or_never_is_not_found_and_the_message_says_why(api, shop, directive, query):
    result = api(TWO % ("", query), first=SECOND, second=FIRST)
    assert at(result, "first") == [("input.follows.connectCreated", "NOT_FOUND")]
    assert "created before" in result.data["first"]["errors"][0]["message"]
    assert (at(result, "second"), follows()) == ([], {"first": None})


def test_names_live_for_one_operation(api, shop):
    assert api(TWO % ("", ""), first=FIRST, second={"title": "x"}).errors == []
    later = api(TWO % ("", ""), first={"title": "y"}, second=SECOND)
    assert at(later, "second") == [("input.follows.connectCreated", "NOT_FOUND")]


def test_the_row_itself_and_what_hangs_on_it_refer_to_what_it_refers_to(api, shop):
    """In the stated order: what a row refers to, the row, what hangs on it."""
    given = {
        **NEW,
        "createdAs": "pot",
        "brand": {"create": {"name": "Nova", "createdAs": "nova"}},
        "category": {"create": {"name": "New", "slug": "new", "createdAs": "category"}},
        "tags": {"create": [{"name": "fresh", "createdAs": "tag"}]},
        "articles": {
            "create": [
                {"title": "first", "createdAs": "first", "follows": {"create": {"title": "third", "product": {"connectCreated": "pot"}}}}
            ]
        },
        "reviews": {"create": [{"rating": 5, "createdAs": "review"}]},
    }
    assert payload(api(CREATE, input=given))["errors"] == []
    pot = Product.objects.get(sku="P1")
    assert [article.title for article in pot.articles.order_by("title")] == ["first", "third"]


def test_what_hangs_on_several_rows_takes_what_was_created_before(api, shop):
    document = """mutation($input: ProductCreateInput!, $id: ID!, $changes: ProductUpdateInput!, $id2: ID!) {
      createProduct(input: $input) { errors { path code } }
      a: updateProduct(id: $id, input: $changes) { errors { path code } }
      b: updateProduct(id: $id2, input: $changes) { errors { path code } }
    }"""
    new = {
        **NEW,
        "brand": ACME,
        "tags": {"create": [{"name": "fresh", "createdAs": "tag"}]},
        "reviews": {"create": [{"rating": 4, "createdAs": "r1"}, {"rating": 4, "createdAs": "r2"}]},
    }
    changes = {"tags": {"connectCreated": ["tag", "tag"]}, "reviews": {"connectCreated": ["r2", "r1"]}}
    result = api(document, input=new, id=shop.anvil.pk, id2=shop.beam.pk, changes=changes)
    assert (result.errors, [each["errors"] for each in result.data.values()]) == ([], [[], [], []])
    assert {product.sku for product in Tag.objects.get(name="fresh").products.all()} == {"P1", "A1", "B1"}
    assert Review.objects.filter(product=shop.beam, rating=4).count() == 2


def test_rows_between_say_what_they_hold(api, shop):
    document = """mutation($id: ID!) {
      createSupplier(input: {code: "N1", name: "Norn", createdAs: "norn"}) { errors { code } }
      known: updateProduct(id: $id, input: {suppliers: {connectCreated: [{created: "norn", through: {days: 9}}]}}) { errors { path code } }
      unknown: updateProduct(id: $id, input: {suppliers: {connectCreated: [{created: "x", through: {days: 9}}]}}) { errors { path code } }
    }"""
    result = api(document, id=shop.anvil.pk)
    assert (at(result, "known"), Supply.objects.get(supplier="N1").days) == ([], 9)
    assert at(result, "unknown") == [("input.suppliers.connectCreated.0.created", "NOT_FOUND")]


def test_a_generic_foreign_key_leads_to_a_created_row(api, shop, declare):
    document = """mutation {
      createBrand(input: {name: "Norn", createdAs: "norn"}) { errors { code } }
      note: createNote(input: {text: "new", subject: {connectCreated: "%s"}}) { errors { path code } }
    }"""
    assert at(api(document % "norn"), "note") == []
    assert Note.objects.get(text="new").subject == Brand.objects.get(name="Norn")
    Brand.objects.filter(name="Norn").delete()
    assert at(api(document % "other"), "note") == [("input.subject.connectCreated", "NOT_FOUND")]


def test_a_row_is_found_as_any_model_that_shares_its_table_and_as_no_other(api, shop):
    document = """mutation($book: BookCreateInput!, $review: ReviewCreateInput!) {
      createBook(input: $book) { errors { code } }
      createTag(input: {name: "fresh", createdAs: "tag"}) { errors { code } }
      review: createReview(input: $review) { errors { path code } }
    }"""
    book = {**NEW, "brand": ACME, "pages": 1, "isbn": "2", "createdAs": "book"}
    result = api(document, book=book, review={"rating": 2, "product": {"connectCreated": "book"}})
    assert (at(result, "review"), Review.objects.get(rating=2).product_id) == ([], Book.objects.get(isbn="2").pk)
    Tag.objects.filter(name="fresh").delete()
    book = {**book, "sku": "P2", "isbn": "3"}
    result = api(document, book=book, review={"rating": 2, "product": {"connectCreated": "tag"}})
    assert at(result, "review") == [("input.product.connectCreated", "NOT_FOUND")]


def test_a_name_is_given_once(api, shop):
    again = api(TWO % ("", ""), first=FIRST, second={**FIRST, "title": "second"})
    assert (at(again, "second"), follows()) == ([("input.createdAs", "UNIQUE")], {"first": None})


@pytest.mark.parametrize("name", ["", "x" * 256])
def test_a_name_has_a_length(api, shop, name):
    result = api(TWO % ("", ""), first={**FIRST, "createdAs": name}, second={"title": "second", "createdAs": "x" * 255})
    assert (at(result, "first"), at(result, "second")) == ([("input.createdAs", "INVALID")], [])


def test_no_name_is_as_good_as_null(api, shop):
    result = api(TWO % ("", ""), first={**FIRST, "createdAs": None}, second={"title": "second", "createdAs": None})
    assert (at(result, "first"), at(result, "second"), len(follows())) == ([], [], 2)


# what is undone has no name


def test_a_rejected_row_leaves_no_name(api, shop):
    first = {**FIRST, "product": {"connect": {"sku": "none"}}}
    again = api(TWO % ("", ""), first=first, second={**FIRST, "title": "second"})
    assert (at(again, "second"), follows()) == ([], {"second": None})
    document = """mutation {
      createProduct(input: {name: "x", sku: "A1", createdAt: "2024-05-01T00:00:00Z", brand: {create: {name: "Norn", createdAs: "norn"}}})
        { errors { path code } }
      createProduct2: createProduct(input: {name: "x", sku: "A2", createdAt: "2024-05-01T00:00:00Z", brand: {connectCreated: "norn"}})
        { errors { path code } }
    }"""
    assert at(api(document), "createProduct2") == [("input.brand.connectCreated", "NOT_FOUND")]


def test_a_row_that_the_database_refuses_when_it_is_alone_leaves_no_name(boss, shop, transactional_db):
    """A plain row outside of any transaction is one statement."""
    created, rules = CreatedRows(), rules_for(boss)
    with captured_statements() as statements:
        assert perform(Create(Tag, {"name": "fresh", CREATED_AS: "tag"}), rules, created=created).errors == ()
    assert len([each for each in statements if each.startswith("INSERT")]) == 1
    assert not [each for each in statements if each.startswith(("BEGIN", "SAVEPOINT"))]
    refused = perform(Create(Tag, {"name": "fresh", CREATED_AS: "again"}), rules, created=created)
    assert [error.code for error in refused.errors] == ["UNIQUE"]
    tags = {"tags": {"connectCreated": ["tag"]}}
    assert perform(Update(Product, {"pk": shop.beam.pk}, tags), rules, created=created).errors == ()
    assert [tag.name for tag in shop.beam.tags.all()] == ["fresh"]
    wrong = perform(Update(Product, {"pk": shop.beam.pk}, {"tags": {"connectCreated": ["again"]}}), rules, created=created)
    assert [(error.path, error.code) for error in wrong.errors] == [(("input", "tags", "connectCreated", "0"), "NOT_FOUND")]


def test_a_dry_run_leaves_no_name(api, shop):
    document = (TWO % ("", "")).replace("input: $first", "input: $first, dryRun: true")
    assert at(api(document, first=FIRST, second=SECOND), "second") == [("input.follows.connectCreated", "NOT_FOUND")]
    assert at(api(document, first=FIRST, second={**FIRST, "title": "second"}), "second") == []


def test_the_name_of_a_row_that_is_undone_does_not_go_over_to_another_one_with_its_key(boss, shop):
    """SQLite gives a key again."""
    created, rules = CreatedRows(), rules_for(boss)
    wrong = {"title": "first", CREATED_AS: "first", "followed_by": {"connect": [{"id": "0"}]}}
    assert [error.code for error in perform(Create(Article, wrong), rules, created=created).errors] == ["NOT_FOUND"]
    perform(Create(Article, {"title": "first", CREATED_AS: "tried"}), rules, lambda report: None, created=created)
    assert perform(Create(Article, {"title": "another"}), rules, created=created).errors == ()
    for name in ("first", "tried"):
        report = perform(Create(Article, {"title": "second", "follows": {"connectCreated": name}}), rules, created=created)
        assert [error.code for error in report.errors] == ["NOT_FOUND"]
        assert perform(Create(Article, {"title": "third", CREATED_AS: name}), rules, created=created).errors == ()


def test_of_several_rows_those_that_are_left_out_leave_no_name(api, shop):
    inputs = [{**FIRST, "title": "x" * 99}, {"title": "third", "createdAs": "third"}, SECOND]
    inputs += [{"title": "second", "follows": {"connectCreated": "third"}}]
    found = payload(api(ARTICLES, inputs=inputs, policy="REJECT_FAILED_ROWS"))
    assert [(".".join(error["path"]), error["code"]) for error in found["errors"]] == [
        ("inputs.0.title", "MAX_LENGTH"),
        ("inputs.2.follows.connectCreated", "NOT_FOUND"),
    ]
    assert follows() == {"third": None, "second": "third"}


def test_what_is_wrong_with_a_name_is_not_left_out_of_a_row(api, shop):
    inputs = [FIRST, {**FIRST, "title": "second"}, {"title": "third", "createdAs": ""}]
    found = payload(api(ARTICLES, inputs=inputs, policy="IGNORE_FAILED"))
    assert [(".".join(error["path"]), error["code"]) for error in found["errors"]] == [
        ("inputs.1.createdAs", "UNIQUE"),
        ("inputs.2.createdAs", "INVALID"),
    ]
    assert follows() == {"first": None}


# many rows


@pytest.mark.parametrize("policy", ["REJECT_EVERYTHING", "REJECT_FAILED_ROWS"])
def test_rows_of_a_list_refer_to_those_before_them(api, shop, policy):
    inputs = [FIRST, {**SECOND, "createdAs": "second"}, {"title": "third", "follows": {"connectCreated": "second"}}]
    assert payload(api(ARTICLES, inputs=inputs, policy=policy)) == {"count": 3, "errors": []}
    assert follows() == {"first": None, "second": "first", "third": "second"}


@pytest.mark.parametrize("is_heard", [False, True])
def test_together_and_one_by_one_the_same_can_be_referred_to(api, shop, is_heard):
    """Rows that are written together are made in another order: nobody may refer to what would come later one by one."""
    heard: list[Any] = []
    if is_heard:
        post_save.connect(hear := lambda **given: heard.append(given), sender=Category)
    document = "mutation($inputs: [CategoryCreateInput!]!) { createCategories(inputs: $inputs) { count errors { path code } } }"
    try:
        inputs = [
            {"name": "a", "slug": "a", "children": {"connectCreated": ["b"]}},
            {"name": "b", "slug": "b", "createdAs": "b"},
        ]
        assert errors(api(document, inputs=inputs)) == [("inputs.0.children.connectCreated.0", "NOT_FOUND")]
        inputs = [
            {"name": "a", "slug": "a", "children": {"create": [{"name": "c", "slug": "c", "createdAs": "c"}]}},
            {"name": "b", "slug": "b", "children": {"connectCreated": ["c"]}},
        ]
        assert errors(api(document, inputs=inputs)) == []
        assert Category.objects.get(slug="c").parent.slug == "b"
    finally:
        if is_heard:
            post_save.disconnect(hear, sender=Category)
    assert bool(heard) == is_heard


def test_rows_with_names_are_written_together_and_referred_to_together(boss, shop):
    rules = rules_for(boss)

    def statements_of(count: int) -> int:
        created = CreatedRows()
        names = [f"{count}-{place}" for place in range(count)]
        with captured_statements() as statements:
            perform(CreateMany(Article, [{"title": name, CREATED_AS: name} for name in names]), rules, created=created)
            perform(Update(Product, {"pk": shop.beam.pk}, {"articles": {"connectCreated": names}}), rules, created=created)
            later = [{"title": "later", "follows": {"connectCreated": name}} for name in names]
            perform(CreateMany(Article, later), rules, created=created)
        assert Article.objects.filter(follows__title__in=names, follows__product=shop.beam).count() == count
        return len(statements)

    assert statements_of(3) == statements_of(30)


def test_rows_that_are_changed_or_made_one_by_one_by_name_refer_to_each_other(api, shop):
    document = """mutation($updates: [ProductUpdateEachInput!]!, $upserts: [BrandUpsertEachInput!]!, $product: ProductCreateInput!) {
      updateEachProduct(updates: $updates) { errors { path code } }
      upsertBrands(upserts: $upserts) { errors { path code } }
      createProduct(input: $product) { errors { path code } }
    }"""
    updates = [
        {"id": shop.anvil.pk, "input": {"tags": {"create": [{"name": "fresh", "createdAs": "tag"}]}}},
        {"id": shop.beam.pk, "input": {"tags": {"connectCreated": ["tag"]}}},
    ]
    norn = {"by": {"name": "Norn"}, "create": {"name": "Norn", "createdAs": "norn"}, "update": {"country": "NO"}}
    result = api(document, updates=updates, upserts=[norn, norn], product={**NEW, "brand": {"connectCreated": "norn"}})
    assert [at(result, key) for key in result.data] == [[], [], []]
    assert Tag.objects.get(name="fresh").products.count() == 2
    norn = Brand.objects.get(name="Norn")
    assert (norn.country, Product.objects.get(sku="P1").brand) == ("NO", norn)


def test_an_upsert_that_finds_its_row_creates_none_of_that_name(api, shop):
    document = """mutation {
      upsertBrand(by: {name: "Acme"}, create: {name: "Acme", createdAs: "acme"}, update: {}) { errors { code } }
      createProduct(input: {name: "x", sku: "x", createdAt: "2024-05-01T00:00:00Z", brand: {connectCreated: "acme"}})
        { errors { path code } }
    }"""
    assert at(api(document), "createProduct") == [("input.brand.connectCreated", "NOT_FOUND")]


# rights


def test_a_created_row_that_its_creator_may_not_see_is_not_found(api, shop, declare):
    declare(Category, scope=lambda self, access: ~Q(slug="dark") if access.action == "view" else Q())
    document = """mutation {
      createCategory(input: {name: "Dark", slug: "dark", createdAs: "dark"}) { errors { code } }
      createProduct(input: {
        name: "x", sku: "x", createdAt: "2024-05-01T00:00:00Z", brand: {connect: {name: "Acme"}}, category: {connectCreated: "dark"}
      }) { errors { path code } }
    }"""
    assert at(api(document), "createProduct") == [("input.category.connectCreated", "NOT_FOUND")]


def test_to_take_a_created_row_the_same_right_is_needed_as_to_take_any(api, shop):
    clerk = user_who_may("add_product", "change_tag")
    document = """mutation($input: ProductCreateInput!, $id: ID!) {
      createProduct(input: $input) { errors { code } }
      updateTag(id: $id, input: {products: {connectCreated: ["pot"]}}) { errors { path code } }
    }"""
    result = api(document, user=clerk, input={**NEW, "brand": ACME, "createdAs": "pot"}, id=shop.plain.pk)
    assert at(result, "updateTag") == [("input.products.connectCreated.0", "FORBIDDEN")]
    assert Product.objects.get(sku="P1").tags.count() == 0


def test_what_is_connected_by_name_is_within_the_bounds_of_an_operation(api, shop, settings):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "MAX_WRITTEN_ROWS": 3}
    document = """mutation($id: ID!, $given: [ReviewCreateInput!]!, $names: [String!]!) {
      createReviews(inputs: $given) { errors { code } }
      updateProduct(id: $id, input: {reviews: {connectCreated: $names}}) { errors { path code } }
    }"""
    given = [{"rating": 2, "product": {"connect": {"sku": "B1"}}, "createdAs": name} for name in "abc"]
    result = api(document, id=shop.anvil.pk, given=given, names=list("abc"))
    assert at(result, "updateProduct") == [("input.reviews.connectCreated.2", "LIMIT_EXCEEDED")]


# from Python


def test_writes_without_a_common_table_know_no_names_of_each_other(boss, shop):
    rules = rules_for(boss)
    assert perform(Create(Article, {"title": "first", CREATED_AS: "first"}), rules).errors == ()
    report = perform(Create(Article, {"title": "second", "follows": {"connectCreated": "first"}}), rules)
    assert [(error.path, error.code) for error in report.errors] == [(("input", "follows", "connectCreated"), "NOT_FOUND")]


def test_a_changed_row_gets_no_name(boss, shop):
    with pytest.raises(LookupError):
        perform(Update(Article, {"pk": shop.live.pk}, {CREATED_AS: "first"}), rules_for(boss))


def test_tolerant_lists_keep_the_names_of_what_is_stored(boss, shop):
    created, rules = CreatedRows(), rules_for(boss)
    inputs = [{"title": "x" * 99, CREATED_AS: "long"}, {"title": "first", CREATED_AS: "first"}]
    report = perform(CreateMany(Article, inputs, ErrorPolicy.REJECT_FAILED_ROWS), rules, created=created)
    assert [bool(outcome.errors) for outcome in report.outcomes] == [True, False]
    again: Report = perform(Create(Article, {"title": "second", CREATED_AS: "long"}), rules, created=created)
    assert again.errors == ()


# the schema


def test_a_model_may_have_a_field_of_that_name():
    assert (created_field({"name"}), created_field({"createdAs"})) == ("createdAs", "createdAs_")


def test_only_what_can_be_created_is_referred_to_by_such_names(declare, db):
    kinds: Any = current_schema().graphql_schema.type_map
    author, product = (kinds["ReviewCreateInput"].fields[name].type for name in ("author", "product"))
    assert "connectCreated" not in getattr(author, "of_type", author).fields
    assert str(getattr(product, "of_type", product).fields["connectCreated"].type) == "String"
    assert str(kinds["ProductCreateInput"].fields["tags"].type.fields["connectCreated"].type) == "[String!]"
