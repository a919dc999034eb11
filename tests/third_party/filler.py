"""Rows for every table there is, written the way fixtures are: no model's own code on saving changes what is said here."""

from __future__ import annotations

import datetime
import decimal
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import models
from oscar.apps.catalogue.models import Product
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.fields import StreamField
from wagtail.test.testapp.models import AdvertWithCustomUUIDPrimaryKey as Advert

Model = type[models.Model]
Value = Callable[[Any, int], Any]

ROWS = 3
NOON = datetime.datetime(2024, 1, 1, 12, 30, 15, 250_000, tzinfo=datetime.UTC)
PIXEL = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")


def text(field: Any, number: int) -> str:
    """Distinct however short the column is, and with what must be escaped where it is long."""
    return f'{number} {field.name} ä "<&>'[: field.max_length or 200].strip()


def number_within(field: Any, number: int) -> decimal.Decimal:
    return decimal.Decimal(number % 10 + 1) + decimal.Decimal(1).scaleb(-field.decimal_places)


def stored_file(field: Any, number: int) -> str:
    image = isinstance(field, models.ImageField)
    name = f"{field.model._meta.model_name}-{number}.{'gif' if image else 'txt'}"
    return str(field.storage.save(name, ContentFile(PIXEL if image else b"text")))


VALUES: tuple[tuple[type[models.Field[Any, Any]], Value], ...] = (
    (PhoneNumberField, lambda field, number: f"+4930123456{number % 100:02d}"),
    (StreamField, lambda field, number: "[]"),
    (models.BooleanField, lambda field, number: number % 2 == 0),
    (models.DateTimeField, lambda field, number: NOON + datetime.timedelta(days=number)),
    (models.DateField, lambda field, number: NOON.date() + datetime.timedelta(days=number)),
    (models.TimeField, lambda field, number: datetime.time(number % 24, 30)),
    (models.DurationField, lambda field, number: datetime.timedelta(hours=number)),
    (models.DecimalField, number_within),
    (models.FloatField, lambda field, number: number + 0.5),
    (models.IntegerField, lambda field, number: number + 1),
    (models.UUIDField, lambda field, number: uuid.uuid5(uuid.NAMESPACE_URL, f"{field}{number}")),
    (models.JSONField, lambda field, number: {"number": number, "deep": [{"ä": None}]}),
    (models.FileField, stored_file),
    (models.EmailField, lambda field, number: f"somebody-{number}@example.com"),
    (models.URLField, lambda field, number: f"https://example.com/{number}"),
    (models.Field, text),
)
"""The first row whose class a field has makes its values."""


def tables() -> list[Model]:
    """The models with a table of their own that Django makes, through tables included."""
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy]


def fill() -> None:
    """At least ``ROWS`` rows for every table, then everything that may be null filled in as well."""
    filler = _Filler()
    for model in tables():
        filler.rows(model)
    for model in tables():
        filler.complete(model)


class _Filler:
    def __init__(self) -> None:
        self._rows: dict[Model, list[models.Model]] = {}
        self._made: Counter[Model] = Counter()

    def rows(self, model: Model) -> list[models.Model]:
        """Rows to point at: those that are there already, if they suffice."""
        if model not in self._rows:
            present = list(model._base_manager.order_by("pk")[:ROWS])
            wanted = max(ROWS, len(_generic_owners(model)))
            self._rows[model] = present if model is ContentType else [self._make(model) for _ in range(wanted)]
        return self._rows[model]

    def _make(self, model: Model) -> models.Model:
        number = self._made[model]
        self._made[model] += 1
        row = model()
        for parent, link in model._meta.parents.items():
            if link is not None:
                self._inherit(row, self._make(parent), link)
        for field in model._meta.local_concrete_fields:
            if not (field.null or isinstance(field, models.AutoField) or field in model._meta.parents.values()):
                setattr(row, field.attname, self._value(field, number))
        row.save_base(raw=True)
        return row

    def _inherit(self, row: models.Model, parent: models.Model, link: Any) -> None:
        for field in parent._meta.concrete_fields:
            setattr(row, field.attname, getattr(parent, field.attname))
        setattr(row, link.attname, parent.pk)

    def complete(self, model: Model) -> None:
        """Columns that may be null get values, generic foreign keys get somewhere to lead to."""
        for number, row in enumerate(self.rows(model)):
            if model is ContentType:
                continue
            values = {
                field.attname: self._value(field, number)
                for field in model._meta.local_concrete_fields
                if field.null and not field.generated and not (number == ROWS - 1 and not field.unique)
            }
            values |= self._generic_values(model, number)
            if values:
                model._base_manager.filter(pk=row.pk).update(**values)

    def _value(self, field: Any, number: int) -> Any:
        if field.is_relation:
            return self._key(field, number)
        if field.choices and not field.unique:
            known = [value for value, _ in field.flatchoices]
            return known[number % len(known)]
        make = next(make for kind, make in VALUES if isinstance(field, kind))
        return make(field, number)

    def _key(self, field: Any, number: int) -> Any:
        """The bits of a row's number spread the relations of a table over two rows, so that no two rows lead to the same ones."""
        targets = self.rows(field.related_model)
        while field.unique and len(targets) <= number:
            targets.append(self._make(field.related_model))
        place = number if field.unique else number >> _position(field) & 1
        return getattr(targets[place], field.target_field.attname)

    def _generic_values(self, model: Model, number: int) -> dict[str, Any]:
        """Where generic foreign keys lead: back to what has a generic relation to them, else to any rows."""
        if owners := _generic_owners(model):
            relation = owners[number % len(owners)]
            kind = ContentType.objects.get_for_model(relation.model, for_concrete_model=relation.for_concrete_model)
            row = self.rows(relation.model)[number // len(owners) % ROWS]
            return {f"{relation.content_type_field_name}_id": kind.pk, relation.object_id_field_name: row.pk}
        keys = (field for field in model._meta.private_fields if hasattr(field, "fk_field"))
        return {name: value for key in keys for name, value in self._generic_key(model, key, number)}

    def _generic_key(self, model: Model, key: Any, number: int) -> list[tuple[str, Any]]:
        target = Advert if isinstance(model._meta.get_field(key.fk_field), models.UUIDField) else Product
        return [(f"{key.ct_field}_id", ContentType.objects.get_for_model(target).pk), (key.fk_field, self.rows(target)[number % ROWS].pk)]


def _position(field: Any) -> int:
    """Where the field stands among the relations of its table, those of a unique set first."""
    meta = field.model._meta
    together = {name for names in [*meta.unique_together, *(c.fields for c in meta.total_unique_constraints)] for name in names}
    relations = sorted((f for f in meta.local_concrete_fields if f.is_relation), key=lambda f: f.name not in together)
    return relations.index(field)


def _generic_owners(model: Model) -> list[Any]:
    """The generic relations that lead to ``model``."""
    return [field for owner in tables() for field in _generic_relations(owner) if field.related_model is model]


def _generic_relations(owner: Model) -> Iterator[Any]:
    return (field for field in owner._meta.private_fields if hasattr(field, "object_id_field_name"))
