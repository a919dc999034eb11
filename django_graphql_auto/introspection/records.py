"""What one look at a model yields: small frozen records that every other room reads instead of ``_meta``."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.db import models


class RelationKind(Enum):
    """How rows of one model reach rows of another."""

    FOREIGN_KEY = "foreign key"
    ONE_TO_ONE = "one to one"
    REVERSE_ONE_TO_ONE = "reverse one to one"
    REVERSE_FOREIGN_KEY = "reverse foreign key"
    MANY_TO_MANY = "many to many"
    GENERIC_FOREIGN_KEY = "generic foreign key"
    GENERIC_RELATION = "generic relation"
    ANCESTORS = "ancestors"
    DESCENDANTS = "descendants"

    @property
    def to_many(self) -> bool:
        return self in _TO_MANY

    @property
    def has_column(self) -> bool:
        """Whether the model's own table holds the key of the other row."""
        return self in _WITH_COLUMN


_WITH_COLUMN = frozenset({RelationKind.FOREIGN_KEY, RelationKind.ONE_TO_ONE})
_TO_MANY = frozenset(
    {
        RelationKind.REVERSE_FOREIGN_KEY,
        RelationKind.MANY_TO_MANY,
        RelationKind.GENERIC_RELATION,
        RelationKind.ANCESTORS,
        RelationKind.DESCENDANTS,
    }
)


@dataclass(frozen=True, slots=True)
class ChoiceInfo:
    """One member of a field's ``choices``; ``name`` is the enumeration class's member name where there is one."""

    value: Any
    label: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """One column (or generated column) of a model; composite keys appear as ``ModelInfo.key_fields`` instead."""

    name: str
    attname: str
    field: models.Field[Any, Any]
    field_class: type[models.Field[Any, Any]]
    """The nearest class along the MRO that the field table may know: for generated columns the output field's."""
    null: bool
    blank: bool
    editable: bool
    unique: bool
    primary_key: bool
    generated: bool
    has_default: bool
    indexed: bool
    """Whether an index, unique constraint or key that covers all rows starts with this column."""
    concrete_model: type[models.Model]
    """The model whose table holds the column (a parent, for multi-table inheritance)."""
    is_made: bool = False
    """Whether the database makes the value, as it does automatic keys."""
    max_length: int | None = None
    choices: tuple[ChoiceInfo, ...] = ()
    choices_class: type | None = None
    """The enumeration class the choices came from, where it can be told."""
    description: str = ""
    """help_text, else db_comment."""
    translations: tuple[tuple[str, str], ...] = ()
    """Pairs of a language and the column that holds this one's value in it (django-modeltranslation)."""
    base: FieldInfo | None = None
    """The element of an array or range column."""


@dataclass(frozen=True, slots=True)
class RelationInfo:
    """One way from a model to another, in the direction ``model`` -> ``target``."""

    name: str
    """The name a user meets: the field's name, or the reverse accessor's without ``_set``'s machinery (``review_set`` stays)."""
    kind: RelationKind
    model: type[models.Model]
    target: type[models.Model] | None
    """None for a generic foreign key."""
    query_name: str
    """The name that ORM lookups use (``related_query_name`` for reverse relations)."""
    null: bool
    """Whether a to-one may be absent (reverse one-to-one: always True)."""
    parent_key: str = "pk"
    """The column of ``model`` whose value finds the rows: the attname of a foreign key; ``pk`` or the ``to_field`` for the others."""
    target_key: str = "pk"
    """The column of ``target`` that equals it: ``pk`` or the to_field for a foreign key; the foreign key's attname for reverse ones;
    the object id's name for a generic relation. For many-to-many: the field of ``target`` that the through row names, usually ``pk``."""
    through: type[models.Model] | None = None
    """The many-to-many's through model."""
    through_auto_created: bool = False
    through_parent_key: str = ""
    """The through model's attname that holds ``parent_key``'s value."""
    through_target: str = ""
    """The through model's foreign key (its *name*) that leads to ``target``."""
    content_type_field: str = ""
    """Name of the content type foreign key (generic foreign key: on ``model``; generic relation: on ``target``; a many-to-many whose
    rows point back generically, as django-taggit's do: on ``through``)."""
    object_id_field: str = ""
    """Name of the object id column, likewise."""
    for_concrete_model: bool = True
    symmetrical: bool = False
    parent_link: bool = False
    """Whether this is a multi-table child's pointer to its parent (or the way back: ``child_link``)."""
    child_link: bool = False
    constrained: bool = True
    """Whether the database vouches that the other row exists (``db_constraint``)."""
    editable: bool = True
    blank: bool = True
    """Whether forms may leave it out."""
    limited: bool = False
    """Whether ``limit_choices_to`` says which rows it may lead to."""
    has_default: bool = False
    indexed: bool = True
    description: str = ""
    tree: RelationInfo | None = None
    """Ancestors and descendants: the foreign key that is followed."""

    @property
    def to_many(self) -> bool:
        return self.kind.to_many


@dataclass(frozen=True, slots=True)
class UniqueKey:
    """A set of columns or to-one relations (field names) whose values name at most one row."""

    fields: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class HistoryInfo:
    """What a model of history keeps the past of."""

    original: type[models.Model]
    key: str
    """The column that holds the original row's primary key."""
    is_snapshot: bool
    """Whether a row is a state of the original, or only belongs to one (a many-to-many's past)."""


@dataclass(frozen=True, slots=True, eq=False)
class ModelInfo:
    """Everything the rest of the package knows of one model."""

    model: type[models.Model]
    label: str
    """``app_label.model_name``, lower case: the registry's readable key and the global id's first part."""
    app_label: str
    object_name: str
    verbose_name: str
    verbose_name_plural: str
    description: str
    """Docstring (when it is not Django's generated one), else ``db_table_comment``."""
    fields: tuple[FieldInfo, ...]
    """Columns in declaration order, inherited ones included, foreign key columns excluded (they are relations)."""
    relations: tuple[RelationInfo, ...]
    key_fields: tuple[str, ...]
    """Names of the primary key's fields: one, or several for a composite key. A foreign key in the key is given by its name."""
    key_attnames: tuple[str, ...]
    unique_keys: tuple[UniqueKey, ...]
    """Every non-partial, expressionless unique field and constraint whose columns cannot be null, the primary key first."""
    ordering: tuple[Any, ...]
    """``Meta.ordering`` as it is written."""
    parents: tuple[type[models.Model], ...] = ()
    """Concrete multi-table parents, nearest first."""
    children: tuple[type[models.Model], ...] = ()
    """Direct multi-table children."""
    polymorphic: bool = False
    """Whether its own managers answer with the most derived instances (django-polymorphic)."""
    concrete_model: type[models.Model] | None = None
    proxy: bool = False
    managed: bool = True
    swapped: bool = False
    auto_created: bool = False
    db_table: str = ""
    index_prefixes: tuple[tuple[str, ...], ...] = field(default=())
    """The column names (attnames) of every index, unique constraint and key, in order."""
    history: HistoryInfo | None = None
    """Where the model keeps another one's past."""
    plain_manager: bool = True
    """Whether ``_default_manager``'s queryset is the bare table: no filter, annotation, distinct, slice or other change."""
