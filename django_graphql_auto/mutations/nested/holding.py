"""How rows hang on another one: by a key of their own, by a generic one, by a table between them, or by rows of a model between them. One
class per way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import models
from django.db.models import QuerySet

from django_graphql_auto.conf import settings
from django_graphql_auto.introspection import field_of, links_plainly, look_at, way_back, why_linked_alone
from django_graphql_auto.introspection.records import RelationInfo, RelationKind
from django_graphql_auto.mutations.nested.writing import OneByOne, Wanted, Writing
from django_graphql_auto.mutations.records import Form, Given, Path
from django_graphql_auto.mutations.rows.rows import Attached
from django_graphql_auto.mutations.telling.steps import step


@dataclass(frozen=True, slots=True)
class Between:
    """What a caller gives of a row between two others."""

    given: Given
    path: Path


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that shall hang somewhere."""

    holding: Any
    """All that are taken together are of one relation, so these are of one class."""
    row: models.Model
    path: Path
    between: Between

    @property
    def ends(self) -> tuple[Any, Any]:
        return self.holding.row.pk, self.row.pk


class Holding(Protocol):
    """One relation of one row."""

    attached: Attached
    """What a new row is given so that it hangs here from the start; empty where it is tied afterwards."""
    action: str
    """What a user needs to do with a row to let it go."""
    between: bool
    """Whether rows stand between that a caller may give something of."""

    @property
    def rows(self) -> QuerySet[Any]:
        """All rows that hang here, hidden ones included."""

    @staticmethod
    def take_each(writer: Writing, form: Form, taken: Sequence[Taken]) -> None:
        """Hangs visible rows where they shall hang, perhaps on several rows."""

    def release_each(self, writer: Writing, form: Form, rows: Sequence[models.Model], paths: Sequence[Path]) -> None:
        """Lets visible rows go."""


class ByKey:
    """The rows have columns that name the other row."""

    action = "change"
    between = False

    def __init__(self, target: type[models.Model], attached: Attached, using: str) -> None:
        self.target, self.attached, self.using = target, attached, using

    @property
    def rows(self) -> QuerySet[Any]:
        return self.target._base_manager.using(self.using).filter(**self.attached)

    @staticmethod
    def take_each(writer: Writing, form: Form, taken: Sequence[Taken]) -> None:
        _move(writer, form, taken)
        locked = writer.finder.relocked(form, [each.row for each in taken], [each.path for each in taken], "change")
        writer.update_each(form, locked, [Wanted({}, each.path, each.holding.attached) for each in taken])

    def release_each(self, writer: Writing, form: Form, rows: Sequence[models.Model], paths: Sequence[Path]) -> None:
        locked = writer.finder.relocked(form, rows, paths, "change")
        writer.update_each(form, locked, [Wanted({}, path, dict.fromkeys(self.attached)) for path in paths])


def _move(writer: Writing, form: Form, taken: Sequence[Taken]) -> None:
    """A row hangs on whoever takes it last. Who that is, the order of the input tells, and not that in which rows are written together."""
    if writer.moved is not None:
        moved = {(form.model, each.row.pk) for each in taken}
        if moved & writer.moved:
            raise OneByOne
        writer.moved |= moved


