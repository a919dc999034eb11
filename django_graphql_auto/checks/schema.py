"""What becomes of all declarations together: one schema, or the reason why there is none."""

from __future__ import annotations

import enum
import types
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Union, get_args, get_origin

from django.db import models
from django.db.models.constants import LOOKUP_SEP
from graphql import GraphQLEnumType, GraphQLError

from django_graphql_auto.checks.methods import project_mutations, shown, unknown_permissions
from django_graphql_auto.checks.records import Finding
from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.introspection import look_at
from django_graphql_auto.introspection.indexes import written_path
from django_graphql_auto.introspection.records import FieldInfo
from django_graphql_auto.registry import Registry
from django_graphql_auto.schema.build import BuiltSchema, build_schema, refuse
from django_graphql_auto.schema.entities import ComputedField, Entities, Entity, ExpressionField, FilterField, Unread
from django_graphql_auto.schema.field_mappings import fallback_of
from django_graphql_auto.schema.live import live
from django_graphql_auto.schema.types.annotations import PYTHON_TYPES
from django_graphql_auto.schema.types.method_arguments import LISTS, is_model, is_record
from django_graphql_auto.schema.types.method_results import NOTHING
from django_graphql_auto.schema.types.orders import orderable_columns

PLAIN_JSON = (Any, object, dict, list, tuple, set, frozenset)
"""Annotations whose values are served as ``JSON`` on purpose."""


def schema_of(registry: Registry) -> BuiltSchema:
    """The schema in force where it is the project's own registry, so that it is built once."""
    return live.local() if registry is live.registry else build_schema(registry)


def _make_all(registry: Registry) -> None:
    """Whatever can fail in a schema fails here, types that no document has asked for yet among them."""
    refuse(schema_of(registry).mistakes)


def refusals(registry: Registry) -> Iterator[Finding]:
    try:
        _make_all(registry)
    except SchemaError as refusal:
        yield Finding({"message": refusal.message, "hint": refusal.hint}, refusal.subject)
    except Exception:  # said by failures
        return


def failures(registry: Registry) -> Iterator[Finding]:
    try:
        _make_all(registry)
    except SchemaError:  # said by refusals
        return
    except Exception as failure:  # whatever graphene or a hand-written type raises
        yield Finding({"failure": f"{type(failure).__name__}: {failure}"})


def unclear_annotations(registry: Registry) -> Iterator[Finding]:
    for entity in _entities(registry):
        for method, annotation in _annotations(entity):
            if not has_type(annotation):
                yield Finding({"method": f"{method}()", "annotation": _shown(annotation)}, entity.model)
    for made, model in project_mutations(registry, _entities(registry)):
        for annotation in (*made.annotations, *(() if made.returns in NOTHING else (made.returns,))):
            if not has_type(annotation, is_model_or_record):
                yield Finding({"method": shown(made), "annotation": _shown(annotation)}, model)


def unknown_mutation_permissions(registry: Registry) -> Iterator[Finding]:
    return unknown_permissions(project_mutations(registry, _entities(registry)))


def is_model_or_record(annotation: Any) -> bool:
    return is_model(annotation) or is_record(annotation)


def _annotations(entity: Entity) -> Iterator[tuple[str, Any]]:
    """What methods say that they return or take, by the methods' names."""
    fields: list[ComputedField | ExpressionField | FilterField] = [
        *entity.computed.values(),
        *entity.expressions.values(),
        *entity.filters.values(),
    ]
    for field in fields:
        yield field.method.__name__, field.annotation
    for made in entity.expressions.values():
        yield from ((made.method.__name__, parameter.annotation) for parameter in made.parameters)


def has_type(annotation: Any, beside: Callable[[Any], bool] = lambda annotation: False) -> bool:
    if annotation in PYTHON_TYPES or annotation in PLAIN_JSON or beside(annotation):
        return True
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return all(has_type(argument, beside) for argument in arguments if argument is not type(None))
    if origin in LISTS:
        return has_type(arguments[0], beside)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return True
    return isinstance(annotation, type) and issubclass(annotation, enum.Enum)


