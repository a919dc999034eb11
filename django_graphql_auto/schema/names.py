"""Every GraphQL name is made here, and frozen per API version."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import inflection

RESERVED_TYPES = frozenset(
    "Query Mutation Subscription Node PageInfo File Image Viewer InputError ModelRights OrderDirection DateTruncation TimeTruncation "
    "Int Float String Boolean ID DateTime Date Time Duration Decimal BigInt UUID JSON Binary "
    "DateRange DateTimeRange IntRange BigIntRange DecimalRange DateGrouping TimeGrouping".split()
)
"""Type names that no model may take, beside what the build itself makes for other models."""
GENERATED_SUFFIXES = tuple(
    "Aggregate AggregateGroup AggregateGroupKey AggregateOrderBy AggregateWhere AverageAggregate AverageOrderBy AverageWhere Column "
    "Connection DeviationAggregate DistinctCountAggregate Edge ExtremeAggregate ExtremeOrderBy ExtremeWhere Filter GroupBy Interface Key "
    "KeyInput OrderBy SumAggregate SumOrderBy SumWhere ToManyWhere UniqueBy Where".split()
)
"""What the build appends to a model's type name. A model that is called like another one's generated type counts as taken."""
RESERVED_ROOT_FIELDS = frozenset({"node", "nodes", "viewer"})


def camel_case(name: str) -> str:
    """``brand_name`` -> ``brandName``; digits and leading underscores survive."""
    head, *rest = name.strip("_").split("_")
    made = head[:1].lower() + head[1:] + "".join(part[:1].upper() + part[1:] for part in rest)
    return made if made[:1].isalpha() or made[:1] == "_" else f"_{made}"


def pascal_case(name: str) -> str:
    made = camel_case(name)
    return made[:1].upper() + made[1:]


def enum_member(text: str) -> str:
    """A GraphQL enum value from any text: upper case, words joined by underscores."""
    made = re.sub(r"[^0-9A-Za-z]+", "_", text).strip("_").upper()
    if not made:
        return "EMPTY"
    return f"VALUE_{made}" if made[0].isdigit() or made in {"TRUE", "FALSE", "NULL"} else made


def singular_field(type_name: str) -> str:
    return type_name[:1].lower() + type_name[1:] if not type_name[:2].isupper() else _lower_acronym(type_name)


def _lower_acronym(name: str) -> str:
    head = re.match(r"[A-Z]+(?=[A-Z][a-z]|\d|$)|[A-Z]", name)
    assert head
    return head[0].lower() + name[head.end() :]


def plural_field(singular: str) -> str:
    """The English plural; where it is the singular itself, ``newsList``."""
    words = inflection.underscore(singular).split("_")
    plural = inflection.pluralize(words[-1])
    made = singular[: len(singular) - len(words[-1])] + (singular[len(singular) - len(words[-1]) :][:1] + plural[1:])
    return f"{singular}List" if made == singular else made


def type_names(models: Iterable[tuple[str, str]], pinned: dict[str, str]) -> dict[str, str]:
    """Type name per model label, from (label, object name) pairs: two models of one name both take their app's label as a prefix."""
    wanted = {label: pinned.get(label, "") or pascal_case(object_name) for label, object_name in models}
    count = Counter(name.lower() for name in wanted.values())
    taken = RESERVED_TYPES | {name + suffix for name in wanted.values() for suffix in GENERATED_SUFFIXES}
    return {
        label: name if label in pinned or (count[name.lower()] == 1 and name not in taken) else pascal_case(label.partition(".")[0]) + name
        for label, name in wanted.items()
    }


def column_field(name: str, is_key: bool) -> str:
    """The field of a column; ``id`` and ``pk`` belong to the global id and the key."""
    made = camel_case(name)
    if made in ("id", "pk") and not is_key:
        return f"{made}Value"
    return made


def choices_enum(type_name: str, field: str) -> str:
    return f"{type_name}{pascal_case(field)}Choices"
