"""The same writes in plain ORM, one row at a time, from the words of the documentation: an oracle, and none of the package's code.

Inputs are a client's: ``{"name": "Pot", "tags": {"connect": [{"name": "new"}]}}``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, models, transaction

from tests.apps.shop.models import Product

Model = type[models.Model]
Given = Mapping[str, Any]
REFUSALS = (ValidationError, ObjectDoesNotExist, DatabaseError, models.ProtectedError)
"""What plain ORM says of wrong input."""


CREATED: dict[str, models.Model] = {}
"""The rows that have been created under a name; whoever begins an operation empties it."""


def create(model: Model, given: Given, **attached: Any) -> models.Model:
    row, name = model(), given.get("createdAs")
    referred, _ = _refer(row, given)
    if name is not None and (name in CREATED or not 0 < len(name) < 256):
        _refuse()
    _store(row, {**_columns(row, given), **referred, **attached}, everything=True)
    CREATED.update({} if name is None else {name: row})
    _hang(row, given)
    return row


def update(row: models.Model, given: Given, **attached: Any) -> None:
    referred, gone = _refer(row, given)
    row.refresh_from_db()
    _store(row, {**_columns(row, given), **referred, **attached}, everything=False)
    for each in gone:
        each.delete()
    _hang(row, given)


def upsert(model: Model, by: Given, new: Given, changed: Given) -> None:
    found = model._base_manager.filter(**_condition(by)).first()
    update(found, changed) if found else create(model, new)


def create_all(model: Model, inputs: Sequence[Given], tolerant: bool = False) -> None:
    _each([partial(create, model, given) for given in inputs], tolerant)


def update_each(model: Model, updates: Sequence[Given], tolerant: bool = False) -> None:
    _each([partial(lambda given: update(model._base_manager.get(pk=given["id"]), given["input"]), given) for given in updates], tolerant)


def upsert_each(model: Model, upserts: Sequence[Given], tolerant: bool = False) -> None:
    _each([partial(upsert, model, given["by"], given["create"], given["update"]) for given in upserts], tolerant)


def _each(acts: Sequence[Callable[[], Any]], tolerant: bool) -> None:
    for act in acts:
        before = dict(CREATED)
        try:
            with transaction.atomic():
                act()
        except REFUSALS:
            CREATED.clear()
            CREATED.update(before)
            if not tolerant:
                raise


# one row


def _store(row: models.Model, values: Given, everything: bool) -> None:
    """Of a new row all is validated, of an old one what changes; null is a value where a column may be null."""
    for name, value in values.items():
        setattr(row, name, value)
    fields = [field for field in row._meta.concrete_fields if not field.primary_key or field.name in values]
    unchanged = set() if everything else {field.name for field in row._meta.fields if field.name not in values}
    empty = {field.name for field in fields if field.null and getattr(row, field.attname) is None}
    parents = {field.name for field in row._meta.fields if field.name.endswith("_ptr")}
    row.full_clean(exclude=unchanged | empty | parents)
    with transaction.atomic():
        row.save(force_insert=everything and not row._meta.parents)


def _columns(row: models.Model, given: Given) -> dict[str, Any]:
    names = {client: snake(client) for client in given if client not in ("change", "createdAs")}
    values = {name: _value(row, name, given[client]) for client, name in names.items() if not field_of(row, name).is_relation}
    for client, operators in given.get("change", {}).items():
        [(operator, operand)] = operators.items()
        before = getattr(row, snake(client))
        assert operator == "increment"
        values[snake(client)] = None if before is None else before + operand
    return values


def _value(row: models.Model, name: str, value: Any) -> Any:
    field = field_of(row, name)
    if value is not None and field.choices:
        return next(stored for stored, _ in field.choices if stored.upper() == value)
    if "\x00" in str(value):
        _refuse()
    return field.to_python(value)


def snake(name: str) -> str:
    return re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", name)


def field_of(row: models.Model | Model, name: str) -> Any:
    return row._meta.get_field(name)


def _condition(by: Given) -> Given:
    """The way in which a client names a row."""
    [(way, value)] = by.items()
    if way == "productAndSupplier":
        return {"product": value["product"], "supplier": value["supplier"]}
    if way in ("id", "pk"):
        return {"pk": tuple(value.values()) if isinstance(value, dict) else value}
    return {snake(way): value}


def _find(rows: Any, by: Given) -> models.Model:
    found: models.Model = rows.get(**_condition(by))
    return found


def _created(model: Any, name: str) -> models.Model:
    """Any model that has the row has it under the same key."""
    row: Any = CREATED.get(name) or _refuse()
    is_shared = issubclass(model, type(row)) or isinstance(row, model)
    found: models.Model = model._base_manager.get(pk=row.pk) if is_shared else _refuse()
    return found


def _one(by_model: Any, by: Given) -> models.Model | None:
    return by_model.filter(**_condition(by)).first()


def _again(row: models.Model) -> models.Model:
    """The row as it is by now: what came before may have changed it."""
    return type(row)._base_manager.get(pk=row.pk)


# what a row refers to


def _refer(row: models.Model, given: Given) -> tuple[dict[str, Any], list[models.Model]]:
    """The rows that it refers to afterwards, and those to be deleted then."""
    found, gone = {}, []
    for field in row._meta.fields:
        operands = given.get(_camel(field.name), ...)
        if not field.is_relation or operands is ...:
            continue
        if operands is None:
            found[field.name] = None if field.null else _refuse()
            continue
        [(operation, operand)] = operands.items()
        current = getattr(row, field.name, None)
        found[field.name] = _TO_ONE[operation](field.related_model, current, operand)
        gone += [current] if operation == "delete" else []
    return found, gone


def _refuse() -> Any:
    raise ValidationError("This is refused.")


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def _connect_or_create(model: Model, current: Any, given: Given) -> models.Model:
    return _one(model._base_manager, given["by"]) or create(model, given["create"])


def _update_current(model: Model, current: Any, given: Given) -> models.Model:
    update(current or _refuse(), given)
    return current


def _upsert_current(model: Model, current: Any, given: Given) -> models.Model:
    return _update_current(model, current, given["update"]) if current else create(model, given["create"])


def _delete_current(model: Model, current: Any, said: bool) -> None:
    if current is None or said is not True:
        _refuse()


_TO_ONE: Mapping[str, Callable[[Model, Any, Any], models.Model | None]] = {
    "connect": lambda model, current, by: _find(model._base_manager, by),
    "connectCreated": lambda model, current, name: _created(model, name),
    "create": lambda model, current, given: create(model, given),
    "connectOrCreate": _connect_or_create,
    "update": _update_current,
    "upsert": _upsert_current,
    "disconnect": lambda model, current, said: None if said is True else _refuse(),
    "delete": _delete_current,
}


# what hangs on it


def _hang(row: models.Model, given: Given) -> None:
    """Relations in the model's order: those it declares, then those that others declare."""
    others = sorted(relation.name for relation in row._meta.related_objects)
    declared = [field.name for field in (*row._meta.many_to_many, *row._meta.private_fields)]
    for name in (*declared, *others):
        if _camel(name) in given:
            if given[_camel(name)] is None:
                _refuse()
            Hanging(row, name).write(given[_camel(name)])


