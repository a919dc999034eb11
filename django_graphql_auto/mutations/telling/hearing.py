"""Rows that code of the project saves, deletes and links by itself while a mutation runs it: noted with what the mutation writes.

Django's signals tell of them. They are received only while such code runs and somebody listens to writes, for whoever receives them makes
Django fetch what it deletes; and only the code's own thread or task is heard. Nothing is written row by row for it (``OWN_RECEIVERS``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any

from django.db import connections, models
from django.db.models import QuerySet, signals

from django_graphql_auto.introspection import OWN_RECEIVERS, concrete, field_of, instance_key, look_at
from django_graphql_auto.introspection.records import RelationInfo
from django_graphql_auto.mutations.returning import row_of
from django_graphql_auto.mutations.telling.noting import Notes, Unheard, around, parts_of

Model = type[models.Model]


class Hearing:
    """What is noted of the rows of one database. Rows are looked at as the database has them: an instance may hold anything."""

    def __init__(self, notes: Notes) -> None:
        self.notes, self.using = notes, notes.using
        self._origins: dict[int, Any] = {}

    def saving(self, row: models.Model, raw: bool) -> None:
        """Before it is stored. Where nobody can have stored it before, nothing is looked up."""
        if row.pk is not None and (raw or not _is_new(row)):
            self._note(_named(row, self.using))

    def saved(self, row: models.Model, created: bool) -> None:
        if created:
            self.notes.made([_named(row, self.using)])

    def deleting(self, row: models.Model, origin: Any) -> None:
        """All that goes is noted when the first of it is about to go. ``origin`` is what somebody called ``delete()`` of."""
        if id(origin) not in self._origins:
            self._origins[id(origin)] = origin  # kept, so that nothing else gets its id
            for some in parts_of(_keys(origin)):
                self.notes.removing(list(self._rows(_model(origin), some)))
        self._note(_named(row, self.using))

    def linking(self, relation: RelationInfo, row: models.Model, keys: Iterable[Any] | None) -> None:
        """Before pairs in a table of Django's come or go; ``keys`` of the rows on the other side, None for all that there are."""
        assert relation.through is not None
        assert relation.target is not None
        if keys is None:
            keys = self._links(relation, row).values_list(relation.through_target, flat=True)
        others = [row_of(relation.target, self.using, [key]) for key in keys]
        declaring = [row] if field_of(relation) is not None else []
        self.notes.linking(relation.through, [*declaring, *(others if relation.symmetrical or not declaring else ())])

    def linked(self, relation: RelationInfo, row: models.Model, keys: Iterable[Any]) -> None:
        """After rows of a model of the project have come between others: of them there is no signal."""
        self.notes.made(self._links(relation, row).filter(**{f"{relation.through_target}__in": keys}))

    def _note(self, row: models.Model) -> None:
        if self.notes.lacks(row) and look_at(type(row)).history is None:
            found = list(self._locked(type(row), [row.pk]))
            self.notes.seen(found)
            self.notes.made([] if found else [row])

    def _rows(self, model: Model, keys: Sequence[Any]) -> QuerySet[Any]:
        return model._base_manager.using(self.using).filter(pk__in=keys)

    def _locked(self, model: Model, keys: Sequence[Any]) -> QuerySet[Any]:
        """As they will be locked in a moment anyhow, so that nobody changes them in between."""
        features, rows = connections[self.using].features, self._rows(model, keys)
        return rows.select_for_update(no_key=features.has_select_for_no_key_update) if features.has_select_for_update else rows

    def _links(self, relation: RelationInfo, row: models.Model) -> QuerySet[Any]:
        through: Any = relation.through
        rows: QuerySet[Any] = through._base_manager.using(self.using)
        return rows.filter(**{relation.through_parent_key: getattr(row, relation.parent_key)})


def _is_new(row: models.Model) -> bool:
    """Whether Django inserts the row without asking whether it is there."""
    return row._state.adding and all(field.has_default() or field.has_db_default() for field in row._meta.pk_fields)


def _named(row: models.Model, using: str) -> models.Model:
    """The same row with its key alone, which is of its proper type."""
    return row_of(concrete(type(row)), using, instance_key(row))


def _model(origin: Any) -> Model:
    return concrete(type(origin) if isinstance(origin, models.Model) else origin.model)


def _keys(origin: Any) -> list[Any]:
    """Of the rows that are deleted."""
    if isinstance(origin, models.Model):
        return [origin.pk]
    return list(origin.all().order_by().values_list("pk", flat=True)) if isinstance(origin, QuerySet) else []


_hearing: ContextVar[Mapping[str, Hearing]] = ContextVar("hearing", default={})  # noqa: B039 - nobody writes into it


def _pre_save(instance: Any, raw: bool, using: str, **_: Any) -> None:
    if heard := _hearing.get().get(using):
        heard.saving(instance, raw)


def _post_save(instance: Any, created: bool, using: str, **_: Any) -> None:
    if (heard := _hearing.get().get(using)) and look_at(type(instance)).history is None:
        heard.saved(instance, created)


def _pre_delete(instance: Any, using: str, origin: Any = None, **_: Any) -> None:
    if heard := _hearing.get().get(using):
        heard.deleting(instance, origin)


def _m2m_changed(sender: Any, instance: Any, action: str, reverse: bool, pk_set: Any, using: str, **_: Any) -> None:
    heard = _hearing.get().get(using)
    relation = _relation(sender, type(instance), reverse) if heard else None
    if heard is None or relation is None:
        return
    if relation.through_auto_created and action.startswith("pre_"):
        heard.linking(relation, instance, pk_set)
    elif not relation.through_auto_created and action == "post_add":
        heard.linked(relation, instance, pk_set)


def _relation(through: Model, model: Model, reverse: bool) -> RelationInfo | None:
    """The many-to-many relation of the model that goes this way."""
    found = (each for each in look_at(model).relations if each.through is through and each.through_target)
    return next((each for each in found if (field_of(each) is None) is reverse), None)


RECEIVERS: tuple[tuple[Any, Callable[..., None]], ...] = (
    (signals.pre_save, _pre_save),
    (signals.post_save, _post_save),
    (signals.pre_delete, _pre_delete),
    (signals.m2m_changed, _m2m_changed),
)
OWN_RECEIVERS += [receive for _, receive in RECEIVERS]


class _Receiving:
    """Connects the receivers for as long as anybody needs them."""

    def __init__(self) -> None:
        self._lock, self._needed = Lock(), 0

    def __enter__(self) -> None:
        with self._lock:
            self._needed += 1
            for signal, receive in RECEIVERS if self._needed == 1 else ():
                signal.connect(receive)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._needed -= 1
            for signal, receive in RECEIVERS if self._needed == 0 else ():
                signal.disconnect(receive)


_receiving = _Receiving()


@contextmanager
def hearing(notes: Unheard) -> Iterator[None]:
    """Notes what is done to rows meanwhile, where somebody listens. A write that is done meanwhile is noted with it, too."""
    if not isinstance(notes, Notes):
        yield
        return
    tokens = around.set({**around.get(), notes.using: notes}), _hearing.set({**_hearing.get(), notes.using: Hearing(notes)})
    try:
        with _receiving:
            yield
    finally:
        around.reset(tokens[0])
        _hearing.reset(tokens[1])
