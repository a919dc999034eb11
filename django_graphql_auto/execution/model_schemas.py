"""The answer of ``modelSchema``: a model's fields as forms and tables need to know them, as far as the user may read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import NOT_PROVIDED
from django.utils.text import capfirst
from graphql import GraphQLField, GraphQLNonNull, GraphQLObjectType

from django_graphql_auto.access import Access, may_write
from django_graphql_auto.conf import settings
from django_graphql_auto.execution.rights import is_readable, model_rights
from django_graphql_auto.introspection import field_of
from django_graphql_auto.introspection.records import RelationKind
from django_graphql_auto.planning.conversions import converter
from django_graphql_auto.schema import bindings
from django_graphql_auto.schema.build import BuiltSchema
from django_graphql_auto.schema.constraints import constraints_of, is_editable, is_required
from django_graphql_auto.schema.entities import Column, Entity, Hop
from django_graphql_auto.schema.forms import is_kept
from django_graphql_auto.schema.types.orders import comparable_expressions

Described = dict[str, Any]


def model_schema(access: Access, built: BuiltSchema, named: str) -> Described | None:
    """The model called so, by its label or its type's name. None where there is none that the user may read."""
    entity = built.by_label.get(named.lower()) or next((one for one in built.entities.values() if one.type_name == named), None)
    if entity is None or not settings.MODEL_SCHEMA or not is_readable(access, entity):
        return None
    readable = {one.model: one for one in built.entities.values() if is_readable(access, one)}
    fields = _Fields(entity, readable, access).described(built)
    return {
        "model": entity.info.label,
        "type": entity.type_name,
        "verboseName": entity.info.verbose_name,
        "verboseNamePlural": entity.info.verbose_name_plural,
        "description": entity.options.description or entity.info.description or None,
        "rights": model_rights(access, entity),
        "fields": fields,
        "uniqueTogether": _unique_together(entity, {field["name"] for field in fields}),
    }


def _unique_together(entity: Entity, shown: set[str]) -> list[list[str]]:
    """A key of which a column is hidden would tell of it."""
    names = {column.info.name: column.name for column in entity.columns.values()}
    names |= {hop.relation.name: hop.name for hop in entity.hops.values() if not hop.to_many and hop.name in shown}
    several = [key.fields for key in entity.info.unique_keys if len(key.fields) > 1]
    return [[names[field] for field in fields] for fields in several if all(field in names for field in fields)]


class _Fields:
    """Describes the fields of one model's object type: what is no field of it is not described."""

    def __init__(self, entity: Entity, readable: Mapping[Any, Entity], access: Access) -> None:
        self.entity, self.readable = entity, readable
        writing = [replace(access, action=action) for action in ("add", "change")]
        rules = entity.options.write_rules
        self.closed = {name for name, rule in rules.items() if not any(may_write(rule, each) for each in writing)}

    def described(self, built: BuiltSchema) -> list[Described]:
        kind = built.graphql_schema.type_map[self.entity.type_name]
        assert isinstance(kind, GraphQLObjectType)
        found = ((name, field, self._describe(name, bindings.binding_of(field))) for name, field in kind.fields.items())
        return [_described(name, field) | made for name, field, made in found if made is not None]

    def _describe(self, name: str, binding: Any) -> Described | None:
        """What is to be said beside the defaults; None where nothing is."""
        describe = _DESCRIBE.get(type(binding), _plain)
        return describe(self, binding)

    def column(self, binding: bindings.ColumnValue | bindings.StructureValue) -> Described:
        column, field = binding.column, binding.column.info.field
        return _form(field, column.info.has_default) | {
            "nullable": column.info.null,
            "unique": column.info.unique,
            "default": _default(column),
            "choices": _choices(column),
            "filterable": column.filterable,
            "orderable": column.orderable and column.mapping.orderable,
            **_limits(column),
            **self._kept(column.info.name),
        }

    def _kept(self, name: str) -> Described:
        """What is never input, or not this user's, isn't edited in forms either."""
        return {"readOnly": True, "required": False} if name in self.closed or is_kept(self.entity, name) else {}

    def relation(self, binding: bindings.ToOne | bindings.ToMany) -> Described | None:
        hop = binding.hop
        if hop.target not in self.readable:
            return None
        target = self.readable[hop.target].info
        field = field_of(hop.relation)
        label = target.verbose_name_plural if hop.to_many else target.verbose_name
        form = _form(field, hop.relation.has_default) if field is not None else {"label": capfirst(label)}
        return form | _relation(hop) | {"models": [target.label]} | self._kept(hop.relation.name)

    def generic(self, binding: bindings.ToGeneric) -> Described:
        models = [self.readable[model].info.label for model in binding.hop.targets if model in self.readable]
        return {"models": models, "filterable": binding.hop.filterable, "nullable": True}

    def expression(self, binding: bindings.ExpressionValue) -> Described:
        field = binding.expression
        comparable = field in comparable_expressions(self.entity)
        return {"filterable": comparable and field.filterable, "orderable": comparable and field.orderable}


def _plain(fields: _Fields, binding: Any) -> Described:
    """Computed and hand-written fields."""
    return {}


_DESCRIBE: Mapping[type, Callable[[_Fields, Any], Described | None]] = {
    bindings.GlobalId: lambda fields, binding: None,
    bindings.CompositeKey: lambda fields, binding: None,
    bindings.ColumnValue: _Fields.column,
    bindings.StructureValue: _Fields.column,
    bindings.ToOne: _Fields.relation,
    bindings.ToMany: _Fields.relation,
    bindings.ToGeneric: _Fields.generic,
    bindings.ExpressionValue: _Fields.expression,
}


def _described(name: str, field: GraphQLField) -> Described:
    """A field that no form edits."""
    return {
        "name": name,
        "type": str(field.type),
        "label": capfirst(name),
        "helpText": field.description or "",
        "required": False,
        "nullable": not isinstance(field.type, GraphQLNonNull),
        "readOnly": True,
        "unique": False,
        "hasDefault": False,
        "many": False,
        "models": [],
        "filterable": False,
        "orderable": False,
    }


def _form(field: Any, has_default: bool) -> Described:
    return {
        "label": str(capfirst(field.verbose_name)),
        "helpText": str(field.help_text),
        "required": is_required(field, has_default),
        "readOnly": not is_editable(field),
        "hasDefault": has_default,
    }


def _relation(hop: Hop) -> Described:
    unique = hop.relation.kind is RelationKind.ONE_TO_ONE
    return {"nullable": hop.relation.null, "unique": unique, "many": hop.to_many, "filterable": hop.filterable, "orderable": hop.orderable}


def _limits(column: Column) -> Described:
    """The constraints; limits of values as the values stand in an answer."""
    found, convert = constraints_of(column.info.field), column.convert
    for name in ("minValue", "maxValue"):
        found[name] = convert(found[name]) if convert and found[name] is not None else found[name]
    return found


def _default(column: Column) -> Any:
    """A plain default, or that of an empty list or object; others are made when a row is."""
    default: Any = column.info.field.default
    value = default() if default in (list, dict) else default
    if value is None or value is NOT_PROVIDED or callable(value) or column.mapping.structure:
        return None
    convert = converter(column)
    return convert(value) if convert else value


def _choices(column: Column) -> list[Described] | None:
    names = column.enum.names() if column.enum else {}
    found = [choice for choice in column.info.choices if choice.value not in (None, "")]
    made = [{"name": names.get(choice.value), "value": _stored(column, choice.value), "label": str(choice.label)} for choice in found]
    return made or None


def _stored(column: Column, value: Any) -> Any:
    return column.convert(value) if column.convert else value
