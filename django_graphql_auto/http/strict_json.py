"""JSON as RFC 8259 has it: what Python reads beyond it, or reads without telling, is refused."""

from __future__ import annotations

import json
import math
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from django_graphql_auto.http.refusals import malformed


class ExactNumber(float):
    """A number with more digits than a float holds; as text it is what the client wrote, so that a decimal scalar loses nothing."""

    __slots__ = ("text",)
    text: str

    def __str__(self) -> str:
        return self.text


def parse(text: str) -> Any:
    """The value that ``text`` says, or a refusal."""
    try:
        value = _DECODER.decode(text)
    except RecursionError:
        raise malformed("The JSON is nested too deeply.") from None
    except ValueError as error:
        raise malformed(f"The JSON is malformed: {_place(error)}.") from None
    if "\\u" in text:
        _refuse_half_characters(value)
    return value


def parse_bytes(body: bytes) -> Any:
    try:
        return parse(body.decode("utf-8"))
    except UnicodeDecodeError:
        raise malformed("The body isn't UTF-8.") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise malformed("The JSON has an object with the same key twice.")
    return found


def _no_constant(name: str) -> NoReturn:
    raise malformed(f"The JSON is malformed: {name} isn't a value.")


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise malformed("The JSON has a number that is too large.")
    if _holds_every_digit(number, text):
        return number
    exact = ExactNumber(number)
    exact.text = text
    return exact


def _holds_every_digit(number: float, text: str) -> bool:
    try:
        return Decimal(repr(number)) == Decimal(text)
    except InvalidOperation:
        raise malformed("The JSON has a number that is too small.") from None


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_number)


def _place(error: ValueError) -> str:
    """Where it is malformed; a ValueError of another kind is a number of thousands of digits."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}, line {error.lineno}, column {error.colno}"
    return "a number is too long"


def _refuse_half_characters(value: Any) -> None:
    r"""A lone surrogate (``"\ud800"``) can't be encoded, and would fail wherever it is stored or answered."""
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise malformed("The JSON has a text with half a character.") from None
