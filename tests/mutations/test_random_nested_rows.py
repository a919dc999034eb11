"""Whatever is written with rows around it leaves what plain ORM leaves row by row, or everything as it was and errors that say where."""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, models, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from django_graphql_auto.mutations.nested import holding, together, writer
from django_graphql_auto.schema.live import current_schema
from django_graphql_auto.testing import GraphQLClient
from tests.apps.shop import models as shop_models
from tests.apps.shop.models import Barcode, Book, Brand, Category, Folder, Note, Product, Review, Supplier, Supply, Tag
from tests.apps.shop.rows import stock_the_shop
from tests.mutations import plain_writes as plain
from tests.mutations.random_inputs import NAMES, Inputs, missing_key
from tests.mutations.writing import payload

EXAMPLES = int(os.environ.get("RANDOM_WRITES", "100"))
"""Where a number is given they are new ones at every run: worth an hour now and then."""
SERVED = {"READ": "public", "EXPOSE": ["shop", "auth.user"], "MAX_COST": 10**6}
TABLES = [
    getattr(shop_models, name)
    for name in ("Brand Category Folder Tag Product Book Device Review Supplier Supply Barcode StockLevel Note Article".split())
] + [Product.tags.through]
ROOTS = (Brand, Category, Folder, Tag, Product, Supplier, Book, Review, Supply, Barcode)
WAYS = {**NAMES, Book: "isbn", Review: "rating", Supply: "days", Barcode: "digits"}
"""By which condition several rows are named."""

bounded = settings(
    max_examples=EXAMPLES,
    derandomize="RANDOM_WRITES" not in os.environ,
    deadline=None,
    database=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)


@dataclass
class Operation:
    """One mutation: what a client sends, and the same in plain ORM."""

    document: str
    variables: dict[str, Any]
    by_hand: Callable[[], Any]


def operation(chance: random.Random) -> Operation:
    inputs, model = Inputs(chance), chance.choice(ROOTS)
    return chance.choice([_create, _create_all, _update, _update_all, _update_each, _upsert, _upsert_each])(model, inputs)


def _type(name: str) -> Any:
    return current_schema().graphql_schema.type_map[name]


def _sent(field: str, arguments: str, body: str, **variables: Any) -> dict[str, Any]:
    declared = ", ".join(f"${name}: {kind}" for name, kind in (part.split(": ") for part in arguments.split(", ")))
    passed = ", ".join(f"{name}: ${name}" for name in variables)
    return {"document": f"mutation({declared}) {{ {field}({passed}) {{ {body} errors {{ path code message }} }} }}", "variables": variables}


def _create(model: Any, inputs: Inputs) -> Operation:
    name = model.__name__
    value = inputs.row(_type(f"{name}CreateInput"), model, None, inputs.depth)
    return Operation(**_sent(f"create{name}", f"input: {name}CreateInput!", "", input=value), by_hand=lambda: plain.create(model, value))


def _create_all(model: Any, inputs: Inputs) -> Operation:
    name = model.__name__
    values = [inputs.row(_type(f"{name}CreateInput"), model, None, inputs.depth) for _ in range(inputs.chance.choice([2, 3]))]
    policy = _policy(inputs)
    arguments = f"inputs: [{name}CreateInput!]!, errorPolicy: ErrorPolicy!"
    return Operation(
        **_sent(f"create{_plural(model)}", arguments, "count", inputs=values, errorPolicy=policy),
        by_hand=lambda: plain.create_all(model, values, tolerant=policy == "REJECT_FAILED_ROWS"),
    )


def _policy(inputs: Inputs) -> str:
    return inputs.chance.choice(["REJECT_EVERYTHING", "REJECT_EVERYTHING", "REJECT_FAILED_ROWS"])


def _update(model: Any, inputs: Inputs) -> Operation:
    name, row = model.__name__, inputs.chance.choice(list(model.objects.order_by("pk")))
    value = inputs.row(_type(f"{name}UpdateInput"), model, row, inputs.depth)
    arguments = f"id: ID!, input: {name}UpdateInput!"
    return Operation(
        **_sent(f"update{name}", arguments, "", id=str(row.pk), input=value),
        by_hand=lambda: plain.update(model.objects.get(pk=row.pk), value),
    )


