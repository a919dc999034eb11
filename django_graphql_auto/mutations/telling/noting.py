"""Notes of the rows that a write touches: as they were when they were locked, and, read once for each table, as they are in the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

from django.db import models
from django.db.models import ProtectedError, RestrictedError
from django.db.models.deletion import Collector

from django_graphql_auto.introspection import concrete, declared_through, values_of
from django_graphql_auto.introspection.records import RelationInfo
from django_graphql_auto.mutations.rules import Rules
from django_graphql_auto.mutations.telling.changes import Listener, RowChange, Values, Written, listeners
from django_graphql_auto.mutations.telling.steps import step

Model = type[models.Model]
Place = tuple[Model, Any]
"""A row: its model, which is no proxy, and its primary key."""
READ_TOGETHER = 500
"""Rows that one statement looks at again."""


class Unheard:
    """Nobody listens: nothing is noted."""

    def hears(self, model: Model) -> bool:
        """Whether rows of the model are noted for anybody."""
        return False

    def seen(self, rows: Iterable[models.Model | None]) -> None:
        """Rows that may be about to change, as the database has them."""

    def made(self, rows: Iterable[models.Model]) -> None:
        """Rows that are new."""

    def removing(self, rows: Sequence[models.Model]) -> None:
        """Rows that are about to be deleted, with what Django deletes and changes for it."""

    def linking(self, through: Model, rows: Sequence[models.Model]) -> None:
        """Rows whose links by a many-to-many relation, which they declare, may be about to change."""

    def tell(self) -> None:
        """Tells who listens what has become of all these."""


class Notes(Unheard):
    """Only what has changed in the end is told: a savepoint may have undone it, a project's own ``delete()`` may only hide the row."""

    def __init__(self, rules: Rules, using: str, heard_by: Sequence[Listener]) -> None:
        self.rules, self.using, self.heard_by = rules, using, heard_by
        self._rows: dict[Model, dict[Any, Values | None]] = defaultdict(dict)
        self._links: dict[RelationInfo, dict[Place, list[Any]]] = defaultdict(dict)

    def lacks(self, row: models.Model) -> bool:
        """Whether somebody wants to hear of the row, and it isn't noted yet."""
        return self._wants(model := concrete(type(row))) and row.pk not in self._rows[model]

    def hears(self, model: Model) -> bool:
        return self._wants(concrete(model))

    def seen(self, rows: Iterable[models.Model | None]) -> None:
        for row in rows:
            if row is not None and self.lacks(row):
                self._rows[concrete(type(row))][row.pk] = values_of(row)

    def made(self, rows: Iterable[models.Model]) -> None:
        for row in rows:
            if self._wants(model := concrete(type(row))):
                self._rows[model].setdefault(row.pk, None)

    def removing(self, rows: Sequence[models.Model]) -> None:
        collector = _Collector(self.using, self._wants)
        with suppress(ProtectedError, RestrictedError):  # the deletion itself will say so
            collector.collect(rows)
        for model, found in collector.data.items():
            if relation := declared_through(model):
                self._note_links(relation, [(relation.model, getattr(link, relation.through_parent_key)) for link in found])
            else:
                self.seen(found)
        updates: Any = collector.field_updates
        for (field, _), parts in updates.items():
            for part in parts if self._wants(concrete(field.model)) else ():
                self.seen(part)

    def linking(self, through: Model, rows: Sequence[models.Model]) -> None:
        if relation := declared_through(through):
            self._note_links(relation, [(concrete(type(row)), row.pk) for row in rows])

    def tell(self) -> None:
        with step("tell", None, (), name="what listens to writes"):
            changes = list(self._changes())
            for listener in self.heard_by:
                if heard := [change for change in changes if listener.wants(change.model)]:
                    listener.hears(Written(self.rules, self.using, heard))

    def _wants(self, model: Model) -> bool:
        return any(listener.wants(model) for listener in self.heard_by)

    def _note_links(self, relation: RelationInfo, owners: Iterable[Place]) -> None:
        noted = self._links[relation]
        new = dict.fromkeys(owner for owner in owners if owner not in noted and self._wants(owner[0]))
        made = {(model, key) for model, key in new if self._rows[model].get(key, self) is None}
        before = self._linked(relation, [key for model, key in new if (model, key) not in made])
        noted |= {owner: before.get(owner[1], []) for owner in new}

    def _linked(self, relation: RelationInfo, keys: Sequence[Any]) -> dict[Any, list[Any]]:
        """The keys of the rows that hang on each of these rows."""
        assert relation.through is not None
        found: dict[Any, list[Any]] = defaultdict(list)
        for some in parts_of(keys):
            links = relation.through._base_manager.using(self.using).filter(**{f"{relation.through_parent_key}__in": some})
            for owner, other in links.values_list(relation.through_parent_key, relation.through_target):
                found[owner].append(other if isinstance(other, int) else str(other))
        return {owner: sorted(others) for owner, others in found.items()}

    def _changes(self) -> Iterator[RowChange]:
        found: dict[Place, list[Any]] = {}
        for model, rows in self._rows.items():
            now = self._now(model, list(rows))
            found |= {(model, key): [before, now.get(key)] for key, before in rows.items() if not self._is_told_by_child(model, key)}
        for relation, owners in self._links.items():
            self._add_links(found, relation, owners)
        for (model, key), (before, after) in found.items():
            change = RowChange(model, key if isinstance(key, tuple) else (key,), before, after)
            if change.fields:
                yield change

    def _now(self, model: Model, keys: Sequence[Any]) -> dict[Any, Values]:
        found = (model._base_manager.using(self.using).filter(pk__in=some).order_by() for some in parts_of(keys))
        return {row.pk: values_of(row) for rows in found for row in rows}

    def _add_links(self, found: dict[Place, list[Any]], relation: RelationInfo, owners: dict[Place, list[Any]]) -> None:
        now = self._linked(relation, [key for _, key in owners])
        for (model, key), before in owners.items():
            sides = found.setdefault(self._home(model, key), [{}, {}])
            for side, keys in zip(sides, (before, now.get(key, [])), strict=True):
                if side is not None:
                    side[relation.name] = keys

    def _home(self, model: Model, key: Any) -> Place:
        """The same row as it is noted: perhaps as a multi-table child's."""
        noted = (other for other, rows in self._rows.items() if issubclass(other, model) and key in rows)
        return next(((other, key) for other in noted if not self._is_told_by_child(other, key)), (model, key))

    def _is_told_by_child(self, model: Model, key: Any) -> bool:
        return any(issubclass(other, model) and other is not model and key in rows for other, rows in self._rows.items())


