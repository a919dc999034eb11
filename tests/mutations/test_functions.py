"""Functions and methods of managers as mutations: no row, the declared permission, one transaction."""

from dataclasses import dataclass

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models, router, transaction

from django_graphql_auto import mutation
from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.schema.build import build_schema
from django_graphql_auto.testing import assert_error_code
from tests.apps.shop.models import Article, Brand, Product, Tag
from tests.mutations.writing import ERRORS, errors, payload, user_who_may

NAME = "mutation($names: [String!]!, $dry: Boolean! = false) { addTags(names: $names, dryRun: $dry) { " + ERRORS + " } }"


@pytest.fixture
def adding(registering):
    def add_tags(access, names: list[str]) -> None:
        for place, name in enumerate(names):
            if not name:
                raise ValidationError({f"names.{place}": ValidationError("A tag has a name.", code="blank")})
            Tag.objects.create(name=f"{name} by {access.user.get_username()}")

    registering(mutation("shop.add_tag")(add_tags))


def test_a_registered_function_is_a_mutation(api, shop, adding):
    assert payload(api(NAME, names=["red", "blue"])) == {"errors": []}
    assert set(Tag.objects.values_list("name", flat=True)) >= {"red by boss", "blue by boss"}


def test_a_function_needs_its_permission_and_no_other(api, shop, adding):
    assert_error_code(api(NAME, user=None, names=["red"]), "UNAUTHENTICATED")
    assert_error_code(api(NAME, user=user_who_may("change_tag"), names=["red"]), "FORBIDDEN")
    assert payload(api(NAME, user=user_who_may("add_tag", name="adder"), names=["red"]))["errors"] == []


def test_what_a_function_refuses_is_told_at_its_argument_and_undone(api, shop, adding):
    before = Tag.objects.count()
    assert errors(api(NAME, names=["red", ""])) == [("names.1", "BLANK")]
    assert Tag.objects.count() == before


def test_what_the_database_refuses_in_a_function_is_data(api, shop, adding):
    assert errors(api(NAME, names=["red", "red"])) == [("", "CONSTRAINT")]
    assert not Tag.objects.filter(name__startswith="red").exists()


def test_a_function_that_is_only_tried_stores_nothing(api, shop, adding):
    before = Tag.objects.count()
    assert payload(api(NAME, names=["red"], dry=True)) == {"errors": []}
    assert Tag.objects.count() == before


def test_a_fault_of_a_function_is_undone_and_no_data(api, shop, registering):
    @registering
    @mutation("shop.add_tag")
    def break_down() -> None:
        Tag.objects.create(name="half")
        raise RuntimeError("secret")

    result = api("mutation { breakDown { errors { code } } }")
    assert_error_code(result, "INTERNAL")
    assert "secret" not in str(result.errors)
    assert not Tag.objects.filter(name="half").exists()


def test_a_function_runs_on_the_database_of_its_model(api, shop, registering, monkeypatch):
    asked = []
    monkeypatch.setattr(router, "db_for_write", lambda model, **hints: asked.append(model) or "default")

    @registering(Brand)
    @mutation("shop.add_brand")
    def found_brand(name: str) -> None:
        assert connection.in_atomic_block

    assert payload(api('mutation { foundBrand(name: "x") { errors { code } } }'))["errors"] == []
    assert asked[0] is Brand


def test_a_column_of_the_model_may_be_found_fault_with(api, shop, registering):
    @registering(Brand)
    @mutation("shop.add_brand")
    def found_brand(called: str) -> None:
        brand = Brand(name=called, country="DE")
        brand.full_clean()
        brand.save()

    document = "mutation($called: String!) { foundBrand(called: $called) { " + ERRORS + " } }"
    [error] = payload(api(document, called="Acme"))["errors"]
    assert (error["field"], error["code"], error["message"]) == ("name", "UNIQUE", "Brand with this Name already exists.")


def test_a_function_of_a_model_that_is_not_served_is_left_out(registering, settings, shop):
    @registering(Brand)
    @mutation("shop.add_brand")
    def found_brand() -> None: ...

    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "EXPOSE": ["shop.Product"]}
    assert "foundBrand" not in build_schema().graphql_schema.mutation_type.fields


