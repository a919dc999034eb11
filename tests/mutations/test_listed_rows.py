"""Several rows, each named and with an input of its own: changed, or made where they are not there."""

from decimal import Decimal

from django.db.models import Q

from django_graphql_auto.testing import captured_statements
from tests.apps.shop.models import Brand, Category, Product, Review, Tag
from tests.mutations.writing import ERRORS, errors, payload

UPDATE = (
    "mutation($updates: [ProductUpdateEachInput!]!, $policy: ErrorPolicy! = REJECT_EVERYTHING, $dryRun: Boolean! = false) {"
    " updateEachProduct(updates: $updates, errorPolicy: $policy, dryRun: $dryRun) {"
    " count results { index product { name price version } errors { path code } } errors { path code } } }"
)
UPSERT = (
    "mutation($upserts: [BrandUpsertEachInput!]!, $policy: ErrorPolicy! = REJECT_EVERYTHING) {"
    " upsertBrands(upserts: $upserts, errorPolicy: $policy) {"
    " count results { brand { name country } errors { path code } } errors { path code } } }"
)


def update(row, version=None, **given):
    return {"id": row.pk, "input": given, **({"expectedVersion": version} if version else {})}


def test_each_row_is_changed_by_its_own_input(api, shop):
    stock, given = shop.anvil.stock, {"name": "Block", "change": {"stock": {"increment": 2}}}
    found = payload(api(UPDATE, updates=[update(shop.beam, price="1.50"), update(shop.anvil, **given)]))
    assert (found["count"], found["errors"]) == (2, [])
    assert [result["product"]["name"] for result in found["results"]] == [shop.beam.name, "Block"]
    shop.anvil.refresh_from_db()
    shop.beam.refresh_from_db()
    assert (shop.beam.price, shop.anvil.name, shop.anvil.stock) == (Decimal("1.50"), "Block", stock + 2)


def test_one_wrong_row_changes_nothing_and_all_that_is_wrong_is_told(api, shop):
    updates = [update(shop.anvil, name="Fine"), update(shop.beam, name=""), {"id": "0", "input": {}}]
    wrong = [{"path": ["updates", "1", "input", "name"], "code": "BLANK"}, {"path": ["updates", "2", "id"], "code": "NOT_FOUND"}]
    found = payload(api(UPDATE, updates=updates))
    assert (found["count"], found["errors"]) == (0, wrong)
    assert [(result["product"], result["errors"]) for result in found["results"]] == [(None, []), (None, wrong[:1]), (None, wrong[1:])]
    assert not Product.objects.filter(name="Fine").exists()
    found = payload(api(UPDATE, updates=updates, policy="REJECT_FAILED_ROWS"))
    assert (found["count"], found["errors"], found["results"][0]["product"]["name"]) == (1, wrong, "Fine")
    assert Product.objects.get(pk=shop.anvil.pk).name == "Fine"


def test_a_row_that_has_changed_since_stays_and_is_told_by_its_place(api, shop):
    seen = {node["name"]: node["version"] for node in api("{ products { nodes { name version } } }").data["products"]["nodes"]}
    fresh, stale = update(shop.beam, seen[shop.beam.name], name="New"), update(shop.anvil, "yesterday's", name="Lost")
    found = payload(api(UPDATE, updates=[fresh, stale]))
    assert (found["count"], found["errors"]) == (0, [{"path": ["updates", "1", "expectedVersion"], "code": "CONFLICT"}])
    assert [result["product"] and result["product"]["name"] for result in found["results"]] == [None, shop.anvil.name]
    found = payload(api(UPDATE, updates=[fresh, stale], policy="REJECT_FAILED_ROWS"))
    assert (found["count"], Product.objects.get(pk=shop.beam.pk).name) == (1, "New")
    assert [result["product"]["name"] for result in found["results"]] == ["New", shop.anvil.name]
    assert found["results"][1]["product"]["version"] == seen[shop.anvil.name]


def test_the_rules_of_single_rows_hold_for_each(api, shop, declare):
    declare(Product, scope=lambda self, access: ~Q(pk=shop.beam.pk) if access.action == "change" else Q())
    found = payload(api(UPDATE, updates=[update(shop.anvil, name="A"), update(shop.beam, name="B")], policy="REJECT_FAILED_ROWS"))
    assert (found["count"], found["errors"]) == (1, [{"path": ["updates", "1", "id"], "code": "FORBIDDEN"}])


def test_a_dry_run_and_an_unprivileged_user_change_nothing(api, shop):
    assert payload(api(UPDATE, updates=[update(shop.anvil, name="A"), update(shop.beam, name="B")], dryRun=True))["count"] == 2
    assert api(UPDATE, user=shop.alice, updates=[update(shop.anvil, name="A")]).codes == ["FORBIDDEN"]
    assert not Product.objects.filter(name__in="AB").exists()


