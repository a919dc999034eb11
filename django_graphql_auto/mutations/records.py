"""What goes into a write and what comes out: plain records, told without GraphQL."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from inspect import Parameter, signature
from typing import Any, Protocol

from django.db import models
from django.db.models.fields.files import FileField

from django_graphql_auto.access import Mark
from django_graphql_auto.introspection.records import FieldInfo, ModelInfo, RelationInfo
from django_graphql_auto.mutations.operators import Change
from django_graphql_auto.mutations.versions import version_of
from django_graphql_auto.options import AllowedHTML, ModelOptions

Given = Mapping[str, Any]
"""What a caller gives of one row, by Django's names; a name that is absent leaves its column alone, None empties it."""
CREATED_AS = "created_as_"
"""Among them, the name by which a new row can be referred to in the rest of the operation; no name of Django's ends so."""
Path = tuple[str, ...]
"""The way into the caller's input, in the caller's names."""


@dataclass(frozen=True, slots=True)
class InputError:
    """One thing that is wrong with the input. ``code`` is Django's own in upper case, ``field`` the name that the caller knows."""

    path: Path
    code: str
    message: str
    field: str | None = None
    params: Mapping[str, Any] | None = None


MOST_STATEMENTS = 256
"""Statements of single rows that are kept of a model."""
HOOKS = ("before_write", "after_write")
"""Methods of options that are called with every row."""


class Makes(Protocol):
    """What makes values of what is given by name: ``mutations.arguments.Arguments``."""

    @property
    def each(self) -> Mapping[str, Any]: ...

    @property
    def served(self) -> Mapping[str, str]: ...

    def named(self, given: Given, path: Path = ()) -> Iterator[Any]: ...

    def values(self, given: Given, path: Path, found: Mapping[Path, models.Model]) -> dict[str, Any]: ...

    def way_to(self, name: str) -> Path: ...


class _Nothing:
    """Takes nothing."""

    each: Mapping[str, Any] = {}
    served: Mapping[str, str] = {}

    def named(self, given: Given, path: Path = ()) -> Iterator[Any]:
        return iter(())

    def values(self, given: Given, path: Path, found: Mapping[Path, models.Model]) -> dict[str, Any]:
        return {}

    def way_to(self, name: str) -> Path:
        return ()


class Rejected(Exception):
    """Leaves a write that cannot be done: what it has stored so far is undone."""

    def __init__(self, *errors: InputError, row: models.Model | None = None, outcomes: tuple[Outcome, ...] = ()) -> None:
        super().__init__(*errors)
        self.errors, self.row, self.outcomes = errors, row, outcomes
        """The row as it is instead, where that is the reason; of several rows, what became of each."""


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """One column that may be written. ``name`` is what callers call it."""

    name: str
    on_create: bool = True
    on_update: bool = True
    required: bool = False
    """Whether a new row needs it: no default, not null, not blank."""
    operators: str = ""
    """The key of the operators that change its value, if there are any."""


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """One relation that may be written. ``target`` is the model that the other rows are served as."""

    name: str
    relation: RelationInfo
    target: type[models.Model]
    on_create: bool = True
    on_update: bool = True
    required: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class GenericLink:
    """One generic foreign key that may be written, and the models that it may lead to."""

    name: str
    relation: RelationInfo
    targets: tuple[type[models.Model], ...]
    on_create: bool = True
    on_update: bool = True
    required: bool = False

    @property
    def stored(self) -> set[str]:
        """The two fields behind it."""
        return {self.relation.content_type_field, self.relation.object_id_field}


