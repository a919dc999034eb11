"""A row that nothing comes between: one statement stores it, by SQL that was made before, and all that Django's save() does holds."""

from __future__ import annotations

import copy
import random
from collections import Counter
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Upper
from django.db.models.signals import post_save, pre_save

from django_graphql_auto.execution import rules_for
from django_graphql_auto.introspection import forget
from django_graphql_auto.mutations import Create, Update, perform
from django_graphql_auto.testing import GraphQLClient
from tests.apps.archive.models import Work
from tests.apps.everything.models import Offer, Place
from tests.apps.shop.models import Brand, Product, Review, Supplier, Tag
from tests.mutations.writing import errors, payload

CHANGE = "mutation($id: ID!, $input: OfferUpdateInput!) { updateOffer(id: $id, input: $input) { offer { pk } errors { path code } } }"
VALUES: dict[str, Any] = {
    "code": lambda chance: chance.choice(["c0", "C1", "c2", "", "other", "x" * 11]),
    "region": lambda chance: chance.choice(["r0", "r1", "new", None]),
    "alias": lambda chance: chance.choice(["a0", "a1", None, "new"]),
    "alone": lambda chance: chance.choice(["x0", "x1", "x2", "new", " "]),
    "active": lambda chance: chance.random() < 0.5,
}
"""For offers: many of them conflict, each with another kind of constraint."""
SERVED = {"READ": "public", "EXPOSE": ["shop", "auth.user"]}
CREATE = "mutation($name: String!) { createTag(input: {name: $name}) { tag { pk id } errors { path code } } }"
UPDATE = "mutation($id: ID!, $name: String!) { updateTag(id: $id, input: {name: $name}) { tag { pk } errors { path code } } }"
WHOLE = "mutation($name: String!) { createTag(input: {name: $name}) { tag { pk name } errors { code } } }"


def _offers() -> dict[int, dict[str, Any]]:
    return {each["id"]: each for each in Offer.objects.values()}


def _is_stored_by_django(key: int, values: dict[str, Any]) -> bool:
    row = Offer.objects.get(pk=key)
    for name, value in values.items():
        setattr(row, name, value)
    unchanged = {field.name for field in Offer._meta.concrete_fields} - values.keys()
    try:
        row.clean_fields(exclude=unchanged | ({"alias"} if row.alias is None else set()))
        row.validate_constraints()
        row.save()
    except (ValidationError, IntegrityError):
        return False
    return True


@pytest.fixture
def sent():
    """The first word of each statement, those that begin and end transactions included."""
    found: list[str] = []

    def note(execute: Any, sql: str, *others: Any) -> Any:
        found.append(sql.partition(" ")[0])
        return execute(sql, *others)

    with connection.execute_wrapper(note):
        yield found


@pytest.fixture
def boss_alone(transactional_db: None, settings: Any) -> GraphQLClient:
    """A client whose statements are in no test's transaction."""
    settings.DJANGO_GRAPHQL_AUTO = SERVED
    return GraphQLClient(User.objects.create_superuser("boss"))


@pytest.fixture
def listening():
    """Connects a receiver to a signal until the test ends."""
    heard: list[tuple[Any, Any, Any]] = []

    def listen(signal: Any, sender: Any, receiver: Any) -> None:
        signal.connect(receiver, sender=sender, weak=False)
        heard.append((signal, sender, receiver))

    yield listen
    for signal, sender, receiver in heard:
        signal.disconnect(receiver, sender=sender)


def test_a_new_row_of_which_the_key_is_asked_takes_an_insert_and_what_its_validation_asks(boss_alone, sent):
    found = [payload(boss_alone.query(CREATE, {"name": name}))["tag"]["pk"] for name in ("one", "two")]
    assert found == [str(tag.pk) for tag in Tag.objects.order_by("pk")]
    assert [each for each in sent[-3:-1] if each != "SELECT"] == ["INSERT"]
    assert "BEGIN" not in sent


