"""Forms and serializers that are mutations: what their declarations say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import iscoroutinefunction
from typing import Any

from django import forms
from django.db import models

from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.form_mutations import SUBMISSIONS, FormMutation, SerializerMutation, Submission
from django_graphql_auto.options import marked_mutation
from django_graphql_auto.schema.entities import SubmissionMutation
from django_graphql_auto.schema.methods import annotation_of
from django_graphql_auto.schema.names import singular_field

Declared = Mapping[type[Submission], type[models.Model] | None]


def submission_mutation(declared: type[Submission], model: type[models.Model] | None) -> SubmissionMutation:
    """The mutation that a registered class is. Raises :class:`SchemaError` where it can't be one."""
    marked = marked_mutation(declared)
    if marked is None:
        raise SchemaError(
            f"{declared.__qualname__} is registered and is no mutation.", 'Mark it: @register above @mutation("app.permission").'
        )
    if declared.operation not in SUBMISSIONS:
        raise SchemaError(f"The operation of {declared.__qualname__} is {declared.operation!r}.", 'It is "create" or "update".')
    if iscoroutinefunction(declared.save):
        raise SchemaError(f"{declared.__qualname__}.save() is async, and runs in a transaction.", "Write it with `def`.")
    stored = _stored_model(declared)
    return SubmissionMutation(
        name=marked.name or singular_field(declared.__name__),
        declared=declared(),
        model=stored or model,
        stores=stored is not None,
        returns=None if stored else _returned(declared),
        permission=marked.permission,
        description=marked.description or (vars(declared).get("__doc__") or "").strip(),
        place=declared.__qualname__,
    )


def _stored_model(declared: type[Submission]) -> type[models.Model] | None:
    """The model whose rows are stored: a ``ModelForm``'s, or a ``ModelSerializer``'s."""
    if issubclass(declared, FormMutation):
        form = _require(declared, "form_class", lambda kind: issubclass(kind, forms.BaseForm), "A django.forms.Form or ModelForm")
        return form._meta.model if issubclass(form, forms.BaseModelForm) else None
    serializer = _require(declared, "serializer_class", lambda kind: hasattr(kind, "is_valid"), "A serializer of Django REST framework")
    found: type[models.Model] | None = getattr(getattr(serializer, "Meta", None), "model", None)
    return found


def _require(declared: Any, name: str, fits: Callable[[Any], bool], wanted: str) -> Any:
    found = getattr(declared, name)
    if not (isinstance(found, type) and fits(found)):
        raise SchemaError(f"{declared.__qualname__}.{name} is {found!r}.", f"{wanted} belongs there.")
    return found


def _returned(declared: type[Submission]) -> Any:
    """What the declaration's own ``save()`` returns, or else that of the form, or what the serializer makes."""
    own = vars(SerializerMutation if issubclass(declared, SerializerMutation) else FormMutation)["save"]
    if declared.save is not own:
        return annotation_of(declared.save)
    form = getattr(declared, "form_class", None) or getattr(declared, "serializer_class", None)
    save = getattr(form, "save" if issubclass(declared, FormMutation) else "create", None)
    if save is None:
        raise SchemaError(
            f"Nothing is done with what {declared.__qualname__} is given.",
            f"Give the class, or {getattr(form, '__name__', form)}, a method save().",
        )
    return annotation_of(save)
