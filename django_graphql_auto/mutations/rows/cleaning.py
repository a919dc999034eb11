"""From values to a clean row, or to errors that say what is wrong where."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Set
from typing import Any, Protocol

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxLengthValidator
from django.db import DataError, IntegrityError, models
from django.db.models.fields.files import FieldFile, ImageField

from django_graphql_auto.introspection import are_storable_texts
from django_graphql_auto.introspection.records import FieldInfo
from django_graphql_auto.mutations.operators import Change
from django_graphql_auto.mutations.records import Form, Given, InputError, Path, Rejected
from django_graphql_auto.mutations.rows.sanitizing import Sanitizer
from django_graphql_auto.uploads import Upload
from django_graphql_auto.uploads.upload import Content

SIMPLE = (str, int, float, bool, type(None))
CONFLICTS = frozenset({"unique", "unique_together", "unique_for_date"})


class Naming(Protocol):
    """What callers call the fields that an error may be about: a form, or the arguments of a method."""

    @property
    def served(self) -> Mapping[str, str]: ...

    def way_to(self, name: str) -> Path:
        """Where in the input it stands; nowhere, if callers don't know it."""


def assign(form: Form, row: models.Model, given: Given, path: Path, sanitizer: Sanitizer) -> None:
    """Puts plain values into the row. Raises :class:`Rejected` for those that no database stores."""
    values, errors = {}, []
    for name, value in given.items():
        try:
            values[name] = _storable(form, row, name, value, sanitizer)
        except ValidationError as error:
            errors.append(_error(form, name, error, path))
    if errors:
        raise Rejected(*errors)
    for name, value in values.items():
        setattr(row, name, value)


def _storable(form: Form, row: models.Model, name: str, value: Any, sanitizer: Sanitizer) -> Any:
    """The value itself, or what a change makes of the one before. Django lets null pass into columns that are blank but not null, and
    NUL characters into all."""
    column = form.stored_columns[name]
    if isinstance(value, Upload):
        return _content(column, value)
    if value is None and name in form.files and (column.blank or column.null):
        return ""  # as Django's forms clear it
    if isinstance(value, Change):
        value = value.applied(form.columns[name].operators, column.field, getattr(row, name))
    if form.columns[name].operators == "map" and not isinstance(value, dict | None):
        raise ValidationError("Give an object.", "invalid")
    if value is None and not column.null:
        raise ValidationError(str(column.field.error_messages["null"]), "null")
    if not are_storable_texts(value):
        raise ValidationError("Null characters and half characters are not allowed.", "null_characters_not_allowed")
    if isinstance(value, str) and name in form.sanitized:
        return sanitizer.sanitized(value, form.sanitized[name])
    return value


def _content(column: FieldInfo, upload: Upload) -> Content:
    """A file that may be stored in the column. Raises ``ValidationError``."""
    upload.require_sound()
    if issubclass(column.field_class, ImageField) and not upload.is_picture:
        raise ValidationError("This is no picture.", "invalid_image")
    content = upload.content()
    if column.max_length is not None:
        MaxLengthValidator(column.max_length, "The file's name has at most %(limit_value)d characters.")(content.name)
    return content


def clean(form: Form, row: models.Model, written: Collection[str], known: Collection[str], path: Path) -> None:
    """Runs the model's own validation. Raises :class:`Rejected`.

    ``written`` names what is validated; ``known`` what has a value that needs no validation of its own and still takes part in
    uniqueness and constraints.
    """
    every = form.stored
    errors = [*_failures(form, row, every - set(written), path), *_conflicts(form, row, every - {*written, *known}, path)]
    if errors:
        raise Rejected(*dict.fromkeys(errors))


def clean_alone(form: Form, row: models.Model, written: Collection[str], path: Path) -> None:
    """The same without uniqueness and constraints."""
    if errors := list(_failures(form, row, form.stored - set(written), path)):
        raise Rejected(*errors)


def _failures(form: Form, row: models.Model, exclude: Set[str], path: Path) -> Iterator[InputError]:
    """``blank`` says what a form may leave empty; where a column may be null, null is a value."""
    try:
        row.full_clean(exclude=exclude | _empty(form, row), validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        yield from input_errors(form, error, path)


def _empty(form: Form, row: models.Model) -> set[str]:
    return {name for name, attname in form.nullable if _is_none(getattr(row, attname))}


def _is_none(value: Any) -> bool:
    """A column without a file has an object as its value, which says so."""
    return value is None or (isinstance(value, FieldFile) and not value)


def _conflicts(form: Form, row: models.Model, exclude: Set[str], path: Path) -> Iterator[InputError]:
    for validate in (row.validate_unique, row.validate_constraints):
        try:
            validate(exclude=exclude)
        except ValidationError as error:
            yield from input_errors(form, error, path)


def why_refused(error: IntegrityError | DataError, stored: tuple[Form, models.Model, Path] | None, path: Path) -> tuple[InputError, ...]:
    """Why the database refused what it was given last: its constraints are asked once more. ``path`` is for what nobody has stored."""
    at = stored[2] if stored else path
    if isinstance(error, DataError):
        return (InputError(at, "INVALID", "The database refuses a value of this."),)
    found = tuple(_conflicts(stored[0], stored[1], set(), at)) if stored else ()
    return found or (InputError(at, "CONSTRAINT", "The database refuses this: it breaks a constraint."),)


def input_errors(naming: Naming, error: ValidationError, path: Path) -> list[InputError]:
    """Django's errors as ours."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    return [_error(naming, name, each, path) for name, errors in by_field.items() for each in errors]


def _error(naming: Naming, name: str, error: ValidationError, path: Path) -> InputError:
    field = naming.served.get(name)
    code = str(error.code or "invalid")
    hidden = code in CONFLICTS and not all(_is_known(naming, each) for each in (error.params or {}).get("unique_check", (name,)))
    message = "This is taken by another row." if hidden else error.messages[0]
    return InputError((*path, *naming.way_to(name)), code.upper(), message, field, None if hidden else _params(error.params))


def _is_known(naming: Naming, name: str) -> bool:
    return name in naming.served or bool(naming.way_to(name))


def error_at(path: Path, error: ValidationError) -> InputError:
    """The error of a value that is no column's."""
    return InputError(path, str(error.code).upper(), error.messages[0], params=_params(error.params))


def _params(params: Any) -> Mapping[str, Any] | None:
    """What JSON can say of them: models and fields are nobody's business."""
    if not isinstance(params, Mapping):
        return None
    return _Params({name: value for name, value in params.items() if isinstance(value, SIMPLE)}) or None


class _Params(dict[str, Any]):
    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(sorted((name, str(value)) for name, value in self.items())))