def test_what_else_is_asked_of_a_new_row_is_read(boss_alone, sent):
    assert payload(boss_alone.query(WHOLE, {"name": "one"}))["tag"]["name"] == "one"
    assert sent[-2:] == ["INSERT", "SELECT"]


def test_a_changed_row_of_which_the_key_is_asked_is_not_read_again(boss_alone, sent):
    tag = Tag.objects.create(name="one")
    assert payload(boss_alone.query(UPDATE, {"id": str(tag.pk), "name": "two"})) == {"tag": {"pk": str(tag.pk)}, "errors": []}
    assert sent[-1] == "UPDATE"
    tag.refresh_from_db()
    assert tag.name == "two"


def test_a_changed_row_is_its_update_alone(boss_alone, sent):
    tag = Tag.objects.create(name="one")
    sent.clear()
    assert errors(boss_alone.query(UPDATE, {"id": str(tag.pk), "name": "two"})) == []
    assert [each for each in sent if each != "SELECT"] == ["UPDATE"]
    assert "BEGIN" not in sent


def test_a_changed_row_that_is_missing_or_wrong_is_told_as_ever(boss_alone):
    tag, other = Tag.objects.create(name="one"), Tag.objects.create(name="other")
    for key, name, wrong in (
        ("no key", "two", ("id", "INVALID")),
        (other.pk + 1, "two", ("id", "NOT_FOUND")),
        (2**70, "two", ("id", "NOT_FOUND")),
        (other.pk + 1, "", ("id", "NOT_FOUND")),
        (tag.pk, "", ("input.name", "BLANK")),
        (tag.pk, "other", ("input.name", "UNIQUE")),
        (tag.pk, "x" * 1000, ("input.name", "MAX_LENGTH")),
    ):
        assert errors(boss_alone.query(UPDATE, {"id": str(key), "name": name})) == [wrong]
    assert [each.name for each in Tag.objects.order_by("pk")] == ["one", "other"]
    assert errors(boss_alone.query(UPDATE, {"id": str(tag.pk), "name": "two"})) == []


def test_a_changed_row_of_which_only_some_may_be_changed_is_looked_at(boss_alone, declare):
    tag = Tag.objects.create(name="beyond")
    declare(Tag, scope=lambda self, access: models.Q(name__startswith="a") if access.action == "change" else models.Q())
    assert errors(boss_alone.query(UPDATE, {"id": str(tag.pk), "name": "about"})) == [("id", "FORBIDDEN")]
    declare(Tag, scope=lambda self, access: models.Q(name__startswith="a") if access.action == "view" else models.Q())
    assert errors(boss_alone.query(UPDATE, {"id": str(tag.pk), "name": "about"})) == [("id", "NOT_FOUND")]
    assert Tag.objects.get().name == "beyond"


def test_what_is_stored_whenever_a_row_is_stored_is_stored_with_a_changed_row_alone(boss_alone, settings, sent):
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "EXPOSE": ["archive"]}
    work = Work.objects.create(title="one", number=1)
    document = 'mutation($id: ID!) { updateWork(id: $id, input: {title: "two"}) { work { number title } errors { code } } }'
    sent.clear()
    assert payload(boss_alone.query(document, {"id": str(work.pk)}))["work"] == {"number": 1, "title": "two"}
    if connection.features.supports_partial_indexes:  # else a constraint of theirs is Django's to check, in the whole row
        assert [each for each in sent if each != "SELECT"] == ["UPDATE"]
    assert Work.objects.get().changed_at > work.changed_at


def test_a_report_tells_all_of_a_row_that_was_changed_alone(boss_alone):
    brand = Brand.objects.create(name="Acme", country="SE")
    row = perform(Update(Brand, {"id": str(brand.pk)}, {"name": "Apex"}), rules_for(boss_alone.user)).row
    assert (row.name, row.country, row.pk, row._state.adding) == ("Apex", "SE", brand.pk, False)