def test_a_function_that_is_registered_and_not_marked_is_refused(registering):
    @registering
    def add_tags(): ...

    with pytest.raises(SchemaError, match="is no mutation"):
        build_schema()


def test_a_function_that_is_async_is_refused(registering):
    @registering
    @mutation("shop.add_tag")
    async def add_tags() -> None: ...

    with pytest.raises(SchemaError, match="is async"):
        build_schema()


def test_the_permission_is_not_forgotten():
    with pytest.raises(TypeError, match="takes the permission"):

        @mutation
        def add_tags(): ...


def test_an_empty_permission_opens_nothing(api, shop, registering):
    @registering
    @mutation("")
    def add_tags() -> None: ...

    assert_error_code(api("mutation { addTags { errors { code } } }", user=user_who_may("add_tag")), "FORBIDDEN")


def test_a_function_registered_again_takes_the_place_of_the_first(api, shop, registering):
    for text in ("first", "second"):

        def add_tags(text: str = text) -> None:
            Tag.objects.create(name=text)

        registering(mutation("shop.add_tag")(add_tags))
    assert payload(api("mutation { addTags { errors { code } } }")) == {"errors": []}
    assert Tag.objects.filter(name="second").exists()


class Restoring(models.QuerySet):
    @mutation("shop.change_product")
    def restore(self, access, titles: list[str]) -> list[Article]:
        """Brings {back} what was deleted."""
        found = list(self.model.everything.using(self.db).select_for_update().filter(is_deleted=True, title__in=titles))
        for article in found:
            article.is_deleted = False
            article.save()
        return found


@pytest.fixture
def restoring(monkeypatch, declare):
    """The manager of articles, with a method that is a mutation."""
    manager = models.Manager.from_queryset(Restoring)()
    manager.model, manager.name = Article, "restoring"
    monkeypatch.setattr(Article, "restoring", manager, raising=False)
    monkeypatch.setattr(Article._meta, "managers", (*Article._meta.managers, manager))


def test_a_method_of_a_manager_is_a_mutation_of_the_model(api, shop, restoring):
    document = 'mutation { restoreArticles(titles: ["Dead", "Live"]) { articles { title } errors { code } } }'
    assert payload(api(document, user=user_who_may("change_product"))) == {
        "articles": [{"title": "Dead"}],
        "errors": [],
    }
    assert_error_code(api(document, user=user_who_may("add_product", name="other")), "FORBIDDEN")


def test_a_method_of_a_manager_is_described_as_it_is_written(restoring, shop):
    assert build_schema().graphql_schema.mutation_type.fields["restoreArticles"].description == "Brings {back} what was deleted."


@dataclass
class Pair:
    one: Tag
    other: Tag


def test_a_function_is_given_rows_in_dataclasses(api, shop, registering):
    @registering(Product)
    @mutation("shop.change_tag")
    def merge_tags(pairs: list[Pair]) -> None:
        for pair in pairs:
            pair.other.delete()

    document = "mutation($pairs: [PairInput!]!) { mergeTags(pairs: $pairs) { " + ERRORS + " } }"
    pair = {"one": shop.plain.pk, "other": shop.covert.pk}
    assert errors(api(document, pairs=[pair, {**pair, "one": 0}])) == [("pairs.1.one", "NOT_FOUND")]
    assert errors(api(document, pairs=[pair])) == []
    assert not Tag.objects.filter(pk=shop.covert.pk).exists()


def test_without_mutations_there_are_no_functions_either(registering, settings, shop, adding):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "MUTATIONS": False}
    assert build_schema().graphql_schema.mutation_type is None


def test_what_happens_after_the_transaction_waits_for_its_end(api, shop, registering, django_capture_on_commit_callbacks):
    told = []

    @registering
    @mutation("shop.add_tag")
    def add_later(fail: bool) -> None:
        transaction.on_commit(lambda: told.append(fail))
        if fail:
            raise ValidationError("No.")

    with django_capture_on_commit_callbacks(execute=True):
        assert errors(api("mutation { addLater(fail: true) { errors { path code } } }")) == [("", "INVALID")]
        assert errors(api("mutation { addLater(fail: false) { errors { path code } } }")) == []
    assert told == [False]
