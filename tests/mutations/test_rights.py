"""Who may write what: permissions, row rules before and after, connected rows, fields that are no input."""

import pytest
from django.db.models import Q

from django_graphql_auto.execution import rules_for
from django_graphql_auto.mutations import Delete, Update, perform
from django_graphql_auto.options import OPERATIONS
from django_graphql_auto.schema.live import current_schema
from django_graphql_auto.testing import assert_error_code
from tests.apps.shop.models import Article, Barcode, Brand, Category, Product, Review, Supply, Tag
from tests.mutations.writing import ERRORS, errors, payload, user_who_may

CREATE_BRAND = 'mutation { createBrand(input: {name: "New"}) { brand { name } ' + ERRORS + " } }"
UPDATE_BRAND = 'mutation($id: ID!) { updateBrand(id: $id, input: {name: "New"}) { brand { name } ' + ERRORS + " } }"
DELETE_BRAND = "mutation($id: ID!) { deleteBrand(id: $id) { deletedId " + ERRORS + " } }"


@pytest.mark.parametrize("document", [CREATE_BRAND, UPDATE_BRAND, DELETE_BRAND])
def test_nobody_writes_without_logging_in(api, shop, document):
    assert_error_code(api(document, user=None, **({"id": shop.acme.pk} if "$id" in document else {})), "UNAUTHENTICATED")
    assert set(Brand.objects.values_list("name", flat=True)) == {"Acme", "Umbra"}


def test_each_action_needs_its_own_permission(api, shop):
    clerk = user_who_may("change_brand")
    assert_error_code(api(CREATE_BRAND, user=clerk), "FORBIDDEN")
    assert_error_code(api(DELETE_BRAND, user=clerk, id=shop.acme.pk), "FORBIDDEN")
    assert payload(api(UPDATE_BRAND, user=clerk, id=shop.acme.pk))["brand"] == {"name": "New"}
    upsert = 'mutation { upsertBrand(by: {name: "x"}, create: {name: "x"}, update: {}) { errors { code } } }'
    assert_error_code(api(upsert, user=clerk), "FORBIDDEN")


def test_a_model_that_may_not_be_read_may_not_be_changed_and_new_rows_are_not_shown(api, shop, declare):
    declare(Brand, read="permission")
    clerk = user_who_may("add_brand", "change_brand")
    assert_error_code(api(UPDATE_BRAND, user=clerk, id=shop.acme.pk), "FORBIDDEN")
    assert payload(api(CREATE_BRAND, user=clerk)) == {"brand": None, "errors": []}
    assert Brand.objects.filter(name="New").exists()


def test_a_hidden_row_and_a_missing_one_look_the_same(api, shop, declare):
    declare(Brand, scope=lambda self, access: Q(is_active=True))
    for document in (UPDATE_BRAND, DELETE_BRAND):
        hidden, missing = payload(api(document, id=shop.umbra.pk)), payload(api(document, id=987_654))
        assert hidden == missing
        assert [error["code"] for error in hidden["errors"]] == ["NOT_FOUND"]
    assert Brand.objects.get(pk=shop.umbra.pk).name == "Umbra"


def test_a_row_that_may_be_seen_may_not_be_touched_outside_of_the_action_s_rule(api, shop, declare):
    declare(Brand, scope=lambda self, access: Q() if access.action == "view" else Q(country="DE"))
    assert errors(api(UPDATE_BRAND, id=shop.umbra.pk)) == [("id", "FORBIDDEN")]
    assert errors(api(DELETE_BRAND, id=shop.umbra.pk)) == [("id", "FORBIDDEN")]
    assert Brand.objects.get(pk=shop.umbra.pk).name == "Umbra"


def test_each_action_has_its_own_rule(api, shop, declare):
    declare(Brand, scope=lambda self, access: Q(country="DE") if access.action == "delete" else Q())
    assert payload(api(UPDATE_BRAND, id=shop.umbra.pk))["errors"] == []
    assert errors(api(DELETE_BRAND, id=shop.umbra.pk)) == [("id", "FORBIDDEN")]


