"""Every GraphQL name is made here, and frozen per API version."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

import inflection

RESERVED_TYPES = frozenset(
    "Query Mutation Subscription Node PageInfo File Image Viewer InputError ModelRights ModelSchema FieldSchema ChoiceSchema "
    "DeletedRow DeletedRows ErrorPolicy OrderDirection DateTruncation TimeTruncation "
    "Int Float String Boolean ID DateTime Date Time Duration Decimal BigInt UUID JSON Binary "
    "DateRange DateTimeRange IntRange BigIntRange DecimalRange DateGrouping TimeGrouping "
    "SearchResult SearchResultConnection SearchResultEdge SearchResultType".split()
)
"""Type names that no model may take, beside what the build itself makes for other models."""
GENERATED_SUFFIXES = tuple(
    "Aggregate AggregateGroup AggregateGroupKey AggregateOrderBy AggregateWhere AverageAggregate AverageOrderBy AverageWhere "
    "BulkPayload BulkResult ChangeInput Column ColumnComparison Connection CreateInput DeviationAggregate DistinctCountAggregate Edge "
    "ExtremeAggregate ExtremeOrderBy ExtremeWhere Filter GroupBy Interface Key KeyInput OrderBy Payload Preset SumAggregate "
    "SumOrderBy SumWhere ToManyWhere UniqueBy UpdateInput Where".split()
)
"""What the build appends to a model's type name. A model that is called like another one's generated type counts as taken."""
OPERATORS = "Operators"
"""Ends the names of the inputs that hold a scalar's operators; no model's name may end so."""
RESERVED_ROOT_FIELDS = frozenset({"modelSchema", "node", "nodes", "viewer"})
"""Beside the setting ``SEARCH_FIELD``, where a model is searched."""
PLURALS = {
    "bonus": "bonuses",
    "cow": "cows",
    "criterion": "criteria",
    "feedback": "feedback",
    "foot": "feet",
    "gas": "gases",
    "german": "germans",
    "goose": "geese",
    "hardware": "hardware",
    "hero": "heroes",
    "leaf": "leaves",
    "lens": "lenses",
    "octopus": "octopuses",
    "roman": "romans",
    "software": "software",
    "staff": "staff",
    "tooth": "teeth",
    "virus": "viruses",
}
"""Words that the inflection library gets wrong."""

_FIRST_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z]|\d|$)|[A-Z]")


def camel_case(name: str) -> str:
    """``brand_name`` -> ``brandName``, ``SKU`` -> ``sku``, ``HTTPServer`` -> ``httpServer``; a leading underscore survives."""
    head, *rest = _ascii(name).lstrip("_").split("_")
    made = _lower_first_word(head) + "".join(map(_capital, rest))
    return made if made[:1].isalpha() and not name.startswith("_") else f"_{made}"


def pascal_case(name: str) -> str:
    """``brand_name`` -> ``BrandName``; capitals stay."""
    made = "".join(map(_capital, _ascii(name).split("_")))
    return made if made[:1].isalpha() else f"_{made}"


def enum_member(text: str) -> str:
    """A GraphQL enum value from any text: upper case, words joined by underscores; empty where no letter or digit is left."""
    made = re.sub(r"[^0-9A-Za-z]+", "_", re.sub(r"^-(?=\d)", "minus ", _ascii(text))).strip("_").upper()
    return f"VALUE_{made}" if made[:1].isdigit() or made in {"TRUE", "FALSE", "NULL"} else made


def singular_field(type_name: str) -> str:
    return _lower_first_word(type_name)


def plural_field(singular: str) -> str:
    """The English plural; where it is the singular itself, ``newsList``."""
    last = inflection.underscore(singular).split("_")[-1]
    plural = PLURALS.get(last) or inflection.pluralize(last)
    start = len(singular) - len(last)
    made = singular[: start + 1] + plural[1:]
    return f"{singular}List" if made == singular else made


def type_names(models: Iterable[tuple[str, str, Sequence[str]]], pinned: dict[str, str]) -> dict[str, str]:
    """Type name per model label: two models of one name both take their app's label as a prefix.

    ``models`` are triples of a label, a class name and what is appended to the type's name besides :data:`GENERATED_SUFFIXES`.
    """
    known = {label: (pinned.get(label) or pascal_case(object_name), suffixes) for label, object_name, suffixes in models}
    count = Counter(name.lower() for name, _ in known.values())
    taken = RESERVED_TYPES | {name + suffix for name, suffixes in known.values() for suffix in (*GENERATED_SUFFIXES, *suffixes)}
    return {
        label: name if label in pinned or (count[name.lower()] == 1 and name not in taken and not name.endswith(OPERATORS)) else prefixed
        for label, (name, _) in known.items()
        for prefixed in [pascal_case(label.partition(".")[0]) + name]
    }


def column_field(name: str, is_key: bool = False) -> str:
    """The field of a column; ``id`` and ``pk`` belong to the global id and the key."""
    made = camel_case(name)
    if made in ("id", "pk") and not is_key:
        return f"{made}Value"
    return made


def operators_field(taken: Collection[str]) -> str:
    """The field of an input where operators stand. No column's name ends like the other one."""
    return "change_" if "change" in taken else "change"


def created_field(taken: Collection[str]) -> str:
    """The field of an input where a new row gets its name."""
    return "createdAs_" if "createdAs" in taken else "createdAs"


def choices_enum(type_name: str, field: str) -> str:
    return f"{type_name}{choices_suffix(field)}"


def choices_suffix(field: str) -> str:
    return f"{pascal_case(field)}Choices"


def target_suffix(field: str) -> str:
    """Of the union that a generic foreign key leads to."""
    return f"{pascal_case(field)}Target"


def _ascii(name: str) -> str:
    """GraphQL names are ASCII: accents are dropped, other letters become their code points, other signs blanks."""
    if name.isascii():
        return name
    plain = (letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return "".join(letter if letter.isascii() else f"u{ord(letter):04x}" if letter.isalnum() else " " for letter in plain)


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def _lower_first_word(name: str) -> str:
    """Acronyms are words: ``HTTPServer`` begins with ``HTTP``."""
    found = _FIRST_WORD.match(name)
    return found[0].lower() + name[found.end() :] if found else name
