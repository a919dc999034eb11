"""``@expression`` fields as ORM expressions that neither join nor group the statement they stand in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.fields import GenericRel
from django.core.exceptions import FieldError
from django.db.models import Expression, ExpressionWrapper, F, Field, OuterRef

from django_graphql_auto.execution.querysets.related import RelatedValue
from django_graphql_auto.execution.querysets.scopes import Scopes
from django_graphql_auto.execution.statements.dependencies import refuse
from django_graphql_auto.execution.values import check_list, check_text
from django_graphql_auto.schema.entities import Entity, ExpressionField

Arguments = Mapping[str, Any]


class ExpressionColumn(ExpressionWrapper):  # type: ignore[type-arg]
    """An expression as a column. Its name tells it apart: Django's filters on windows mistake equal expressions for each other."""

    def __init__(self, expression: Any, output_field: Field[Any, Any], name: str) -> None:
        super().__init__(expression, output_field)
        self.name = name

    def get_db_converters(self, connection: Any) -> list[Callable[..., Any]]:
        """SQLite forgets a decimal's places in whatever is no bare column: 5 for 5.00."""
        return [*super().get_db_converters(connection), self._exact]

    def _exact(self, value: Any, expression: Expression, connection: Any) -> Any:
        return with_places(value, self.output_field)


def with_places(value: Any, field: Field[Any, Any]) -> Any:
    """A decimal with the places that its field declares, if any."""
    places = getattr(field, "decimal_places", None)
    return round(value, places) if isinstance(value, Decimal) and places is not None else value


def expression_column(
    scopes: Scopes, entity: Entity, field: ExpressionField, arguments: Arguments | None = None, prefix: str = "", name: str = ""
) -> ExpressionColumn:
    """A field's value, where ``prefix`` leads to the row; without ``arguments`` the defaults are taken."""
    refuse(f"the expression {entity.type_name}.{field.name} is the project's")
    given = {parameter.name: parameter.default for parameter in field.parameters} if arguments is None else arguments
    for value in given.values():
        check_text(value)
        check_list(value)
    made: Any = field.method(scopes.access, **given)
    value = F(made) if isinstance(made, str) else made
    rows = entity.model._base_manager.order_by().values("pk").annotate(expression_value=value)
    output_field = rows.query.annotations["expression_value"].output_field
    if _repeats_rows(rows.query):
        raise FieldError(f"{entity.type_name}.{field.name} would be the value of any one of many rows: aggregate them, or ask Exists.")
    if prefix or _reaches_out(rows.query):
        key = {column.path: OuterRef(prefix + column.path) for column in entity.key}
        value = RelatedValue(rows.filter(**key).values("expression_value")[:1], output_field=output_field)
    return ExpressionColumn(value, output_field, name or field.name)


def _repeats_rows(query: Any) -> bool:
    """Whether it joins several rows to one without an aggregate over them."""
    joined = [join.join_field for join in query.alias_map.values() if join.parent_alias]
    return query.group_by is None and any(field.one_to_many or isinstance(field, GenericRel) for field in joined)


def _reaches_out(query: Any) -> bool:
    """Whether it would group the statement, or join other rows to it."""
    return query.group_by is not None or len(query.alias_map) > 1
