"""Rows with the rows around them: each under its own model's operations and rules, all in one transaction.

Rows are written and locked in a stated order: what a row refers to, the row itself, then what refers to it, relations in the order
in which their model declares them, and within a relation what goes before what comes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet

from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import BadUserInput
from django_graphql_auto.mutations.finding import Finder, each_path
from django_graphql_auto.mutations.holding import Between, Holding, holding_of
from django_graphql_auto.mutations.records import Form, GenericLink, Given, InputError, Link, Path, Rejected
from django_graphql_auto.mutations.rows import Attached, RowWriter
from django_graphql_auto.mutations.rules import Rules

Operands = Mapping[str, Any]
"""What is to be done with a relation: operands by the operation's name."""


class Writer:
    """Writes rows and what is nested in them."""

    def __init__(self, rules: Rules, using: str) -> None:
        self.rules, self.using = rules, using
        self.rows = RowWriter(rules, using)
        self.written = 0
        self.done = False
        """Whether all is written, and only the end of the transaction is left."""

    @property
    def finder(self) -> Finder:
        return self.rows.finder

    def form(self, model: type[models.Model]) -> Form:
        found = self.rules.form(model)
        if found is None:
            raise LookupError(f"{model.__name__} is not served.")
        return found

    def create(self, form: Form, given: Given, path: Path, attached: Attached | None = None) -> models.Model:
        self._count(path)
        self.rows.require(form, "create", path)
        columns, related, hanging = _parted(form, given, "create")
        found = {**_nothing(form, given, path), **self._referred(form, None, related, path), **self._referred_to_any(form, given, path)}
        row = self.rows.insert(form, columns, {**found, **(attached or {})}, path)
        self._hang(form, row, hanging, path)
        return row

    def update(self, form: Form, row: models.Model, given: Given, path: Path, attached: Attached | None = None) -> models.Model:
        """Changes a locked row."""
        self._count(path)
        self.rows.require(form, "update", path)
        columns, related, hanging = _parted(form, given, "update")
        before = {name: getattr(row, name) for name in related if "delete" in related[name]}
        found = {**_nothing(form, given, path), **self._referred(form, row, related, path), **self._referred_to_any(form, given, path)}
        found |= attached or {}
        if columns or found or not hanging:
            self.rows.change(form, row, columns, found, path)
        for name, gone in before.items():
            self._remove_referred(form, form.links[name], gone, (*path, form.links[name].name, "delete"))
        self._hang(form, row, hanging, path)
        return row

    def delete(self, form: Form, row: models.Model, path: Path) -> None:
        self._count(path)
        self.rows.require(form, "delete", path)
        self.rows.remove(form, row, path)

    def _count(self, path: Path) -> None:
        self.written += 1
        if self.written > settings.MAX_WRITTEN_ROWS:
            raise Rejected(InputError(path, "LIMIT_EXCEEDED", f"A mutation writes at most {settings.MAX_WRITTEN_ROWS} rows."))

    # what a row refers to

    def _referred(self, form: Form, row: models.Model | None, related: Mapping[str, Operands], path: Path) -> dict[str, Any]:
        return {name: self._refer(form.links[name], row, operands, (*path, form.links[name].name)) for name, operands in related.items()}

    def _refer(self, link: Link, row: models.Model | None, operands: Operands, path: Path) -> models.Model | None:
        if len(operands) != 1:
            raise Rejected(InputError(path, "INVALID", "Exactly one operation says what becomes of the relation."))
        [(operation, operand)] = operands.items()
        return TO_ONE[operation](self, link, row, operand, (*path, operation))

    def _referred_to_any(self, form: Form, given: Given, path: Path) -> dict[str, Any]:
        """Generic foreign keys: the row behind a global id."""
        named = {name: given[name] for name in form.generics if given.get(name) is not None}
        return {name: self._refer_to_any(form.generics[name], operands, path) for name, operands in named.items()}

    def _refer_to_any(self, link: GenericLink, operands: Operands, path: Path) -> models.Model | None:
        [(operation, operand)] = operands.items()
        path = (*path, link.name, operation)
        if operation == "disconnect":
            return _let_go(self, None, None, operand, path)
        try:
            model, lookup = self.rules.lookup_any(operand)
        except BadUserInput as error:
            raise Rejected(InputError(path, "INVALID", error.message)) from error
        if model not in link.targets:
            raise Rejected(InputError(path, "INVALID", "This may not lead there."))
        return self.finder.looked_up(self.form(model), lookup, path)

    def _remove_referred(self, form: Form, link: Link, gone: models.Model | None, path: Path) -> None:
        if gone is None:
            raise Rejected(InputError(path, "NOT_FOUND", "There is nothing to delete."))
        target = self.form(link.target)
        [found] = self.finder.relocked(target, [gone], [path], "delete")
        self.delete(target, found, path)

    # what hangs on a row

    def _hang(self, form: Form, row: models.Model, hanging: Mapping[str, Operands], path: Path) -> None:
        for name, operands in hanging.items():
            link = form.links[name]
            place = Place(self, self.form(link.target), holding_of(link.relation, row, self), not link.relation.to_many)
            for operation, act in TO_MANY.items():
                if operation in operands:
                    act(place, operands[operation], (*path, link.name, operation))


