"""What the schema serves of each model: the records that types are made from and that plans are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q

from django_graphql_auto.access import Mark
from django_graphql_auto.conf import settings
from django_graphql_auto.form_mutations import Submission
from django_graphql_auto.introspection.records import FieldInfo, ModelInfo, RelationInfo
from django_graphql_auto.options import OPERATIONS, AllowedHTML, ModelOptions
from django_graphql_auto.schema.field_mappings import Convert, FieldMapping


@dataclass(frozen=True, slots=True, eq=False)
class EnumMember:
    name: str
    value: Any
    description: str


@dataclass(frozen=True, slots=True, eq=False)
class EnumChoices:
    """An enum made of a column's choices."""

    type_name: str
    members: tuple[EnumMember, ...]

    def names(self) -> dict[Any, str]:
        return {member.value: member.name for member in self.members}


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column as a field. ``path`` is its ORM name from a row of the model."""

    name: str
    path: str
    info: FieldInfo
    mapping: FieldMapping
    enum: EnumChoices | None = None
    nullable: bool = False
    filterable: bool = True
    orderable: bool = True
    regex: bool = False

    @property
    def convert(self) -> Convert | None:
        return self.mapping.convert


@dataclass(frozen=True, slots=True, eq=False)
class Hop:
    """A relation to one served model as a field."""

    name: str
    relation: RelationInfo
    target: type[models.Model]
    non_null: bool = False
    filterable: bool = True
    orderable: bool = True
    list_style: str = "connection"

    @property
    def to_many(self) -> bool:
        return self.relation.to_many


@dataclass(frozen=True, slots=True, eq=False)
class GenericHop:
    """A generic foreign key as a field: a union of the models it may lead to."""

    name: str
    relation: RelationInfo
    targets: tuple[type[models.Model], ...]
    filterable: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class ComputedField:
    """A ``@computed`` method as a field."""

    name: str
    method: Callable[[models.Model], Any]
    requires: tuple[str, ...]
    annotation: Any
    description: str


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """An argument of an expression field; ``name`` is the method's own, ``field_name`` the client's."""

    name: str
    field_name: str
    annotation: Any
    required: bool
    default: Any = None


@dataclass(frozen=True, slots=True, eq=False)
class ExpressionField:
    """An ``@expression`` method as a field."""

    name: str
    method: Callable[..., Any]
    parameters: tuple[Parameter, ...]
    annotation: Any
    description: str
    filterable: bool = True
    orderable: bool = True

    @property
    def bare(self) -> bool:
        """Whether it can be asked without arguments."""
        return not any(parameter.required for parameter in self.parameters)


@dataclass(frozen=True, slots=True)
class Unread:
    """An annotation that can't be read: it names what is imported for type checkers only."""

    written: str


@dataclass(frozen=True, slots=True, eq=False)
class MethodMutation:
    """A ``@mutation`` method or function. ``method`` takes a row, or where it needs none a database, then the access and the arguments by
    name."""

    verb: str
    """What the field's name begins with."""
    name: str
    """The whole of the field's name, where the project gives one."""
    method: Callable[..., Any]
    parameters: tuple[Parameter, ...]
    returns: Any
    """The annotation of what it returns, or :class:`Unread`; None for nothing."""
    permission: str
    description: str
    on_row: bool = True
    place: str = ""
    """Where it is written, for people."""

    @property
    def annotations(self) -> list[Any]:
        """Of what it takes."""
        return [parameter.annotation for parameter in self.parameters]


@dataclass(frozen=True, slots=True, eq=False)
class SubmissionMutation:
    """A form or serializer that is a mutation."""

    name: str
    declared: Submission
    model: type[models.Model] | None
    """Whose rows it stores, or else on whose database it works; None for the default one."""
    stores: bool
    """Whether it stores rows of the model."""
    returns: Any
    """The annotation of what comes of it, where it stores no row of a model, as of methods."""
    permission: str
    description: str
    place: str
    """Where it is written, for people."""

    @property
    def annotations(self) -> list[Any]:
        """Those that the project gives to fields."""
        return list(self.declared.types.values())


@dataclass(frozen=True, slots=True, eq=False)
class FilterField:
    """A ``@filter_field`` method as a condition."""

    name: str
    method: Callable[[Any, Any], Q]
    annotation: Any
    description: str


@dataclass(frozen=True, slots=True, eq=False)
class FullText:
    """How ``search`` finds and ranks a model's rows, where the database can. ``weights`` are pairs of a served column and its weight."""

    weights: tuple[tuple[Column, str], ...]
    config: str | None = None
    vector: str | None = None
    """The column that holds the vector, where all that it is made of is served."""


@dataclass(frozen=True, slots=True, eq=False)
class Entity:
    """One served model."""

    info: ModelInfo
    options: ModelOptions
    type_name: str
    """The object type's name."""
    stem: str
    """What root fields and further types are named after: the type's name, or the model's where the type is hand-written."""
    singular: str
    plural: str
    key: tuple[Column, ...]
    """The primary key's columns; filters and ids read them, whether or not they are fields of their own."""
    columns: Mapping[str, Column]
    hops: Mapping[str, Hop]
    generics: Mapping[str, GenericHop]
    computed: Mapping[str, ComputedField]
    expressions: Mapping[str, ExpressionField]
    filters: Mapping[str, FilterField]
    search_fields: tuple[str, ...] = ()
    full_text: FullText | None = None
    parents: tuple[type[models.Model], ...] = ()
    """Served multi-table parents."""
    children: tuple[type[models.Model], ...] = field(default=())
    """Served multi-table children, direct and further, nearest first."""
    read: str | None = None
    """The policy that was declared for the model or one above it; None takes the setting ``READ``."""
    sanitized: Mapping[str, AllowedHTML] = field(default_factory=dict)
    """The columns whose HTML is sanitized, as the model or one above it says, each with what may stay."""
    mark: Mark | None = None
    """What tells deleted rows from others, where the model or one above it marks them."""
    operations_above: frozenset[str] = OPERATIONS
    """What the models above it allow, where it does not say itself what is served."""

    @property
    def read_policy(self) -> str:
        """Who may read the model, as it is now."""
        policy: str = self.read or settings.READ
        return policy

    @property
    def model(self) -> type[models.Model]:
        return self.info.model

    @property
    def composite(self) -> bool:
        return len(self.key) > 1

    @property
    def interface_name(self) -> str:
        return f"{self.stem}Interface"

    @property
    def polymorphic(self) -> bool:
        declared = self.options.polymorphic
        return bool(self.children) and (self.info.polymorphic if declared is None else declared)

    @property
    def searched(self) -> bool:
        """Whether the search over all models looks into this one."""
        return bool(self.search_fields) and "list" in self.options.operations

    def columns_and_key(self) -> dict[str, Column]:
        """The columns by field name, ``pk`` among them where the key is one column."""
        return dict(self.columns) if self.composite else {"pk": self.key[0], **self.columns}

    def __repr__(self) -> str:
        return f"<Entity {self.type_name}>"


Entities = Mapping[type[models.Model], Entity]
