"""``where`` as ORM conditions. Names are looked up in the entity and nowhere else: nothing a client says becomes an ORM keyword."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP

from django_graphql_auto.access import NOTHING, Visibility, is_local, prefixed, without_strangers
from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import BadUserInput, LimitExceeded
from django_graphql_auto.execution.querysets.expressions import expression_column
from django_graphql_auto.execution.querysets.figures import figure_expression, figure_scalar, related_figure
from django_graphql_auto.execution.querysets.generic import generic_condition
from django_graphql_auto.execution.querysets.patterns import check_pattern
from django_graphql_auto.execution.querysets.related import outer_rows
from django_graphql_auto.execution.querysets.scopes import Scopes
from django_graphql_auto.execution.querysets.trees import tree_rows
from django_graphql_auto.execution.statements.dependencies import refuse
from django_graphql_auto.execution.statements.shapes import Given, comparable, looked_at
from django_graphql_auto.execution.values import check_json, check_list, check_text, check_year, key_of_id, stored_key
from django_graphql_auto.introspection.records import RelationKind
from django_graphql_auto.schema.entities import Column, Entity, ExpressionField, FilterField, Hop
from django_graphql_auto.schema.lookups import JSON_PATH_VALUE, OPERATOR_SETS, Argument, Lookup
from django_graphql_auto.schema.types.annotations import scalar_of_annotation
from django_graphql_auto.schema.types.where import operator_set, tree_conditions

Where = Mapping[str, Any]
MAX_JSON_KEYS = 20


@dataclass
class Budget:
    """What one ``where`` may still spend."""

    clauses: int = field(default_factory=lambda: settings.MAX_FILTER_CLAUSES)

    def spend(self) -> None:
        self.clauses -= 1
        if self.clauses < 0:
            raise LimitExceeded(f"A filter has at most {settings.MAX_FILTER_CLAUSES} conditions.")


@dataclass(frozen=True)
class Place:
    """Where a condition stands: under which prefix of which statement, how deep, over how many relations."""

    prefix: str = ""
    depth: int = 1
    hops: int = 0
    aliases: dict[str, Any] = field(default_factory=dict)
    """Expressions that conditions of this statement compare with."""

    def nested(self) -> Place:
        if self.depth >= settings.MAX_FILTER_DEPTH:
            raise LimitExceeded(f"A filter nests at most {settings.MAX_FILTER_DEPTH} levels.")
        return Place(self.prefix, self.depth + 1, self.hops, self.aliases)

    def across(self, prefix: str, aliases: dict[str, Any] | None = None) -> Place:
        """Over a relation: in the same statement, or with ``aliases`` in one of its own."""
        if self.hops >= settings.MAX_FILTER_HOPS:
            raise LimitExceeded(f"A filter crosses at most {settings.MAX_FILTER_HOPS} relations in a row.")
        deeper = self.nested()
        return Place(prefix, deeper.depth, self.hops + 1, self.aliases if aliases is None else aliases)


class Conditions:
    """Compiles one ``where``."""

    def __init__(self, scopes: Scopes, own: Callable[[], QuerySet[Any]] | None = None) -> None:
        """``own`` makes the rows that are asked about, where these are others than the visible ones."""
        self.scopes, self.own, self.budget = scopes, own, Budget()

    def filtered(self, queryset: QuerySet[Any], entity: Entity, where: Where, prefix: str = "") -> QuerySet[Any]:
        """The rows of ``queryset`` that meet the condition; ``prefix`` leads from its base to the entity."""
        return self._applied(queryset, entity, where, Place(prefix))

    def having(self, groups: QuerySet[Any], entity: Entity, given: Where, prefix: str) -> QuerySet[Any]:
        """The groups whose figures meet the condition."""
        aliases: dict[str, Any] = {}
        condition = Q()
        for function, below in given.items():
            columns = {"": below} if function == "count" else _not_null(function, below)
            for name, operators in columns.items():
                column, alias = entity.columns[name] if name else None, f"having_{len(aliases)}"
                aliases[alias] = figure_expression(function, column, prefix)
                condition &= self._operators(_BY_NAME[figure_scalar(function, column)], alias, _not_null(name or function, operators))
        return groups.alias(**aliases).filter(condition) if condition else groups

    def _applied(self, queryset: QuerySet[Any], entity: Entity, where: Where, place: Place, negated: bool = False) -> QuerySet[Any]:
        condition = self.where(entity, where, place)
        if not condition:
            return queryset
        try:
            met: QuerySet[Any] = queryset.alias(**place.aliases).filter(~condition if negated else condition)
        except (ValueError, TypeError, ValidationError, ArithmeticError) as error:
            raise BadUserInput("A value in the filter does not fit its column.") from error
        return met

    def where(self, entity: Entity, given: Where, place: Place) -> Q:
        condition = Q()
        for name, value in given.items():
            condition &= self._clause(entity, name, _not_null(name, value), place)
        return condition

    def _clause(self, entity: Entity, name: str, value: Any, place: Place) -> Q:
        if name in _CONNECTIVES:
            return _CONNECTIVES[name](self, entity, value, place.nested())
        if name == "id":
            return self._ids(entity, value, place)
        if name in entity.hops:
            hop = entity.hops[name]
            return self._to_many(hop, value, place) if hop.to_many else self._to_one(hop, value, place)
        if name in entity.generics:
            self.budget.spend()
            return generic_condition(self.scopes, entity.generics[name], value, place.prefix)
        if name in entity.filters:
            return self._custom(entity, entity.filters[name], value, place)
        if name in tree_conditions(entity):
            return self._place_in_tree(entity, _TREES[name], value, place)
        if name in entity.expressions:
            return self._expression(entity, entity.expressions[name], value, place)
        return self._column(entity.columns_and_key()[name], value, place)

    # connectives

    def _and(self, entity: Entity, several: list[Where], place: Place) -> Q:
        condition = Q()
        for given in several:
            condition &= self.where(entity, given, place)
        return condition

    def _or(self, entity: Entity, several: list[Where], place: Place) -> Q:
        if not several:
            raise BadUserInput("OR takes at least one condition.")
        condition = Q()
        for given in several:
            condition |= _not_empty("OR", self.where(entity, given, place))
        return condition

    def _not(self, entity: Entity, given: Where, place: Place) -> Q:
        return ~_not_empty("NOT", self.where(entity, given, place))

    def _compare(self, entity: Entity, several: list[Where], place: Place) -> Q:
        """Columns against each other."""
        columns, condition = entity.columns_and_key(), Q()
        for given in several:
            self.budget.spend()
            left, right = columns[given["left"]], columns[given["right"]]
            if left.mapping.scalar is not right.mapping.scalar or not (left.filterable and right.filterable):
                raise BadUserInput(f"{left.name} and {right.name} cannot be compared.")
            condition &= Q(**{f"{place.prefix}{left.path}__{given['is']}": F(place.prefix + right.path)})
        return condition

    # columns

    def _custom(self, entity: Entity, custom: FilterField, value: Any, place: Place) -> Q:
        """A ``@filter_field``: its Q is about the entity's own rows, so away from their table it is asked of a subquery."""
        self.budget.spend()
        refuse(f"the condition {custom.name} is the project's")
        value = looked_at(value)
        check_text(value)
        check_list(value)
        condition = without_strangers(custom.method(value, self.scopes.access))
        if is_local(entity.info, condition):
            return prefixed(condition, place.prefix)
        key = "pk" if entity.composite else entity.key[0].path
        rows = self.own() if self.own and not place.hops else self.scopes.rows(entity)
        return Q(**{f"{place.prefix}{key}__in": rows.filter(condition).values(key)})

    def _place_in_tree(self, entity: Entity, kind: RelationKind, given: str, place: Place) -> Q:
        """Rows above or below a visible one; a hidden row has none."""
        self.budget.spend()
        relation = entity.hops[kind.value].relation
        rows = tree_rows(self.scopes, entity, relation, key_of_id(entity, given), settings.MAX_TREE_DEPTH)
        return Q(**{f"{place.prefix}{entity.key[0].path}__in": rows.values("pk")})

    def _expression(self, entity: Entity, field: ExpressionField, operators: Where, place: Place) -> Q:
        alias = f"expression_{len(place.aliases)}"
        place.aliases[alias] = expression_column(self.scopes, entity, field, prefix=place.prefix)
        scalar = scalar_of_annotation(field.annotation)
        return self._operators(_BY_NAME[scalar.name if scalar else "Presence"], alias, operators)

    def _column(self, column: Column, operators: Where, place: Place) -> Q:
        return self._operators(lookups_of(column), place.prefix + column.path, operators, column.info.field)

    def _operators(self, lookups: Mapping[str, Lookup], path: str, operators: Where, column: Any = None) -> Q:
        condition = Q()
        for name, value in operators.items():
            condition &= self._operator(lookups[name], path, _not_null(name, value), column)
        return condition

    def _operator(self, lookup: Lookup, path: str, value: Any, column: Any) -> Q:
        """``column`` is the field behind ``path``; without one, values cannot be parameters."""
        if lookup.condition is not None and isinstance(value, Given):
            self.budget.spend()
            return lookup.condition(path, value.compared(column))
        value = looked_at(value)
        if lookup.argument is Argument.JSON_PATH:
            return self._json_path(path, value)
        if lookup.condition is None:
            check_year(lookup.transform, value)
            return self._operators(_BY_NAME[_TRANSFORMED[lookup.argument]], f"{path}{LOOKUP_SEP}{lookup.transform}", value)
        self.budget.spend()
        check_list(value)
        check_json(value)
        if lookup.argument is Argument.PATTERN:
            check_pattern(value)
        return lookup.condition(path, value)

    def _json_path(self, path: str, given: Where) -> Q:
        """Keys are checked, not looked up: ``__`` inside one would be read as a lookup."""
        keys = given["at"]
        if len(keys) > MAX_JSON_KEYS:
            raise LimitExceeded(f"`at` goes at most {MAX_JSON_KEYS} keys deep.")
        if not keys or any(LOOKUP_SEP in key or not key or len(key) > 100 for key in keys) or keys[-1] in _JSON_LOOKUPS:
            raise BadUserInput("`at` takes keys without double underscores.")
        check_json(keys)
        rest = {name: value for name, value in given.items() if name != "at"}
        return self._operators(_JSON_PATH, LOOKUP_SEP.join([path, *keys]), rest)

    def _ids(self, entity: Entity, operators: Where, place: Place) -> Q:
        condition = Q()
        for name, value in operators.items():
            self.budget.spend()
            condition &= _ID_OPERATORS[name](entity, _not_null(name, value), place.prefix)
        return condition

    # relations

    def _to_one(self, hop: Hop, given: Where, place: Place) -> Q:
        """A visible related row exists and meets the condition; ``{}`` is no condition."""
        target = self.scopes.entities[hop.target]
        if (absent := _asks_presence(given)) is not None:
            self.budget.spend()
            present = self._present(hop, target, place)
            return ~present if absent else present
        if self.scopes.visibility(target) is Visibility.RESTRICTED:
            return self._fetched(hop, target, given, place)
        condition = self.where(target, given, place.across(f"{place.prefix}{hop.relation.query_name}{LOOKUP_SEP}"))
        return self._present(hop, target, place) & condition if condition else Q()

    def _fetched(self, hop: Hop, target: Entity, given: Where, place: Place) -> Q:
        """The same for rows that no join can reach under their scope; no condition is none here either."""
        rows = outer_rows(self.scopes, hop, place.prefix).queryset
        met = self._applied(rows, target, given, place.across("", {}))
        return Q(Exists(met)) if met is not rows else Q()

    def _present(self, hop: Hop, target: Entity, place: Place) -> Q:
        """Whether there is a visible row at the other end."""
        visibility = self.scopes.visibility(target)
        path = place.prefix + hop.relation.query_name
        if visibility is Visibility.DENIED:
            return NOTHING
        if visibility is Visibility.RESTRICTED:
            return Q(Exists(outer_rows(self.scopes, hop, place.prefix).queryset))
        scope = prefixed(self.scopes.scope(target).condition, path + LOOKUP_SEP)
        return (Q(**{f"{path}__isnull": False}) if hop.relation.null else Q()) & scope

    def _to_many(self, hop: Hop, given: Where, place: Place) -> Q:
        target = self.scopes.entities[hop.target]
        condition = Q()
        for name, value in given.items():
            value = _not_null(name, value)
            quantify = _QUANTIFIERS.get(name)
            condition &= quantify(self, hop, target, value, place) if quantify else self._figure(hop, name, value, place)
        return condition

    def _some(self, hop: Hop, target: Entity, given: Where, place: Place) -> Q:
        self.budget.spend()
        rows = outer_rows(self.scopes, hop, place.prefix)
        return Q(Exists(self._applied(rows.queryset, target, given, place.across(rows.prefix, {}))))

    def _none(self, hop: Hop, target: Entity, given: Where, place: Place) -> Q:
        return ~self._some(hop, target, given, place)

    def _every(self, hop: Hop, target: Entity, given: Where, place: Place) -> Q:
        """No related row fails the condition; the empty condition holds for all."""
        self.budget.spend()
        rows = outer_rows(self.scopes, hop, place.prefix)
        failing = self._applied(rows.queryset, target, given, place.across(rows.prefix, {}), negated=True)
        return ~Q(Exists(failing)) if failing is not rows.queryset else Q()

    def _figure(self, hop: Hop, function: str, given: Where, place: Place) -> Q:
        """A condition on ``count``, or on ``sum { column }`` and its like; each figure is a subquery of its own."""
        place.across(place.prefix)
        target = self.scopes.entities[hop.target]
        columns = {"": given} if function == "count" else given
        condition = Q()
        for name, operators in columns.items():
            column = target.columns[name] if name else None
            figure = related_figure(self.scopes, hop, function, column, place.prefix)
            alias = f"figure_{len(place.aliases)}"
            place.aliases[alias] = figure.expression
            condition &= self._operators(_BY_NAME[figure.scalar], alias, _not_null(name, operators))
        return condition


