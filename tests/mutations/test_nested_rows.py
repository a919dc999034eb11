"""Related rows in one write, in Prisma's words."""

import pytest
from django.db.models import Q

from tests.apps.shop.models import Article, Barcode, Brand, Category, Note, Product, Review, Tag
from tests.mutations.writing import ERRORS, errors, payload

UPDATE = "mutation($id: ID!, $input: ProductUpdateInput!) { updateProduct(id: $id, input: $input) { product { name } " + ERRORS + " } }"
CREATE = "mutation($input: ProductCreateInput!) { createProduct(input: $input) { product { pk } " + ERRORS + " } }"
NEW = {"name": "Pot", "sku": "P1", "createdAt": "2024-05-01T00:00:00Z"}


def change(api, row, **given):
    assert payload(api(UPDATE, id=row.pk, input=given))["errors"] == []
    row.refresh_from_db()


def test_a_row_is_made_with_everything_around_it(api, shop):
    given = {
        **NEW,
        "brand": {"create": {"name": "Nova", "country": "SE"}},
        "category": {"connectOrCreate": {"by": {"slug": "open"}, "create": {"name": "Open", "slug": "open"}}},
        "tags": {
            "connect": [{"name": "plain"}],
            "create": [{"name": "fresh"}],
            "connectOrCreate": [
                {"by": {"name": "covert"}, "create": {"name": "covert"}},
                {"by": {"name": "odd"}, "create": {"name": "odd"}},
            ],
        },
        "reviews": {"create": [{"rating": 5, "author": {"connect": {"username": "alice"}}}, {"rating": 1}]},
        "supplies": {"create": [{"days": 4, "supplier": {"connect": {"pk": "S1"}}}]},
        "barcode": {"create": {"digits": "42"}},
    }
    assert payload(api(CREATE, input=given))["errors"] == []
    product = Product.objects.get(sku="P1")
    assert (product.brand.name, product.brand.country, product.category) == ("Nova", "SE", shop.open_)
    assert [tag.name for tag in product.tags.all()] == ["covert", "fresh", "odd", "plain"]
    assert [(review.rating, review.author) for review in product.reviews.all()] == [(5, shop.alice), (1, None)]
    assert [(supply.days, supply.supplier) for supply in product.supplies.all()] == [(4, shop.seen)]
    assert product.barcode.digits == "42"
    assert Category.objects.count() == 3


def test_writes_nest_to_any_depth(api, shop):
    document = """mutation {
      createCategory(input: {name: "a", slug: "a", children: {create: [{name: "b", slug: "b", children: {create: [
        {name: "c", slug: "c", products: {connect: [{sku: "A1"}]}}
      ]}}]}}) {
        category { children(first: 2) { nodes { name children(first: 2) { nodes { name products(first: 2) { nodes { sku } } } } } } }
        errors { path code }
      }
    }"""
    found = payload(api(document))["category"]["children"]["nodes"]
    assert found == [{"name": "b", "children": {"nodes": [{"name": "c", "products": {"nodes": [{"sku": "A1"}]}}]}}]


def test_what_a_to_one_relation_leads_to_is_changed_or_made(api, shop):
    given = {"create": {"name": "Tools", "slug": "tools"}, "update": {"name": "Open tools"}}
    change(api, shop.anvil, category={"upsert": given})
    assert (shop.anvil.category, shop.anvil.category.name) == (shop.open_, "Open tools")
    change(api, shop.anvil, category={"disconnect": True})
    change(api, shop.anvil, category={"upsert": given})
    assert (shop.anvil.category.slug, Category.objects.count()) == ("tools", 4)


def test_a_row_that_holds_the_key_of_a_one_to_one_relation_is_changed_or_made(api, shop):
    Barcode.objects.filter(product=shop.anvil).delete()
    for digits in ("7", "8"):
        change(api, shop.anvil, barcode={"upsert": {"create": {"digits": digits}, "update": {"digits": digits}}})
    assert Barcode.objects.get(product=shop.anvil).digits == "8"
    wrong = {"upsert": {"create": {"digits": "1"}, "update": {"digits": "9" * 30}}}
    assert errors(api(UPDATE, id=shop.anvil.pk, input={"barcode": wrong})) == [("input.barcode.upsert.update.digits", "MAX_LENGTH")]


