"""The reference's table of field mappings, as it follows from the rows."""

from __future__ import annotations

from django_graphql_auto.schema.field_mappings import FIELD_MAPPINGS, FieldMapping

STRUCTURES = {"file": "`File`", "image": "`Image`", "array": "a list of its elements'"}
FIGURES = {"sum": "sum", "avg": "avg", "extreme": "min max", "stddev": "stddev"}


def rows(package: str) -> list[str]:
    """The lines for the field classes of one of Django's packages."""
    return [_line(field.__name__, mapping) for field, mapping in FIELD_MAPPINGS.items() if field.__module__.startswith(package)]


def _line(name: str, mapping: FieldMapping) -> str:
    figures = " ".join(text for role, text in FIGURES.items() if role in mapping.aggregates)
    return f"| `{name}` | {_type(mapping)} | {_operators(mapping)} | {figures} |"


def _type(mapping: FieldMapping) -> str:
    if mapping.structure == "range":
        return f"`{mapping.scalar.name}Range`"
    return STRUCTURES.get(mapping.structure, f"`{mapping.scalar.name}`")


def _operators(mapping: FieldMapping) -> str:
    if mapping.operators == "Array":
        return "`<Element>ArrayOperators`"
    if mapping.operators == "Range":
        return f"`{mapping.scalar.name}RangeOperators`"
    return f"`{mapping.operators}Operators`"