def _parted(form: Form, given: Given, operation: str) -> tuple[dict[str, Any], dict[str, Operands], dict[str, Operands]]:
    """Plain columns; relations that the row holds the key of; relations whose other rows hold its key. In the model's order."""
    form.require_input(given, operation)
    columns = {name: value for name, value in given.items() if name in form.columns}
    links = {name: given[name] for name in form.links if given.get(name) is not None}
    related = {name: value for name, value in links.items() if form.links[name].relation.kind.has_column}
    return columns, related, {name: value for name, value in links.items() if name not in related}


def _nothing(form: Form, given: Given, path: Path) -> dict[str, None]:
    """Relations that are given as null: they lead nowhere afterwards. Raises :class:`Rejected` for those that can't."""
    empty = {name: form.links[name] for name in form.links if name in given and given[name] is None}
    wrong = [link for link in empty.values() if not (link.relation.kind.has_column and link.relation.null)]
    if wrong:
        raise Rejected(*(InputError((*path, link.name), "NULL", "This relation cannot be null.", link.name) for link in wrong))
    return dict.fromkeys(empty)


# to-one relations whose key the row holds: each operation answers with the row that it refers to afterwards


def _connect(writer: Writer, link: Link, row: models.Model | None, named: Any, path: Path) -> models.Model | None:
    return writer.finder.visible(writer.form(link.target), [named], [path])[0]


def _create(writer: Writer, link: Link, row: models.Model | None, given: Any, path: Path) -> models.Model | None:
    return writer.create(writer.form(link.target), given, path)


def _connect_or_create(writer: Writer, link: Link, row: models.Model | None, given: Any, path: Path) -> models.Model | None:
    form = writer.form(link.target)
    found = writer.finder.one_or_none(form, given["by"], (*path, "by"))
    return found or writer.create(form, given["create"], (*path, "create"))


def _update(writer: Writer, link: Link, row: models.Model | None, given: Any, path: Path) -> models.Model | None:
    current = getattr(row, link.relation.name, None)
    if current is None:
        raise Rejected(InputError(path, "NOT_FOUND", "There is nothing to update."))
    form = writer.form(link.target)
    [found] = writer.finder.relocked(form, [current], [path], "change")
    return writer.update(form, found, given, path)


def _let_go(writer: Writer, link: Link | None, row: models.Model | None, wanted: Any, path: Path) -> models.Model | None:
    """``delete`` too lets go first: the other row is deleted when nothing refers to it."""
    if wanted is not True:
        raise Rejected(InputError(path, "INVALID", "Say true, or leave it out."))
    return None


ToOne = Callable[[Writer, Link, models.Model | None, Any, Path], models.Model | None]
TO_ONE: Mapping[str, ToOne] = {
    "connect": _connect,
    "create": _create,
    "connectOrCreate": _connect_or_create,
    "update": _update,
    "disconnect": _let_go,
    "delete": _let_go,
}


# relations whose other rows hold the row's key


@dataclass(frozen=True)
class Place:
    """The rows that hang on one row by one relation."""

    writer: Writer
    form: Form
    holding: Holding
    single: bool

    @property
    def rows(self) -> QuerySet[Any]:
        return self.holding.rows

    def each(self, operand: Any, path: Path) -> list[tuple[Any, Path]]:
        """What a to-one and a to-many relation are given, as pairs of an element and its path."""
        if self.single:
            return [(operand, path)]
        return list(zip(operand, each_path(path, len(operand)), strict=True))

    def found(self, named: Sequence[Any], paths: Sequence[Path], action: str) -> list[models.Model]:
        return self.writer.finder.locked(self.form, named, paths, action, among=self.rows)

    def current(self, path: Path, action: str) -> list[models.Model]:
        """The row of a to-one relation."""
        rows = list(self.rows)
        if not rows:
            raise Rejected(InputError(path, "NOT_FOUND", "There is nothing here."))
        return self.writer.finder.relocked(self.form, rows, [path] * len(rows), action)

    def between(self, each: Any, at: Path) -> Between:
        """What an element says of the row between."""
        given = each.get("through") if self.holding.between else None
        return Between(given or {}, (*at, "through"))

    def parted(self, each: Any, at: Path, name: str) -> tuple[Any, Path, Between]:
        """An element that says nothing but one thing, or this beside what it says of the row between."""
        if not self.holding.between:
            return each, at, self.between(each, at)
        return each[name], (*at, name), self.between(each, at)

    def take(self, row: models.Model, path: Path, between: Between) -> None:
        self.holding.take(self.writer, self.form, row, path, between)

    def create(self, given: Given, path: Path, between: Between) -> None:
        row = self.writer.create(self.form, given, path, self.holding.attached)
        if not self.holding.attached:
            self.take(row, path, between)