def _not_null(name: str, value: Any) -> Any:
    if value is None:
        raise BadUserInput(f"{name}: null is no condition. Leave it out, or ask `isNull`.")
    return value


def _not_empty(connective: str, condition: Q) -> Q:
    if not condition:
        raise BadUserInput(f"An empty condition inside {connective} would mean every row.")
    return condition


def _asks_presence(given: Where) -> bool | None:
    """``{id: {isNull: …}}`` on a to-one relation asks whether there is a row at all."""
    if len(given) == 1:
        [(name, operators)] = given.items()
        if name in ("id", "pk") and isinstance(operators, Mapping) and list(operators) == ["isNull"]:
            answer: bool | None = operators["isNull"]
            return answer
    return None


def key_condition(entity: Entity, key: tuple[Any, ...], prefix: str = "") -> Q:
    return Q(**{prefix + column.path: value for column, value in zip(entity.key, key, strict=True)})


def _one_id(entity: Entity, given: Any, prefix: str) -> Q:
    return _any_id(entity, given if isinstance(given, Given) else [given], prefix)


def _any_id(entity: Entity, ids: Any, prefix: str) -> Q:
    if isinstance(ids, Given) and not entity.composite and comparable(entity.key[0].info.field):
        lookup = "in" if isinstance(ids.value, tuple) else "exact"
        return Q(**{f"{prefix}{entity.key[0].path}__{lookup}": ids.compared(entity.key[0].info.field, partial(stored_key, entity))})
    ids = looked_at(ids)
    ids = ids if isinstance(ids, list) else [ids]
    check_list(ids)
    keys = [key_of_id(entity, given) for given in ids]
    if not entity.composite:
        return Q(**{f"{prefix}{entity.key[0].path}__in": [key for (key,) in keys]})
    condition = Q()
    for key in keys:
        condition |= key_condition(entity, key, prefix)
    return condition or NOTHING