class ByTable:
    """A table between the two holds the keys of both. Its rows belong to the model that declares the relation.

    From the other side, a user needs to be allowed to change the rows whose relation it is.
    """

    attached: Attached = {}
    between = False

    def __init__(self, relation: RelationInfo, row: models.Model, using: str) -> None:
        self.relation, self.row, self.using = relation, row, using
        self.declared_here = field_of(relation) is not None
        self.action = "view" if self.declared_here else "change"

    @property
    def rows(self) -> QuerySet[Any]:
        assert self.relation.through is not None
        return _linked(self.relation, self.row, self.relation.through._base_manager.using(self.using))

    @staticmethod
    def take_each(writer: Writing, form: Form, taken: Sequence[Taken]) -> None:
        """Who is connected stays so: the database knows, as with Django's ``add()``."""
        first, by_holding = taken[0].holding, _by_holding(taken)
        first.lock(writer, form, [each.row for each in taken], [each.path for each in taken])
        for holding, rows in by_holding.items():
            holding.note(writer, rows)
        together = links_plainly(first.relation)
        why = lambda: why_linked_alone(first.relation)  # noqa: E731
        with step("link", first.relation.through, [each.path for each in taken], why, together=together):
            if together:
                links = first.relation.through._base_manager.using(writer.using)
                links.bulk_create(map(_link, _distinct(taken)), ignore_conflicts=True)
            for holding, rows in () if together else by_holding.items():
                getattr(holding.row, first.relation.name).add(*rows)
        first.require_within(writer, form, [each.row for each in taken], [each.path for each in taken])

    def release_each(self, writer: Writing, form: Form, rows: Sequence[models.Model], paths: Sequence[Path]) -> None:
        self.lock(writer, form, rows, paths)
        self.note(writer, rows)
        with step("unlink", self.relation.through, paths, together=True):
            getattr(self.row, self.relation.name).remove(*rows)
        self.require_within(writer, form, rows, paths)

    def lock(self, writer: Writing, form: Form, rows: Sequence[models.Model], paths: Sequence[Path]) -> None:
        """The rows whose relation it is, where that is the other side."""
        if not self.declared_here:
            for path in paths:
                writer.rows.require(form, "update", path)
                _require_relation(writer, form, self.relation, path)
            writer.finder.relocked(form, rows, paths, "change")

    def require_within(self, writer: Writing, form: Form, rows: Sequence[models.Model], paths: Sequence[Path]) -> None:
        """The same rows afterwards: nobody hands them to where they may not write."""
        if not self.declared_here:
            writer.finder.require_each_within(form, rows, "change", paths)

    def note(self, writer: Writing, rows: Sequence[models.Model]) -> None:
        """Links of these rows are about to change."""
        assert self.relation.through is not None
        declaring = [self.row, *rows] if self.relation.symmetrical else [self.row] if self.declared_here else rows
        writer.rows.notes.linking(self.relation.through, declaring)


def _link(taken: Taken) -> models.Model:
    """The row of the table between."""
    relation: Any = taken.holding.relation
    keys = {relation.through_parent_key: getattr(taken.holding.row, relation.parent_key)}
    link: models.Model = relation.through(**keys, **{relation.through_target: taken.row})
    return link


def _distinct(taken: Sequence[Taken]) -> list[Taken]:
    """Each pair of rows once, as it is named first."""
    return list({each.ends: each for each in reversed(taken)}.values())[::-1]


def _by_holding(taken: Sequence[Taken]) -> dict[Any, list[models.Model]]:
    found: dict[Any, list[models.Model]] = {}
    for each in taken:
        found.setdefault(each.holding, []).append(each.row)
    return found


class ByModel:
    """Rows of a model of the project stand between the two: they come and go under that model's operations and rules, as any of its rows.

    Who is connected stays so, and the row between as it is: that is what Django's ``add()`` and ``set()`` do. A row between that is hidden
    connects nobody.
    """

    attached: Attached = {}
    action = "view"
    between = True

    def __init__(self, relation: RelationInfo, row: models.Model, writer: Writing) -> None:
        assert relation.through is not None
        self.relation, self.row, self.model = relation, row, relation.through
        self.links = writer.rules.rows(self.model, "view").using(writer.using)

    @property
    def rows(self) -> QuerySet[Any]:
        return _linked(self.relation, self.row, self.links)

    @staticmethod
    def take_each(writer: Writing, form: Form, taken: Sequence[Taken]) -> None:
        for each in taken:
            _require_relation(writer, form, each.holding.relation, each.path)
        if new := _unconnected(_distinct(taken)):
            own = writer.form(new[0].holding.model)
            writer.create_each(own, [Wanted(each.between.given, each.between.path, each.holding.keys(each.row)) for each in new])

    def release_each(self, writer: Writing, form: Form, rows: Sequence[models.Model], paths: Sequence[Path]) -> None:
        for path in paths:
            _require_relation(writer, form, self.relation, path)
        own, (here, there) = writer.form(self.model), keys_between(self.relation)
        links = self.links.filter(**{here: self.row, f"{there}__in": rows}).order_by("pk")
        found = list(links[: settings.MAX_WRITTEN_ROWS + 1])  # one more is too many to be deleted
        named = {getattr(row, self.relation.target_key): path for row, path in zip(rows, paths, strict=True)}
        at = [named[link.serializable_value(there)] for link in found]
        writer.delete_each(own, writer.finder.relocked(own, found, at, "delete"), at)

    def keys(self, row: models.Model) -> Attached:
        here, there = keys_between(self.relation)
        return {here: self.row, there: row}