def _named(place: Place, operand: Any, path: Path, action: str) -> list[tuple[models.Model, Path]]:
    """The rows that an operand names among those that hang here; of a to-one relation there is but one."""
    if place.single:
        return [(row, path) for row in place.current(path, action)] if operand is not False else []
    paths = each_path(path, len(operand))
    return list(zip(place.found(operand, paths, action), paths, strict=True))


def _disconnect_many(place: Place, operand: Any, path: Path) -> None:
    for row, at in _named(place, operand, path, place.holding.action):
        place.holding.release(place.writer, place.form, row, at)


def _delete_many(place: Place, operand: Any, path: Path) -> None:
    for row, at in _named(place, operand, path, "delete"):
        place.writer.delete(place.form, row, at)


def _set_many(place: Place, operand: Any, path: Path) -> None:
    """Only visible rows are let go: what a client can't see, it doesn't mean."""
    parts = [place.parted(each, at, "by") for each, at in place.each(operand, path)]
    wanted = place.writer.finder.visible(place.form, [named for named, _, _ in parts], [at for _, at, _ in parts])
    visible = place.writer.rules.rows(place.form.model, "view").using(place.writer.using)
    present = {row.pk: row for row in visible.filter(pk__in=place.rows.values("pk")).order_by("pk")}
    keys = {row.pk for row in wanted}
    for key, row in present.items():
        if key not in keys:
            place.holding.release(place.writer, place.form, row, path)
    for row, (_, at, between) in zip(wanted, parts, strict=True):
        if row.pk not in present:
            place.take(row, at, between)


def _update_many(place: Place, operand: Any, path: Path) -> None:
    if place.single:
        [row] = place.current(path, "change")
        place.writer.update(place.form, row, operand, path)
        return
    paths = each_path(path, len(operand))
    rows = place.found([each["by"] for each in operand], [(*at, "by") for at in paths], "change")
    for row, each, at in zip(rows, operand, paths, strict=True):
        place.writer.update(place.form, row, each["update"], (*at, "update"))


def _upsert_many(place: Place, operand: Any, path: Path) -> None:
    for each, at in place.each(operand, path):
        if place.writer.finder.one_or_none(place.form, each["by"], (*at, "by"), among=place.rows):
            [row] = place.found([each["by"]], [(*at, "by")], "change")
            place.writer.update(place.form, row, each["update"], (*at, "update"))
        else:
            place.create(each["create"], (*at, "create"), place.between(each, at))


def _connect_many(place: Place, operand: Any, path: Path) -> None:
    parts = [place.parted(each, at, "by") for each, at in place.each(operand, path)]
    rows = place.writer.finder.visible(place.form, [named for named, _, _ in parts], [at for _, at, _ in parts])
    for row, (_, at, between) in zip(rows, parts, strict=True):
        place.take(row, at, between)


def _connect_or_create_many(place: Place, operand: Any, path: Path) -> None:
    for each, at in place.each(operand, path):
        found = place.writer.finder.one_or_none(place.form, each["by"], (*at, "by"))
        if found:
            place.take(found, (*at, "by"), place.between(each, at))
        else:
            place.create(each["create"], (*at, "create"), place.between(each, at))


def _create_many(place: Place, operand: Any, path: Path) -> None:
    for each, at in place.each(operand, path):
        place.create(*place.parted(each, at, "create"))


TO_MANY: Mapping[str, Callable[[Place, Any, Path], None]] = {
    "disconnect": _disconnect_many,
    "delete": _delete_many,
    "set": _set_many,
    "update": _update_many,
    "upsert": _upsert_many,
    "connect": _connect_many,
    "connectOrCreate": _connect_or_create_many,
    "create": _create_many,
}
"""In the order in which they are done: what goes, what stays, what comes."""
