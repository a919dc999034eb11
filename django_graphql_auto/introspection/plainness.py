"""Whether rows of a model can be stored together: nothing of the project's own has to happen row by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import connections, models
from django.db.models import signals

from django_graphql_auto.introspection.records import RelationInfo

OVERRIDDEN = ("save", "save_base", "full_clean", "clean_fields", "validate_unique", "validate_constraints", "delete")
SENDING = ("save", "save_base", "_do_insert", "_do_update")
"""The way of a row from its own ``save()`` to its statement."""
OF_ONE_ROW: tuple[str, ...] = (*OVERRIDDEN[:-1], "clean", "__init__", "__setattr__")
BROUGHT = frozenset({"builtins", "datetime", "django", "uuid"})
NOTICING = (signals.pre_init, signals.post_init, signals.post_save)
SAVING = (signals.pre_save, signals.post_save)
OWN_RECEIVERS: list[Callable[..., None]] = []
"""Receivers of this package: they take rows as they come, one by one or not at all."""


def stores_plainly(model: type[models.Model], using: str) -> bool:
    """Whether a row's own ``save()`` does nothing that ``bulk_create()`` and ``bulk_update()`` do not."""
    return why_stored_alone(model, using) is None


def why_stored_alone(model: type[models.Model], using: str) -> str | None:
    """Why rows of the model are stored one by one, in words; None where they are stored together."""
    return next((reason for reason, holds in STORED_ALONE.items() if holds(model, connections[using])), None)


def deletes_plainly(model: type[models.Model]) -> bool:
    return not _overrides(model, OVERRIDDEN[-1:])


def is_sent_plainly(model: type[models.Model]) -> bool:
    """Whether a row's own ``save()`` is one statement, and only Django has a hand in it until that is sent."""
    return not (_overrides(model, SENDING) or _is_heard(model, signals.pre_save) or model._meta.select_on_save) and is_one_table(model)


@cache
def is_one_table(model: type[models.Model]) -> bool:
    """Whether rows stand in one table, and their base manager is Django's."""
    return type(model._base_manager) is models.Manager and not model._meta.parents


def stores_silently(model: type[models.Model]) -> bool:
    """Whether nothing but Django's own code runs while a row is made, validated and stored by one statement."""
    own = _overrides(model, OF_ONE_ROW) or not _has_known_parts(model)
    return is_sent_plainly(model) and not own and not any(_is_heard(model, signal) for signal in NOTICING)


def _is_heard(model: type[models.Model], signal: Any) -> bool:
    return bool(signal.receivers) and _is_received(signal, model)


@cache
def _has_known_parts(model: type[models.Model]) -> bool:
    meta = model._meta
    fields: Any = meta.concrete_fields
    return meta.managed and not meta.order_with_respect_to and all(map(_is_known_field, fields))


def _is_known_field(field: Any) -> bool:
    """Fields and defaults that neither Django nor Python brings may do anything; a file is stored beside the database."""
    makes = field.default if callable(field.default) else None
    brought = _is_brought(type(field)) and (makes is None or _is_brought(makes))
    return brought and not isinstance(field, models.FileField)


def _is_brought(made: Any) -> bool:
    return (getattr(made, "__module__", None) or "").partition(".")[0] in BROUGHT


def links_plainly(relation: RelationInfo) -> bool:
    """Whether a many-to-many relation's own ``add()`` does nothing with new pairs that ``bulk_create()`` on the table between does not."""
    return why_linked_alone(relation) is None


def why_linked_alone(relation: RelationInfo) -> str | None:
    """Why new pairs of a many-to-many relation are left to its own ``add()``, in words."""
    return next((reason for reason, holds in LINKED_ALONE.items() if holds(relation)), None)


def _has_listeners(model: type[models.Model]) -> bool:
    return any(_is_received(signal, model) for signal in SAVING)


def _is_received(signal: Any, sender: Any) -> bool:
    """Whether anybody but this package receives it."""
    if not signal.has_listeners(sender):
        return False
    return any(receiver not in OWN_RECEIVERS for receivers in signal._live_receivers(sender) for receiver in receivers)


def _overrides(model: type[models.Model], names: tuple[str, ...]) -> bool:
    read = attrgetter(*names)
    return bool(read(model) != read(models.Model))


def _is_checked_by_django_alone(model: type[models.Model], connection: Any) -> bool:
    """Dates that are unique for a time, constraints that the database doesn't know: only a row's own validation finds them."""
    fields: Any = model._meta.concrete_fields
    if any(field.unique_for_date or field.unique_for_month or field.unique_for_year for field in fields):
        return True
    return any(not _is_known(constraint, connection.features) for constraint in model._meta.constraints)


def _is_known(constraint: Any, features: Any) -> bool:
    if isinstance(constraint, models.CheckConstraint):
        return bool(features.supports_table_check_constraints)
    if not isinstance(constraint, models.UniqueConstraint):
        return False
    conditional = features.supports_partial_indexes or constraint.condition is None
    return bool(conditional and (features.supports_expression_indexes or not constraint.expressions))


def renewed(model: type[models.Model]) -> list[Any]:
    """The columns that Django fills in whenever a row is stored."""
    return [field for field in model._meta.concrete_fields if getattr(field, "auto_now", False)]


STORED_ALONE: Mapping[str, Callable[[type[models.Model], Any], bool]] = {
    "its table is not managed by Django": lambda model, connection: not model._meta.managed,
    "its rows stand in several tables": lambda model, connection: bool(model._meta.parents),
    "it has a save(), or a validation, of its own": lambda model, connection: _overrides(model, OVERRIDDEN[:-1]),
    "pre_save or post_save is listened to": lambda model, connection: _has_listeners(model),
    "the database does not tell the keys of several new rows": lambda model, connection: (
        not connection.features.can_return_rows_from_bulk_insert
    ),
    "it has a rule that the database does not know": _is_checked_by_django_alone,
}
"""By the words that say so, what keeps rows from being stored together."""

LINKED_ALONE: Mapping[str, Callable[[RelationInfo], bool]] = {
    "rows of a model stand between": lambda relation: not relation.through_auto_created,
    "it leads both ways": lambda relation: relation.symmetrical,
    "m2m_changed is listened to": lambda relation: _is_received(signals.m2m_changed, relation.through),
}
"""The same of pairs of a many-to-many relation."""

REMEMBERED = (is_one_table, _has_known_parts)
