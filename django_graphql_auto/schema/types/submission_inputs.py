"""What a form or serializer of the project takes, as an input: each of its fields with the type that its class has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.choices import flatten_choices
from graphql import (
    GraphQLEnumType,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLString,
)

from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.introspection.records import ChoiceInfo
from django_graphql_auto.mutations import Argument, Arguments, Form, ListOf, Plain, RowOf
from django_graphql_auto.schema import scalars
from django_graphql_auto.schema.choices import members_of
from django_graphql_auto.schema.entities import EnumChoices, SubmissionMutation
from django_graphql_auto.schema.names import camel_case, choices_enum, pascal_case
from django_graphql_auto.schema.types.columns import enum_type
from django_graphql_auto.schema.types.factory import TypeFactory
from django_graphql_auto.schema.types.method_arguments import Taken, served, taken


@dataclass(frozen=True)
class Part:
    """One field."""

    name: str
    taken: Taken
    required: bool = False
    description: str = ""


@dataclass(frozen=True)
class Site:
    """Where fields stand. Enums and inputs are named after ``stem``."""

    factory: TypeFactory
    made: SubmissionMutation
    stem: str

    @property
    def types(self) -> Mapping[str, Any]:
        return self.made.declared.types

    @property
    def is_new(self) -> bool:
        """Whether nothing is there yet that an absent field could leave as it is."""
        return not (self.made.stores and self.made.declared.operation == "update")

    @property
    def form(self) -> Form:
        """What generated writes may write of the rows that are stored."""
        assert self.made.model is not None
        return self.factory.forms[self.made.model]

    def declared_part(self, name: str) -> Taken | None:
        """What the project says of a field itself."""
        return taken(self.factory, self.types[name]) if name in self.types else None

    def refuse(self, name: str, field: Any, hint: str = "") -> SchemaError:
        kind = f"{type(field).__module__}.{type(field).__qualname__}"
        return SchemaError(
            f"The field {name!r} of {self.made.place} is a {kind}, of which nothing is known.",
            hint or f"Say what it takes: types = {{{name!r}: str}}, with any annotation that a @mutation may have.",
        )

    def needs_file(self, name: str) -> SchemaError:
        return SchemaError(
            f"{self.made.place} needs the file {name!r}, and UPLOADS is off.",
            "Make its field optional, leave it out, or turn the setting on.",
        )

    def require_columns(self, kind: str, swept: Iterable[str], columns: Collection[str]) -> None:
        """Raises :class:`SchemaError` for a column that nobody named and that generated inputs lack, and for one that the server puts in.

        A column that is added to the model would be one of those that nobody named.
        """
        form = self.form
        for name in swept:
            if name not in form.names(self.made.declared.operation):
                raise SchemaError(
                    f"{kind} takes {name!r} because it takes all columns, and {form.info.label} has it as no input.",
                    "Name its columns one by one: Meta.fields = [...].",
                    form.model,
                )
        presets = form.options.set_on_create if self.is_new else form.options.set_on_update
        if meeting := presets.keys() & set(columns):
            raise SchemaError(f"{kind} takes {min(meeting)!r}, which the server puts in itself.", "Leave the column out.", form.model)


Ways = Sequence[tuple[Any, Callable[[Site, str, Any], Taken]]]
"""By a field's class, what the field takes; the nearest class first."""
LARGEST_INT = 2**31 - 1


def taken_by(ways: Ways, site: Site, name: str, field: Any) -> Taken:
    """What a field takes. Raises :class:`SchemaError` for one that fits no row."""
    make = next((make for kind, make in ways if isinstance(field, kind)), refused)
    return make(site, name, field)


def always(kind: Any) -> Callable[[Site, str, Any], Taken]:
    return lambda site, name, field: plain(kind)


def whole(site: Site, name: str, field: Any) -> Taken:
    return plain(scalars.BIG_INT if (field.max_value or 0) > LARGEST_INT else GraphQLInt)


def refused(site: Site, name: str, field: Any) -> Taken:
    raise site.refuse(name, field)


def plain(kind: Any) -> Taken:
    return Taken(kind, Plain())


def list_of(element: Taken) -> Taken:
    inner: Any = element.kind
    return Taken(GraphQLList(GraphQLNonNull(inner)), ListOf(element.shape))


def row_of(site: Site, model: type[models.Model], shape: type[RowOf] = RowOf) -> Taken:
    return Taken(GraphQLID, shape(served(site.factory, model).model), printable=False)


def choice_of(site: Site, name: str, pairs: Iterable[Any]) -> Taken:
    """An enum of what can be chosen; a text where that is known only when it is asked. The empty choice is null."""
    flat: list[tuple[Any, Any]] = list(flatten_choices(pairs))
    choices = [ChoiceInfo(value, str(label)) for value, label in flat if value not in (None, "")]
    return plain(_enum(site, name, choices) if choices else GraphQLString)


def _enum(site: Site, name: str, choices: Sequence[ChoiceInfo]) -> GraphQLEnumType:
    """The enum of the column, where these are its choices."""
    entity = site.factory.entities.get(site.made.model) if site.made.model else None
    columns = entity.columns.values() if entity and site.made.stores else ()
    of_column = next((column.enum for column in columns if column.enum and column.info.name == name), None)
    if of_column and {member.value for member in of_column.members} == {choice.value for choice in choices}:
        return enum_type(site.factory, of_column)
    return enum_type(site.factory, EnumChoices(choices_enum(site.stem, name), members_of(choices)))


def input_of(site: Site, parts: Sequence[Part], owner: object) -> tuple[GraphQLInputObjectType, Arguments]:
    """The input type, and how values are made of what it takes."""
    if not parts:
        raise SchemaError(f"{site.made.place} has no field that is input.", "Give its form fields that are not disabled, or take it away.")
    fields = dict(_fields(site, parts))
    if len({argument.name for _, argument in fields.values()}) < len(fields):
        raise SchemaError(f"Two fields of {site.made.place} would have one name.", "Rename one.")
    kind = site.factory.once(
        f"{site.stem}Input", owner, lambda name: GraphQLInputObjectType(name, {argument.name: field for field, argument in fields.values()})
    )
    return kind, Arguments({name: argument for name, (_, argument) in fields.items()})


def _fields(site: Site, parts: Sequence[Part]) -> Iterator[tuple[str, tuple[GraphQLInputField, Argument]]]:
    for part in parts:
        kind: Any = part.taken.kind
        field = GraphQLInputField(GraphQLNonNull(kind) if part.required else kind, out_name=part.name, description=part.description or None)
        yield part.name, (field, Argument(camel_case(part.name), part.taken.shape))


def nested(site: Site, name: str) -> Site:
    return Site(site.factory, site.made, site.stem + pascal_case(name))
