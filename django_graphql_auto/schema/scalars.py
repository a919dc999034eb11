"""The scalars, as plain graphql-core types. What a value looks like in an answer is said once, by ``serialize``."""

from __future__ import annotations

import base64
import binascii
import datetime
import decimal
import math
import uuid
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime, parse_duration, parse_time
from django.utils.duration import duration_iso_string
from graphql import GraphQLError, GraphQLScalarType, ValueNode
from graphql.language import (
    BooleanValueNode,
    FloatValueNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    StringValueNode,
    VariableNode,
    print_ast,
)

from django_graphql_auto.uploads import Upload

Parse = Callable[[Any], Any]
MAX_JSON_DEPTH = 100


def refuse(name: str, value: Any) -> NoReturn:
    """Raises the coded error of a value that a scalar does not take."""
    raise GraphQLError(f"{name} cannot represent value: {str(value)[:100]!r}.", extensions={"code": "BAD_USER_INPUT"})


def _literal(name: str, parse: Parse) -> Callable[..., Any]:
    """Literals of strings and numbers, numbers kept to the digit."""

    def parse_literal(node: ValueNode, variables: dict[str, Any] | None = None) -> Any:
        try:
            if isinstance(node, StringValueNode | IntValueNode | FloatValueNode):
                return parse(node.value)
            refuse(name, print_ast(node))
        except GraphQLError as error:
            raise GraphQLError(error.message, node, extensions=error.extensions) from None  # where it stands, nobody else says

    return parse_literal


def _text_scalar(name: str, description: str, convert: Callable[[str], Any], serialize: Parse, url: str | None = None) -> GraphQLScalarType:
    def parse(value: Any) -> Any:
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            refuse(name, value)
        try:
            parsed = convert(str(value))
        except (ValueError, ArithmeticError, binascii.Error):
            parsed = None
        return refuse(name, value) if parsed is None else parsed

    return GraphQLScalarType(
        name, serialize=serialize, parse_value=parse, parse_literal=_literal(name, parse), description=description, specified_by_url=url
    )


def utc(value: Any) -> Any:
    """The moment in UTC; a naive one is taken in the active time zone. Other values (a text from a computed field) pass."""
    if not isinstance(value, datetime.datetime):
        return value
    aware = timezone.make_aware(value) if timezone.is_naive(value) else value
    return aware.astimezone(datetime.UTC)


def _serialize_datetime(value: Any) -> Any:
    moment = utc(value)
    return moment.isoformat().replace("+00:00", "Z") if isinstance(moment, datetime.datetime) else moment


def _iso(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _parse_datetime(text: str) -> datetime.datetime | None:
    moment = parse_datetime(text)
    if moment is None:
        return None
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    moment.astimezone(datetime.UTC)  # one that has no year there would be stored, and no row of its list could be read again
    return moment if settings.USE_TZ else timezone.make_naive(moment)


def _parse_decimal(text: str) -> decimal.Decimal | None:
    number = decimal.Decimal(text)
    return number if number.is_finite() and abs(number.adjusted()) < 1000 else None


def decimal_text(value: Any) -> str:
    """All digits, never an exponent."""
    return format(value, "f") if isinstance(value, decimal.Decimal) else str(value)


def _parse_integer(text: str) -> int | None:
    number = int(text)
    return number if -(2**63) <= number < 2**63 else None


def duration_text(value: Any) -> Any:
    return duration_iso_string(value) if isinstance(value, datetime.timedelta) else value


def binary_text(value: Any) -> str:
    return base64.b64encode(bytes(value)).decode()


def _json_literal(node: ValueNode, variables: dict[str, Any] | None = None) -> Any:
    match node:
        case StringValueNode() | BooleanValueNode():
            return node.value
        case IntValueNode():
            return int(node.value)
        case FloatValueNode():
            return float(node.value)
        case ListValueNode():
            return [_json_literal(value, variables) for value in node.values]
        case ObjectValueNode():
            return {field.name.value: _json_literal(field.value, variables) for field in node.fields}
        case NullValueNode():
            return None
        case VariableNode():
            return (variables or {}).get(node.name.value)
    refuse("JSON", print_ast(node))


def _json_input(value: Any) -> Any:
    """Refuses what no database stores as JSON."""
    level = [value]
    for _ in range(MAX_JSON_DEPTH):
        if not level:
            return value
        level = [inner for outer in level for inner in _inside_json(outer)]
    raise GraphQLError(f"JSON nests at most {MAX_JSON_DEPTH} levels.", extensions={"code": "BAD_USER_INPUT"})


def _inside_json(value: Any) -> Iterable[Any]:
    if isinstance(value, Upload) or (isinstance(value, float) and not math.isfinite(value)):
        refuse("JSON", value)
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _parse_json_literal(node: ValueNode, variables: dict[str, Any] | None = None) -> Any:
    try:
        return _json_input(_json_literal(node, variables))
    except ValueError:
        refuse("JSON", "an integer of thousands of digits")


def _only_sent(value: Any) -> NoReturn:
    raise GraphQLError("Upload is never answered.")


def _parse_upload(value: Any) -> Upload:
    """A text is no file, whatever it names: nothing that a client writes in JSON becomes one."""
    if isinstance(value, Upload):
        return value
    raise GraphQLError("Upload takes a file of a multipart request.", extensions={"code": "BAD_USER_INPUT"})


def _parse_upload_literal(node: ValueNode, variables: dict[str, Any] | None = None) -> Upload:
    return _parse_upload(node)


def json_value(value: Any) -> Any:
    """JSON has no NaN or infinity: they are null."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


DATE_TIME = _text_scalar(
    "DateTime", "A moment, RFC 3339, in UTC.", _parse_datetime, _serialize_datetime, "https://scalars.graphql.org/andimarek/date-time.html"
)
DATE = _text_scalar("Date", "A calendar date, ISO 8601.", parse_date, _iso, "https://scalars.graphql.org/andimarek/local-date.html")
TIME = _text_scalar("Time", "A time of day, ISO 8601, without a zone.", parse_time, _iso)
DURATION = _text_scalar("Duration", "A length of time, ISO 8601.", parse_duration, duration_text)
DECIMAL = _text_scalar("Decimal", "An exact decimal number; a string in answers, so that no digit is lost.", _parse_decimal, decimal_text)
BIG_INT = _text_scalar("BigInt", "A 64-bit integer; a string in answers, so that no digit is lost.", _parse_integer, str)
UUID = _text_scalar("UUID", "A UUID, RFC 9562.", uuid.UUID, str, "https://www.rfc-editor.org/rfc/rfc9562")
BINARY = _text_scalar("Binary", "Bytes, base64 (RFC 4648).", lambda text: base64.b64decode(text, validate=True), binary_text)
JSON = GraphQLScalarType(
    "JSON", serialize=json_value, parse_value=_json_input, parse_literal=_parse_json_literal, description="Any JSON value."
)
UPLOAD = GraphQLScalarType(
    "Upload",
    serialize=_only_sent,
    parse_value=_parse_upload,
    parse_literal=_parse_upload_literal,
    description="A file, sent beside the operation in a multipart request, with null in its place among the variables.",
    specified_by_url="https://github.com/jaydenseric/graphql-multipart-request-spec",
)
