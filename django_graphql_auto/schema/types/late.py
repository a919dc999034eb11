"""Types that hold their fields only once something has asked for them: most processes never meet most of a schema's types."""

from __future__ import annotations

from collections.abc import Mapping
from threading import RLock
from typing import Any

from graphql import GraphQLBoolean, GraphQLField, GraphQLInputField, GraphQLInputObjectType, GraphQLObjectType, is_non_null_type

from django_graphql_auto.exceptions import SchemaError

FAULT = "Report this: it is a fault of django-graphql-auto."
_making = RLock()


class Late:
    """Its fields are made to be surveyed while the schema is built, forgotten, and made again when they are first asked for.

    Whatever they lead to is made by then, and nothing that they are made of changes. Threads that come at the same time get the same.
    """

    name: str
    _fields: Any
    stand_in: Mapping[str, Any]
    """What it shows instead while graphql-core puts the schema together and checks it: all that is late has been checked before."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self._held: Any = None
        super().__init__(*arguments, **named)

    @property
    def fields(self) -> Any:
        held = self._held
        return self._hold() if held is None else held

    def _hold(self) -> Any:
        with _making:
            if self._held is None:
                self._held = self._make()
            return self._held

    def _make(self) -> Any:
        return self._fields() if callable(self._fields) else self._fields

    def survey(self) -> Any:
        """The fields, which it forgets. Raises :class:`SchemaError` where they make no valid type."""
        fields = self._make()
        if not fields:
            raise SchemaError(f"{self.name} would have no fields.", FAULT)
        self._held = self.stand_in
        return fields

    def release(self) -> None:
        """The schema is complete: from now on the fields are its own."""
        self._held = None


class LateInput(Late, GraphQLInputObjectType):
    stand_in = {"unmade": GraphQLInputField(GraphQLBoolean)}

    def survey(self) -> dict[str, GraphQLInputField]:
        fields: dict[str, GraphQLInputField] = super().survey()
        if self.is_one_of and any(is_non_null_type(field.type) for field in fields.values()):
            raise SchemaError(f"{self.name} takes one of its fields, and requires another.", FAULT)
        return fields


class LateObject(Late, GraphQLObjectType):
    """One that implements no interface."""

    stand_in = {"unmade": GraphQLField(GraphQLBoolean)}
