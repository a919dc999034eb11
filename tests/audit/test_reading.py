"""Who may read the entries, and what of them."""

import pytest
from django.db.models import Q

from django_graphql_auto.audit.models import AuditEntry
from django_graphql_auto.execution import rules_for
from django_graphql_auto.mutations import Update, perform
from django_graphql_auto.schema.build import build_schema
from django_graphql_auto.testing import assert_error_code, assert_statements
from tests.apps.shop.models import Brand, Product, Tag
from tests.mutations.writing import user_who_may

ENTRIES = "{ auditEntries(orderBy: [{at: ASC}, {pk: ASC}]) { totalCount nodes { model key action changes actorName } } }"
REFERRED = ["view_brand", "view_category", "view_tag"]


@pytest.fixture
def written(shop, declare, boss):
    """A price, a name and a secret of products and brands, changed."""
    rules = rules_for(boss)
    perform(Update(Product, {"pk": shop.anvil.pk}, {"price": 12, "brand": {"connect": {"pk": shop.umbra.pk}}}), rules)
    perform(Update(Brand, {"pk": shop.umbra.pk}, {"name": "Penumbra"}), rules)
    return shop


@pytest.fixture
def closed(settings):
    """Nothing may be read without its permission."""
    settings.DJANGO_GRAPHQL_AUTO = settings.DJANGO_GRAPHQL_AUTO | {"READ": "permission"}


def seen(api, user):
    return {(node["model"], node["key"]) for node in api(ENTRIES, user=user).data["auditEntries"]["nodes"]}


def test_an_entry_shows_what_was_and_what_is_by_the_names_of_the_api(api, written):
    first, second = api(ENTRIES).data["auditEntries"]["nodes"]
    assert first == {
        "model": "shop.product",
        "key": str(written.anvil.pk),
        "action": "UPDATE",
        "changes": {"brand": [written.acme.pk, written.umbra.pk], "price": ["10.00", "12.00"]},
        "actorName": "boss",
    }
    assert second["changes"] == {"name": ["Umbra", "Penumbra"]}


def test_entries_need_their_permission_whatever_else_is_public(api, written):
    assert_error_code(api(ENTRIES, user=None), "UNAUTHENTICATED")
    assert_error_code(api(ENTRIES, user=user_who_may("view_product", *REFERRED)), "FORBIDDEN")


def test_entries_are_read_of_models_that_may_be_read_with_all_that_they_refer_to(api, written, closed):
    may = ["view_auditentry", "view_product"]
    assert seen(api, user_who_may(*may, name="a")) == set()
    assert seen(api, user_who_may(*may, *REFERRED[:2], name="b")) == {("shop.brand", str(written.umbra.pk))}
    assert len(seen(api, user_who_may(*may, *REFERRED, name="c"))) == 2


def test_entries_of_a_model_with_hidden_rows_are_not_read(api, written, declare):
    declare(Brand, scope=lambda self, access: Q() if access.user.username == "boss" else Q(is_active=True))
    auditor = user_who_may("view_auditentry")
    assert seen(api, auditor) == set()
    assert api(
        "query($key: String!) { auditEntries(where: {key: {eq: $key}}) { totalCount } }", user=auditor, key=str(written.umbra.pk)
    ).data == {"auditEntries": {"totalCount": 0}}
    assert len(seen(api, user_who_may("view_auditentry", "view_restricted_auditentry", name="chief"))) == 2


def test_what_the_api_does_not_serve_is_not_read(api, written, declare):
    declare(Product, exclude=["price"])
    [entry] = [node for node in api(ENTRIES).data["auditEntries"]["nodes"] if node["model"] == "shop.product"]
    assert entry["changes"] == {"brand": [written.acme.pk, written.umbra.pk]}
    declare(Product, operations=set(), fields=["name"])
    [entry] = [node for node in api(ENTRIES).data["auditEntries"]["nodes"] if node["model"] == "shop.product"]
    assert entry["changes"] == {}


def test_entries_of_a_model_that_is_no_longer_served_are_not_read(api, written, settings):
    settings.DJANGO_GRAPHQL_AUTO = settings.DJANGO_GRAPHQL_AUTO | {"EXPOSE": ["shop.brand"]}
    assert seen(api, written.acme and AuditEntry.objects.first().actor) == {("shop.brand", str(written.umbra.pk))}


def test_changes_are_neither_filtered_nor_ordered_by():
    sdl = build_schema().sdl
    for name in ("AuditEntryWhere", "AuditEntryOrderBy"):
        [_, body] = sdl.split(f"input {name} ")
        assert "changes" not in body.partition("\n}")[0]


def test_entries_are_never_input(declare):
    assert not [name for name in build_schema().graphql_schema.mutation_type.fields if "AuditEntr" in name]


def test_the_history_of_a_row_is_one_statement_for_any_number_of_entries(api, shop, boss):
    document = (
        'query($key: String!) { auditEntries(where: {model: {eq: "shop.tag"}, key: {eq: $key}}) { nodes { changes actor { username } } } }'
    )
    for name in ("one", "two", "three"):
        perform(Update(Tag, {"pk": shop.plain.pk}, {"name": name}), rules_for(boss))
    api(document, key=str(shop.plain.pk))
    with assert_statements(1):
        nodes = api(document, key=str(shop.plain.pk)).data["auditEntries"]["nodes"]
    assert [node["changes"]["name"][1] for node in nodes] == ["three", "two", "one"]
    assert nodes[0]["actor"] == {"username": "boss"}