def test_no_row_is_made_outside_of_what_may_be_added(api, shop, declare):
    declare(Brand, scope=lambda self, access: Q(country="DE") if access.action == "add" else Q())
    assert errors(api(CREATE_BRAND)) == [("input", "FORBIDDEN")]
    assert not Brand.objects.filter(name="New").exists()
    made = 'mutation { createBrand(input: {name: "Neu", country: "DE"}) { brand { name } errors { code } } }'
    assert payload(api(made)) == {"brand": {"name": "Neu"}, "errors": []}


def test_no_row_is_handed_to_where_its_writer_may_not_write(api, shop, declare):
    declare(Brand, scope=lambda self, access: Q(country="DE") if access.action == "change" else Q())
    document = 'mutation($id: ID!) { updateBrand(id: $id, input: {country: "FR"}) { ' + ERRORS + " } }"
    assert errors(api(document, id=shop.acme.pk)) == [("input", "FORBIDDEN")]
    assert Brand.objects.get(pk=shop.acme.pk).country == "DE"


def test_no_row_is_moved_into_a_foreign_scope_by_a_relation(api, shop, declare):
    declare(Product, scope=lambda self, access: Q(brand__country="DE") if access.action == "change" else Q())
    document = "mutation($id: ID!, $brand: ID!) { updateProduct(id: $id, input: {brand: {connect: {id: $brand}}}) { " + ERRORS + " } }"
    assert errors(api(document, id=shop.anvil.pk, brand=shop.umbra.pk)) == [("input", "FORBIDDEN")]
    assert Product.objects.get(pk=shop.anvil.pk).brand == shop.acme


def test_rows_that_are_connected_must_be_visible(api, shop, declare):
    declare(Brand, scope=lambda self, access: Q(is_active=True))
    document = "mutation($id: ID!, $brand: ID!) { updateProduct(id: $id, input: {brand: {connect: {id: $brand}}}) { " + ERRORS + " } }"
    hidden = payload(api(document, id=shop.anvil.pk, brand=shop.umbra.pk))
    assert hidden == payload(api(document, id=shop.anvil.pk, brand=987_654))
    assert [(".".join(error["path"]), error["code"]) for error in hidden["errors"]] == [("input.brand.connect", "NOT_FOUND")]
    by_name = 'mutation($id: ID!) { updateProduct(id: $id, input: {brand: {connect: {name: "Umbra"}}}) { ' + ERRORS + " } }"
    assert errors(api(by_name, id=shop.anvil.pk)) == [("input.brand.connect", "NOT_FOUND")]


TAGGED = {"scope": lambda self, access: Q(tags__name="plain") if access.action != "view" else Q()}


@pytest.mark.parametrize("given", ['set: [{name: "covert"}]', 'disconnect: [{name: "plain"}]', 'delete: [{name: "plain"}]'])
@pytest.mark.parametrize("beside", ["", "stock: 9, "])
def test_no_row_is_handed_on_by_what_hangs_on_it(api, shop, declare, given, beside):
    declare(Product, **TAGGED)
    document = "mutation($id: ID!) { updateProduct(id: $id, input: {" + beside + "tags: {" + given + "}}) { " + ERRORS + " } }"
    assert errors(api(document, id=shop.anvil.pk)) == [("input", "FORBIDDEN")]
    assert {tag.name for tag in shop.anvil.tags.all()} == {"plain", "covert"}
    swapped = 'mutation($id: ID!) { updateProduct(id: $id, input: {tags: {disconnect: [{name: "covert"}]}}) { errors { code } } }'
    assert payload(api(swapped, id=shop.anvil.pk))["errors"] == []


def test_no_row_is_handed_on_from_the_other_side_of_a_many_to_many(api, shop, declare):
    declare(Product, scope=lambda self, access: ~Q(tags__name="covert") if access.action == "change" else Q())
    document = 'mutation($id: ID!) { updateTag(id: $id, input: {products: {connect: [{sku: "B1"}, {sku: "C1"}]}}) { ' + ERRORS + " } }"
    assert errors(api(document, id=shop.covert.pk)) == [
        ("input.products.connect.0", "FORBIDDEN"),
        ("input.products.connect.1", "FORBIDDEN"),
    ]
    assert not shop.beam.tags.exists()
    assert errors(api(document, id=shop.plain.pk)) == []
    declare(Product, scope=lambda self, access: Q(tags__name="plain") if access.action == "change" else Q())
    let_go = 'mutation($id: ID!) { updateTag(id: $id, input: {products: {disconnect: [{sku: "B1"}]}}) { ' + ERRORS + " } }"
    assert errors(api(let_go, id=shop.plain.pk)) == [("input.products.disconnect.0", "FORBIDDEN")]
    assert shop.beam.tags.exists()


