"""The methods of options as fields and conditions: what their marks and signatures say."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Sequence
from typing import Any

from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.options import ExpressionOptions, ModelOptions, computed_fields, expression_fields, filter_methods
from django_graphql_auto.schema import names
from django_graphql_auto.schema.entities import ComputedField, ExpressionField, FilterField, Parameter


def computed_members(options: ModelOptions) -> list[ComputedField]:
    return [
        ComputedField(
            name=marked.name or names.camel_case(method),
            method=getattr(options, method),
            requires=marked.requires,
            annotation=_annotation(getattr(options, method), "return"),
            description=marked.description or (getattr(options, method).__doc__ or "").strip(),
        )
        for method, marked in computed_fields(options).items()
    ]


def expression_members(options: ModelOptions) -> list[ExpressionField]:
    return [_expression(name, getattr(options, name), marked, options) for name, marked in expression_fields(options).items()]


def _expression(method_name: str, method: Callable[..., Any], marked: ExpressionOptions, options: ModelOptions) -> ExpressionField:
    return ExpressionField(
        name=marked.name or names.camel_case(method_name),
        method=method,
        parameters=_parameters(method, options),
        annotation=_annotation(method, "return"),
        description=marked.description or (method.__doc__ or "").strip(),
        filterable=is_listed(method_name, options.filter_fields, indexed=False),
        orderable=is_listed(method_name, options.order_fields, indexed=False),
    )


def _parameters(method: Callable[..., Any], options: ModelOptions) -> tuple[Parameter, ...]:
    """The arguments: what a method takes by name, after the access."""
    parameters = list(inspect.signature(method).parameters.values())
    if not parameters or any(parameter.kind not in _NAMED for parameter in parameters[1:]):
        raise SchemaError(
            f"{type(options).__name__}.{method.__name__}() cannot be a field.",
            "An @expression takes `self`, `access`, and arguments by name: def price_with(self, access, tax: Decimal) -> Decimal.",
        )
    return tuple(_parameter(method, parameter) for parameter in parameters[1:])


_NAMED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


def _parameter(method: Callable[..., Any], parameter: inspect.Parameter) -> Parameter:
    required = parameter.default is inspect.Parameter.empty
    default = None if required else parameter.default
    return Parameter(parameter.name, names.camel_case(parameter.name), _annotation(method, parameter.name), required, default)


def filter_members(options: ModelOptions) -> list[FilterField]:
    methods = [getattr(options, name) for name in filter_methods(options)]
    return [
        FilterField(names.camel_case(method.__name__), method, _annotation(method, "value"), (method.__doc__ or "").strip())
        for method in methods
    ]


def _annotation(method: Callable[..., Any], name: str) -> Any:
    """One annotation by itself: another one may name what is imported for type checkers only."""
    written = method.__annotations__.get(name)
    if not isinstance(written, str):
        return written
    try:
        return eval(written, vars(sys.modules[method.__module__]))
    except NameError:
        return None


def is_listed(name: str, listed: Sequence[str] | None, indexed: bool) -> bool:
    """Whether an option names it; where the option is silent, all that is indexed or, by default, everything."""
    return name in listed if listed is not None else indexed or not settings.INDEXED_ONLY