def _update_all(model: Any, inputs: Inputs) -> Operation:
    name, way = model.__name__, WAYS[model]
    values = [getattr(row, way) for row in inputs.chance.sample(list(model.objects.order_by("pk")), inputs.chance.choice([1, 2]))]
    value = inputs.row(_type(f"{name}UpdateInput"), model, None, inputs.depth - 1)
    where = {way: {"in": values}}
    arguments = f"where: {name}Where!, set: {name}UpdateInput!, atMost: Int!"

    def by_hand() -> None:
        for row in list(model.objects.filter(**{f"{way}__in": values}).order_by("pk")):
            plain.update(model.objects.get(pk=row.pk), value)

    return Operation(**_sent(f"update{_plural(model)}", arguments, "count", where=where, set=value, atMost=9), by_hand=by_hand)


def _update_each(model: Any, inputs: Inputs) -> Operation:
    """Some of the rows perhaps more than once."""
    name, policy, depth = model.__name__, _policy(inputs), inputs.depth - inputs.chance.choice([0, 1, 2])
    rows = inputs.chance.choices(list(model.objects.order_by("pk")), k=inputs.chance.choice([2, 3]))
    updates = [{"id": str(row.pk), "input": inputs.row(_type(f"{name}UpdateInput"), model, row, depth)} for row in rows]
    arguments = f"updates: [{name}UpdateEachInput!]!, errorPolicy: ErrorPolicy!"
    return Operation(
        **_sent(f"updateEach{name}", arguments, "count", updates=updates, errorPolicy=policy),
        by_hand=lambda: plain.update_each(model, updates, tolerant=policy == "REJECT_FAILED_ROWS"),
    )


def _plural(model: Any) -> str:
    return re.sub("y$", "ie", model.__name__) + "s"


def _upsert(model: Any, inputs: Inputs) -> Operation:
    name, row = model.__name__, inputs.chance.choice([None, *model.objects.order_by("pk")])
    by = {"pk": str(row.pk) if row else missing_key(model)}
    new = inputs.row(_type(f"{name}CreateInput"), model, None, inputs.depth - 1)
    changed = inputs.row(_type(f"{name}UpdateInput"), model, row, inputs.depth)
    arguments = f"by: {name}UniqueBy!, create: {name}CreateInput!, update: {name}UpdateInput!"
    return Operation(
        **_sent(f"upsert{name}", arguments, "", by=by, create=new, update=changed), by_hand=lambda: plain.upsert(model, by, new, changed)
    )


def _upsert_each(model: Any, inputs: Inputs) -> Operation:
    name, policy, depth = model.__name__, _policy(inputs), inputs.depth - inputs.chance.choice([0, 1, 2])
    rows = list(model.objects.order_by("pk"))
    upserts = [_either(model, inputs, inputs.chance.choice([None, *rows[:3]]), depth) for _ in range(inputs.chance.choice([2, 3, 4]))]
    arguments = f"upserts: [{name}UpsertEachInput!]!, errorPolicy: ErrorPolicy!"
    return Operation(
        **_sent(f"upsert{_plural(model)}", arguments, "count", upserts=upserts, errorPolicy=policy),
        by_hand=lambda: plain.upsert_each(model, upserts, tolerant=policy == "REJECT_FAILED_ROWS"),
    )


def _either(model: Any, inputs: Inputs, row: Any, depth: int) -> dict[str, Any]:
    """A new row has the name by which it was looked for, mostly."""
    new = inputs.row(_type(f"{model.__name__}CreateInput"), model, None, depth - 1)
    changed = inputs.row(_type(f"{model.__name__}UpdateInput"), model, row, depth)
    named = NAMES.get(model) if row is None and inputs.chance.random() < 0.8 else None
    by = {"pk" if model is Supplier else named: new[named]} if named else inputs.by(model, [row] if row else [])
    return {"by": by, "create": new, "update": changed}


# what there is afterwards


