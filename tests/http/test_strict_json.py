import json
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_graphql_auto.http.refusals import Refusal
from django_graphql_auto.http.strict_json import parse, parse_bytes

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(VALUES, st.booleans())
def test_all_that_json_can_say_is_read_as_it_was_written(value: object, ascii_only: bool) -> None:
    assert parse_bytes(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with suppress(Refusal):
        json.dumps(parse_bytes(body), allow_nan=False)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal("-1e30"), max_value=Decimal("1e30"), places=12))
def test_as_text_a_number_keeps_every_digit(number: Decimal) -> None:
    assert Decimal(str(parse(format(number, "f")))) == number


def test_an_ordinary_number_is_an_ordinary_float() -> None:
    assert type(parse("0.1")) is float


def test_the_place_of_a_mistake_is_told() -> None:
    with pytest.raises(Refusal, match="line 2, column 1"):
        parse('{"a": 1,\n!}')