@pytest.mark.parametrize("tag", ["plain", "covert"])
def test_a_new_row_is_looked_at_with_what_hangs_on_it(api, shop, declare, tag):
    declare(Product, **TAGGED)
    made = {"name": "x", "createdAt": "2024-01-01T00:00:00Z", "brand": {"connect": {"name": "Acme"}}, "tags": {"connect": [{"name": tag}]}}
    single = "mutation($input: ProductCreateInput!) { createProduct(input: $input) { " + ERRORS + " } }"
    assert errors(api(single, input={**made, "sku": "X1"})) == ([] if tag == "plain" else [("input", "FORBIDDEN")])
    several = "mutation($inputs: [ProductCreateInput!]!) { createProducts(inputs: $inputs) { " + ERRORS + " } }"
    found = errors(api(several, inputs=[{**made, "sku": "X2"}, {**made, "sku": "X3"}]))
    assert found == ([] if tag == "plain" else [("inputs.0", "FORBIDDEN"), ("inputs.1", "FORBIDDEN")])
    assert Product.objects.filter(sku__startswith="X").count() == (3 if tag == "plain" else 0)


@pytest.mark.parametrize(
    "given", ['category: {update: {name: "x"}}', "category: {delete: true}", 'barcode: {update: {digits: "1"}}', "barcode: {delete: true}"]
)
def test_where_a_relation_leads_to_a_hidden_row_it_seems_to_lead_nowhere(api, shop, declare, given):
    declare(Category, scope=lambda self, access: Q(name="Open"))
    declare(Barcode, scope=lambda self, access: Q(digits="none"))
    document = "mutation($id: ID!) { updateProduct(id: $id, input: {" + given + "}) { " + ERRORS + " } }"
    hidden, nowhere = (payload(api(document, id=product.pk)) for product in (shop.ghost, shop.beam))
    assert hidden == nowhere
    assert [error["code"] for error in hidden["errors"]] == ["NOT_FOUND"]


def test_hidden_tags_are_neither_taken_nor_let_go(api, shop, declare):
    declare(Tag, scope=lambda self, access: Q(name="plain"))
    attach = "mutation($id: ID!, $tag: ID!) { updateProduct(id: $id, input: {tags: {connect: [{id: $tag}]}}) { " + ERRORS + " } }"
    assert errors(api(attach, id=shop.beam.pk, tag=shop.covert.pk)) == [("input.tags.connect.0", "NOT_FOUND")]
    let_go = "mutation($id: ID!, $tag: ID!) { updateProduct(id: $id, input: {tags: {disconnect: [{id: $tag}]}}) { " + ERRORS + " } }"
    assert errors(api(let_go, id=shop.anvil.pk, tag=shop.covert.pk)) == [("input.tags.disconnect.0", "NOT_FOUND")]
    replace = "mutation($id: ID!) { updateProduct(id: $id, input: {tags: {set: []}}) { errors { code } } }"
    assert payload(api(replace, id=shop.anvil.pk))["errors"] == []
    assert [tag.name for tag in shop.anvil.tags.all()] == ["covert"]


def test_nested_rows_need_the_rights_of_their_own_model(api, shop):
    clerk = user_who_may("add_brand", "change_product", "view_brand", "view_product", "view_tag")
    inner = "mutation($id: ID!) { updateProduct(id: $id, input: {%s}) { " + ERRORS + " } }"
    refused = {
        "reviews: {create: [{rating: 5}]}": "input.reviews.create.0",
        'tags: {create: [{name: "t"}]}': "input.tags.create.0",
        'brand: {update: {name: "x"}}': "input.brand.update",
        "category: {delete: true}": "input.category.delete",
    }
    for given, path in refused.items():
        assert errors(api(inner % given, user=clerk, id=shop.anvil.pk)) == [(path, "FORBIDDEN")]
    assert payload(api(inner % 'brand: {create: {name: "Nova"}}', user=clerk, id=shop.anvil.pk))["errors"] == []
    assert Product.objects.get(pk=shop.anvil.pk).brand.name == "Nova"
    assert Category.objects.filter(pk=shop.open_.pk).exists()