@dataclass
class Shop:
    boss: User
    keys: dict[Any, set[Any]]
    """Of the rows that were there."""

    def contents(self) -> dict[str, Counter[Any]]:
        """All rows by what they hold; a row that is new has no key, and is referred to by its name."""
        names = {model: dict(model._base_manager.values_list("pk", name)) for model, name in NAMES.items()}
        return {model.__name__: Counter(self._row(row, names) for row in model._base_manager.all()) for model in TABLES}

    def _row(self, row: models.Model, names: Any) -> tuple[Any, ...]:
        key = row.pk if row.pk in self.keys[type(row)] else "new"
        return key, *(_cell(row, field, names) for field in row._meta.concrete_fields if not field.primary_key)

    def tried(self, act: Callable[[], list[Any]]) -> Result:
        """Does it and undoes it."""
        with transaction.atomic():
            try:
                with transaction.atomic():
                    errors = act()
                    if connection.features.can_defer_constraint_checks:
                        connection.check_constraints()
            except plain.REFUSALS as error:
                errors = [{"path": [], "code": repr(error)}]
            result = Result(errors, self.contents())
            transaction.set_rollback(True)
        return result


def _cell(row: models.Model, field: Any, names: Any) -> Any:
    value = getattr(row, field.attname)
    if field.is_relation and field.related_model in names and field.target_field.primary_key:
        return names[field.related_model].get(value)
    return names[Product].get(value, value) if field.name == "object_id" else str(value)


@dataclass
class Result:
    errors: list[Any]
    contents: Any


def _asked(boss: Any, operation: Operation) -> list[Any]:
    result = GraphQLClient(boss).query(operation.document, operation.variables)
    return payload(result)["errors"]


def _by_hand(operation: Operation) -> list[Any]:
    plain.CREATED.clear()
    with transaction.atomic():
        operation.by_hand()
    return []


def _leads_somewhere(path: list[str], given: Any) -> bool:
    """All of it, or all but a column that is not given, perhaps of a row between that is not given."""
    left = list(path)
    while left and (
        (isinstance(given, dict) and left[0] in given) or (isinstance(given, list) and left[0].isdigit() and int(left[0]) < len(given))
    ):
        given = given[int(left.pop(0))] if isinstance(given, list) else given[left.pop(0)]
    return len(left) < 2 + ("through" in left) and not any(step.isdigit() for step in left)


@pytest.fixture
def stocked(db: None, settings: Any) -> Shop:
    settings.DJANGO_GRAPHQL_AUTO = SERVED
    stock_the_shop()
    Note.objects.filter(object_id=999).delete()  # no new product shall be what it is about
    root = Folder.objects.create(name="root")
    for name in ("one", "two"):
        Folder.objects.create(name=name, inside=root)
    keys = {model: set(model._base_manager.values_list("pk", flat=True)) for model in TABLES}
    return Shop(User.objects.create_superuser("boss"), keys)


@bounded
@given(chance=st.randoms(use_true_random=False))
def test_a_nested_write_leaves_what_plain_orm_leaves(stocked: Shop, chance: random.Random):
    hold(stocked, chance)


def hold(shop: Shop, chance: random.Random) -> None:
    """Where some rows may be left out, which ones are is told by what is stored."""
    asked, before = operation(chance), shop.contents()
    found = shop.tried(lambda: _asked(shop.boss, asked))
    expected = shop.tried(lambda: _by_hand(asked))
    tolerant = asked.variables.get("errorPolicy") == "REJECT_FAILED_ROWS"
    assert all(_leads_somewhere(error["path"], asked.variables) for error in found.errors), found.errors
    assert bool(found.errors) == bool(expected.errors) or tolerant, (found.errors, expected.errors)
    assert _difference(found.contents, expected.contents if tolerant or not found.errors else before) == {}, found.errors
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(together, "stores_plainly", lambda *_: False)
        patched.setattr(writer, "deletes_plainly", lambda *_: False)
        patched.setattr(holding, "links_plainly", lambda *_: False)
        alone = shop.tried(lambda: _asked(shop.boss, asked))
    assert _difference(found.contents, alone.contents) == {}
    assert {tuple(error["path"][:1]) for error in found.errors} == {tuple(error["path"][:1]) for error in alone.errors}


def _difference(found: Any, expected: Any) -> dict[str, Any]:
    return {name: (found[name] - rows, rows - found[name]) for name, rows in expected.items() if found[name] != rows}