def _require_relation(writer: Writing, form: Form, relation: RelationInfo, path: Path) -> None:
    """A many-to-many that the other model declares may have a rule there."""
    if field_of(relation) is None:
        writer.rows.require_columns(form, {}, {way_back(relation): None}, "change", path)


def _unconnected(taken: Sequence[Taken]) -> list[Taken]:
    """Those between which no visible row stands yet."""
    holding = taken[0].holding
    here, there = keys_between(holding.relation)
    ends = {f"{here}__in": {each.holding.row for each in taken}, f"{there}__in": {each.row for each in taken}}
    connected = set(holding.links.filter(**ends).values_list(f"{here}__pk", f"{there}__pk"))
    return [each for each in taken if each.ends not in connected]


def keys_between(relation: RelationInfo) -> tuple[str, str]:
    """The foreign keys of a many-to-many's model between: to the row that has the relation, and to the other one."""
    assert relation.through is not None
    keys = [key for key in look_at(relation.through).relations if key.kind.has_column]
    return next(key.name for key in keys if key.parent_key == relation.through_parent_key), relation.through_target


def _linked(relation: RelationInfo, row: models.Model, links: QuerySet[Any]) -> QuerySet[Any]:
    """The rows on the other side of a many-to-many, by the rows between."""
    assert relation.target is not None
    own = links.filter(**{relation.through_parent_key: getattr(row, relation.parent_key)})
    return relation.target._base_manager.using(links.db).filter(**{f"{relation.target_key}__in": own.values(relation.through_target)})


def holding_of(relation: RelationInfo, row: models.Model, writer: Writing) -> Holding:
    if relation.through is not None and not relation.through_auto_created:
        return ByModel(relation, row, writer)
    return HOLDINGS[relation.kind](relation, row, writer.using)


def _by_foreign_key(relation: RelationInfo, row: models.Model, using: str) -> Holding:
    assert relation.target is not None
    return ByKey(relation.target, {held_by(relation): row}, using)


def held_by(relation: RelationInfo) -> str:
    """The name of the other model's foreign key behind a reverse relation."""
    assert relation.target is not None
    others = look_at(relation.target).relations
    return next(other.name for other in others if other.kind.has_column and other.parent_key == relation.target_key)


def _by_generic_key(relation: RelationInfo, row: models.Model, using: str) -> Holding:
    from django.contrib.contenttypes.models import ContentType  # only where it is installed

    assert relation.target is not None
    kind = ContentType.objects.db_manager(using).get_for_model(row, for_concrete_model=relation.for_concrete_model)
    return ByKey(relation.target, {relation.content_type_field: kind, relation.object_id_field: row.pk}, using)


HOLDINGS: Mapping[RelationKind, Callable[[RelationInfo, models.Model, str], Holding]] = {
    RelationKind.REVERSE_FOREIGN_KEY: _by_foreign_key,
    RelationKind.REVERSE_ONE_TO_ONE: _by_foreign_key,
    RelationKind.GENERIC_RELATION: _by_generic_key,
    RelationKind.MANY_TO_MANY: ByTable,
}