def test_nested_rows_are_within_the_rules_of_their_own_model(api, shop, declare):
    declare(Review, scope=lambda self, access: Q(rating__lte=3) if access.action != "view" else Q())
    document = "mutation($id: ID!) { updateProduct(id: $id, input: {reviews: {create: [{rating: 3}, {rating: 4}]}}) { " + ERRORS + " } }"
    before = Review.objects.count()
    assert errors(api(document, id=shop.beam.pk)) == [("input.reviews.create.1", "FORBIDDEN")]
    assert Review.objects.count() == before


def test_rows_of_another_parent_are_not_reached_through_this_one(api, shop):
    other = shop.reviews[2]
    for given in ("delete: [{id: $review}]", "update: [{by: {id: $review}, update: {rating: 1}}]"):
        document = "mutation($id: ID!, $review: ID!) { updateProduct(id: $id, input: {reviews: {" + given + "}}) { errors { code } } }"
        assert payload(api(document, id=shop.anvil.pk, review=other.pk))["errors"] == [{"code": "NOT_FOUND"}]
    other.refresh_from_db()
    assert other.rating == 4


def test_a_model_is_written_only_as_its_options_say(api, shop, declare):
    declare(Brand, operations={"get", "list"})
    assert_error_code(api(CREATE_BRAND), "GRAPHQL_VALIDATION_FAILED")
    nested = 'mutation { updateProduct(id: "1", input: {brand: {create: {name: "x"}}}) { errors { code } } }'
    assert_error_code(api(nested), "GRAPHQL_VALIDATION_FAILED")


def test_a_setting_turns_all_writes_off(api, shop, settings):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "MUTATIONS": False}
    assert current_schema().graphql_schema.mutation_type is None
    assert_error_code(api(CREATE_BRAND), "NOT_SUPPORTED")
    assert not Brand.objects.filter(name="New").exists()


def test_fields_that_are_hidden_or_kept_are_no_input(api, declare):
    declare(
        Product,
        exclude=["cost_price"],
        readonly_fields=["stock", "category"],
        create_only_fields=["sku"],
        set_on_create={"status": "live"},
    )
    types = current_schema().graphql_schema.type_map
    created, updated = set(types["ProductCreateInput"].fields), set(types["ProductUpdateInput"].fields)
    assert created.isdisjoint({"costPrice", "stock", "category", "status", "id", "pk", "photo"})
    assert "sku" in created
    assert updated.isdisjoint({"costPrice", "stock", "category", "status", "sku"})
    assert "category" not in types["ProductUpdateInputWithoutBrand"].fields
    assert "products" not in types["CategoryUpdateInput"].fields, "the other side of a relation that is kept is kept"


def test_the_server_s_own_values_are_put_in(api, shop, declare, boss):
    declare(Review, set_on_create={"author": lambda access: access.user}, set_on_update={"is_public": False})
    create = """mutation($id: ID!) {
      createReview(input: {rating: 4, product: {connect: {id: $id}}}) { review { pk author { username } isPublic } errors { code } }
    }"""
    made = payload(api(create, id=shop.anvil.pk))["review"]
    assert (made["author"], made["isPublic"]) == ({"username": "boss"}, True)
    update = "mutation($id: ID!) { updateReview(id: $id, input: {rating: 2}) { review { rating isPublic } errors { code } } }"
    assert payload(api(update, id=made["pk"])) == {"review": {"rating": 2, "isPublic": False}, "errors": []}


def test_the_user_model_is_not_written_unless_it_is_said(api):
    assert not {"createUser", "updateUser", "deleteUser"} & set(current_schema().graphql_schema.mutation_type.fields)


def test_a_model_whose_needs_are_hidden_has_no_create(api, declare):
    declare(Review, exclude=["rating"])
    assert "createReview" not in current_schema().graphql_schema.mutation_type.fields
    declare(Review, exclude=["rating"], operations=set(OPERATIONS))
    assert "createReview" in current_schema().graphql_schema.mutation_type.fields


