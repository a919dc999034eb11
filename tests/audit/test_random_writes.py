"""The trail tells what has become different in the database, no more and no less, whatever is written."""

from __future__ import annotations

import datetime
import random
from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps

from django_graphql_auto.audit.models import AuditEntry
from django_graphql_auto.audit.trail import key_text
from django_graphql_auto.execution import rules_for
from django_graphql_auto.introspection import instance_key, is_same, values_of
from django_graphql_auto.mutations import Create, Delete, DeleteMany, Update, UpdateMany, Write, perform
from django_graphql_auto.testing import GraphQLClient
from tests.apps.everything.models import Columns
from tests.apps.shop.models import Book, Brand, Category, Product, Review, Tag
from tests.mutations.test_random_rows import UPDATE, _some, _written
from tests.mutations.writing import payload

Rows = dict[tuple[str, str], dict[str, Any]]
MASKED = ("content_type", "object_id")
"""Behind a note's generic foreign key."""
MOMENT = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
Pairs = dict[tuple[str, str], dict[str, list[Any]]]


def rows_of_the_shop() -> Rows:
    """Every row with its values and links; what a book is as a product is told with the book."""
    found: Rows = defaultdict(dict)
    for model in apps.get_app_config("shop").get_models():
        for row in () if model._meta.proxy else model._base_manager.all():
            found[_place(model._meta.label_lower, key_text(instance_key(row)))] |= values_of(row)
    for product, tag in Product.tags.through.objects.order_by("tag_id").values_list("product_id", "tag_id"):
        found["shop.product", str(product)].setdefault("tags", []).append(tag)
    return found


def _place(label: str, key: str) -> tuple[str, str]:
    return (Product._meta.label_lower if label == Book._meta.label_lower else label, key)


def different(before: Rows, after: Rows) -> Pairs:
    found: Pairs = {}
    for place in before.keys() | after.keys():
        sides = [rows.get(place, {}) for rows in (before, after)]
        both = [{"tags": [], **side} if side and place[0] == "shop.product" else side for side in sides]
        pairs = {name: [side.get(name) for side in both] for name in {**both[0], **both[1]}}
        new_or_gone = not (sides[0] and sides[1])
        pairs = {name: pair for name, pair in pairs.items() if not is_same(*pair) or (new_or_gone and name != "tags")}
        pairs = {name: pair for name, pair in pairs.items() if name != "tags" or any(pair)}
        if pairs:
            found[place] = {name: ["***" if kept else None for kept in sides] if name in MASKED else pair for name, pair in pairs.items()}
    return found


def told_since(last: int) -> Pairs:
    found: Pairs = defaultdict(dict)
    for entry in AuditEntry.objects.filter(pk__gt=last).order_by("id"):
        pairs = {name: pair for name, pair in entry.changes.items() if name != "tags" or any(pair)}
        found[_place(entry.model, entry.key)] |= pairs
    return dict(found)


