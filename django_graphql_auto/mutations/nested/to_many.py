"""What hangs on rows: relations whose other rows hold the key, one row per operation on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from django_graphql_auto.conf import settings
from django_graphql_auto.mutations.nested.holding import Between, ByTable, Holding, Taken, holding_of
from django_graphql_auto.mutations.nested.matching import matching
from django_graphql_auto.mutations.nested.writing import Operands, Wanted, Writing, inside, require_named, require_true
from django_graphql_auto.mutations.records import Form, InputError, Link, Path, Rejected
from django_graphql_auto.mutations.rows.created import Created
from django_graphql_auto.mutations.rows.finding import each_path, not_found
from django_graphql_auto.mutations.telling.steps import step


@dataclass(frozen=True, slots=True)
class Hung:
    """A row, and what is to be done with what hangs on it."""

    row: models.Model
    hanging: Mapping[str, Operands]
    path: Path


def hang_each(writer: Writing, form: Form, hung: Sequence[Hung]) -> None:
    """Does it, relation by relation and operation by operation."""
    for name, link in form.links.items():
        places = [Place(writer, link, each, each.hanging[name]) for each in hung if name in each.hanging]
        for operation, act in TO_MANY.items():
            if asked := [place.asked(operation) for place in places if place.operands.get(operation) is not None]:
                with inside(writer):
                    act(asked)


class Place:
    """The rows that hang on one row by one relation."""

    def __init__(self, writer: Writing, link: Link, hung: Hung, operands: Operands) -> None:
        self.writer, self.operands, self.path = writer, operands, (*hung.path, link.name)
        self.form = writer.form(link.target)
        self.holding: Holding = holding_of(link.relation, hung.row, writer)
        self.single = not link.relation.to_many

    def asked(self, operation: str) -> Asked:
        return Asked(self, self.operands[operation], (*self.path, operation))

    def found(self, named: Sequence[Any], paths: Sequence[Path], action: str) -> list[models.Model]:
        return self.writer.finder.locked(self.form, named, paths, action, among=self.holding.rows)

    def matching(self, given: Mapping[str, Any], path: Path, action: str) -> list[models.Model]:
        """Those that hang here and meet a condition. One that no row meets is counted as a row: it takes as long."""
        self.writer.rows.require(self.form, {"change": "update"}.get(action, action), path)
        found = matching(self.writer, self.form, given["where"], action, given["atMost"], path, self.holding.rows)
        self.writer.count([] if found else [path])
        return found

    def current(self, path: Path, action: str) -> list[models.Model]:
        """The row of a to-one relation. None and a hidden one look the same."""
        rows = list(self.holding.rows)
        if not rows:
            raise Rejected(not_found(self.form, path))
        return self.writer.finder.relocked(self.form, rows, [path] * len(rows), action)

    def between(self, each: Any, at: Path) -> Between:
        """What an element says of the row between."""
        given = each.get("through") if self.holding.between else None
        return Between(given or {}, (*at, "through"))

    def take(self, row: models.Model, path: Path, between: Between) -> None:
        take_each(self, [Taken(self.holding, row, path, between)])

    def create(self, given: Any, path: Path, between: Between) -> models.Model:
        row = self.writer.create(self.form, Wanted(given, path, self.holding.attached))
        if not self.holding.attached:
            self.take(row, path, between)
        return row


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done at a place by one operation."""

    place: Place
    operand: Any
    path: Path

    def each(self) -> list[tuple[Any, Path]]:
        """What a to-one and a to-many relation are given, as pairs of an element and its path."""
        if self.place.single:
            return [(self.operand, self.path)]
        return list(zip(self.operand, each_path(self.path, len(self.operand)), strict=True))

    def parts(self, name: str) -> Iterator[tuple[Place, Any, Path, Between]]:
        """Elements that say nothing but one thing, or this beside what they say of the row between."""
        for each, at in self.each():
            between = self.place.between(each, at)
            yield (self.place, each[name], (*at, name), between) if self.place.holding.between else (self.place, each, at, between)

    def named(self, action: str) -> list[tuple[models.Model, Path]]:
        """The rows that are named among those that hang here; of a to-one relation there is but one."""
        if self.place.single:
            require_true(self.operand, self.path)
            return [(row, self.path) for row in self.place.current(self.path, action)]
        paths = each_path(self.path, len(self.operand))
        return list(zip(self.place.found(self.operand, paths, action), paths, strict=True))


def take_each(place: Place, taken: Sequence[Taken]) -> None:
    """Hangs rows on places of one relation."""
    if taken:
        with step("connect", place.form.model, [each.path for each in taken]):
            type(place.holding).take_each(place.writer, place.form, taken)


def _release_each(place: Place, released: Sequence[tuple[models.Model, Path]]) -> None:
    if released:
        rows, paths = [row for row, _ in released], [path for _, path in released]
        with step("disconnect", place.form.model, paths):
            place.holding.release_each(place.writer, place.form, rows, paths)


# operations on one row's relation


def _disconnect(asked: Asked) -> None:
    _release_each(asked.place, asked.named(asked.place.holding.action))


def _delete(asked: Asked) -> None:
    named = asked.named("delete")
    asked.place.writer.delete_each(asked.place.form, [row for row, _ in named], [path for _, path in named])