class Hanging:
    """The rows on the other side of one row's relation."""

    def __init__(self, row: models.Model, name: str) -> None:
        self.row, self.name, self.field = row, name, field_of(row, name)
        self.model: Any = self.field.related_model
        self.single = self.field.one_to_one

    @property
    def rows(self) -> Any:
        if self.field.many_to_many or (self.field.one_to_many and not self.field.auto_created):
            return getattr(self.row, self.name).all()
        return self.model._base_manager.filter(**self.attached)

    @property
    def attached(self) -> dict[str, Any]:
        """What a row holds that hangs here."""
        if self.field.many_to_many:
            return {}
        if not self.field.auto_created:
            return {"content_type": ContentType.objects.get_for_model(self.row), "object_id": self.row.pk}
        return {self.field.field.name: self.row}

    def write(self, operands: Given) -> None:
        for operation in ("disconnect", "delete", "set", "update", "upsert", "connect", "connectCreated", "connectOrCreate", "create"):
            if operation in operands:
                getattr(self, f"_{snake(operation)}")([operands[operation]] if self.single else operands[operation])

    # one row

    def _take(self, row: models.Model, through: Given | None) -> None:
        if not self.field.many_to_many:
            update(_again(row), {}, **self.attached)
        elif self._between is None:
            getattr(self.row, self.name).add(row)
        elif not self.rows.filter(pk=row.pk).exists():
            here, there = ("product", "supplier") if isinstance(self.row, Product) else ("supplier", "product")
            create(self._between, through or {}, **{here: self.row, there: row})

    @property
    def _between(self) -> Any:
        """The project's model that stands between."""
        through = getattr(getattr(self.row, self.name), "through", None) if self.field.many_to_many else None
        return None if through is None or through._meta.auto_created else through

    def _release(self, row: models.Model) -> None:
        if self.field.many_to_many:
            getattr(self.row, self.name).remove(row)
        else:
            update(_again(row), {}, **dict.fromkeys(self.attached))

    def _new(self, given: Given, through: Given | None) -> None:
        row = create(self.model, given, **self.attached)
        if self.field.many_to_many:
            self._take(row, through)

    def _parts(self, elements: Sequence[Any], name: str) -> list[tuple[Any, Any]]:
        """Beside a row between, what is said of the row stands under a name."""
        return [(each[name], each.get("through")) if self._between else (each, None) for each in elements]

    def _named(self, elements: Sequence[Any]) -> list[models.Model]:
        if self.single:
            return [self.rows.get()]
        return [_find(self.rows, by) for by in elements]

    # operations

    def _disconnect(self, elements: Sequence[Any]) -> None:
        for row in self._named(elements):
            self._release(row)

    def _delete(self, elements: Sequence[Any]) -> None:
        if self.single and elements != [True]:
            _refuse()
        for row in {row.pk: row for row in self._named(elements)}.values():
            row.delete()

    def _set(self, elements: Sequence[Any]) -> None:
        wanted = [(_find(self.model._base_manager, by), through) for by, through in self._parts(elements, "by")]
        present, keys = list(self.rows), {row.pk for row, _ in wanted}
        for row in present:
            if row.pk not in keys:
                self._release(row)
        for row, through in wanted:
            if not self.rows.filter(pk=row.pk).exists():
                self._take(row, through)

    def _update(self, elements: Sequence[Any]) -> None:
        rows = self._named([each["by"] for each in elements if not self.single])
        for row, each in zip(rows, elements, strict=True):
            update(_again(row), each if self.single else each["update"])

    def _upsert(self, elements: Sequence[Any]) -> None:
        for each in elements:
            found = self.rows.first() if self.single else _one(self.rows, each["by"])
            update(found, each["update"]) if found else self._new(each["create"], each.get("through"))

    def _connect(self, elements: Sequence[Any]) -> None:
        for row, through in [(_find(self.model._base_manager, by), through) for by, through in self._parts(elements, "by")]:
            self._take(row, through)

    def _connect_created(self, elements: Sequence[Any]) -> None:
        for row, through in [(_created(self.model, name), through) for name, through in self._parts(elements, "created")]:
            self._take(row, through)

    def _connect_or_create(self, elements: Sequence[Any]) -> None:
        for each in elements:
            found = _one(self.model._base_manager, each["by"])
            self._take(found, each.get("through")) if found else self._new(each["create"], each.get("through"))

    def _create(self, elements: Sequence[Any]) -> None:
        for given, through in self._parts(elements, "create"):
            self._new(given, through)
