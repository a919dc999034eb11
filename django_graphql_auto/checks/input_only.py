"""Whether what is input and never stored has a place, a type, and somebody who gets it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django_graphql_auto.checks.options import declared
from django_graphql_auto.checks.records import Check, Finding, Stage
from django_graphql_auto.checks.schema import has_type, is_model_or_record
from django_graphql_auto.checks.suggestions import did_you_mean
from django_graphql_auto.introspection.members import names
from django_graphql_auto.mutations.records import HOOKS, parameters_of_hook
from django_graphql_auto.options import ModelOptions
from django_graphql_auto.registry import Registry
from django_graphql_auto.schema.names import camel_case


def names_that_meet(registry: Registry) -> Iterator[Finding]:
    """As clients see them: a column, a relation, or one another."""
    for info, options in declared(registry):
        own = Counter(map(camel_case, options.input_only))
        taken = {camel_case(name) for name in names(info)} | {"id", "pk"} | {name for name, count in own.items() if count > 1}
        for name in options.input_only:
            if camel_case(name) in taken:
                yield Finding({"name": name}, info.model)


def unusable_annotations(registry: Registry) -> Iterator[Finding]:
    for info, options in declared(registry):
        for name, annotation in options.input_only.items():
            if not has_type(annotation, is_model_or_record):
                yield Finding({"name": name, "annotation": getattr(annotation, "__name__", annotation)}, info.model)


def parameters_of_nothing(registry: Registry) -> Iterator[Finding]:
    for info, options in declared(registry):
        for hook in HOOKS:
            for name in parameters_of_hook(getattr(options, hook)).keys() - options.input_only.keys():
                yield Finding({"hook": hook, "name": name, "nearest": did_you_mean(name, options.input_only)}, info.model)


def values_for_nobody(registry: Registry) -> Iterator[Finding]:
    for info, options in declared(registry):
        for name in options.input_only.keys() - _taken(options):
            yield Finding({"name": name}, info.model)


def _taken(options: ModelOptions) -> set[str]:
    return {name for hook in HOOKS for name in parameters_of_hook(getattr(options, hook))}


CHECKS: tuple[Check, ...] = (
    Check(
        "E120",
        Stage.MEANING,
        "The option input_only has {name!r}, and something else has that name in the input.",
        "Give it a name that no column, no relation and no other value has.",
        names_that_meet,
    ),
    Check(
        "E121",
        Stage.MEANING,
        "The option input_only annotates {name!r} with {annotation}, which is no type of an input.",
        "Annotate it with what a @mutation may take: a scalar, an enumeration, a dataclass, a served model, a list of these.",
        unusable_annotations,
    ),
    Check(
        "E122",
        Stage.MEANING,
        "{hook}() takes {name!r}, which input_only doesn't declare.",
        "{nearest} Beside the row and the access, it takes what input_only declares.",
        parameters_of_nothing,
    ),
    Check(
        "W106",
        Stage.MEANING,
        "The option input_only declares {name!r}, and no hook takes it.",
        "Name it as a parameter: def before_write(self, row, access, {name}=None).",
        values_for_nobody,
    ),
)
