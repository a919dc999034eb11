"""Statements that were made for one request, where relations, permissions, databases and managers are others in the next."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL

from django_graphql_auto import computed
from django_graphql_auto.schema.live import current_schema
from django_graphql_auto.testing import GraphQLClient, assert_no_errors, execute_plain
from tests.apps.shop.models import Article, Brand, Category, Note, Product, Tag

pytestmark = pytest.mark.usefixtures("shop")


def asked(document: str, variables: dict[str, Any] | None = None, user: Any = None) -> Any:
    """What is known answers as the oracle does."""
    answer = GraphQLClient(user).query(document, variables)
    assert_no_errors(answer)
    assert answer.data == execute_plain(document, variables, user).data
    return answer.data


KINDS = (
    Q(),
    Q(is_active=True),
    ~Q(is_active=True),
    Q(products__stock__gt=0),
    Q(pk__in=[]),
    Q(name__in=Brand.objects.none().values("name")),
    Q(name__startswith="A"),
    Q(),
)


def test_a_to_one_field_follows_every_kind_of_rule(declare: Any):
    rule = [Q()]
    declare(Brand, scope=lambda self, access: rule[0])
    Brand.objects.filter(pk=Brand.objects.first().pk).update(is_active=False)
    document = """query ($country: String!) { products(orderBy: [{name: ASC}], where: {brand: {country: {ne: $country}}}) {
        totalCount nodes { name brand { id name } reviews { nodes { product { brand { name } } } } }
    } }"""
    for country in ("xx", "DE"):
        for kind in KINDS:
            rule[0] = kind
            asked(document, {"country": country})
            asked("{ products(orderBy: [{brand: {name: DESC}}]) { nodes { brand { id } } } }")


def test_a_model_that_one_user_may_not_read_is_null_for_this_user_only(declare: Any):
    declare(Brand, read="permission")
    ann, ben = (User.objects.create(pk=key, username=f"user {key}") for key in (1_000, 1_001))
    kind = ContentType.objects.get_for_model(Brand)
    ann.user_permissions.add(Permission.objects.get_or_create(codename="view_brand", content_type=kind, defaults={"name": "view"})[0])
    document = "{ products { nodes { name brand { name } } } notes { nodes { text subject { __typename } } } }"
    Note.objects.create(pk=1_000, text="hm", subject=Brand.objects.first())
    for user in (ben, ann, None, ben, ann):
        user = user and User.objects.get(pk=user.pk)
        answer = asked(document, user=user)
        may = user is not None and user.pk == ann.pk
        assert all((row["brand"] is not None) is may for row in answer["products"]["nodes"])
        assert any(note["subject"] == {"__typename": "Brand"} for note in answer["notes"]["nodes"]) is may


def test_a_generic_foreign_key_follows_rows_types_and_rules(declare: Any):
    rules: dict[Any, Q] = {}
    for model in (Product, Brand):
        declare(model, scope=lambda self, access, model=model: rules.get(model, Q()))
    document = """query ($text: String!) { notes(where: {text: {ne: $text}}, orderBy: [{pk: ASC}]) { nodes {
        text subject { __typename ... on Product { name brand { name } } ... on Brand { name products { nodes { name } } } }
    } } }"""
    product, brand = Product.objects.first(), Brand.objects.first()
    asked(document, {"text": "-"})
    note = Note.objects.create(pk=1_000, text="hm", subject=product)
    assert asked(document, {"text": "-"})["notes"]["nodes"][-1]["subject"]["__typename"] == "Product"
    rules[Product] = ~Q(pk=product.pk)
    assert asked(document, {"text": "-"})["notes"]["nodes"][-1]["subject"] is None
    note.subject = brand
    note.save()
    assert asked(document, {"text": "?"})["notes"]["nodes"][-1]["subject"]["__typename"] == "Brand"
    rules[Brand] = Q(products__name="nobody's")
    assert asked(document, {"text": "-"})["notes"]["nodes"][-1]["subject"] is None
    rules.clear()
    Note.objects.filter(pk=1_000).update(object_id=2**62)
    assert asked(document, {"text": "-"})["notes"]["nodes"][-1]["subject"] is None


def test_content_types_that_are_made_anew_are_looked_up_anew():
    document = "{ products(orderBy: [{pk: ASC}]) { nodes { name notes { nodes { text } } } } }"
    Note.objects.create(pk=1_000, text="hm", subject=Product.objects.first())
    before = asked(document)
    kind = ContentType.objects.get_for_model(Product)
    moved = ContentType.objects.create(pk=10_000, app_label="gone", model="gone")
    Note.objects.filter(content_type=kind).update(content_type=moved)
    ContentType.objects.filter(pk=kind.pk).delete()
    ContentType.objects.filter(pk=moved.pk).update(app_label=kind.app_label, model=kind.model)
    ContentType.objects.clear_cache()
    try:
        assert asked(document) == before
    finally:
        ContentType.objects.clear_cache()


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="Needs PostgreSQL.")
def test_a_manager_that_compares_with_a_list_is_asked_every_time(declare: Any, monkeypatch: pytest.MonkeyPatch):
    declare(Article, lists={"shownArticles": "objects"}, manager="everything")
    shown = [[1]]
    whole = type(Article.objects).get_queryset
    monkeypatch.setattr(
        type(Article.objects), "get_queryset", lambda self: whole(self).filter(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [shown[0]]))
    )
    document = "{ shownArticles(orderBy: [{pk: ASC}]) { nodes { pk } } }"
    keys = list(Article.everything.filter(is_deleted=False).order_by("pk").values_list("pk", flat=True))
    for wanted in ([keys[0]], [keys[1]], keys[:2]):
        shown[0] = wanted
        answer = GraphQLClient().query(document)
        assert_no_errors(answer)
        assert [int(row["pk"]) for row in answer["shownArticles"]["nodes"]] == wanted


def test_a_list_of_a_manager_that_orders_its_rows_is_known(declare: Any):
    declare(Article, lists={"shownArticles": "objects"}, manager="everything")
    document = "{ shownArticles { nodes { pk } } }"
    asked(document)
    memory = current_schema().caches["statements"]
    before = memory.cache.weight
    asked(document)
    assert memory.cache.weight == before


@pytest.mark.django_db(databases=["default", "other"])
def test_a_transaction_on_one_database_leaves_the_other_alone(settings: Any):
    class Elsewhere:
        def db_for_read(self, model: Any, **hints: Any) -> str | None:
            return "other" if model is Tag else None

    settings.DATABASE_ROUTERS = [Elsewhere()]
    document = "{ tags(orderBy: [{name: ASC}]) { nodes { name } } brands(orderBy: [{name: ASC}]) { nodes { name } } }"
    before = asked(document)
    with transaction.atomic(using="other"):
        Tag.objects.using("other").create(pk=1_000, name="aaa")
        Brand.objects.filter(pk=Brand.objects.first().pk).update(name="AAA")
        answer = asked(document)
        assert answer["tags"]["nodes"][0] == {"name": "aaa"}
        assert answer["brands"]["nodes"][0] == {"name": "AAA"}
        transaction.set_rollback(True, using="other")
    assert asked(document)["tags"] == before["tags"]


def test_a_field_that_reads_its_column_in_its_own_way_is_read_so_everywhere(declare: Any, monkeypatch: pytest.MonkeyPatch):
    for name in ("sku", "price", "created_at", "stock"):
        monkeypatch.setattr(Product._meta.get_field(name), "from_db_value", lambda value, expression, connection: value, raising=False)
    monkeypatch.setattr(
        Product._meta.get_field("sku"), "from_db_value", lambda value, expression, connection: value and value.lower(), raising=False
    )
    declare(Product, shown=computed(requires=["sku"])(_shown))
    document = """query ($sku: String!) { products(where: {sku: {ne: $sku}}, orderBy: [{sku: ASC}]) {
        edges { cursor node { sku shown price createdAt } }
    } }"""
    for sku in ("", "A-1", ""):
        answer = asked(document, {"sku": sku})
        assert all(edge["node"]["sku"] == edge["node"]["shown"] == edge["node"]["sku"].lower() for edge in answer["products"]["edges"])


def _shown(self: Any, product: Product) -> str:
    return product.sku


def test_a_computed_field_may_look_at_a_column_that_was_not_read(declare: Any):
    def sneaky(self: Any, product: Product) -> str:
        return f"{product.name} {product.sku}"

    declare(Product, sneaky=computed(requires=["name"])(sneaky))
    document = "query ($first: Int) { products(first: $first) { nodes { name sneaky } } }"
    answers = [GraphQLClient().query(document, {"first": first}) for first in (1, 2, 1)]
    assert answers[0].data == answers[2].data
    assert {code for answer in answers for code in answer.codes} <= {"INTERNAL", "BAD_USER_INPUT"}


def test_a_stranger_in_a_rule_sees_nothing_after_a_user_saw_something(declare: Any):
    declare(Category, scope=lambda self, access: Q(pk=1) if access.user.is_authenticated else Q(parent__products__brand__pk=access.user))
    ann = User.objects.create(pk=1_000, username="user")
    document = "{ categories { totalCount nodes { pk } } products { nodes { category { pk } } } }"
    for user in (ann, None, ann):
        answer = asked(document, user=user)
        assert (answer["categories"]["totalCount"] > 0) is (user is not None)


def test_groups_are_known_and_follow_rules_pages_and_conditions(declare: Any):
    rule = [Q()]
    declare(Brand, scope=lambda self, access: rule[0])
    document = """query ($by: [ProductGroupBy!]!, $first: Int, $having: ProductAggregateWhere, $stock: Int!) {
        products(where: {stock: {gte: $stock}}) { groups(by: $by, first: $first, having: $having) {
            key { status brand { name } } count sum { stock }
        } }
        brands { nodes { name products { groups(by: $by, first: 2) { key { status } count } } } }
    }"""
    variables: tuple[dict[str, Any], ...] = (
        {"by": [{"brand": True}]},
        {"by": [{"brand": True}], "first": 1},
        {"by": [{"status": True}, {"brand": True}]},
        {"by": [{"brand": True}], "having": {"count": {"gt": 1}}},
        {"by": [{"brand": True}], "having": {"count": {"gt": 2}}},
        {"by": [{"createdAt": {"trunc": "MONTH"}}]},
    )
    for stock in (0, 3):
        for kind in KINDS:
            rule[0] = kind
            for given in variables:
                asked(document, {**given, "stock": stock})


def test_one_statement_serves_the_groups_of_ever_other_values():
    document = "query ($stock: Int!) { products(where: {stock: {gte: $stock}}) { groups(by: [{brand: true}]) { count } } }"
    asked(document, {"stock": 0})
    statements = current_schema().caches["statements"].cache
    before = len(statements)
    for stock in range(1, 5):
        asked(document, {"stock": stock})
    assert len(statements) == before
