"""Random inputs of writes, most of them right: whatever the schema lets a client say, with rows of the shop and rows that are new."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import models
from graphql import GraphQLInputObjectType, get_nullable_type, is_list_type, is_non_null_type

from tests.apps.shop.models import Brand, Category, Folder, Product, StockLevel, Supplier, Supply, Tag
from tests.mutations.plain_writes import field_of, snake

Model = type[models.Model]
LEFT_OUT = frozenset({"articles", "author", "subject", "weight", "costPrice", "attributes", "isPublic", "isActive", "status", "pk"})
NAMES = {Brand: "name", Folder: "name", Tag: "name", Category: "slug", Product: "sku", Supplier: "code"}
"""Where rows have a name, it is unique."""
BY_CONDITION = ("updateMany", "deleteMany")
"""What is written is said by a ``where``, which has tests of its own."""
TURNS = ("connectCreated", "connectOrCreate", "create")
"""What comes after other operations on a relation, in that order."""
COLUMNS: Mapping[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = {
    "name": (("a", "it's", "ünïcode ✓"), ("", "x" * 200, None)),
    "country": (("DE", ""), ("too long", None)),
    "price": (("1.50", "7", None), ("1.999", "99999999999")),
    "stock": ((0, 7, -3), (None,)),
    "createdAt": (("2024-05-01T00:00:00Z",), (None,)),
    "rating": ((1, 5), (-1, 40_000, None)),
    "text": (("fine", "two\nlines"), ("nul \x00", None)),
    "days": ((0, 9), (-1, None)),
    "digits": (("1", "22"), ("", "9" * 21)),
    "warehouse": (("n1", "n2", "n3"), ("east", "west", "", "far too long to be one")),
    "quantity": ((0, 5), (None,)),
    "pages": ((1, 900), (-1,)),
    "sku": ((), ()),
    "slug": ((), ()),
    "isbn": ((), ("9780000000008", "")),
}
"""Of each column values that are right, and others."""


class Inputs:
    """Writes inputs of one operation.

    ``risk`` is how often something is wrong, ``entangled`` how often rows name those that are made before them.
    """

    def __init__(self, chance: random.Random, depth: int = 3) -> None:
        self.chance, self.depth = chance, depth
        self.risk, self.entangled = chance.choice([0, 0, 0.02, 0.1]), chance.choice([0, 0.1, 0.4])
        self.made: dict[Model, list[str]] = {model: [] for model in NAMES}
        self.created: list[tuple[Model, str]] = []
        """What new rows are called for the rest of the operation."""
        self.counted = 0

    def risky(self) -> bool:
        return self.chance.random() < self.risk

    def some(self, most: int) -> range:
        return range(self.chance.choice([0, 1, 1, 2, 2, 3][: most * 2]))

    def row(self, kind: Any, model: Model, row: models.Model | None, depth: int) -> dict[str, Any]:
        """An input of a new row, or of one that is there."""
        given: dict[str, Any] = {}
        fields = [(name, field) for name, field in _nullable(kind).fields.items() if name not in LEFT_OUT]
        for name, field in sorted(fields, key=lambda each: _turn(model, each[0])):
            needed = is_non_null_type(field.type)
            if name == "change":
                given |= self._change(model) if self.chance.random() < 0.2 else {}
            elif name == "createdAs":
                given |= {name: self._called(model)} if self.chance.random() < 2 * self.entangled else {}
            elif not field_of(model, snake(name)).is_relation:
                if needed or self.chance.random() < 0.3:
                    given[name] = self._column(model, name, needed)
            elif needed or (depth > 0 and self.chance.random() < self._density(fields, depth)):
                given[name] = self._relation(field.type, model, name, row, depth - 1)
        return {name: value for name, value in given.items() if name != "change" or "stock" not in given}

    def _density(self, fields: list[Any], depth: int) -> float:
        return 0.25 + 0.1 * depth if len(fields) < 8 else 0.1 + 0.08 * depth

    def _change(self, model: Model) -> dict[str, Any]:
        return {"change": {"stock": {"increment": self.chance.choice([1, -2])}}} if model is Product else {}

    def _column(self, model: Model, name: str, needed: bool) -> Any:
        if name == NAMES.get(model) or name in ("sku", "isbn"):
            return self._name(model if name != "sku" else Product)
        right, wrong = COLUMNS[name]
        wrong = tuple(value for value in wrong if not (needed and value is None))
        return self.chance.choice(wrong if self.risky() and wrong else right or ("a",))

    def _name(self, model: Model) -> str:
        """A name that nobody has, unless something shall be wrong."""
        made = self.made.setdefault(model, [])
        if self.risky():
            return self.chance.choice(["", "x" * 200, *made, self._taken(model)])
        self.counted += 1
        made.append(f"n{self.counted}")
        return made[-1]

    def _taken(self, model: Model) -> str:
        name = NAMES.get(model)
        return str(self.chance.choice(list(model._base_manager.order_by("pk").values_list(name, flat=True)))) if name else "9780000000008"

    def _called(self, model: Model) -> str:
        if self.risky():
            return self.chance.choice(["", "x" * 256, *(name for _, name in self.created)])
        self.created.append((model, f"row {len(self.created)}"))
        return self.created[-1][1]

    def _created(self, model: Model) -> list[str]:
        """What may stand for a row of the model; whether it is created before, only the order tells."""
        return [name for made, name in self.created if self.risky() or issubclass(made, model)]

    # relations

    def _relation(self, kind: Any, model: Model, name: str, row: models.Model | None, depth: int) -> Any:
        if self.risky() and not is_non_null_type(kind):
            return None
        relation, kind = field_of(model, snake(name)), _nullable(kind)
        others = _others(row, relation, snake(name)) if row is not None else []
        operations = [operation for operation in kind.fields if operation not in BY_CONDITION]
        if not (self._created(relation.related_model) or self.risky()):
            operations = [operation for operation in operations if operation != "connectCreated"]
        elif "connectCreated" in operations and self.chance.random() < self.entangled:
            operations = ["connectCreated"]
        if kind.is_one_of:
            usable = [each for each in operations if others or self.risky() or each not in ("update", "delete", "disconnect")]
            operation = self.chance.choice(usable)
            return {operation: self._operand(kind.fields[operation].type, operation, relation.related_model, others, depth)}
        chosen = self.chance.sample(operations, min(len(operations), self.chance.choice([1, 1, 2, 3])))
        return {
            operation: self._operand(kind.fields[operation].type, operation, relation.related_model, others, depth)
            for operation in sorted(chosen, key=lambda each: TURNS.index(each) if each in TURNS else -1)
        }

    def _operand(self, kind: Any, operation: str, model: Model, others: list[models.Model], depth: int) -> Any:
        kind = _nullable(kind)
        if not is_list_type(kind):
            return self._element(kind, operation, model, others, depth)
        inside = operation in ("update", "delete", "disconnect")
        most = 3 if not inside or self.risky() else min(3, len(others))
        return [self._element(kind.of_type, operation, model, others, depth) for _ in self.some(most)] if most else []

    def _element(self, kind: Any, operation: str, model: Model, others: list[models.Model], depth: int) -> Any:
        kind = _nullable(kind)
        if operation == "connectCreated":
            name = self.chance.choice([*self._created(model)[-3:], *(["none"] if self.risky() else [])] or ["none"])
            return {"created": name, **self._through(kind)} if isinstance(kind, GraphQLInputObjectType) else name
        if not isinstance(kind, GraphQLInputObjectType):
            return not self.risky()
        if kind.name.endswith("UniqueBy"):
            return self.by(model, others if operation in ("delete", "disconnect", "update") else None)
        if not {"by", "create", "through"} & kind.fields.keys() or "name" in kind.fields:
            return self.row(kind, model, others[0] if operation == "update" and others else None, depth)
        return self._parts(kind, operation, model, others, depth)

    def _parts(self, kind: GraphQLInputObjectType, operation: str, model: Model, others: list[models.Model], depth: int) -> dict[str, Any]:
        near = others if operation in ("update", "upsert") and (operation == "update" or self.chance.random() < 0.7) else None
        row = self.chance.choice(near) if near and not self.risky() else None
        made: dict[str, Any] = {}
        for name, field in kind.fields.items():
            if name == "by":
                made[name] = self.by(model, [row] if row else near)
            elif name == "through":
                made |= self._through(kind)
            else:
                made[name] = self.row(field.type, model, row if name == "update" else None, depth)
        if operation == "connectOrCreate" and self.chance.random() < 0.5 and NAMES.get(model, "code") != "code":
            made["by"] = {NAMES[model]: made["create"][NAMES[model]]}
        return made

    def _through(self, kind: GraphQLInputObjectType) -> dict[str, Any]:
        """What is given of the row between."""
        type_ = kind.fields["through"].type
        given = is_non_null_type(type_) or self.chance.random() < 0.8
        return {"through": self.row(type_, Supply, None, 0)} if given else {}

    def by(self, model: Model, among: list[models.Model] | None) -> dict[str, Any]:
        """One that is there, mostly: among those that hang here, or any."""
        name = NAMES.get(model)
        if name and among is None and self.made[model] and self.chance.random() < self.entangled:
            return {"pk" if model is Supplier else name: self.chance.choice(self.made[model])}
        rows = among if among and not self.risky() else list(model._base_manager.order_by("pk"))
        if not rows or self.risky():
            return {"pk": missing_key(model)}
        row: Any = self.chance.choice(rows)
        if model is StockLevel:
            return {"pk": {"warehouse": row.warehouse, "product": row.product_id}}
        return self.chance.choice(
            [{"id": str(row.pk)}, {"pk": str(row.pk)}, *([{name: getattr(row, name)}] if name and model is not Supplier else [])]
        )


def _turn(model: Model, name: str) -> int:
    """What a row refers to is written first, then the row, then what hangs on it: what is named before is there mostly."""
    field = None if name in ("change", "createdAs") else field_of(model, snake(name))
    return 1 if field is None else 0 if field.concrete and not field.many_to_many else 2


def missing_key(model: Model) -> Any:
    """The key of no row."""
    return {StockLevel: {"warehouse": "none", "product": 1}, Folder: str(UUID(int=1)), Supplier: "nobody"}.get(model, "999999")


def _nullable(kind: Any) -> Any:
    return get_nullable_type(kind)


def _others(row: models.Model, relation: Any, name: str) -> list[models.Model]:
    """The rows on the other side."""
    found = getattr(row, name, None)
    if found is None:
        return []
    return list(found.all()) if hasattr(found, "all") else [found]
