"""A write that is sent again with its key is done once, and answered as it was."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from django_graphql_auto import mutation
from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.idempotency.models import IdempotencyKey
from django_graphql_auto.mutations import subscribe, unsubscribe
from django_graphql_auto.schema.build import build_schema
from django_graphql_auto.testing import assert_error_code
from tests.apps.shop.models import Brand, Product, Tag
from tests.mutations.writing import errors, payload, user_who_may

KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324"
CREATE = """mutation($name: String!, $key: String) {
  createTag(input: {name: $name}, idempotencyKey: $key) { tag { pk name } errors { path code message } }
}"""
ADD_STOCK = """mutation($id: ID!, $key: String) {
  restockProduct(id: $id, count: 5, idempotencyKey: $key) { product { stock } errors { path code } }
}"""


@pytest.fixture
def restocking(declare, shop):
    @mutation("shop.change_product")
    def restock(self, product, access, count: int) -> None:
        if count > 99:
            raise ValidationError({"stock": ValidationError("Too many.", code="many")})
        product.stock += count
        product.save()

    declare(Product, restock=restock)


def test_a_new_row_is_stored_once(api, shop):
    first = payload(api(CREATE, name="red", key=KEY))
    assert first["errors"] == []
    assert payload(api(CREATE, name="red", key=KEY)) == first
    assert Tag.objects.filter(name="red").count() == 1


def test_without_a_key_nothing_is_remembered(api, shop):
    payload(api(CREATE, name="red"))
    assert errors(api(CREATE.replace("message", ""), name="red"))[0][1] == "UNIQUE"
    assert not IdempotencyKey.objects.exists()


def test_a_method_of_the_project_runs_once(api, shop, restocking):
    assert payload(api(ADD_STOCK, id=shop.anvil.pk, key=KEY))["product"] == {"stock": 6}
    assert payload(api(ADD_STOCK, id=shop.anvil.pk, key=KEY))["product"] == {"stock": 6}
    assert payload(api(ADD_STOCK, id=shop.anvil.pk, key="another"))["product"] == {"stock": 11}


def test_a_change_is_not_refused_for_the_version_that_it_made_old(api, shop):
    [seen] = api('{ brands(where: {name: {eq: "Acme"}}) { nodes { id version } } }')["brands"]["nodes"]
    document = """mutation($id: ID!, $version: String, $key: String) {
      updateBrand(id: $id, expectedVersion: $version, input: {country: "FR"}, idempotencyKey: $key) { brand { country } errors { code } }
    }"""
    for _ in range(2):
        found = payload(api(document, id=seen["id"], version=seen["version"], key=KEY))
        assert found == {"brand": {"country": "FR"}, "errors": []}
    assert errors(api(document.replace("{ code }", "{ path code }"), id=seen["id"], version=seen["version"])) == [
        ("expectedVersion", "CONFLICT")
    ]


def test_a_deleted_row_is_told_again(api, shop):
    document = "mutation($id: ID!, $key: String) { deleteTag(id: $id, idempotencyKey: $key) { deletedId tag { pk } errors { code } } }"
    first = payload(api(document, id=shop.covert.pk, key=KEY))
    assert first["deletedId"]
    assert payload(api(document, id=shop.covert.pk, key=KEY)) == first


def test_an_upsert_says_what_it_did_first(api, shop):
    document = """mutation($key: String) {
      upsertBrand(by: {name: "Nova"}, create: {name: "Nova", country: "IT"}, update: {country: "FR"}, idempotencyKey: $key) {
        brand { pk country } errors { code }
      }
    }"""
    first = payload(api(document, key=KEY))
    assert first["brand"]["country"] == "IT"
    assert payload(api(document, key=KEY)) == first


def test_several_rows_are_told_again_in_their_order(api, shop):
    document = """mutation($key: String) {
      createTags(inputs: [{name: "b"}, {name: "covert"}, {name: "a"}], errorPolicy: REJECT_FAILED_ROWS, idempotencyKey: $key) {
        count results { index tag { name pk } errors { path code field } }
      }
    }"""
    first = payload(api(document, key=KEY))
    assert (first["count"], [result["index"] for result in first["results"]]) == (2, [0, 1, 2])
    assert first["results"][1]["errors"] == [{"path": ["inputs", "1", "name"], "code": "UNIQUE", "field": "name"}]
    assert payload(api(document, key=KEY)) == first


def test_a_row_of_a_list_that_has_changed_since_is_told_again_as_it_is(api, shop):
    document = """mutation($covert: ID!, $plain: ID!, $key: String) {
      updateEachTag(
        updates: [{id: $plain, input: {name: "new"}}, {id: $covert, input: {name: "lost"}, expectedVersion: "old"}]
        errorPolicy: REJECT_FAILED_ROWS
        idempotencyKey: $key
      ) { count results { tag { name } errors { code } } }
    }"""
    names = {"covert": Tag.objects.get(name="covert").pk, "plain": Tag.objects.get(name="plain").pk}
    first = payload(api(document, key=KEY, **names))
    assert (first["count"], [result["tag"]["name"] for result in first["results"]]) == (1, ["new", "covert"])
    assert payload(api(document, key=KEY, **names)) == first


def test_rows_that_a_condition_names_are_changed_and_deleted_once(api, shop):
    change = """mutation($key: String) {
      updateTags(where: {name: {eq: "covert"}}, set: {name: "overt"}, idempotencyKey: $key) { count results { tag { name } } }
    }"""
    for _ in range(2):
        assert payload(api(change, key=KEY)) == {"count": 1, "results": [{"tag": {"name": "overt"}}]}
    delete = 'mutation($key: String) { deleteTags(where: {name: {eq: "overt"}}, idempotencyKey: $key) { count results { deletedId } } }'
    first = payload(api(delete, key="to delete"))
    Tag.objects.create(name="overt")
    assert payload(api(delete, key="to delete")) == first
    assert Tag.objects.filter(name="overt").exists()


def test_a_condition_that_met_nothing_meets_nothing_again(api, shop):
    delete = 'mutation($key: String) { deleteTags(where: {name: {eq: "late"}}, idempotencyKey: $key) { count } }'
    assert payload(api(delete, key=KEY)) == {"count": 0}
    Tag.objects.create(name="late")
    assert payload(api(delete, key=KEY)) == {"count": 0}


@pytest.mark.parametrize(
    ("mutation_of", "given"),
    [
        pytest.param("Category", 'name: "Shed", slug: "shed"', id="a number"),
        pytest.param("Supplier", 'code: "N1", name: "North"', id="a text"),
        pytest.param("Folder", 'pk: "8e03978e-40d5-43dd-bc93-6894a57f9324", name: "In"', id="a UUID"),
        pytest.param("StockLevel", 'warehouse: "x", quantity: 3, product: {connect: {pk: "%d"}}', id="several columns"),
        pytest.param(
            "Device",
            'name: "Drill", sku: "D9", voltage: 12, createdAt: "2024-05-01T00:00:00Z", brand: {connect: {name: "Acme"}}',
            id="a key of the parent's",
        ),
    ],
)
def test_keys_of_every_kind_name_the_row_again(mutation_of, given, api, shop):
    field = mutation_of[:1].lower() + mutation_of[1:]
    told = given % shop.anvil.pk if "%d" in given else given
    document = f'mutation {{ create{mutation_of}(input: {{{told}}}, idempotencyKey: "k") {{ {field} {{ id }} errors {{ path code }} }} }}'
    first = payload(api(document))
    assert (first["errors"], bool(first[field])) == ([], True)
    assert payload(api(document)) == first


def test_another_request_with_the_same_key_is_refused(api, shop):
    payload(api(CREATE, name="red", key=KEY))
    assert_error_code(api(CREATE, name="blue", key=KEY), "BAD_USER_INPUT")
    other = 'mutation($key: String) { createBrand(input: {name: "Nova"}, idempotencyKey: $key) { errors { code } } }'
    assert_error_code(api(other, key=KEY), "BAD_USER_INPUT")
    assert not Tag.objects.filter(name="blue").exists()
    assert not Brand.objects.filter(name="Nova").exists()


def test_users_may_have_the_same_key(api, shop):
    payload(api(CREATE, name="red", key=KEY))
    clerk = user_who_may("add_tag", "view_tag")
    assert payload(api(CREATE, user=clerk, name="blue", key=KEY))["tag"]["name"] == "blue"


def test_what_was_refused_is_not_remembered(api, shop):
    red = Tag.objects.create(name="red")
    assert payload(api(CREATE, name="red", key=KEY))["errors"][0]["code"] == "UNIQUE"
    assert not IdempotencyKey.objects.exists()
    red.delete()
    assert payload(api(CREATE, name="red", key=KEY))["errors"] == []
    assert payload(api(CREATE, name="red", key=KEY))["errors"] == []


def test_several_rows_that_were_all_refused_are_not_remembered(api, shop):
    document = """mutation($key: String) {
      createTags(inputs: [{name: "covert"}], errorPolicy: REJECT_FAILED_ROWS, idempotencyKey: $key) { count errors { path code } }
    }"""
    assert payload(api(document, key=KEY))["count"] == 0
    shop.covert.delete()
    assert payload(api(document, key=KEY)) == {"count": 1, "errors": []}


def test_a_dry_run_is_never_remembered_and_never_answered_from_memory(api, shop):
    document = """mutation($dry: Boolean!) {
      createTag(input: {name: "red"}, idempotencyKey: "k", dryRun: $dry) { tag { name } errors { code } }
    }"""
    for dry in (True, False, True):
        found = payload(api(document, dry=dry))
        assert found["errors"] == ([{"code": "UNIQUE"}] if Tag.objects.filter(name="red").exists() and dry else [])
    assert Tag.objects.filter(name="red").count() == 1


def test_each_field_of_an_operation_is_remembered_by_itself(api, shop):
    document = """mutation($red: String!, $blue: String!) {
      red: createTag(input: {name: $red}, idempotencyKey: "k") { tag { pk } errors { code } }
      blue: createTag(input: {name: $blue}, idempotencyKey: "k") { tag { pk } errors { code } }
    }"""
    blue = Tag.objects.create(name="blue")
    first = api(document, red="red", blue="blue")
    assert (first["red"]["errors"], first["blue"]["errors"]) == ([], [{"code": "UNIQUE"}])
    blue.delete()
    second = api(document, red="red", blue="blue")
    assert second["red"] == first["red"]
    assert second["blue"]["errors"] == []


def test_a_row_is_answered_as_it_is_now_to_who_may_see_it_now(api, shop, declare):
    payload(api(CREATE, name="red", key=KEY))
    Tag.objects.filter(name="red").update(name="crimson")
    assert payload(api(CREATE, name="red", key=KEY))["tag"]["name"] == "crimson"
    declare(Tag, scope=lambda self, access: ~models.Q(name="crimson") if access.action == "view" else models.Q())
    assert payload(api(CREATE, name="red", key=KEY)) == {"tag": None, "errors": []}


def test_a_user_who_may_no_longer_write_is_told_nothing(api, shop):
    clerk = user_who_may("add_tag", "view_tag")
    payload(api(CREATE, user=clerk, name="red", key=KEY))
    clerk.user_permissions.clear()
    clerk = type(clerk).objects.get(pk=clerk.pk)
    assert_error_code(api(CREATE, user=clerk, name="red", key=KEY), "FORBIDDEN")


def test_strangers_have_no_keys(api, shop):
    assert_error_code(api(CREATE, user=None, name="red", key=KEY), "UNAUTHENTICATED")
    assert not IdempotencyKey.objects.exists()


def test_somebody_who_is_known_by_no_primary_key_has_no_keys(api, shop):
    program = SimpleNamespace(
        pk=None, is_authenticated=True, is_active=True, is_superuser=False, is_staff=False, has_perm=lambda name: True
    )
    assert_error_code(api(CREATE, user=program, name="red", key=KEY), "UNAUTHENTICATED")
    assert payload(api(CREATE, user=program, name="red"))["errors"] == []


class TagsElsewhere:
    def db_for_read(self, model, **hints):
        return "other" if model is Tag else None

    db_for_write = db_for_read


@pytest.mark.django_db(databases=["default", "other"])
def test_a_key_is_kept_in_the_database_that_is_written_to(api, settings):
    settings.DATABASE_ROUTERS = [f"{__name__}.TagsElsewhere"]
    first = payload(api(CREATE, name="red", key=KEY))
    assert payload(api(CREATE, name="red", key=KEY)) == first
    assert [IdempotencyKey.objects.using(alias).count() for alias in ("default", "other")] == [0, 1]


def test_after_its_time_a_key_is_new(api, shop, settings):
    payload(api(CREATE, name="red", key=KEY))
    [kept] = IdempotencyKey.objects.all()
    assert timedelta(hours=23) < kept.expires - timezone.now() <= timedelta(hours=24)
    IdempotencyKey.objects.update(expires=timezone.now())
    assert payload(api(CREATE, name="red", key=KEY))["errors"][0]["code"] == "UNIQUE"
    assert payload(api(CREATE, name="blue", key=KEY))["tag"]["name"] == "blue"
    [renewed] = IdempotencyKey.objects.all()
    assert renewed.expires > kept.expires


def test_how_long_a_key_is_kept_is_a_setting(api, shop, settings):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "IDEMPOTENCY_KEY_SECONDS": 60}
    payload(api(CREATE, name="red", key=KEY))
    assert IdempotencyKey.objects.get().expires - timezone.now() <= timedelta(minutes=1)


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_a_key_of_a_wrong_length_is_refused(key, api, shop):
    assert_error_code(api(CREATE, name="red", key=key), "BAD_USER_INPUT")
    assert not Tag.objects.filter(name="red").exists()


def test_what_is_kept_tells_neither_the_key_nor_the_input(api, shop):
    document = """mutation($names: [TagCreateInput!]!, $key: String) {
      createTags(inputs: $names, errorPolicy: REJECT_FAILED_ROWS, idempotencyKey: $key) { count }
    }"""
    payload(api(document, names=[{"name": "secret-1"}, {"name": "secret-2" * 40}], key=KEY))
    [kept] = IdempotencyKey.objects.values()
    assert not any(told in str(kept) for told in ("secret", KEY, "boss"))


def test_what_is_undone_with_its_transaction_is_not_remembered(api, shop):
    with transaction.atomic():
        payload(api(CREATE, name="red", key=KEY))
        transaction.set_rollback(True)
    assert payload(api(CREATE, name="red", key=KEY))["errors"] == []
    assert Tag.objects.filter(name="red").count() == 1


def test_where_the_app_is_not_installed_a_key_is_refused_and_other_writes_go_on(api, shop, settings):
    settings.INSTALLED_APPS = [app for app in django_settings.INSTALLED_APPS if app != "django_graphql_auto.idempotency"]
    assert_error_code(api(CREATE, name="red", key=KEY), "NOT_SUPPORTED")
    assert not Tag.objects.filter(name="red").exists()
    assert payload(api(CREATE, name="red"))["errors"] == []


def test_a_method_may_have_no_argument_of_that_name(declare):
    @mutation("shop.change_product")
    def pay(self, product, access, idempotency_key: str) -> None: ...

    declare(Product, pay=pay)
    with pytest.raises(SchemaError, match="idempotency_key"):
        build_schema()


def test_keys_are_not_served(db, settings):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": "all"}
    assert "IdempotencyKey" not in build_schema().graphql_schema.type_map


def test_options_may_serve_them(declare):
    declare(IdempotencyKey)
    assert "IdempotencyKey" in build_schema().graphql_schema.type_map


class Ears:
    def __init__(self):
        self.heard = []

    def wants(self, model):
        return True

    def hears(self, written):
        self.heard += [(change.model, change.fields) for change in written.changes]


def test_who_listens_to_writes_hears_of_one(api, shop):
    ears = Ears()
    subscribe(ears)
    try:
        for _ in range(2):
            payload(api(CREATE, name="red", key=KEY))
    finally:
        unsubscribe(ears)
    assert ears.heard == [(Tag, ["id", "name"])]


ATOMIC = """mutation($key: String) @atomic {
  a: createTag(input: {name: "red"}, idempotencyKey: $key) { tag { pk } errors { code } }
  b: createBrand(input: {name: "Nova"}, idempotencyKey: $key) { brand { pk } errors { code } }
}"""


def test_an_operation_that_is_undone_as_a_whole_is_not_remembered_in_part(api, shop):
    Brand.objects.create(name="Nova")
    refused = api(ATOMIC, key=KEY)
    assert (refused.data["a"], refused.data["b"]["errors"]) == (None, [{"code": "UNIQUE"}])
    assert not IdempotencyKey.objects.exists()
    Brand.objects.get(name="Nova").delete()
    stored = api(ATOMIC, key=KEY)
    assert stored.errors == []
    assert api(ATOMIC, key=KEY).data == stored.data
    assert (Tag.objects.filter(name="red").count(), Brand.objects.filter(name="Nova").count()) == (1, 1)


def test_a_row_that_a_retry_answers_for_has_no_name(api, shop):
    """It was not created by this operation; the field that needs it may go into one transaction with it."""
    document = """mutation($second: ArticleCreateInput!) %s {
      first: createArticle(input: {title: "first", createdAs: "first"}, idempotencyKey: "key %s") { errors { path code } }
      second: createArticle(input: $second) { errors { path code } }
    }"""
    given = {"title": "second", "follows": {"connectCreated": "first"}, "product": {"connect": {"sku": "later"}}}
    for directive, paths in (("", ["follows.connectCreated"]), ("@atomic", [])):
        Product.objects.filter(sku="later").delete()
        first = api(document % (directive, directive), second=given)
        assert [error["path"] for error in first.data["second"]["errors"]] == [["input", "product", "connect"]]
        Product.objects.create(name="later", sku="later", brand=shop.acme, created_at=shop.anvil.created_at)
        again = api(document % (directive, directive), second=given)
        assert [".".join(error["path"][1:]) for error in again.data["second"]["errors"]] == paths