def _shown(annotation: Any) -> str:
    if annotation is None:
        return "no annotation that can be read"
    if isinstance(annotation, Unread):
        return f"the annotation {annotation.written}, which can't be read"
    return f"the annotation {getattr(annotation, '__name__', annotation)}"


def misread_presets(registry: Registry) -> Iterator[Finding]:
    """Conditions with a name that a client could not write."""
    built = schema_of(registry)
    for entity in built.entities.values():
        kind = built.graphql_schema.type_map.get(f"{entity.stem}Preset")
        for name, member in kind.values.items() if isinstance(kind, GraphQLEnumType) else ():
            try:
                _ = member.value.where
            except GraphQLError as error:
                yield Finding({"name": name, "failure": error.message}, entity.model)


def ignored_paths(registry: Registry) -> Iterator[Finding]:
    """What an option names and the schema doesn't serve: left out in silence, because it would tell of hidden values."""
    entities = schema_of(registry).entities
    for entity in entities.values():
        full_text = entity.options.full_text_search
        for option, paths in (
            ("search_fields", entity.options.search_fields),
            ("full_text_search", full_text.weights if full_text else ()),
        ):
            for path in paths:
                if not _is_searchable(entities, entity, path):
                    yield Finding({"option": option, "path": path}, entity.model)
        for path in filter(None, map(written_path, entity.options.ordering or ())):
            if not is_orderable(entities, entity, path):
                yield Finding({"option": "ordering", "path": path}, entity.model)


def _is_searchable(entities: Entities, entity: Entity, path: str) -> bool:
    head, _, rest = path.partition(LOOKUP_SEP)
    if not rest:
        return any(column.path == head and not column.enum for column in entity.columns.values())
    target = _target(entities, entity, head)
    return target is not None and _is_searchable(entities, target, rest)


def is_orderable(entities: Entities, entity: Entity, path: str) -> bool:
    """Whether rows may be ordered by what is at the end of an ORM path."""
    head, _, rest = path.partition(LOOKUP_SEP)
    if not rest:
        return head == "pk" or any(head in (column.path, column.info.name) for column in (*orderable_columns(entity), *entity.key))
    target = _target(entities, entity, head)
    return target is not None and is_orderable(entities, target, rest)


def _target(entities: Entities, entity: Entity, relation: str) -> Entity | None:
    hop = next((hop for hop in entity.hops.values() if hop.relation.name == relation), None)
    return entities[hop.target] if hop else None


def guessed_fields(registry: Registry) -> Iterator[Finding]:
    """Columns of which nothing is known but that they are columns."""
    for field_class, columns in _columns_by_class(registry):
        if fallback_of(columns[0]) is models.Field:
            yield Finding({"field_class": _dotted(field_class), "columns": _listed(columns)})


def inherited_mappings(registry: Registry) -> Iterator[Finding]:
    """Third parties' field classes that are served as the nearest class that is known: all of them in one note, which is enough."""
    bases = {field_class: fallback_of(columns[0]) for field_class, columns in _columns_by_class(registry)}
    told = [f"{_dotted(field_class)} as {base.__name__}" for field_class, base in bases.items() if base not in (None, models.Field)]
    if told:
        yield Finding({"classes": ", ".join(sorted(told))})


def _columns_by_class(registry: Registry) -> Iterable[tuple[type[models.Field[Any, Any]], list[FieldInfo]]]:
    found: dict[type[models.Field[Any, Any]], list[FieldInfo]] = defaultdict(list)
    for entity in _entities(registry):
        for column in entity.columns.values():
            found[column.info.field_class].append(column.info)
    return found.items()


def _dotted(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _listed(columns: list[FieldInfo], shown: int = 3) -> str:
    names = list(dict.fromkeys(f"{look_at(column.concrete_model).label}.{column.name}" for column in columns))
    more = f" and {len(names) - shown} more" if len(names) > shown else ""
    return ", ".join(names[:shown]) + more


def _entities(registry: Registry) -> Iterable[Entity]:
    return schema_of(registry).entities.values()
