"""Questions to the API about any model, and what the ORM says to the same."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import orjson
from django.db import models
from graphql import GraphQLEnumType, GraphQLObjectType, get_named_type, is_leaf_type

from django_graphql_auto.execution import OperationRequest, execute
from django_graphql_auto.schema.build import BuiltSchema
from django_graphql_auto.schema.entities import Column, Entity, Hop

STRUCTURES = {"File": "url name size", "Image": "url name size"}
"""What is asked of the types that are no rows of models."""


@dataclass(frozen=True)
class Api:
    """The schema, asked by one user."""

    schema: BuiltSchema
    user: Any

    def ask(self, text: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The whole answer, through its bytes."""
        return orjson.loads(execute(OperationRequest(text, variables or {}), user=self.user, schema=self.schema).to_bytes())

    def data(self, text: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The answer's data, all of it without an error."""
        answer = self.ask(text, variables)
        assert "errors" not in answer, f"{text} {variables}: {answer['errors'][:3]}"
        return answer["data"]

    def entities(self, *apps: str) -> list[Entity]:
        """What is served of these applications."""
        return [entity for entity in self.schema.entities.values() if entity.info.app_label in apps]

    def rows(self, entity: Entity, selection: str, arguments: str = "", variables: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """All rows of a list, page by page."""
        found, after = [], None
        while True:
            page = self.page(
                entity, f"nodes {{ {selection} }} pageInfo {{ hasNextPage endCursor }}", arguments, {**(variables or {}), "after": after}
            )
            found += page["nodes"]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                return found

    def page(self, entity: Entity, selection: str, arguments: str = "", variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """One page; the same text whatever the condition and the order, so that it is validated once."""
        size = "" if "first:" in arguments else "first: 100"
        name = entity.type_name
        text = (
            f"query ($after: String, $where: {name}Where, $orderBy: [{name}OrderBy!]) "
            f"{{ {entity.plural}(after: $after, where: $where, orderBy: $orderBy {size} {arguments}) {{ {selection} }} }}"
        )
        return self.data(text, variables)[entity.plural]

    def type_of(self, entity: Entity) -> GraphQLObjectType:
        return self.schema.graphql_schema.type_map[entity.type_name]

    def selection(self, entity: Entity) -> str:
        """Every field of a row that leads to no other row."""
        return " ".join(filter(None, (self._selected(name, field) for name, field in self.type_of(entity).fields.items())))

    def _selected(self, name: str, field: Any) -> str:
        kind = get_named_type(field.type)
        if is_leaf_type(kind):
            return name
        return f"{name} {{ {STRUCTURES[kind.name]} }}" if kind.name in STRUCTURES else ""

    def reaches_through_rows(self, entity: Entity, hop: Hop) -> bool:
        edges = get_named_type(get_named_type(self.type_of(entity).fields[hop.name].type).fields["edges"].type)
        return "through" in edges.fields

    def operators(self, entity: Entity, column: Column) -> set[str]:
        """The operators that ``where`` has for a column."""
        where = self.schema.graphql_schema.type_map[f"{entity.type_name}Where"]
        return set(where.fields[column.name].type.fields)

    def aggregates(self, entity: Entity) -> str:
        """Every aggregate of every column."""
        functions = self.schema.graphql_schema.type_map[f"{entity.type_name}Aggregate"].fields
        return " ".join(
            name if is_leaf_type(get_named_type(field.type)) else f"{name} {{ {' '.join(get_named_type(field.type).fields)} }}"
            for name, field in functions.items()
        )

    def global_id(self, entity: Entity, row: models.Model) -> str:
        content = orjson.dumps([entity.info.label, row.pk], default=str)
        return base64.urlsafe_b64encode(content).decode().rstrip("=")

    def expected(self, entity: Entity, row: models.Model) -> dict[str, Any]:
        """What the answer must say of the ORM's row."""
        fields = self.type_of(entity).fields
        values = {column.name: self._value(fields[column.name], column, row) for column in columns(entity)}
        return values | {"pk": self._value(fields["pk"], entity.key[0], row), "id": self.global_id(entity, row)}

    def _value(self, field: Any, column: Column, row: models.Model) -> Any:
        kind, value = get_named_type(field.type), getattr(row, column.info.attname)
        if kind.name in STRUCTURES:
            return {"url": value.url, "name": PurePosixPath(value.name).name, "size": value.size} if value else None
        if isinstance(kind, GraphQLEnumType):
            return kind.serialize(value) if value not in (None, "") else None
        return None if value is None else TEXTS.get(kind.name, _itself)(value)


def columns(entity: Entity, own: bool = False) -> Iterable[Column]:
    """An entity's columns; ``own``: without those that its parents' tables hold."""
    return [column for column in entity.columns.values() if not own or column.info.concrete_model is entity.info.concrete_model]


def _itself(value: Any) -> Any:
    return value


TEXTS = {
    "BigInt": str,
    "String": str,
    "UUID": str,
    "Decimal": lambda value: format(value, "f"),
    "Date": lambda value: value.isoformat(),
    "Time": lambda value: value.isoformat(),
    "DateTime": lambda value: value.isoformat().replace("+00:00", "Z"),
}
"""How the scalars write a value; the others write it as it is."""
