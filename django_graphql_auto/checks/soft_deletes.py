"""Whether ``soft_delete`` can do what it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models.expressions import Col

from django_graphql_auto.checks.options import declared
from django_graphql_auto.checks.records import Check, Finding, Stage
from django_graphql_auto.checks.suggestions import did_you_mean
from django_graphql_auto.introspection import look_at
from django_graphql_auto.introspection.members import columns
from django_graphql_auto.introspection.records import ModelInfo
from django_graphql_auto.options import ModelOptions
from django_graphql_auto.registry import Registry
from django_graphql_auto.schema.exposure import models_above, problem_of_mark

WRITING = ("create_only_fields", "set_on_create", "set_on_update", "version_field")
"""Options that let something else write the column, or lean on it."""


def _marking(registry: Registry) -> Iterator[tuple[ModelInfo, ModelOptions, str]]:
    for info, options in declared(registry):
        if isinstance(options.soft_delete, str):
            yield info, options, options.soft_delete


def unfit_columns(registry: Registry) -> Iterator[Finding]:
    for info, _, name in _marking(registry):
        if problem := problem_of_mark(info, name):
            nearest = "" if name in columns(info) else did_you_mean(name, columns(info))
            yield Finding({"name": name, "problem": problem, "nearest": nearest}, info.model)


def other_writers(registry: Registry) -> Iterator[Finding]:
    for info, options, name in _marking(registry):
        for option in WRITING:
            given = getattr(options, option)
            if name == given or (not isinstance(given, str) and name in (given or ())):
                yield Finding({"name": name, "option": option}, info.model)


def never_deleted(registry: Registry) -> Iterator[Finding]:
    for info, options, _ in _marking(registry):
        if "delete" not in options.operations:
            yield Finding({}, info.model)


def two_marks(registry: Registry) -> Iterator[Finding]:
    """A row that is marked in one place would still be there in the other."""
    registered = registry.registered()
    for info, _, name in _marking(registry):
        for above in models_above(info):
            other = registered[above].soft_delete if above in registered else None
            if other not in (None, name):
                yield Finding({"name": name, "above": look_at(above).label, "other": other}, info.model)


def hidden_from_restoring(registry: Registry) -> Iterator[Finding]:
    for info, options, name in _marking(registry):
        manager: Any = options.soft_delete_manager or options.manager or info.model._default_manager.name
        known = {one.name: one for one in info.model._meta.managers}
        if manager in known and _compares(_condition_of(known[manager]), name):
            yield Finding({"manager": manager, "name": name}, info.model)


def _condition_of(manager: Any) -> Any:
    """What the manager's rows must meet. Some, as django-safedelete's, say so only when a statement is made."""
    rows = manager.get_queryset()
    rows.query.get_compiler(rows.db)
    return rows.query.where


def _compares(part: Any, name: str) -> bool:
    """Whether a condition looks at the column."""
    if isinstance(part, Col):
        return bool(part.target.name == name)
    return any(_compares(each, name) for each in part.get_source_expressions() if hasattr(each, "get_source_expressions"))


def idle_managers(registry: Registry) -> Iterator[Finding]:
    for info, options in declared(registry):
        if options.soft_delete_manager is not None and options.soft_delete is None:
            yield Finding({}, info.model)


SOFT_DELETES: tuple[Check, ...] = (
    Check(
        "E123",
        Stage.MEANING,
        "The option soft_delete names {name!r}: {problem}.",
        "{nearest} It takes a DateTimeField(null=True) or a BooleanField(default=False) of the model.",
        unfit_columns,
    ),
    Check(
        "E124",
        Stage.MEANING,
        "The option {option} names {name!r}, in which soft_delete marks rows.",
        "Only deleting and restoring write this column. Leave it out of {option}.",
        other_writers,
    ),
    Check(
        "E125",
        Stage.MEANING,
        'The option soft_delete is set, and operations has no "delete".',
        'Nothing could be marked or restored. Add "delete" to operations, or hide the marked rows by scope() alone.',
        never_deleted,
    ),
    Check(
        "E126",
        Stage.MEANING,
        "The option soft_delete names {name!r}, and {above}, whose rows these are, marks its own in {other!r}.",
        "Declare it at {above} alone: multi-table children and proxies are marked with it.",
        two_marks,
    ),
    Check(
        "W107",
        Stage.MEANING,
        "The manager {manager!r} leaves out rows by {name!r}, the column of soft_delete: they can be neither listed nor restored.",
        "Name the manager that has them in soft_delete_manager.",
        hidden_from_restoring,
    ),
    Check(
        "W108",
        Stage.MEANING,
        "The option soft_delete_manager is set without soft_delete.",
        "Name the column that marks deleted rows in soft_delete.",
        idle_managers,
    ),
)
