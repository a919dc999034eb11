"""Django forms, filled in with values that have their types already. What isn't given keeps its initial value: of a row, its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from django_graphql_auto.form_mutations import FormMutation
from django_graphql_auto.mutations.records import Path, Rejected
from django_graphql_auto.mutations.rows.cleaning import input_errors
from django_graphql_auto.mutations.submissions.submitting import Entries, FieldNames, refusals


class FilledForm:
    """A form with what was given."""

    def __init__(self, declared: FormMutation, entries: Entries) -> None:
        values = {name: entries.sanitize(name, name, value) for name, value in entries.values.items()}
        self.declared, self.entries = declared, replace(entries, values=values)
        own = declared.form_kwargs(entries.access, entries.request)
        self.form = _filled(declared, self.entries, own)
        if entries.row is not None:
            _keep_relations(self.form, entries.values.keys() | (own.get("initial") or {}).keys())

    @property
    def columns(self) -> Mapping[str, str]:
        return {name: name for name in self.entries.values}

    @property
    def row(self) -> models.Model | None:
        return getattr(self.form, "instance", None)

    def require_valid(self, names: FieldNames, path: Path) -> None:
        """A form may take fields away from a user, or keep them: whoever gives them all the same is told."""
        if refused := [name for name in self.entries.values if not _takes(self.form, name)]:
            raise refusals(names, refused, path)
        _leave_rest(self.form, self.entries.values)
        if not self.form.is_valid():
            raise Rejected(*input_errors(names, ValidationError(self.form.errors.as_data()), path))
        for name, value in self.entries.presets.items():
            setattr(self.row, name, value)

    def keep(self, name: str, rows: Sequence[models.Model]) -> None:
        """The form's own code goes on having a queryset."""
        given = self.form.cleaned_data.get(name)
        if rows and isinstance(given, models.QuerySet):
            every = given.model._base_manager.using(given.db)
            self.form.cleaned_data[name] = every.filter(pk__in=[row.pk for row in (*given, *rows)])

    def save(self) -> Any:
        return self.declared.save(self.form, self.entries.access)


class _Data(dict[str, Any]):
    """As what a browser sends: each name has one value, or a list of them."""

    def getlist(self, name: str) -> list[Any]:
        found = self.get(name, [])
        return found if isinstance(found, list) else [found]


class _Given(forms.Widget):
    """Reads a value as it was given."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return data.get(name)


def _filled(declared: FormMutation, entries: Entries, own: dict[str, Any]) -> Any:
    row = {} if entries.row is None else {"instance": entries.row}
    prefix = own.get("prefix", declared.form_class.prefix)
    names = {name: f"{prefix}-{name}" if prefix else name for name in entries.values}
    data = _Data({names[name]: value for name, value in entries.values.items()})
    form = declared.form_class(data=data, **row, **own)
    for name in filter(form.fields.__contains__, names):
        data[names[name]] = _read(form.fields[name], entries.values[name])
        form.fields[name].widget = _Given()
    return form


def _read(field: forms.Field, value: Any) -> Any:
    """The value as the field reads it."""
    if value is None:
        return False if isinstance(field, forms.FileField) and not field.required else None  # False takes a file away
    if isinstance(field, forms.ModelChoiceField | forms.JSONField):
        return field.prepare_value(value)
    if isinstance(field, forms.SplitDateTimeField):
        return field.widget.decompress(value)
    return value


def _takes(form: Any, name: str) -> bool:
    return name in form.fields and not form.fields[name].disabled


def _leave_rest(form: Any, given: Mapping[str, Any]) -> None:
    """What isn't given keeps what there is. Files do so by themselves; fields of several parts need their widget."""
    for name, field in form.fields.items():
        if name in given or isinstance(field, forms.FileField):
            continue
        field.disabled = True
        if not isinstance(field, forms.MultiValueField):
            field.widget = _Given()


def _keep_relations(form: Any, told: Set[str]) -> None:
    """Relations to several rows of which nothing is told are left alone when the form is stored: what it has of them may have changed since
    it was made. What the form's own code has made of them is stored."""
    options = form.instance._meta
    kept: dict[str, Any] = {}
    for name in {field.name for field in (*options.many_to_many, *options.private_fields)} & form.fields.keys() - told:
        form.fields[name].clean = partial(_kept, kept, name, form.fields[name].clean)
    form._save_m2m = partial(_save_others, form, kept, form._save_m2m)


def _kept(kept: dict[str, Any], name: str, clean: Callable[..., Any], *value: Any) -> Any:
    kept[name] = clean(*value)
    return kept[name]


def _save_others(form: Any, kept: Mapping[str, Any], save: Callable[[], None]) -> None:
    everything = form.cleaned_data
    form.cleaned_data = {name: value for name, value in everything.items() if name not in kept or value is not kept[name]}
    try:
        save()
    finally:
        form.cleaned_data = everything
