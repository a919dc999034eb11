"""Whatever is written leaves what Django's own ``full_clean()`` and ``save()`` leave, or the row as it was and errors.

Two things are told apart from a form: null is a value where a column may be null, and what isn't changed isn't judged.
"""

from __future__ import annotations

import datetime
import random
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, models, transaction

from django_graphql_auto.testing import GraphQLClient
from tests.apps.everything.models import Columns
from tests.mutations.writing import payload

MADE = ("id", "created", "updated", "uuid", "double")
"""What is made anew for every row, or made of others."""
CREATE = "mutation($input: ColumnsCreateInput!) { createColumns(input: $input) { columns { pk } errors { path code message } } }"
UPDATE = "mutation($id: ID!, $input: ColumnsUpdateInput!) { updateColumns(id: $id, input: $input) { columns { pk } errors { path code } } }"
TEXTS = ("", "a", "it's", "ünïcode ✓", "x" * 31, "two\nlines", " spaces ", "1")
NUMBERS = (0, 1, -1, 7, 2**15 - 1, 2**15, -(2**31), 2**31 - 1)


def _date(chance: random.Random) -> datetime.date:
    return datetime.date(1990 + chance.randrange(60), 1 + chance.randrange(12), 1 + chance.randrange(28))


VALUES: dict[str, Any] = {
    "boolean": lambda chance: chance.random() < 0.5,
    "maybe": lambda chance: chance.choice([True, False, None]),
    "text": lambda chance: chance.choice(TEXTS),
    "char": lambda chance: chance.choice(TEXTS),
    "commented": lambda chance: chance.choice(TEXTS),
    "slug": lambda chance: chance.choice(["a", "b-c", "no slug", "", "taken"]),
    "email": lambda chance: chance.choice([None, "a@example.com", "none", "taken@example.com"]),
    "url": lambda chance: chance.choice(["", "https://example.com/x", "nowhere"]),
    "small": lambda chance: chance.choice(NUMBERS),
    "integer": lambda chance: chance.choice(NUMBERS),
    "big": lambda chance: chance.choice([*NUMBERS, 2**63 - 1, -(2**63)]),
    "positive": lambda chance: chance.choice(NUMBERS),
    "real": lambda chance: chance.choice([0.5, -1e300, 3.25]),
    "decimal": lambda chance: chance.choice([Decimal("1.5"), Decimal("0.00001"), Decimal("123456789.1"), Decimal("-3")]),
    "date": lambda chance: chance.choice([None, _date(chance)]),
    "time": lambda chance: chance.choice([None, datetime.time(chance.randrange(24), 30)]),
    "moment": lambda chance: chance.choice([None, datetime.datetime.combine(_date(chance), datetime.time(12), datetime.UTC)]),
    "duration": lambda chance: chance.choice([None, datetime.timedelta(days=chance.randrange(9), seconds=5)]),
    "uuid": lambda chance: uuid.UUID(int=chance.getrandbits(128), version=4),
    "json": lambda chance: chance.choice([{}, {"a": [1, None, {"b": "c"}]}, [], "text", 3, False]),
    "address": lambda chance: chance.choice([None, "10.0.0.1", "::1", "10.0.0.999"]),
    "counted": lambda chance: chance.choice(NUMBERS),
    "level": lambda chance: chance.choice([1, 2]),
    "colour": lambda chance: chance.choice([None, "r", "b"]),
}
LEVELS, COLOURS = {1: "LOW", 2: "HIGH"}, {"r": "RED", "b": "DARK_BLUE"}


def _written(name: str, value: Any) -> Any:
    """A value as a client writes it."""
    match value:
        case datetime.timedelta():
            return f"P{value.days}DT{value.seconds}S"
        case datetime.datetime() | datetime.date() | datetime.time():
            return value.isoformat()
        case Decimal() | uuid.UUID():
            return str(value)
    return {"level": LEVELS, "colour": COLOURS}.get(name, {}).get(value, value) if isinstance(value, int | str) else value


def _some(chance: random.Random) -> dict[str, Any]:
    """Values for some columns, most of them right."""
    return {name: VALUES[name](chance) for name in chance.sample(sorted(VALUES), chance.randrange(1, 9))}


def _stored(row: models.Model) -> dict[str, Any]:
    return {name: value for name, value in Columns.objects.filter(pk=row.pk).values().get().items() if name not in MADE}


def _by_django(row: Columns, values: dict[str, Any], unchanged: set[str]) -> bool:
    """Whether a plain model takes the values; its row is stored then."""
    for name, value in values.items():
        setattr(row, name, value)
    try:
        fields = {field.name: field for field in Columns._meta.concrete_fields if not field.generated}
        row.full_clean(exclude=unchanged | {name for name, field in fields.items() if field.null and getattr(row, name) is None})
        with transaction.atomic():
            row.save()
    except (ValidationError, DataError):  # what is made of a column may not fit where the column does
        return False
    return True


@pytest.fixture
def columns(db: None, settings: Any) -> Columns:
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["everything.columns"], "READ": "public"}
    return Columns.objects.create(char="taken", slug="taken", email="taken@example.com")


@pytest.mark.parametrize("seed", range(40))
def test_a_new_row_is_what_a_plain_model_leaves(boss: Any, columns: Columns, seed: int):
    values = {"char": "named", "slug": "fresh", **_some(random.Random(seed))}
    given = {name: _written(name, value) for name, value in values.items()}
    answer = payload(GraphQLClient(boss).query(CREATE, {"input": given}))
    found = Columns.objects.exclude(pk=columns.pk).first()
    made = _stored(found) if found else None
    Columns.objects.exclude(pk=columns.pk).delete()
    plain = Columns()
    if _by_django(plain, values, unchanged=set()):
        assert (answer["errors"], made) == ([], _stored(plain))
    else:
        assert made is None
        assert answer["errors"]


@pytest.mark.parametrize("seed", range(40, 80))
def test_a_changed_row_is_what_a_plain_model_leaves(boss: Any, columns: Columns, seed: int):
    values, row = _some(random.Random(seed)), Columns.objects.create(char="mine", slug="mine", integer=5, json={"old": True})
    before = _stored(row)
    given = {name: _written(name, value) for name, value in values.items()}
    answer = payload(GraphQLClient(boss).query(UPDATE, {"id": row.pk, "input": given}))
    after = _stored(row)
    Columns.objects.filter(pk=row.pk).update(**before)
    if _by_django(Columns.objects.get(pk=row.pk), values, unchanged={name for name in before if name not in values}):
        assert (answer["errors"], after) == ([], _stored(row))
    else:
        assert after == before
        assert answer["errors"]