def test_a_row_that_is_named_twice_is_changed_twice(api, shop):
    stock = shop.anvil.stock
    twice = [update(shop.anvil, change={"stock": {"increment": step}}) for step in (1, 2)]
    assert payload(api(UPDATE, updates=twice))["errors"] == []
    assert Product.objects.get(pk=shop.anvil.pk).stock == stock + 3


def test_statements_do_not_grow_with_the_rows_that_are_changed(api, shop):
    reviews = [Review.objects.create(product=shop.beam, rating=1) for _ in range(12)]
    document = """mutation($updates: [ReviewUpdateEachInput!]!) {
      updateEachReview(updates: $updates) { count results { review { text } } } }"""
    updates = [{"id": row.pk, "input": {"text": f"t{row.pk}"}} for row in reviews]
    with captured_statements() as few:
        api(document, updates=updates[:2])
    with captured_statements() as many:
        assert payload(api(document, updates=updates))["count"] == 12
    assert len(many) == len(few)
    assert {row.text for row in Review.objects.filter(pk__in=[row.pk for row in reviews])} == {f"t{row.pk}" for row in reviews}


def test_rows_may_nest_others_each_by_itself(api, shop):
    given = [update(shop.beam, category={"create": {"name": "x", "slug": "x"}}), update(shop.anvil, category={"connect": {"slug": "x"}})]
    assert payload(api(UPDATE, updates=given))["errors"] == []
    assert Category.objects.get(slug="x").products.count() == 2


def test_too_many_rows_are_refused(api, shop, settings):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "MAX_WRITTEN_ROWS": 1}
    document = "mutation($u: [ProductUpdateEachInput!]!) { updateEachProduct(updates: $u) { ERRORS } }".replace("ERRORS", ERRORS)
    assert errors(api(document, u=[update(shop.anvil, name="A"), update(shop.beam, name="B")])) == [("updates", "LIMIT_EXCEEDED")]


def test_several_rows_are_changed_or_made(api, shop):
    given = [
        {"by": {"name": "Acme"}, "create": {"name": "Acme"}, "update": {"country": "FR"}},
        {"by": {"name": "Nova"}, "create": {"name": "Nova", "country": "SE"}, "update": {"country": "NO"}},
        {"by": {"name": "Nova"}, "create": {"name": "Nova", "country": "SE"}, "update": {"country": "NO"}},
    ]
    found = payload(api(UPSERT, upserts=given))
    assert (found["count"], found["errors"]) == (3, [])
    assert dict(Brand.objects.values_list("name", "country")) == {"Acme": "FR", "Nova": "NO", "Umbra": "XX"}


def test_what_is_wrong_with_one_of_several_upserts_is_told_by_its_place(api, shop):
    given = [
        {"by": {"name": "Acme"}, "create": {"name": "Acme"}, "update": {"name": ""}},
        {"by": {"name": "Nova"}, "create": {"name": "Umbra"}, "update": {}},
        {"by": {"name": "Good"}, "create": {"name": "Good"}, "update": {}},
    ]
    wrong = [{"path": ["upserts", "0", "update", "name"], "code": "BLANK"}, {"path": ["upserts", "1", "create", "name"], "code": "UNIQUE"}]
    found = payload(api(UPSERT, upserts=given))
    assert (found["count"], found["errors"], Brand.objects.count()) == (0, wrong, 2)
    found = payload(api(UPSERT, upserts=given, policy="REJECT_FAILED_ROWS"))
    assert (found["count"], found["errors"], Brand.objects.filter(name="Good").exists()) == (1, wrong, True)


def upsert(name, create=None, /, **changed):
    return {"by": {"name": name}, "create": {"name": name, **(create or {})}, "update": changed}


def countries(found):
    return [(result["brand"]["name"], result["brand"]["country"]) for result in found["results"]]


def test_results_of_upserts_come_in_the_order_of_the_input(api, shop):
    given = [
        upsert("Zeta", {"country": "SE"}),
        upsert("Acme", country="FR"),
        upsert("Alpha", {"country": "NO"}),
        upsert("Umbra", country="IT"),
    ]
    found = payload(api(UPSERT, upserts=given))
    assert (found["count"], countries(found)) == (4, [("Zeta", "SE"), ("Acme", "FR"), ("Alpha", "NO"), ("Umbra", "IT")])


def test_an_upsert_finds_what_those_before_it_in_the_list_have_made_and_renamed(api, shop):
    renamed = [upsert("Acme", name="Nova"), upsert("Nova", country="NO"), upsert("Acme", {"country": "SE"})]
    assert payload(api(UPSERT, upserts=renamed))["errors"] == []
    assert dict(Brand.objects.values_list("name", "country")) == {"Nova": "NO", "Acme": "SE", "Umbra": "XX"}
    by_key = {"by": {"pk": "999999"}, "create": {"name": "Zeta"}, "update": {}}
    assert payload(api(UPSERT, upserts=[by_key, upsert("Zeta", country="DK")]))["errors"] == []
    assert Brand.objects.get(name="Zeta").country == "DK"


