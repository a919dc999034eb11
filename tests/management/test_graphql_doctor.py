"""Who can see and write what, and why, and what is slow, open or broken."""

import json
import subprocess
import sys
from contextlib import suppress
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F, Q

from django_graphql_auto import ModelOptions, register
from django_graphql_auto.management.doctor import indexes
from django_graphql_auto.management.doctor.rights import condition_text
from django_graphql_auto.registry import default_registry
from tests.apps.shop.models import Article, Book, Brand, Device, Product, Review, Tag

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("graphql_doctor", *arguments, stdout=out, no_color=True)
    return out.getvalue()


def report(*arguments: str) -> dict[str, Any]:
    """What it tells, whether or not it fails."""
    out = StringIO()
    with suppress(SystemExit):
        call_command("graphql_doctor", "--format", "json", *arguments, stdout=out)
    return json.loads(out.getvalue())


def served(label: str, *arguments: str) -> dict[str, Any]:
    [found] = [model for model in report(*arguments)["served"] if model["model"] == label]
    return found


def problems(code: str, *arguments: str) -> list[tuple[str, str | None, str, str]]:
    found = [problem for problem in report(*arguments)["problems"] if problem["code"] == code]
    return [(problem["severity"], problem["model"], problem["text"], problem["advice"]) for problem in found]


@pytest.fixture(autouse=True)
def shop(settings):
    """An API of the shop."""
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop"]}


@pytest.fixture
def options():
    """Registers options for a test."""
    models = []

    def declare(model: Any, **attributes: Any) -> None:
        models.append(model)
        register(model, type("Options", (ModelOptions,), attributes))

    yield declare
    for model in models:
        default_registry.unregister(model)


# exposure


def test_a_served_model_is_told_with_the_rule_its_names_and_who_may_read_it():
    brand = served("shop.brand")
    assert (brand["rule"], brand["type_name"], brand["root_fields"]) == ("named by EXPOSE", "Brand", ["brand", "brands"])
    assert brand["read"] == "permission shop.view_brand (the setting READ)"
    assert brand["rows"] == []


def test_a_model_that_is_not_served_is_told_with_the_reason(settings):
    settings.DJANGO_GRAPHQL_AUTO = {}
    hidden = {model["model"]: model["rule"] for model in report()["hidden"]}
    assert hidden["auth.group"] == "infrastructure: serve it by a registration, or name it in EXPOSE"
    assert hidden["everything.swapped"] == "swapped for another model"
    assert "shop.brand" not in hidden


def test_hidden_columns_and_rows_are_told_with_their_reasons(options):
    options(Product, read="public", exclude=("cost_price",), scope=lambda self, access: Q(stock__gt=0))
    product = served("shop.product")
    assert (product["read"], product["rule"]) == ("public (its options)", "registered")
    assert product["hidden"]["cost_price"] == "exclude"
    assert product["rows"] == ["its scope() decides"]
    assert "the row rules of shop.product hold too" in served("shop.book")["rows"]


def test_a_manager_that_filters_is_told(options):
    assert served("shop.article")["rows"] == ["the rows of its default manager 'objects'"]
    options(Article, manager="everything")
    assert served("shop.article")["rows"] == ["the rows of the manager 'everything'"]


# rights


def test_groups_and_users_who_hold_a_permission_are_told():
    Group.objects.create(name="Editors").permissions.add(*Permission.objects.filter(codename__in=["view_brand", "change_brand"]))
    User.objects.create_user("ada").user_permissions.add(Permission.objects.get(codename="view_brand"))
    assert served("shop.brand")["holders"] == {"view": ["Editors", "1 user directly"], "change": ["Editors"]}
    assert served("shop.tag")["holders"] == {}


def test_what_one_user_may_do_is_told_with_the_rows_that_are_left(options):
    options(Product, scope=lambda self, access: Q(brand__is_active=True) & ~Q(status="draft"))
    user = User.objects.create_user("ada")
    user.user_permissions.add(*Permission.objects.filter(codename__in=["view_product", "add_product", "view_brand"]))
    assert served("shop.product", "--user", "ada")["rights"] == {
        "read": True,
        "add": True,
        "change": False,
        "delete": False,
        "rows": "brand__is_active=True and not (status='draft')",
    }
    assert served("shop.brand", "--user", "ada")["rights"]["rows"] == "all"
    assert served("shop.tag", "--user", "ada")["rights"]["rows"] == "none"
    assert report("--user", "ada")["asker"] == "ada"