def test_an_upsert_makes_another_row_where_the_one_that_is_there_is_hidden(api, shop, declare):
    declare(Category, scope=lambda self, access: ~Q(slug="open") if access.action == "view" else Q())
    given = {"create": {"name": "Tools", "slug": "tools"}, "update": {"name": "Told"}}
    change(api, shop.anvil, category={"upsert": given})
    assert (shop.anvil.category.name, Category.objects.filter(name="Told").exists()) == ("Tools", False)


def test_to_one_relations_are_changed_let_go_and_deleted(api, shop):
    change(api, shop.anvil, brand={"update": {"country": "FR"}})
    assert shop.anvil.brand.country == "FR"
    change(api, shop.anvil, category={"disconnect": True})
    assert shop.anvil.category is None
    change(api, shop.anvil, category={"create": {"name": "New", "slug": "new"}})
    assert shop.anvil.category.slug == "new"
    change(api, shop.anvil, category={"delete": True})
    assert shop.anvil.category is None
    assert not Category.objects.filter(slug="new").exists()
    assert errors(api(UPDATE, id=shop.anvil.pk, input={"category": {"delete": True}})) == [("input.category.delete", "NOT_FOUND")]
    assert errors(api(UPDATE, id=shop.anvil.pk, input={"category": {"update": {"name": "x"}}})) == [("input.category.update", "NOT_FOUND")]
    assert errors(api(UPDATE, id=shop.anvil.pk, input={"category": {"disconnect": False}})) == [("input.category.disconnect", "INVALID")]


def test_a_relation_that_is_null_leads_nowhere(api, shop):
    change(api, shop.anvil, category=None)
    assert shop.anvil.category is None
    given = {"brand": None, "reviews": None}
    assert errors(api(UPDATE, id=shop.anvil.pk, input=given)) == [("input.brand", "NULL"), ("input.reviews", "NULL")]
    document = 'mutation { updateProducts(where: {sku: {eq: "A1"}}, set: {brand: null}) { errors { path code } } }'
    assert errors(api(document)) == [("set.brand", "NULL")]


def test_a_reverse_one_to_one_is_made_changed_and_deleted(api, shop):
    change(api, shop.beam, barcode={"create": {"digits": "1"}})
    change(api, shop.beam, barcode={"update": {"digits": "2"}})
    assert Barcode.objects.get(product_id="B1").digits == "2"
    [taken] = payload(api(UPDATE, id=shop.beam.pk, input={"barcode": {"create": {"digits": "3"}}}))["errors"]
    assert (taken["path"], taken["field"], taken["code"]) == (["input", "barcode", "create"], "product", "UNIQUE")
    assert taken["message"] == "Barcode with this Product already exists."
    other = Barcode.objects.get(product=shop.anvil)
    assert errors(api(UPDATE, id=shop.beam.pk, input={"barcode": {"connect": {"id": other.pk}}})) == [("input.barcode.connect", "UNIQUE")]
    change(api, shop.beam, barcode={"delete": True})
    assert not Barcode.objects.filter(product_id="B1").exists()
    assert errors(api(UPDATE, id=shop.beam.pk, input={"barcode": {"delete": True}})) == [("input.barcode.delete", "NOT_FOUND")]


def test_to_many_relations_are_changed_in_place(api, shop):
    first, second = shop.reviews[:2]
    change(
        api,
        shop.anvil,
        reviews={
            "update": [{"by": {"id": first.pk}, "update": {"text": "better"}}],
            "delete": [{"id": second.pk}],
            "upsert": [
                {"by": {"id": first.pk}, "create": {"rating": 1}, "update": {"rating": 4}},
                {"by": {"id": second.pk}, "create": {"rating": 2, "text": "anew"}, "update": {"rating": 3}},
            ],
        },
    )
    assert [(review.rating, review.text) for review in shop.anvil.reviews.all()] == [(4, "better"), (2, "anew")]