CATEGORIES = "mutation($upserts: [CategoryUpsertEachInput!]!) { upsertCategories(upserts: $upserts) { errors { path code } } }"


def category(slug, create=None, /, **changed):
    return {"by": {"slug": slug}, "create": {"name": slug, "slug": slug, **(create or {})}, "update": changed}


def test_rows_that_refer_to_each_other_are_upserted_one_after_the_other(api, shop):
    """Each finds the others under the names that they have by then."""
    new, old = {"connect": {"slug": "new"}}, {"connect": {"slug": "open"}}
    assert errors(api(CATEGORIES, upserts=[category("open", parent=new), category("new")])) == [
        ("upserts.0.update.parent.connect", "NOT_FOUND")
    ]
    assert errors(api(CATEGORIES, upserts=[category("new", {"parent": old}), category("open", parent=new)])) == []
    assert Category.objects.get(slug="open").parent.parent.slug == "open"
    moved = {"slug": "moved"}
    named = [category("open", **moved), category("late", {"parent": old})]
    assert errors(api(CATEGORIES, upserts=named)) == [("upserts.1.create.parent.connect", "NOT_FOUND")]


def test_upserts_with_nested_rows_leave_what_they_leave_one_after_the_other(api, shop):
    """The second takes what the first has taken."""
    take = {"products": {"connect": [{"id": shop.anvil.pk}]}}
    assert payload(api(UPSERT, upserts=[upsert("Umbra", **take), upsert("Nova", take)]))["errors"] == []
    shop.anvil.refresh_from_db()
    assert shop.anvil.brand.name == "Nova"
    assert payload(api(UPSERT, upserts=[upsert("Zeta", take), upsert("Umbra", **take)]))["errors"] == []
    shop.anvil.refresh_from_db()
    assert shop.anvil.brand.name == "Umbra"


def test_rows_of_upserts_that_may_not_be_touched_stay(api, shop, declare):
    declare(Brand, scope=lambda self, access: ~Q(name="Acme") if access.action == "change" else Q())
    given = [upsert("Acme", country="FR"), upsert("Nova", {"country": "SE"})]
    found = payload(api(UPSERT, upserts=given, policy="REJECT_FAILED_ROWS"))
    assert (found["count"], found["errors"]) == (1, [{"path": ["upserts", "0", "by"], "code": "FORBIDDEN"}])
    assert Brand.objects.get(name="Nova").country == "SE"


def test_hooks_and_an_own_save_see_upserts_in_the_order_of_the_list(api, shop, monkeypatch):
    saved = []

    def save(self, *args, **options):
        saved.append(self.name)
        Brand.save_base(self, **{name: value for name, value in options.items() if name in ("using", "force_insert")})

    monkeypatch.setattr(Brand, "save", save)
    assert payload(api(UPSERT, upserts=[upsert("Acme", country="FR"), upsert("Nova"), upsert("Umbra", country="NO")]))["count"] == 3
    assert saved == ["Acme", "Nova", "Umbra"]


def test_a_name_that_is_none_is_told_beside_the_rows_that_are_stored(api, shop):
    given = [upsert("Nova"), {"by": {"id": "nonsense"}, "create": {"name": "Zeta"}, "update": {}}]
    found = payload(api(UPSERT, upserts=given, policy="REJECT_FAILED_ROWS"))
    assert (found["count"], [error["path"] for error in found["errors"]]) == (1, [["upserts", "1", "by"]])


def test_of_rows_that_take_each_others_names_each_finds_those_before_it_as_they_are_by_then(api, shop):
    """In one statement the database would decide which of them goes first."""
    tags = "mutation($updates: [TagUpdateEachInput!]!) { updateEachTag(updates: $updates) { errors { path code } } }"
    first, second = Tag.objects.order_by("pk")[:2]
    names = first.name, second.name
    taken = [update(second, name=first.name), update(first, name="new")]
    assert errors(api(tags, updates=taken)) == [("updates.0.input.name", "UNIQUE")]
    assert errors(api(tags, updates=[update(first, name=second.name), update(first, name="new")])) == [("updates.0.input.name", "UNIQUE")]
    assert errors(api(tags, updates=taken[::-1])) == []
    assert list(Tag.objects.order_by("pk").values_list("name", flat=True))[:2] == ["new", names[0]]


def test_an_upsert_refers_to_those_that_are_created_before_it_in_the_list(api, shop):
    created = category("new", {"createdAs": "fresh"})
    referring = category("open", parent={"connectCreated": "fresh"})
    assert errors(api(CATEGORIES, upserts=[referring, created])) == [("upserts.0.update.parent.connectCreated", "NOT_FOUND")]
    assert errors(api(CATEGORIES, upserts=[created, referring])) == []
    assert Category.objects.get(slug="open").parent.slug == "new"