def test_a_superuser_may_do_everything_but_see_what_a_scope_hides(options):
    options(Tag, scope=lambda self, access: Q(pk__in=[]))
    User.objects.create_superuser("root")
    rights = served("shop.tag", "--user", "root")["rights"]
    assert (rights["read"], rights["delete"], rights["rows"]) == (True, True, "pk__in=[]")


def test_a_stranger_sees_what_is_public(options):
    options(Brand, read="public")
    assert served("shop.brand", "--anonymous")["rights"] == {"read": True, "add": False, "change": False, "delete": False, "rows": "all"}
    assert served("shop.tag", "--anonymous")["rights"]["read"] is False


def test_rules_that_are_not_the_models_own_are_told_of_a_users_rows(options):
    options(Article, read="public")
    assert served("shop.article", "--anonymous")["rights"]["rows"].startswith("those that the manager")


def test_a_scope_that_fails_for_a_user_is_told_instead_of_raised(options):
    options(Brand, read="public", scope=lambda self, access: Q(name=access.user.company) if access.authenticated else Q())
    User.objects.create_user("ada")
    assert served("shop.brand", "--user", "ada")["rights"]["rows"].startswith("unknown: scope() raises AttributeError")


def test_an_unknown_user_is_refused():
    with pytest.raises(CommandError, match="no user called 'nobody'"):
        run("--user", "nobody")


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (Q(), ""),
        (Q(a=1), "a=1"),
        (~Q(a=1), "not (a=1)"),
        (Q(a=1) | Q(b__in=[1, 2]), "a=1 or b__in=[1, 2]"),
        (Q(a=1) & (Q(b=2) | Q(c=3)), "a=1 and (b=2 or c=3)"),
    ],
)
def test_a_condition_is_written_as_people_would(condition, text):
    assert condition_text(condition) == text


# indexes


def test_filters_and_orders_without_an_index_are_noted_at_the_model_that_holds_the_column():
    notes = {model: text for _, model, text, _ in problems("no-index")}
    assert notes["shop.brand"] == "Filters and orders without an index: country."
    assert "pages" in notes["shop.book"]
    assert "weight" in notes["shop.product"]
    assert "weight" not in notes["shop.book"]
    assert "price" not in notes["shop.product"].replace("cost_price", "")


def test_closed_filters_are_not_noted(options, settings):
    options(Brand, filter_fields=(), order_fields=())
    assert "shop.brand" not in [model for _, model, _, _ in problems("no-index")]
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop"], "INDEXED_ONLY": True}
    assert problems("no-index") == []


@pytest.mark.parametrize(
    ("ordering", "advice"),
    [
        pytest.param(("name",), None, id="a unique column"),
        pytest.param(("name", "country"), None, id="a unique column decides"),
        pytest.param(("pk",), None, id="the key"),
        pytest.param(("country",), 'models.Index(fields=["country", "id"])', id="a column without an index"),
        pytest.param((F("country").desc(), "pk"), 'models.Index(fields=["-country", "id"])', id="an expression"),
        pytest.param(("-country", "id"), 'models.Index(fields=["-country", "id"])', id="with the key"),
    ],
)
def test_the_index_that_a_default_order_lacks_is_suggested(ordering, advice, options):
    options(Brand, ordering=ordering)
    found = [(severity, told) for severity, model, _, told in problems("slow-order") if model == "shop.brand"]
    assert found == ([("note", advice)] if advice else [])


def test_a_default_order_by_another_tables_column_is_told(options):
    options(Review, ordering=("product__name",))
    [(_, _, text, advice)] = [problem for problem in problems("slow-order") if problem[1] == "shop.review"]
    assert text == "No index serves the default order (product__name)."
    assert "another table's column" in advice


def test_the_index_of_an_order_by_a_parents_column_belongs_to_the_parent(options):
    options(Book, ordering=("weight",))
    options(Device, ordering=("weight", "voltage"))
    advice = {model: told for _, model, _, told in problems("slow-order")}
    assert advice["shop.book"] == 'For shop.product: models.Index(fields=["weight", "id"])'
    assert "several tables" in advice["shop.device"]


def test_a_default_order_of_a_large_table_is_a_warning(options, monkeypatch):
    monkeypatch.setattr(indexes, "LARGE", 2)
    options(Brand, ordering=("country",))
    Brand.objects.bulk_create([Brand(name="A"), Brand(name="B")])
    assert [severity for severity, model, _, _ in problems("slow-order") if model == "shop.brand"] == ["warning"]


