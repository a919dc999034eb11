"""The methods of options as fields and conditions: what their marks and signatures say."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.apps import apps
from django.db import models

from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.options import (
    ExpressionOptions,
    ModelOptions,
    MutationOptions,
    computed_fields,
    expression_fields,
    filter_methods,
    marked_mutation,
    mutation_methods,
)
from django_graphql_auto.schema import names
from django_graphql_auto.schema.entities import ComputedField, ExpressionField, FilterField, MethodMutation, Parameter, Unread


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


def mutation_members(model: type[models.Model], options: ModelOptions) -> list[MethodMutation]:
    """The mutations that methods of the options and of the model are."""
    of_options = [_mutation(getattr(options, name), marked, 2) for name, marked in mutation_methods(options).items()]
    of_model = [(name, marked) for name, marked in mutation_methods(model).items() if not (marked.name and _is_inherited(model, name))]
    return [*of_options, *(_mutation(getattr(model, name), marked, 1) for name, marked in of_model), *_of_managers(model)]


def _of_managers(model: type[models.Model]) -> list[MethodMutation]:
    """The mutations that methods of the model's managers are; of one that several have, the first manager's."""
    found: dict[str, MethodMutation] = {}
    for manager in model._meta.managers:
        for name, marked in mutation_methods(manager).items():
            if name not in found and not (marked.name and _is_inherited(model, manager.name)):
                found[name] = _mutation(getattr(manager, name), marked, 0, partial(_on_manager, model, manager.name, name))
    return list(found.values())


def _on_manager(model: type[models.Model], manager: str, name: str, using: str, *arguments: Any, **named: Any) -> Any:
    return getattr(getattr(model, manager).db_manager(using), name)(*arguments, **named)


def function_mutation(function: Callable[..., Any]) -> MethodMutation:
    """The mutation that a registered function is."""
    marked = marked_mutation(function)
    if marked is None:
        raise SchemaError(
            f"{function.__qualname__}() is registered and is no mutation.", 'Mark it: @register above @mutation("app.permission").'
        )
    made = _mutation(function, marked, 0, lambda using, **arguments: function(**arguments))
    return replace(made, name=made.name or made.verb)


def _is_inherited(model: type[models.Model], name: str) -> bool:
    """Whether another model has the method, which alone has the name then that it was given."""
    holder = next(owner for owner in model.__mro__ if name in vars(owner))
    return holder is not model and holder in apps.get_models()


def _mutation(method: Callable[..., Any], marked: MutationOptions, given: int, call: Callable[..., Any] | None = None) -> MethodMutation:
    """``given`` parameters come from us: the row, and for options the access. ``call`` runs what has no row on a database."""
    parameters = list(inspect.signature(method).parameters.values())
    named = [each for each in parameters[given:] if each.name != ACCESS]
    taken = _TAKEN if call is None else _TAKEN[1:]
    if inspect.iscoroutinefunction(method):
        raise SchemaError(f"{method.__qualname__}() is async, and runs in a transaction.", "Write it with `def`.")
    if len(parameters) < given or any(
        each.kind not in _NAMED or names.camel_case(each.name) in map(names.camel_case, taken) for each in named
    ):
        raise SchemaError(
            f"{method.__qualname__}() cannot be a mutation.",
            "A model's takes `self`, that of options `self`, the row and `access`, a manager's `self`; then arguments by name, none called "
            f"{', '.join(taken)}.",
        )
    return MethodMutation(
        verb=names.camel_case(method.__name__),
        name=marked.name or "",
        method=method if given == 2 else _handing_access(call or method, wanted=len(parameters) - given > len(named)),
        parameters=tuple(_parameter(method, parameter) for parameter in named),
        returns=annotation_of(method),
        permission=marked.permission,
        description=marked.description or (method.__doc__ or "").strip(),
        on_row=call is None,
        place=method.__qualname__,
    )


def annotation_of(method: Callable[..., Any]) -> Any:
    """Of what a method returns."""
    written, found = method.__annotations__.get("return"), _annotation(method, "return")
    return Unread(written) if found is None and isinstance(written, str) and written != "None" else found


def _handing_access(method: Callable[..., Any], wanted: bool) -> Callable[..., Any]:
    """The method, which takes the access as its second argument and hands it on where it is wanted."""
    if wanted:
        return lambda first, access, **arguments: method(first, **arguments, access=access)
    return lambda first, access, **arguments: method(first, **arguments)


ACCESS = "access"
"""The parameter that gets the access."""
_TAKEN = ("id", "dry_run", "idempotency_key")
"""What every mutation has as arguments; the first of them, those of a row alone."""


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