def test_a_row_that_is_changed_alone_is_what_a_plain_model_leaves(boss_alone, settings, sent):
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "EXPOSE": ["everything"]}
    place = Place.objects.create(name="here")
    offers = [Offer.objects.create(code=f"c{at}", region=f"r{at}", alias=f"a{at}", alone=f"x{at}", place=place) for at in range(3)]
    stored = Counter()
    for seed in range(150):
        chance, before = random.Random(seed), _offers()
        sent.clear()
        offer, given = chance.choice(offers), {name: VALUES[name](chance) for name in chance.sample(sorted(VALUES), chance.randrange(1, 4))}
        is_told, left = errors(boss_alone.query(CHANGE, {"id": str(offer.pk), "input": given})), _offers()
        assert is_told or "BEGIN" not in sent
        Offer.objects.filter(pk=offer.pk).update(**before[offer.pk])
        is_stored = _is_stored_by_django(offer.pk, given)
        assert (not is_told, left) == (is_stored, _offers() if is_stored else before), (given, is_told)
        stored[is_stored] += 1
    assert min(stored.values()) > 20


def test_a_row_that_only_some_may_see_is_looked_at_whatever_is_asked(api, shop, declare):
    declare(Tag, scope=lambda self, access: models.Q(name__startswith="a"))
    assert payload(api(CREATE, name="about"))["tag"] is not None
    assert errors(api(CREATE, name="beyond")) == [("input", "FORBIDDEN")]
    assert not Tag.objects.filter(name="beyond").exists()


def test_a_conflict_is_told_and_the_next_write_goes_well(boss_alone):
    assert errors(boss_alone.query(CREATE, {"name": "one"})) == []
    assert errors(boss_alone.query(CREATE, {"name": "one"})) == [("input.name", "UNIQUE")]
    assert errors(boss_alone.query(CREATE, {"name": "two"})) == []
    assert Tag.objects.count() == 2


def test_a_value_that_only_the_database_refuses_is_told(boss_alone, monkeypatch):
    monkeypatch.setattr(models.Model, "validate_unique", lambda *_, **__: None)
    Tag.objects.create(name="one")
    assert errors(boss_alone.query(CREATE, {"name": "one"}))[0][1] in ("UNIQUE", "CONSTRAINT")
    assert Tag.objects.count() == 1


def test_a_receiver_that_fails_undoes_the_row(boss_alone, listening):
    listening(post_save, Tag, lambda instance, **_: 1 / 0)
    assert boss_alone.query(CREATE, {"name": "one"}).errors
    assert not Tag.objects.exists()


def test_a_row_that_a_receiver_deletes_is_not_answered(boss_alone, listening):
    listening(post_save, Tag, lambda instance, **_: Tag.objects.filter(pk=instance.pk).delete())
    assert payload(boss_alone.query(CREATE, {"name": "one"})) == {"tag": None, "errors": []}


def test_a_default_of_the_project_has_the_transaction_that_it_needs(boss_alone, monkeypatch):
    seen = []

    def last() -> str:
        seen.append(connection.in_atomic_block)
        return "DE"

    monkeypatch.setattr(Brand._meta.get_field("country"), "default", last)
    monkeypatch.setattr(Brand._meta.get_field("country"), "_get_default", last)
    forget()
    try:
        assert errors(boss_alone.query('mutation { createBrand(input: {name: "Acme"}) { errors { path code } } }')) == []
    finally:
        forget()
    assert seen == [True]


def test_a_save_of_the_model_may_store_copies(api, shop, monkeypatch):
    def save(self: Tag, *args: Any, **options: Any) -> None:
        other = copy.copy(self)
        other.name = f"{self.name} (copy)"
        models.Model.save(other)
        models.Model.save(self, *args, **options)

    monkeypatch.setattr(Tag, "save", save)
    assert errors(api(CREATE, name="new")) == []
    assert set(Tag.objects.filter(name__startswith="new").values_list("name", flat=True)) == {"new", "new (copy)"}