class Chance(random.Random):
    """Random writes of the shop."""

    def product(self) -> str:
        return self.choice(["A1", "B1", "G1", "C1"])

    def tags(self) -> dict[str, Any]:
        named = lambda: {"name": self.choice(["plain", "covert"])}  # noqa: E731
        return self.choice(
            [
                {"set": [named()]},
                {"set": []},
                {"connect": [named()], "create": [{"name": f"t{self.random()}"}]},
                {"disconnect": [named()]},
                {"delete": [named()]},
                {"connectOrCreate": [{"by": named(), "create": {"name": f"t{self.random()}"}}]},
            ]
        )

    def brand(self) -> dict[str, Any]:
        return self.choice(
            [
                {"connect": {"name": "Acme"}},
                {"create": {"name": f"b{self.random()}"}},
                {"update": {"country": self.choice(["", "DE", "AT"])}},
            ]
        )

    def category(self) -> Any:
        return self.choice([{"disconnect": True}, {"connect": {"slug": "inner"}}, None, {"delete": True}, {"update": {"name": "renamed"}}])

    def changes(self) -> dict[str, Any]:
        parts = {
            "tags": self.tags,
            "brand": self.brand,
            "category": self.category,
            "stock": lambda: self.randrange(4),
            "price": lambda: self.choice([None, Decimal("10"), Decimal("12.5")]),
            "attributes": lambda: self.choice([{}, {"a": 1}, {"a": True}, []]),
            "reviews": lambda: {"create": [{"rating": 3, "text": "new"}]},
            "supplies": lambda: {"create": [{"days": 2, "supplier": {"connect": {"pk": "S1"}}}]},
        }
        return {name: parts[name]() for name in self.sample(sorted(parts), self.randrange(1, 4))}

    def write(self) -> Write:
        makers = [self._update, self._create, self._delete, self._delete_many, self._update_many, self._from_a_tag]
        return self.choice(makers)()

    def _update(self) -> Write:
        return Update(Product, {"sku": self.product()}, self.changes())

    def _create(self) -> Write:
        given = {"name": "N", "sku": f"n{self.random()}"[:18], "created_at": MOMENT, "brand": {"connect": {"name": "Acme"}}}
        return Create(Product, {**given, "tags": {"connect": [{"name": "plain"}]}, "reviews": {"create": [{"rating": 2, "text": "a"}]}})

    def _delete(self) -> Write:
        kinds = [(Product, {"sku": self.product()}), (Tag, {"name": "plain"}), (Category, {"slug": "open"}), (Brand, {"name": "Umbra"})]
        return Delete(*self.choice(kinds))

    def _delete_many(self) -> Write:
        return DeleteMany(Review, {"rating": {"gte": self.randrange(1, 6)}}, at_most=50)

    def _update_many(self) -> Write:
        given = self.choice([{"stock": self.randrange(4)}, {"category": {"connect": {"slug": "inner"}}}, {"tags": self.tags()}])
        return UpdateMany(Product, {"stock": {"gte": 2}}, given, at_most=50)

    def _from_a_tag(self) -> Write:
        return Update(
            Tag, {"name": "covert"}, {"products": {"connect": [{"sku": self.product()}], "disconnect": [{"sku": self.product()}]}}
        )


@pytest.mark.parametrize("seed", range(25))
def test_what_is_told_is_what_is_different(shop, declare, boss, seed):
    chance, stored = Chance(seed), 0
    for _ in range(8):
        write = chance.write()
        last = AuditEntry.objects.order_by("id").values_list("id", flat=True).last() or 0
        before = rows_of_the_shop()
        report = perform(write, rules_for(boss))
        found = told_since(last)
        assert found == different(before, rows_of_the_shop()), write
        assert not (found and report.errors)
        stored += bool(found)
    assert stored


@pytest.mark.parametrize("seed", range(15))
def test_values_of_every_kind_of_column_are_kept_as_they_are_stored(boss, db, settings, seed):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["everything.columns"], "READ": "public"}
    row = Columns.objects.create(char="mine", slug="mine", integer=5, json={"old": True})
    before = values_of(Columns.objects.get(pk=row.pk))
    given = {name: _written(name, value) for name, value in _some(random.Random(seed)).items()}
    errors = payload(GraphQLClient(boss).query(UPDATE, {"id": row.pk, "input": given}))["errors"]
    after = values_of(Columns.objects.get(pk=row.pk))
    expected = {name: [before[name], after[name]] for name in before if not is_same(before[name], after[name])}
    [found] = [entry.changes for entry in AuditEntry.objects.all()] or [{}]
    hidden = {name for name, pair in found.items() if "***" in pair}
    assert bool(errors) <= (expected == {})
    assert {name: pair for name, pair in found.items() if name not in hidden} == {n: p for n, p in expected.items() if n not in hidden}
    assert hidden <= expected.keys()