_ID_OPERATORS: dict[str, Callable[[Entity, Any, str], Q]] = {
    "eq": _one_id,
    "ne": lambda entity, given, prefix: ~_one_id(entity, given, prefix),
    "in": _any_id,
    "notIn": lambda entity, given, prefix: ~_any_id(entity, given, prefix),
    "isNull": lambda entity, given, prefix: Q(**{f"{prefix}{entity.key[0].path}__isnull": given}),
}
_CONNECTIVES: dict[str, Callable[[Conditions, Entity, Any, Place], Q]] = {
    "AND": Conditions._and,
    "OR": Conditions._or,
    "NOT": Conditions._not,
    "COMPARE": Conditions._compare,
}
_TREES = {"descendantOf": RelationKind.DESCENDANTS, "ancestorOf": RelationKind.ANCESTORS}
_QUANTIFIERS: dict[str, Callable[[Conditions, Hop, Entity, Where, Place], Q]] = {
    "some": Conditions._some,
    "none": Conditions._none,
    "every": Conditions._every,
}
_BY_NAME: dict[str, Mapping[str, Lookup]] = {name: {lookup.name: lookup for lookup in operator_set(name)} for name in OPERATOR_SETS}
_TRANSFORMED = {Argument.INTEGER: "Int", Argument.DATE: "Date", Argument.TIME: "Time"}
_JSON_PATH = {lookup.name: lookup for lookup in JSON_PATH_VALUE}
_JSON_LOOKUPS = frozenset({"exact", "isnull", "contains", "in", "lt", "lte", "gt", "gte", "regex", "iregex", "has_key", "contained_by"})


def lookups_of(column: Column) -> Mapping[str, Lookup]:
    """The operators of a column by name."""
    if column.enum:
        return _BY_NAME["Enum"]
    return _BY_NAME["Pattern" if column.regex and column.mapping.operators == "String" else column.mapping.operators]