def test_a_model_without_a_list_needs_no_index_for_its_order(options):
    options(Brand, ordering=("country",), operations={"get"})
    assert [model for _, model, _, _ in problems("slow-order") if model == "shop.brand"] == []


# tables, settings, declarations


@pytest.fixture
def without_barcodes():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shop_barcode RENAME TO shop_moved")
        yield
        cursor.execute("ALTER TABLE shop_moved RENAME TO shop_barcode")


def test_a_missing_table_is_an_error(without_barcodes):
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("graphql_doctor", stdout=out, no_color=True)
    assert "Tables that don't exist: shop_barcode. [no-table]" in out.getvalue()


def test_a_missing_view_is_the_projects_own_affair(settings):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["everything.legacyview"]}
    [(severity, model, text, advice)] = problems("no-table")
    assert (severity, model, text) == ("error", "everything.legacyview", "Its table legacy_view doesn't exist.")
    assert "isn't managed" in advice


def test_risky_settings_are_told_with_the_numbers_of_the_checks(settings):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop"], "READ": "public", "GRAPHIQL": True, "MAX_DEPTH": 20, "MAX_COST": 100_000}
    told = {problem["code"]: problem["text"] for problem in report()["problems"]}
    assert told.keys() >= {"W301", "W302", "W304", "raised-limit"}
    assert [text for _, _, text, _ in problems("raised-limit")] == [
        "MAX_DEPTH is 20, above its default of 12.",
        "MAX_COST is 100000, above its default of 5000.",
    ]


def test_mistaken_declarations_are_told_and_nothing_else(options, settings):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop"]}
    options(Brand, exlude=())
    told = report()
    assert [(problem["code"], problem["model"]) for problem in told["problems"]] == [("E104", "shop.brand")]
    assert told["served"] == []


@pytest.mark.parametrize(("least", "fails"), [("error", False), ("warning", True), ("note", True)])
def test_the_least_finding_that_fails_can_be_chosen(least, fails, settings):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop"], "READ": "public"}
    if fails:
        with pytest.raises(SystemExit):
            run("--fail-on", least)
    else:
        run("--fail-on", least)


# text


def test_the_text_has_everything_for_people(options):
    options(Product, read="public", exclude=("cost_price", "stock"), scope=lambda self, access: Q(stock__gt=0))
    Group.objects.create(name="Editors").permissions.add(Permission.objects.get(codename="change_product"))
    lines = run().splitlines()
    start = lines.index("  shop.product  Product: product, products")
    block = [line.split(maxsplit=1) for line in lines[start + 1 : lines.index("", start)]]
    assert ["served", "registered"] in block
    assert ["read", "public (its options)"] in block
    assert ["rows", "its scope() decides"] in block
    assert ["hidden", "cost_price, stock: exclude"] in block
    assert ["change", "Editors"] in block
    assert lines[-1].startswith("Models served: ")


def test_the_text_about_a_user_ticks_what_is_allowed(options):
    options(Brand, read="public")
    told = run("--anonymous")
    assert "Served models, as AnonymousUser sees them" in told
    assert "✓ read  ✗ add  ✗ change  ✗ delete" in told
    assert "sees     all" in told


def test_an_advice_that_holds_for_several_findings_is_given_once():
    assert run().count(indexes.FILTER_ADVICE) == 1


def test_colours_are_used_where_they_are_asked_for():
    out = StringIO()
    call_command("graphql_doctor", stdout=out, force_color=True)
    assert "\x1b[" in out.getvalue()


def test_a_database_that_cannot_be_reached_is_told_and_the_rest_examined():
    program = """
import django
from django.conf import settings
settings.configure(
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django_graphql_auto"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "/nowhere/at/all/db.sqlite3"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", ROOT_URLCONF="tests.urls", SECRET_KEY="x" * 50,
)
django.setup()
from django.core.management import call_command
call_command("graphql_doctor")
"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert "auth.user  User: user, users" in told
    assert "The database 'default' can't be asked" in told
    assert "Models served: 1, not served: 3; errors: 0, warnings: 1, notes:" in told


def test_what_can_be_written_is_told_and_why_no_more(settings, options):
    assert served("shop.brand")["writes"] == ["create, update, delete"]
    assert served("shop.book")["writes"] == ["create, update, delete", "many rows one by one: its rows stand in several tables"]
    options(Review, exclude=["product"])
    assert served("shop.review")["writes"] == ["update, delete", "no create: needed and no input: product"]
    assert "    write    update, delete; no create: needed and no input: product\n" in run()
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "MUTATIONS": False}
    assert served("shop.brand")["writes"] == []