class Joined(Unheard):
    """A write inside of another one that is noted already: its rows are told with that one's, once."""

    def __init__(self, notes: Notes) -> None:
        self.seen, self.made = notes.seen, notes.made  # type: ignore[method-assign]
        self.removing, self.linking = notes.removing, notes.linking  # type: ignore[method-assign]


class _Collector(Collector):
    """Django's, which fetches whole rows where signals are listened to: of the models that somebody wants to hear of."""

    def __init__(self, using: str, wants: Callable[[Model], bool]) -> None:
        super().__init__(using)
        self._wanted = wants

    def _has_signal_listeners(self, model: Any) -> bool:
        return self._wanted(_owner(model))


def _owner(model: Model) -> Model:
    """The model whose rows are told: for a table between two others, the one that declares the relation."""
    relation = declared_through(model)
    return concrete(relation.model if relation else model)


def parts_of(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """As many at a time as one statement looks at."""
    return (keys[start : start + READ_TOGETHER] for start in range(0, len(keys), READ_TOGETHER))


around: ContextVar[Mapping[str, Notes]] = ContextVar("around", default={})  # noqa: B039 - nobody writes into it
"""By database, the notes of the writes inside of which code of the project runs now."""


def notes_for(rules: Rules, using: str) -> Unheard:
    """What a write notes its rows in."""
    if outer := around.get().get(using):
        return Joined(outer)
    heard_by = listeners()
    return Notes(rules, using, heard_by) if heard_by else Unheard()