def test_a_conflict_with_a_hidden_column_is_not_told(api, shop, declare):
    declare(Supply, exclude=["supplier"], set_on_create={"supplier": lambda access: shop.seen})
    document = "mutation($id: ID!) { createSupply(input: {days: 1, product: {connect: {id: $id}}}) { " + ERRORS + " } }"
    [error] = payload(api(document, id=shop.anvil.pk))["errors"]
    assert error == {
        "path": ["input"],
        "field": None,
        "code": "UNIQUE_TOGETHER",
        "message": "This is taken by another row.",
        "params": None,
    }


def test_from_the_other_side_of_a_many_to_many_its_owners_must_be_changeable(api, shop):
    clerk = user_who_may("change_tag", "view_tag", "view_product")
    document = "mutation($id: ID!, $product: ID!) { updateTag(id: $id, input: {products: {connect: [{id: $product}]}}) { " + ERRORS + " } }"
    given = {"id": shop.plain.pk, "product": shop.beam.pk}
    assert errors(api(document, user=clerk, **given)) == [("input.products.connect.0", "FORBIDDEN")]
    assert payload(api(document, **given))["errors"] == []
    assert shop.plain in shop.beam.tags.all()


def test_a_write_of_more_rows_than_allowed_is_undone(api, shop, settings):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "MAX_WRITTEN_ROWS": 3}
    document = (
        "mutation($id: ID!, $new: [ReviewCreateInputWithoutProduct!]) { updateProduct(id: $id, input: {reviews: {create: $new}}) { "
        + ERRORS
        + " } }"
    )
    before = Review.objects.count()
    assert errors(api(document, id=shop.beam.pk, new=[{"rating": 1}] * 3)) == [("input.reviews.create.2", "LIMIT_EXCEEDED")]
    assert Review.objects.count() == before


def test_a_write_of_rows_deeper_than_allowed_is_undone(api, settings):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "MAX_INPUT_DEPTH": 2}
    document = "mutation($input: CategoryCreateInput!) { createCategory(input: $input) { " + ERRORS + " } }"
    given = {"name": "c", "slug": "c"}
    for name in "ba":
        given = {"name": name, "slug": name, "children": {"create": [given]}}
    assert errors(api(document, input=given)) == [("input.children.create.0.children.create.0", "LIMIT_EXCEEDED")]
    assert not Category.objects.exists()
    [inner] = given["children"]["create"]
    assert errors(api(document, input=inner)) == []


def test_mutations_in_fragments_count(api):
    body = " ".join(f'm{number}: createBrand(input: {{name: "b{number}"}}) {{ errors {{ code }} }}' for number in range(6))
    assert_error_code(api("mutation { ...All } fragment All on Mutation { " + body + " }"), "LIMIT_EXCEEDED")
    assert not Brand.objects.exists()


def test_a_write_costs_ten(api, shop, boss):
    result = api('mutation { createBrand(input: {name: "x"}) { errors { code } } }')
    assert result.extensions["cost"] == 10
    assert Article.objects.count() == 2


def test_what_is_kept_on_one_side_of_a_relation_is_not_written_from_the_other(api, declare):
    declare(Review, create_only_fields=["product"])
    declare(Article, readonly_fields=["product"])
    declare(Product, readonly_fields=["tags"])
    types = current_schema().graphql_schema.type_map
    updated = types["ProductUpdateInput"].fields
    assert {"connect", "set", "disconnect", "connectOrCreate"}.isdisjoint(updated["reviews"].type.fields)
    assert {"create", "update", "delete"} <= set(updated["reviews"].type.fields)
    assert "articles" not in updated
    assert "tags" not in updated
    assert "products" not in types["TagUpdateInput"].fields


def test_code_of_the_project_writes_input_alone(api, shop, declare, boss):
    declare(Product, readonly_fields=["stock"], create_only_fields=["sku"])
    for given in ({"stock": 9}, {"sku": "Z9"}, {"id": 5}, {"nonsense": 1}):
        with pytest.raises(LookupError):
            perform(Update(Product, {"pk": shop.anvil.pk}, given), rules_for(boss))
    report = perform(Update(Product, {"sku": "A1"}, {"name": "Changed"}), rules_for(boss))
    assert (report.errors, report.row.name) == ((), "Changed")
    assert perform(Delete(Product, {"sku": "A1"}), rules_for(user_who_may("view_product"))).errors[0].code == "FORBIDDEN"
    assert Product.objects.filter(sku="A1").exists()
