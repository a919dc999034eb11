"""Choices as enums: member names from the enumeration class where there is one, else from values and labels."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from django_graphql_auto.introspection.records import ChoiceInfo, FieldInfo
from django_graphql_auto.options import ModelOptions
from django_graphql_auto.schema.entities import EnumChoices, EnumMember
from django_graphql_auto.schema.names import enum_member


def enum_of(column: FieldInfo, type_name: str, options: ModelOptions) -> EnumChoices | None:
    """The enum of a column, or None where it has no choices or was opted out. A blank choice is no member: answers say null."""
    if options.enum_fields is not None and column.name not in options.enum_fields:
        return None
    choices = [choice for choice in column.choices if choice.value not in (None, "")]
    if not choices or not all(isinstance(choice.value, Hashable) for choice in choices):
        return None
    return EnumChoices(type_name, members_of(choices))


def members_of(choices: Iterable[ChoiceInfo]) -> tuple[EnumMember, ...]:
    members: dict[str, EnumMember] = {}
    for choice in choices:
        name = _unused(_member_name(choice), members)
        members[name] = EnumMember(name, choice.value, choice.label)
    return tuple(members.values())


def _member_name(choice: ChoiceInfo) -> str:
    """The enumeration's own name; else a text's value, and a number's label; ``VALUE`` where neither has a letter that GraphQL knows."""
    value = str(choice.value)
    texts = (value, choice.label) if isinstance(choice.value, str) else (choice.label, value)
    return next(filter(None, map(enum_member, (choice.name or "", *texts))), "VALUE")


def _unused(name: str, taken: dict[str, EnumMember]) -> str:
    """The name, numbered where another choice took it."""
    made, number = name, 2
    while made in taken:
        made, number = f"{name}_{number}", number + 1
    return made