@pytest.mark.parametrize("signal", [pre_save, post_save])
def test_receivers_meet_the_row_as_it_always_is_and_may_copy_it(api, shop, listening, signal):
    def copied(instance: Tag, **_: Any) -> None:
        if not instance.name.endswith("(copy)"):
            assert vars(instance).keys() == {"_state", "id", "name"}
            other = copy.copy(instance)
            other.pk, other.name, other._state = None, f"{instance.name} (copy)", models.base.ModelState()
            other.save()

    listening(signal, Tag, copied)
    assert errors(api(CREATE, name="new")) == []
    assert set(Tag.objects.filter(name__startswith="new").values_list("name", flat=True)) == {"new", "new (copy)"}


def test_what_the_database_shall_reckon_is_left_to_it(api, shop, declare):
    def before_write(self: Any, row: Any, access: Any) -> None:
        row.name = Upper(Value("new")) if access.action == "add" else F("name")
        row.clean_fields = row.validate_unique = row.validate_constraints = lambda *_, **__: None

    declare(Tag, before_write=before_write)
    for _ in range(2):  # the first one may not decide how the others are stored
        assert errors(api(CREATE, name="x")) == []
        tag = Tag.objects.get(name="NEW")
        assert errors(api(UPDATE, id=tag.pk, name="y")) == []
        assert Tag.objects.filter(name="NEW").delete()[0]
    declare(Tag)
    assert errors(api(CREATE, name="x")) == []
    assert Tag.objects.filter(name="x").exists()


def test_a_key_beyond_its_column_names_nothing_and_others_are_found_after_it(api, shop):
    for key, found in ((2**62, [("id", "NOT_FOUND")]), (shop.acme.pk, [])):
        document = 'mutation($id: ID!) { updateBrand(id: $id, input: {country: "SE"}) { errors { path code } } }'
        assert errors(api(document, id=str(key))) == found


def test_a_row_whose_key_is_a_text_is_stored_changed_and_found(api, shop):
    document = "mutation {{ {} {{ supplier {{ pk name }} errors {{ path code }} }} }}"
    made = payload(api(document.format('createSupplier(input: {code: "N1", name: "North"})')))
    assert made == {"supplier": {"pk": "N1", "name": "North"}, "errors": []}
    changed = payload(api(document.format('updateSupplier(id: "N1", input: {name: "South"})')))
    assert changed["supplier"] == {"pk": "N1", "name": "South"}
    assert Supplier.objects.get(pk="N1").name == "South"


def test_a_row_is_found_by_each_of_its_unique_columns(api, shop):
    document = "mutation($sku: String!) { createReview(input: {product: {connect: {sku: $sku}}, rating: 4})"
    document += " { review { pk } errors { path code } } }"
    for product in Product.objects.order_by("pk")[:2]:
        made = payload(api(document, sku=product.sku))["review"]["pk"]
        assert Review.objects.get(pk=made).product_id == product.pk
    assert errors(api(document, sku="none such")) == [("input.product.connect", "NOT_FOUND")]


def test_a_write_inside_of_a_transaction_stays_inside(boss_alone):
    with transaction.atomic():
        assert errors(boss_alone.query(CREATE, {"name": "one"})) == []
        transaction.set_rollback(True)
    assert not Tag.objects.exists()


def test_rows_are_named_by_values_that_hold_others(api, boss, shop):
    """As those of a unique column of JSON: true is not 1 there."""
    rules = rules_for(boss)
    rules.lookups = lambda model, named: [{"attributes": each} for each in named]
    for product, attributes in ((shop.anvil, {"a": [1]}), (shop.beam, {"a": [True]}), (shop.ghost, ["b"])):
        Product.objects.filter(pk=product.pk).update(attributes=attributes)
        assert not perform(Update(Product, attributes, {"name": str(attributes)}), rules).errors
    tag = perform(Create(Tag, {"name": "x", "products": {"connect": [["b"], {"a": [True]}]}}), rules).row
    assert {product.name for product in tag.products.all()} == {"['b']", "{'a': [True]}"}
    assert Product.objects.get(pk=shop.anvil.pk).name == "{'a': [1]}"
