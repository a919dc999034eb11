"""Values that a statement is executed with rather than compiled with.

A slot stands in a queryset where a value would. While a statement is compiled, it leaves a parameter in the SQL that is filled in
for every request; wherever else the queryset is run (a form of the project's, the tests' oracle), it is its value.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, DecimalField, Expression, Field, IntegerField

Convert = Callable[[Any], Any]
_compiling: ContextVar[bool] = ContextVar("compiling", default=False)


@contextmanager
def leaving_parameters() -> Iterator[None]:
    """Slots compiled inside leave parameters."""
    token = _compiling.set(True)
    try:
        yield
    finally:
        _compiling.reset(token)


def leaves_parameters() -> bool:
    """Whether a statement is being compiled."""
    return _compiling.get()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One placeholder. ``convert`` comes before the field's own preparation; without a field the value is the driver's already."""

    place: Hashable
    field: Field[Any, Any] | None
    convert: Convert | None = None

    def prepared(self, value: Any, connection: Any) -> Any:
        if self.convert is not None:
            value = self.convert(value)
        if self.field is None or value is None:
            return value
        return self.field.get_db_prep_value(self.field.get_prep_value(value), connection, prepared=True)


@dataclass(frozen=True, slots=True)
class Spread:
    """``size`` placeholders that a shorter list fills by repeating its last value, or one array where ``size`` is 0."""

    parameter: Parameter
    size: int

    def prepared(self, values: Sequence[Any], connection: Any) -> list[Any]:
        if self.parameter.field is None and self.parameter.convert is None:
            made = list(values)
        else:
            made = [self.parameter.prepared(value, connection) for value in values]
        return made + made[-1:] * (self.size - len(made)) if self.size else [made]


class Slot(Expression):
    """One value."""

    def __init__(self, parameter: Parameter, value: Any, output_field: Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.parameter, self.value = parameter, value

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self.parameter if leaves_parameters() else self.parameter.prepared(self.value, connection),)


class ListSlot(Expression):
    """The values of an ``IN``: as many placeholders as the next power of two, so that few statements serve lists of every length."""

    def __init__(self, parameter: Parameter, value: tuple[Any, ...], output_field: Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.parameter, self.value = parameter, value

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        spread = Spread(self.parameter, rounded(len(self.value)))
        parameters = (spread,) if leaves_parameters() else tuple(spread.prepared(self.value, connection))
        return f"({placeholders(spread.size)})", parameters


_of_each: ContextVar[str | None] = ContextVar("of_each", default=None)


@contextmanager
def of_each_key(column: str) -> Iterator[None]:
    """Conditions on several keys that are compiled inside are about one of them, which the SQL of ``column`` has."""
    token = _of_each.set(column)
    try:
        yield
    finally:
        _of_each.reset(token)


@dataclass(frozen=True, slots=True)
class Keys:
    """Several keys of a column, one at least."""

    field: Field[Any, Any]
    parameter: Parameter
    values: tuple[Any, ...]

    def array(self, connection: Any) -> tuple[str, Sequence[Any]]:
        """As one value, for PostgreSQL, which must be told of what type it is."""
        cast = _array_cast(self.field, connection) or ("::numeric[]" if isinstance(self.field, DecimalField) else "::text[]")
        return f"%s{cast}", self.placed(0, connection)

    def rows(self, connection: Any) -> tuple[str, Sequence[Any]]:
        """As what ``VALUES`` are."""
        size = rounded(len(self.values))
        return ", ".join(["(%s)"] * size), self.placed(size, connection)

    def placed(self, size: int, connection: Any) -> Sequence[Any]:
        """In so many placeholders, or in one where ``size`` is 0."""
        spread = Spread(self.parameter, size)
        return (spread,) if leaves_parameters() else spread.prepared(self.values, connection)


class AmongKeys(Expression):
    """``column`` is one of several keys: an array where the database takes one, else an ``IN``."""

    conditional = True

    def __init__(self, column: Any, parameter: Parameter, keys: tuple[Any, ...]) -> None:
        super().__init__(output_field=BooleanField())
        self.column, self.parameter, self.keys = column, parameter, keys

    def get_source_expressions(self) -> list[Any]:
        return [self.column]

    def set_source_expressions(self, expressions: Sequence[Any]) -> None:
        [self.column] = expressions

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = compiler.compile(self.column)
        if (key := _of_each.get()) is not None:
            return f"{column} = {key}", tuple(parameters)
        keys = Keys(self.column.output_field, self.parameter, self.keys)
        if len(self.keys) == 1:
            return f"{column} = %s", (*parameters, *keys.placed(1, connection))
        if connection.vendor == "postgresql":
            cast = _array_cast(self.column.output_field, connection)
            return f"{column} = ANY(%s{cast})", (*parameters, *keys.placed(0, connection))
        size = rounded(len(self.keys))
        return f"{column} IN ({placeholders(size)})", (*parameters, *keys.placed(size, connection))


def _array_cast(field: Any, connection: Any) -> str:
    """An array of texts is taken for one of ``text``, which not every column is compared with; integers may be beyond the column's."""
    if isinstance(field, IntegerField):
        return "::bigint[]"
    kind = field.rel_db_type(connection) if hasattr(field, "rel_db_type") else field.db_type(connection)
    return "" if not kind or kind.startswith(("varchar", "text", "char", "numeric")) else f"::{kind}[]"


def placeholders(size: int) -> str:
    return ", ".join(["%s"] * size)


def rounded(size: int) -> int:
    """The next power of two."""
    return 1 << max(size - 1, 0).bit_length()