def test_children_are_taken_from_another_parent_and_set(api, shop):
    change(api, shop.beam, articles={"connect": [{"id": shop.live.pk}]})
    assert shop.beam.articles.count() == 2
    change(api, shop.beam, articles={"set": [{"id": shop.follower.pk}]})
    assert [article.title for article in shop.beam.articles.all()] == ["Follower"]
    assert Article.objects.get(pk=shop.live.pk).product is None
    change(api, shop.beam, articles={"disconnect": [{"id": shop.follower.pk}], "create": [{"title": "Brand new"}]})
    assert [article.title for article in shop.beam.articles.all()] == ["Brand new"]


def test_many_to_many_relations_are_set(api, shop):
    change(api, shop.anvil, tags={"set": [{"name": "plain"}], "create": [{"name": "extra"}]})
    assert [tag.name for tag in shop.anvil.tags.all()] == ["extra", "plain"]
    change(api, shop.anvil, tags={"update": [{"by": {"name": "extra"}, "update": {"name": "other"}}], "disconnect": [{"name": "plain"}]})
    assert [tag.name for tag in shop.anvil.tags.all()] == ["other"]
    change(api, shop.anvil, tags={"delete": [{"name": "other"}]})
    assert not Tag.objects.filter(name="other").exists()
    assert Tag.objects.filter(name="plain").exists()


def test_rows_hang_on_another_by_a_generic_relation(api, shop):
    change(api, shop.beam, notes={"create": [{"text": "on the beam"}]})
    [note] = shop.beam.notes.all()
    assert (note.text, note.subject) == ("on the beam", shop.beam)
    change(api, shop.beam, notes={"update": [{"by": {"id": note.pk}, "update": {"text": "changed"}}]})
    assert Note.objects.get(pk=note.pk).text == "changed"
    document = """mutation($id: ID!, $subject: ID!) {
      updateNote(id: $id, input: {subject: {connect: $subject}}) { note { subject { ... on Brand { name } } } errors { path code } }
    }"""
    [brand] = api('{ brands(where: {name: {eq: "Acme"}}) { nodes { id } } }')["brands"]["nodes"]
    moved = payload(api(document, id=note.pk, subject=brand["id"]))
    assert moved == {"note": {"subject": {"name": "Acme"}}, "errors": []}


def test_errors_of_nested_rows_have_their_path_and_nothing_is_half_written(api, shop):
    before = [model.objects.count() for model in (Brand, Product, Review, Tag)]
    given = {**NEW, "brand": {"create": {"name": "Nova"}}, "reviews": {"create": [{"rating": 5}, {"rating": -1}]}}
    assert errors(api(CREATE, input=given)) == [("input.reviews.create.1.rating", "MIN_VALUE")]
    given = {**NEW, "brand": {"create": {"name": "Acme"}}}
    assert errors(api(CREATE, input=given)) == [("input.brand.create.name", "UNIQUE")]
    given = {**NEW, "brand": {"connect": {"name": "Acme"}}, "tags": {"create": [{"name": "ok"}], "connect": [{"name": "nowhere"}]}}
    assert errors(api(CREATE, input=given)) == [("input.tags.connect.0", "NOT_FOUND")]
    assert [model.objects.count() for model in (Brand, Product, Review, Tag)] == before


@pytest.mark.parametrize("operation", ["create", "connect", "connectOrCreate", "set", "update", "upsert", "delete"])
def test_an_operation_on_a_list_that_is_null_is_as_good_as_absent(api, shop, operation):
    given = {"tags" if operation == "set" else "reviews": {operation: None}}
    assert payload(api(UPDATE, id=shop.anvil.pk, input=given))["errors"] == []
    assert (shop.anvil.tags.count(), shop.anvil.reviews.count()) == (2, 2)


def test_rows_that_hang_here_and_meet_a_condition_are_changed_and_deleted(api, shop):
    Review.objects.filter(product=shop.beam).delete()
    ratings = [Review.objects.create(product=shop.beam, rating=rating) for rating in (1, 2, 3, 4)]
    given = {
        "deleteMany": [{"where": {"rating": {"lte": 2}}, "atMost": 5}],
        "updateMany": [{"where": {"rating": {"gte": 3}}, "set": {"text": "good"}, "atMost": 2}],
    }
    before = Review.objects.filter(product=shop.anvil).count()
    change(api, shop.beam, reviews=given)
    assert list(Review.objects.filter(product=shop.beam).order_by("pk").values_list("pk", "text")) == [
        (ratings[2].pk, "good"),
        (ratings[3].pk, "good"),
    ]
    assert Review.objects.filter(product=shop.anvil).exclude(text="good").count() == before