@dataclass(frozen=True, eq=False)
class Form:
    """What may be written of one model, by Django's names. Whatever is not here is never input."""

    info: ModelInfo
    options: ModelOptions
    operations: frozenset[str]
    """Those of ``create``, ``update`` and ``delete`` that are served."""
    columns: Mapping[str, Member] = field(default_factory=dict)
    links: Mapping[str, Link] = field(default_factory=dict)
    generics: Mapping[str, GenericLink] = field(default_factory=dict)
    version: tuple[str, ...] = ()
    """The columns that a row's version is told by: one that the project names, or all that are served."""
    served: Mapping[str, str] = field(default_factory=dict)
    """The names that callers know of all that they may read."""
    operators_name: str = "change"
    """What callers call the place where operators stand."""
    created_name: str = "createdAs"
    """What callers call the name that they give to a new row."""
    by_operator: frozenset[str] = frozenset()
    """In one write, the columns that operators change."""
    hung: frozenset[str] = frozenset()
    """In one write, the columns that follow from where the row hangs: nobody gives them."""
    input_only: Makes = field(default_factory=_Nothing)
    """What is given beside columns and relations and never stored: hooks get it."""
    sanitized: Mapping[str, AllowedHTML] = field(default_factory=dict)
    """The columns whose HTML is sanitized, each with what may stay."""
    mark: Mark | None = None
    """What tells deleted rows from others, where rows are not removed."""
    kin: Mapping[type[models.Model], type[models.Model]] = field(default_factory=dict)
    """The other served models that may have the same rows, each with the model whose table they share."""
    hanging_forms: dict[frozenset[str], Form] = field(default_factory=dict, repr=False)
    """The forms of rows that hang somewhere, by what follows from it."""
    statements: dict[Hashable, Any] = field(default_factory=dict, repr=False)
    """The SQL of single rows, as far as it has been made. Callers may change any of a model's columns together: not all of it is kept."""

    def statement(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What is known under the key, or what ``make`` makes."""
        if key in self.statements:
            return self.statements[key]
        made = make()
        if len(self.statements) < MOST_STATEMENTS:
            self.statements[key] = made
        return made

    @property
    def model(self) -> type[models.Model]:
        return self.info.model

    def require_input(self, given: Given, operation: str) -> None:
        """Raises ``LookupError`` for what is no input of ``create`` or ``update``, whoever the caller is."""
        named = {CREATED_AS} if operation == "create" else set()
        if unknown := given.keys() - self.names(operation) - self.input_only_on(operation) - named:
            raise LookupError(f"{', '.join(sorted(unknown))}: no input of {operation} for {self.info.label}.")
        if operation == "create" and (changed := changes_of(given)):
            raise LookupError(f"{', '.join(sorted(changed))}: a new row of {self.info.label} has nothing to be changed.")

    def writing(self, given: Given) -> Form:
        """The form of one write: what is wrong with a column is told where the caller has given it."""
        changed = frozenset(changes_of(given))
        return replace(self, by_operator=changed) if changed else self

    def hanging(self, given: Given, attached: Mapping[str, Any]) -> Form:
        """The form of a row that hangs somewhere: what is wrong with where it hangs is told of the row."""
        names = frozenset(attached.keys() - given.keys()) if attached else None
        if not names:
            return self
        if names not in self.hanging_forms:
            self.hanging_forms[names] = replace(self, hung=names)
        return self.hanging_forms[names]

    def way_to(self, name: str) -> Path:
        """Where in the input of this write a column or relation stands; nowhere, if callers don't know it or don't give it."""
        if name in self.hung:
            return ()
        if beside := self.input_only.way_to(name):
            return beside
        served = (self.served[name],) if name in self.served else ()
        return (self.operators_name, *served) if name in self.by_operator and served else served

    def version_of(self, row: models.Model) -> str:
        return version_of(row, self.version, is_digest=self.options.version_field is None)

    @cached_property
    def members(self) -> dict[str, Member | Link | GenericLink]:
        return {**self.columns, **self.links, **self.generics}

    def names(self, operation: str) -> frozenset[str]:
        """Django's names of what ``create`` or ``update`` may be given."""
        return self._names[operation]

    @cached_property
    def _names(self) -> Mapping[str, frozenset[str]]:
        on_create = frozenset(name for name, member in self.members.items() if member.on_create)
        return {"create": on_create, "update": frozenset(name for name, member in self.members.items() if member.on_update)}

    def input_only_on(self, operation: str) -> set[str]:
        """What hooks get of what is input of ``create`` or ``update``, and is never stored."""
        kept = self.options.create_only_fields if operation == "update" else ()
        return {name for name in self.input_only.each if name not in kept}

    @cached_property
    def stored_columns(self) -> Mapping[str, FieldInfo]:
        """All of the model, those that are no input as well."""
        return {column.name: column for column in self.info.fields}

    @cached_property
    def files(self) -> frozenset[str]:
        """Those that hold the name of a file."""
        return frozenset(name for name, column in self.stored_columns.items() if issubclass(column.field_class, FileField))

    @cached_property
    def attnames(self) -> Mapping[str, str]:
        """Where an instance holds them, and the keys of relations, by their names."""
        keys = {relation.name: relation.parent_key for relation in self.info.relations if relation.kind.has_column}
        return {name: column.attname for name, column in self.stored_columns.items()} | keys

    @cached_property
    def stored(self) -> frozenset[str]:
        """The names of these, and of the relations whose key a row holds."""
        return frozenset(self.attnames)

    @cached_property
    def hooks(self) -> frozenset[str]:
        """What the project wants to be called for."""
        return frozenset(name for name in HOOKS if getattr(type(self.options), name) is not getattr(ModelOptions, name))

    @cached_property
    def hook_parameters(self) -> Mapping[str, Mapping[str, bool]]:
        """What hooks take of it beside row and access, by their names, and whether they can do without."""
        return {hook: parameters_of_hook(getattr(self.options, hook)) for hook in self.hooks}

    def for_hook(self, hook: str, given: Given) -> dict[str, Any]:
        """What a hook is handed; None for what it needs and nobody gave: a row may be written without an input of its own."""
        takes = self.hook_parameters[hook]
        return {name: given.get(name) for name, optional in takes.items() if name in given or not optional}

    @cached_property
    def nullable(self) -> tuple[tuple[str, str], ...]:
        """Of these, the names and attribute names of those that may be null."""
        columns = [(column.name, column.attname) for column in self.info.fields if column.null and not column.generated]
        keys = [relation for relation in self.info.relations if relation.kind.has_column and relation.null]
        return (*columns, *((relation.name, relation.parent_key) for relation in keys))


def parameters_of_hook(hook: Any) -> dict[str, bool]:
    """What it takes by name beside row and access, and whether there is a default."""
    beside = list(signature(hook).parameters.values())[2:]
    return {each.name: each.default is not Parameter.empty for each in beside if each.kind in NAMED}


NAMED = (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)


def changes_of(given: Given) -> dict[str, Change]:
    """What is given by operators."""
    return {name: value for name, value in given.items() if isinstance(value, Change)}


Namesake = tuple[type[models.Model], tuple[Any, ...]]
"""The same row as another model has it: a multi-table parent or child, a proxy."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of several rows; ``row`` is None where it was not stored."""

    row: models.Model | None = None
    errors: tuple[InputError, ...] = ()
    namesakes: tuple[Namesake, ...] = ()
    current: models.Model | None = None
    """The row as it is instead, where that is why it was not stored."""


@dataclass(frozen=True, slots=True)
class Report:
    """How a write ended: the row or rows it left, or deleted, or why nothing was stored."""

    row: models.Model | None = None
    deleted: bool = False
    errors: tuple[InputError, ...] = ()
    namesakes: tuple[Namesake, ...] = ()
    """What else the deleted row was."""
    outcomes: tuple[Outcome, ...] = ()
    """Of several rows, in the order of the input."""
    is_as_stored: bool = False
    """Whether the row is there as it was stored: nothing of the project's came between."""
    returned: Any = None
    """What a method of the project has returned, as its ``Returns`` took it."""
