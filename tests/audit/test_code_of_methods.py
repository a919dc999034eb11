"""What a method's own code saves, deletes and links is told with what the mutation writes."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

import pytest
from django.db import connection
from django.db.models import signals

from django_graphql_auto import ModelOptions, mutation
from django_graphql_auto.audit.models import AuditEntry
from django_graphql_auto.audit.trail import trail
from django_graphql_auto.execution import rules_for
from django_graphql_auto.mutations import Create, CreateMany, Delete, Update, perform, unsubscribe
from django_graphql_auto.testing import captured_statements
from tests.apps.everything.models import Club, Country, Person
from tests.apps.shop.models import Book, Brand, Category, Folder, Product, Review, Supply, Tag
from tests.audit.entries import only, told
from tests.mutations.writing import errors, payload

SIGNALS = (signals.pre_save, signals.post_save, signals.pre_delete, signals.post_delete, signals.m2m_changed)


@pytest.fixture
def doing(api, shop, registering) -> Callable:
    """Runs code of a test as a function mutation; what it returns is told by the test itself."""
    todo = []

    @registering
    @mutation("shop.change_product")
    def tidy(access) -> None:
        todo[0](access)

    def run(code: Callable, arguments: str = "", fields: str = "errors { path code }"):
        todo[:] = [code if code.__code__.co_argcount else lambda access: code()]
        return api(f"mutation {{ tidy{arguments} {{ {fields} }} }}")

    return run


def done(result) -> None:
    assert payload(result)["errors"] == []


def actions() -> list[tuple[str, str]]:
    return sorted((action, model) for action, model, _ in told())


def test_rows_that_a_function_saves_are_told_as_they_were_and_as_they_are(shop, doing, boss):
    def code():
        Tag.objects.create(name="new")
        anvil = Product.objects.get(sku="A1")
        anvil.stock, anvil.name = 7, "Hammer"
        anvil.save()

    done(doing(code))
    assert told("product") == [("update", "product", {"name": ["Anvil", "Hammer"], "stock": [1, 7]})]
    assert told("tag") == [("create", "tag", {"id": [None, Tag.objects.get(name="new").pk], "name": [None, "new"]})]
    entries = AuditEntry.objects.all()
    assert {(entry.mutation, entry.actor) for entry in entries} == {("tidy", boss)}
    assert len({entry.write_id for entry in entries}) == 1


def test_other_rows_that_a_method_of_a_row_saves_are_told_beside_its_own(api, shop, declare):
    class Closing(ModelOptions):
        @mutation("shop.change_product")
        def close(self, product, access):
            product.status = "gone"
            product.save()
            for review in product.reviews.all():
                review.is_public = False
                review.save()

    declare(Product, close=Closing.close)
    payload(api("mutation($id: ID!) { closeProduct(id: $id) { errors { code } } }", id=shop.anvil.pk))
    assert told("product") == [("update", "product", {"status": ["draft", "gone"]})]
    assert [(action, changes) for action, _, changes in told("review")] == [("update", {"is_public": [True, False]})]
    assert len(told()) == 2


def test_a_row_is_told_once_with_what_was_first_and_what_is_last(shop, doing):
    def code():
        anvil = Product.objects.get(sku="A1")
        for stock in (5, 6, 7):
            anvil.stock = stock
            anvil.save()
        beam = Product.objects.get(sku="B1")
        beam.stock += 1
        beam.save()
        beam.stock -= 1
        beam.save()
        Tag.objects.create(name="short-lived").delete()

    done(doing(code))
    assert told() == [("update", "product", {"stock": [1, 7]})]


def test_a_row_is_told_as_the_database_had_it_and_not_as_somebody_held_it(shop, doing):
    held = Product.objects.get(sku="A1")
    Product.objects.filter(sku="A1").update(stock=50)

    def code():
        held.stock = 60
        held.save(update_fields=["stock"])

    done(doing(code))
    assert told() == [("update", "product", {"stock": [50, 60]})]


def test_a_key_that_is_a_text_names_the_same_row(shop, doing):
    def code():
        Tag(pk=str(shop.plain.pk), name="renamed").save()
        Tag(pk="900", name="made by its key").save()

    done(doing(code))
    assert told("tag") == [
        ("update", "tag", {"name": ["plain", "renamed"]}),
        ("create", "tag", {"id": [None, 900], "name": [None, "made by its key"]}),
    ]


def test_what_is_deleted_is_told_with_all_that_goes_and_changes_with_it(shop, doing):
    done(doing(lambda: Product.objects.get(sku="A1").delete()))
    of_a_method = sorted((action, model) for action, model, _ in told())
    AuditEntry.objects.all().delete()
    done(doing(lambda: Category.objects.get(slug="vault").delete()))
    assert of_a_method.count(("delete", "review")) == 2
    assert {"product", "review", "supply", "barcode", "stocklevel", "article", "note"} == {model for _, model in of_a_method}
    assert told("product") == [("update", "product", {"category": [shop.vault.pk, None]})]
    assert actions().count(("delete", "category")) == 2


def test_what_a_queryset_deletes_is_told_row_by_row(shop, doing):
    done(doing(lambda: Review.objects.filter(product__sku="A1").delete()))
    assert [changes["rating"] for _, _, changes in told("review")] == [[5, None], [1, None]]
    assert len(told()) == 2


def test_a_row_that_is_deleted_and_made_again_has_changed(shop, doing):
    def code():
        Tag.objects.get(name="plain").delete()
        Tag.objects.create(pk=shop.plain.pk, name="plainer")

    done(doing(code))
    assert told("tag") == [("update", "tag", {"name": ["plain", "plainer"]})]


def test_a_child_of_several_tables_is_told_once(shop, doing):
    def code():
        book = Book.objects.get()
        book.name, book.pages = "Tome", 7
        book.save()

    done(doing(code))
    assert told() == [("update", "book", {"name": ["Codex", "Tome"], "pages": [100, 7]})]


def test_links_are_told_from_whichever_side_they_come_and_go(shop, doing):
    plain, covert = shop.plain.pk, shop.covert.pk
    cases = [
        (lambda: shop.beam.tags.add(plain), {shop.beam.pk: [[], [plain]]}),
        (lambda: shop.beam.tags.remove(plain), {shop.beam.pk: [[plain], []]}),
        (lambda: shop.covert.products.add(shop.beam), {shop.beam.pk: [[], [covert]]}),
        (lambda: shop.covert.products.remove(shop.beam.pk), {shop.beam.pk: [[covert], []]}),
        (lambda: shop.covert.products.clear(), {shop.anvil.pk: [[plain, covert], [plain]], shop.ghost.pk: [[covert], []]}),
        (lambda: shop.anvil.tags.set([covert]), {shop.anvil.pk: [[plain], [covert]]}),
        (lambda: shop.anvil.tags.clear(), {shop.anvil.pk: [[covert], []]}),
        (lambda: shop.anvil.tags.clear(), {}),
    ]
    for code, expected in cases:
        AuditEntry.objects.all().delete()
        done(doing(code))
        assert {int(entry.key): entry.changes for entry in AuditEntry.objects.all()} == {
            key: {"tags": tags} for key, tags in expected.items()
        }


def test_links_that_lead_both_ways_are_told_of_both(shop, doing, settings):
    settings.DJANGO_GRAPHQL_AUTO = settings.DJANGO_GRAPHQL_AUTO | {"EXPOSE": ["shop", "auth.User", "everything.Person"]}
    country = Country.objects.create(code="NO", name="Norway")
    ann, ben = (Person.objects.create(name=name, country=country) for name in ("Ann", "Ben"))
    for code in (lambda: ann.friends.add(ben), lambda: ben.friends.clear()):
        AuditEntry.objects.all().delete()
        done(doing(code))
        assert {entry.key for entry in AuditEntry.objects.all()} == {str(ann.pk), str(ben.pk)}


def test_rows_between_two_others_are_rows(shop, doing):
    done(doing(lambda: shop.beam.suppliers.add(shop.hidden, through_defaults={"days": 9})))
    [(action, _, changes)] = told()
    assert (action, changes["days"], changes["product"]) == ("create", [None, 9], [None, shop.beam.pk])
    AuditEntry.objects.all().delete()
    done(doing(lambda: shop.hidden.products.remove(shop.beam)))
    assert [(action, changes["days"]) for action, _, changes in told("supply")] == [("delete", [9, None])]
    assert Supply.objects.filter(product=shop.beam).count() == 1


def test_rows_between_two_others_are_told_whatever_columns_they_name_them_by(shop, doing, settings):
    settings.DJANGO_GRAPHQL_AUTO = settings.DJANGO_GRAPHQL_AUTO | {"EXPOSE": ["shop", "auth.User", "everything"]}
    club, norway = Club.objects.create(name="Ski"), Country.objects.create(code="NO", name="Norway")
    for code, action in ((lambda: club.countries.add(norway), "create"), (lambda: norway.clubs.clear(), "delete")):
        AuditEntry.objects.all().delete()
        done(doing(code))
        assert (only().action, only().model) == (action, "everything.clubcountry")


def test_what_django_stores_without_a_signal_is_not_told(shop, doing):
    def code():
        Product.objects.filter(sku="A1").update(stock=8)
        Tag.objects.bulk_create([Tag(name="bulk")])

    done(doing(code))
    assert told() == []


def test_a_write_inside_of_a_method_is_told_once_with_the_methods_own(shop, doing, boss):
    def code(access):
        rules = rules_for(access.user)
        perform(Update(Product, {"pk": shop.anvil.pk}, {"stock": 8}), rules)
        anvil = Product.objects.get(sku="A1")
        anvil.name = "Hammer"
        anvil.save()
        perform(Create(Tag, {"name": "new"}), rules)
        perform(Delete(Review, {"pk": shop.reviews[0].pk}), rules)

    done(doing(code))
    assert told("product") == [("update", "product", {"name": ["Anvil", "Hammer"], "stock": [1, 8]})]
    assert actions() == [("create", "tag"), ("delete", "review"), ("update", "product")]
    assert set(AuditEntry.objects.values_list("mutation", flat=True)) == {"tidy"}
    assert AuditEntry.objects.values("write_id").distinct().count() == 1


def test_a_write_inside_of_a_method_that_is_refused_leaves_nothing(shop, doing):
    def code(access):
        report = perform(Update(Product, {"pk": shop.anvil.pk}, {"stock": 8, "name": ""}), rules_for(access.user))
        assert report.errors

    done(doing(code))
    assert told() == []


def test_a_method_that_fails_or_is_only_tried_leaves_nothing(shop, doing):
    def refused():
        Tag.objects.create(name="new")
        Tag.objects.create(name="plain")

    assert errors(doing(refused)) == [("", "CONSTRAINT")]
    done(doing(lambda: Tag.objects.create(name="new"), "(dryRun: true)"))
    assert told() == []
    assert not any(signal.has_listeners(Tag) for signal in SIGNALS)


def test_signals_are_received_only_while_a_method_runs_and_somebody_listens(shop, doing):
    received = []

    def code():
        received.append(any(signal.has_listeners(Tag) for signal in SIGNALS))

    done(doing(code))
    unsubscribe(trail)
    done(doing(code))
    assert received == [True, False]
    assert not any(signal.has_listeners(Tag) for signal in SIGNALS)


def test_what_is_heard_is_still_written_together(shop, doing):
    counted = []

    def code(access):
        for rows in (2, 30):
            with captured_statements() as statements:
                report = perform(CreateMany(Brand, [{"name": f"{rows}-{row}"} for row in range(rows)]), rules_for(access.user))
            assert not report.errors
            counted.append(len(statements))

    done(doing(code))
    assert counted[0] == counted[1]
    assert len(told("brand")) == 32


def test_what_another_thread_saves_meanwhile_is_not_told(shop, doing):
    heard = []

    def elsewhere():
        signals.pre_save.send(Tag, instance=Tag(pk=shop.plain.pk), raw=False, using="default", update_fields=None)
        heard.append(True)
        connection.close()

    def code():
        thread = Thread(target=elsewhere)
        thread.start()
        thread.join()

    done(doing(code))
    assert (heard, told()) == ([True], [])


def test_a_new_row_whose_key_is_made_by_python_is_not_looked_for(shop, doing):
    statements = []

    def code():
        with captured_statements() as found:
            Folder.objects.create(name="new")
        statements.extend(found)

    done(doing(code))
    assert [sql.split()[0] for sql in statements if "shop_folder" in sql] == ["INSERT"]
    assert [action for action, _, _ in told("folder")] == ["create"]


@pytest.mark.django_db(databases=["default", "other"])
def test_rows_of_another_database_are_not_told(shop, doing):
    done(doing(lambda: Tag.objects.using("other").create(name="elsewhere")))
    assert told() == []
    Tag.objects.using("other").all().delete()


def test_rows_that_are_given_to_a_method_are_told_once(api, shop, registering):
    @registering
    @mutation("shop.change_product")
    def rename(access, product: Product, name: str) -> None:
        product.name = name
        product.save()

    payload(api('mutation($id: ID!) { rename(product: $id, name: "X") { errors { code } } }', id=shop.anvil.pk))
    assert only().changes == {"name": ["Anvil", "X"]}