def test_children_that_are_not_listed_are_deleted_in_the_same_write(api, shop):
    """An order with its lines: what stays is named, the rest goes, new ones come."""
    first, second = shop.reviews[:2]
    listed = {
        "deleteMany": [{"where": {"pk": {"notIn": [str(first.pk)]}}, "atMost": 10}],
        "update": [{"by": {"id": first.pk}, "update": {"rating": 2}}],
        "create": [{"rating": 5}],
    }
    change(api, shop.anvil, reviews=listed)
    assert sorted(shop.anvil.reviews.values_list("rating", flat=True)) == [2, 5]
    assert not Review.objects.filter(pk=second.pk).exists()


def test_conditions_of_nested_writes_keep_to_what_is_meant(api, shop):
    count = Review.objects.count()
    many = {"reviews": {"deleteMany": [{"where": {"rating": {"gte": 0}}}]}}
    assert errors(api(UPDATE, id=shop.anvil.pk, input=many)) == [("input.reviews.deleteMany.0.atMost", "TOO_MANY_ROWS")]
    unbounded = {"reviews": {"updateMany": [{"where": {"rating": {"gte": 0}}, "set": {}, "atMost": 10**6}]}}
    assert errors(api(UPDATE, id=shop.anvil.pk, input=unbounded)) == [("input.reviews.updateMany.0.atMost", "LIMIT_EXCEEDED")]
    empty = {"reviews": {"deleteMany": [{"where": {}, "atMost": 9}]}}
    assert errors(api(UPDATE, id=shop.anvil.pk, input=empty)) == [("input.reviews.deleteMany.0.where", "INVALID")]
    document = """mutation($id: ID!, $least: Int) {
      updateProduct(id: $id, input: {reviews: {deleteMany: [{where: {rating: {gte: $least}}, atMost: 9}]}}) { errors { code } } }"""
    absent = api(document, id=shop.anvil.pk)
    assert (absent.codes, "$least is needed" in absent.errors[0]["message"]) == (["BAD_USER_INPUT"], True)
    assert Review.objects.count() == count
    assert payload(api(document, id=shop.anvil.pk, least=99))["errors"] == []


def test_an_absent_value_of_a_nested_change_leaves_the_column_as_it_is(api, shop):
    document = """mutation($id: ID!, $text: String) {
      updateProduct(id: $id, input: {reviews: {updateMany: [{where: {rating: {gte: 0}}, set: {rating: 1, text: $text}, atMost: 9}]}}) {
        errors { code } } }"""
    texts = list(shop.anvil.reviews.order_by("pk").values_list("text", flat=True))
    assert payload(api(document, id=shop.anvil.pk))["errors"] == []
    assert list(shop.anvil.reviews.order_by("pk").values_list("text", flat=True)) == texts
    assert set(shop.anvil.reviews.values_list("rating", flat=True)) == {1}


def test_a_condition_of_a_nested_write_touches_no_hidden_row_and_none_that_may_not_be_changed(api, shop, declare):
    hidden, visible = shop.reviews[:2]
    declare(Review, scope=lambda self, access: ~Q(pk=hidden.pk) if access.action == "view" else ~Q(pk=visible.pk))
    given = {"reviews": {"updateMany": [{"where": {"rating": {"gte": 0}}, "set": {"text": "told"}, "atMost": 9}]}}
    assert payload(api(UPDATE, id=shop.anvil.pk, input=given))["errors"] == []
    assert not Review.objects.filter(pk__in=[hidden.pk, visible.pk], text="told").exists()


def test_rows_behind_a_many_to_many_relation_are_changed_by_a_condition(api, shop):
    change(api, shop.anvil, tags={"updateMany": [{"where": {"name": {"eq": "plain"}}, "set": {"name": "simple"}}]})
    assert Tag.objects.filter(name="simple").exists() == shop.anvil.tags.filter(name="simple").exists()