def _delete_many(asked: Asked) -> None:
    for each, at in asked.each():
        rows = asked.place.matching(each, at, "delete")
        asked.place.writer.delete_each(asked.place.form, rows, [at] * len(rows))


def _set(asked: Asked) -> None:
    """Only visible rows are let go: what a client can't see, it doesn't mean."""
    place, parts = asked.place, list(asked.parts("by"))
    wanted = place.writer.finder.visible(place.form, [named for _, named, _, _ in parts], [at for _, _, at, _ in parts])
    keys, most = {row.pk for row in wanted}, settings.MAX_WRITTEN_ROWS
    visible = place.writer.rules.rows(place.form.model, "view").using(place.writer.using)
    hanging = visible.filter(pk__in=place.holding.rows.values("pk")).order_by("pk")
    present = {row.pk: row for row in hanging[: len(keys) + most + 1]}
    gone = [(row, asked.path) for key, row in present.items() if key not in keys]
    if len(gone) > most:
        raise Rejected(InputError(asked.path, "LIMIT_EXCEEDED", f"A mutation lets go of at most {most} rows by one set."))
    _release_each(place, gone)
    pairs = zip(wanted, parts, strict=True)
    take_each(place, [Taken(place.holding, row, at, between) for row, (_, _, at, between) in pairs if row.pk not in present])


def _update(asked: Asked) -> None:
    place = asked.place
    if place.single:
        [row] = place.current(asked.path, "change")
        place.writer.update(place.form, row, Wanted(asked.operand, asked.path))
        return
    elements = asked.each()
    rows = place.found([each["by"] for each, _ in elements], [(*at, "by") for _, at in elements], "change")
    place.writer.update_each(place.form, rows, [Wanted(each["update"], (*at, "update")) for each, at in elements])


def _update_many(asked: Asked) -> None:
    for each, at in asked.each():
        rows = asked.place.matching(each, at, "change")
        asked.place.writer.update_each(asked.place.form, rows, [Wanted(each["set"], (*at, "set"))] * len(rows))


def _upsert(asked: Asked) -> None:
    """What a to-one relation leads to needs no name."""
    place, finder = asked.place, asked.place.writer.finder
    for each, at in asked.each():
        if place.single:
            found = place.current(at, "change") if any(finder.shown(place.form, row) for row in place.holding.rows) else []
        else:
            there = finder.one_or_none(place.form, each["by"], (*at, "by"), among=place.holding.rows)
            found = place.found([each["by"]], [(*at, "by")], "change") if there else []
        if found:
            place.writer.update(place.form, found[0], Wanted(each["update"], (*at, "update")))
        else:
            place.create(each["create"], (*at, "create"), place.between(each, at))


def _connect_or_create(asked: Asked) -> None:
    place = asked.place
    for each, at in asked.each():
        found = place.writer.finder.one_or_none(place.form, each["by"], (*at, "by"))
        if found:
            if isinstance(place.holding, ByTable):  # other holdings count for themselves
                place.writer.count([at])
            place.take(found, (*at, "by"), place.between(each, at))
        else:
            row = place.create(each["create"], (*at, "create"), place.between(each, at))
            require_named(place.writer, place.form, row, each["by"], at)


# operations on one relation of several rows


def _connect_each(several: Sequence[Asked]) -> None:
    _take_named(several, "by", lambda by: by)


def _connect_created_each(several: Sequence[Asked]) -> None:
    _take_named(several, "created", Created)


def _take_named(several: Sequence[Asked], name: str, named_by: Callable[[Any], Any]) -> None:
    """``named_by`` makes of what is given what the finder understands."""
    place, parts = several[0].place, [part for asked in several for part in asked.parts(name)]
    rows = place.writer.finder.visible(place.form, [named_by(given) for _, given, _, _ in parts], [at for _, _, at, _ in parts])
    pairs = zip(rows, parts, strict=True)
    take_each(place, [Taken(at_place.holding, row, at, between) for row, (at_place, _, at, between) in pairs])


def _create_each(several: Sequence[Asked]) -> None:
    place, parts = several[0].place, [part for asked in several for part in asked.parts("create")]
    rows = place.writer.create_each(place.form, [Wanted(given, at, at_place.holding.attached) for at_place, given, at, _ in parts])
    pairs = zip(rows, parts, strict=True)
    loose = [Taken(at_place.holding, row, at, between) for row, (at_place, _, at, between) in pairs if not at_place.holding.attached]
    take_each(place, loose)


def _one_by_one(act: Callable[[Asked], None]) -> Act:
    def acts(several: Sequence[Asked]) -> None:
        for asked in several:
            act(asked)

    return acts


Act = Callable[[Sequence[Asked]], None]
TO_MANY: Mapping[str, Act] = {
    "disconnect": _one_by_one(_disconnect),
    "delete": _one_by_one(_delete),
    "deleteMany": _one_by_one(_delete_many),
    "set": _one_by_one(_set),
    "update": _one_by_one(_update),
    "updateMany": _one_by_one(_update_many),
    "upsert": _one_by_one(_upsert),
    "connect": _connect_each,
    "connectCreated": _connect_created_each,
    "connectOrCreate": _one_by_one(_connect_or_create),
    "create": _create_each,
}
"""In the order in which they are done: what goes, what stays, what comes."""
