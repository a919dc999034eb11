"""The one settings dict, ``DJANGO_GRAPHQL_AUTO``: a table of rows, read live and checked by ``manage.py check``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings as django_settings


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table. ``accepts`` tells whether a value is well-formed; ``hint`` says in words what it must be."""

    name: str
    default: Any
    hint: str
    accepts: Callable[[Any], bool]
    description: str
    follows_debug: bool = False
    """Whether the default is ``DEBUG``'s value."""
    rebuilds_schema: bool = False


def _positive(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _not_negative(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _boolean(value: Any) -> bool:
    return isinstance(value, bool)


def _exposure(value: Any) -> bool:
    return value in ("all", "registered") or (isinstance(value, list | tuple | set) and all(isinstance(v, str) for v in value))


def _strings(value: Any) -> bool:
    return isinstance(value, list | tuple | set) and all(isinstance(v, str) for v in value)


def _string_map(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(k, str) and isinstance(v, str) for k, v in value.items())


READ_POLICIES = ("permission", "authenticated", "public")

# fmt: off
TABLE: tuple[Setting, ...] = (
    Setting("EXPOSE", "all", '"all", "registered", or a list of app labels and model labels', _exposure, "Which models are served.", rebuilds_schema=True),
    Setting("READ", "permission", '"permission", "authenticated" or "public"', lambda v: v in READ_POLICIES, "Who may read a model that says nothing itself."),
    Setting("PAGE_SIZE", 20, "a positive integer", _positive, "Rows of a page when the client asks for no number.", rebuilds_schema=True),
    Setting("MAX_PAGE_SIZE", 100, "a positive integer", _positive, "The most rows a page may have; more is an error.", rebuilds_schema=True),
    Setting("MAX_OFFSET", 10_000, "an integer, 0 or more", _not_negative, "The furthest `offset`; cursors go any distance."),
    Setting("MAX_TOKENS", 1_500, "a positive integer", _positive, "Tokens of a document."),
    Setting("MAX_DOCUMENT_BYTES", 32_768, "a positive integer", _positive, "Bytes of a document's text."),
    Setting("MAX_BODY_BYTES", 262_144, "a positive integer", _positive, "Bytes of a request's body."),
    Setting("MAX_OPERATIONS", 10, "a positive integer", _positive, "Operations of a document."),
    Setting("MAX_FRAGMENTS", 50, "a positive integer", _positive, "Fragment definitions of a document."),
    Setting("MAX_VARIABLES", 50, "a positive integer", _positive, "Variables of an operation."),
    Setting("MAX_ERRORS", 100, "a positive integer", _positive, "Errors of an answer."),
    Setting("MAX_DEPTH", 12, "a positive integer", _positive, "Selection levels, fragments flattened; edges, node and nodes are not counted."),
    Setting("MAX_INTROSPECTION_DEPTH", 15, "a positive integer", _positive, "Selection levels below __schema and __type."),
    Setting("MAX_INTROSPECTION_LISTS", 2, "a positive integer", _positive, "Lists of introspection (fields, inputFields, interfaces, possibleTypes) inside each other: introspection may not go in circles."),
    Setting("MAX_ALIASES", 15, "an integer, 0 or more", _not_negative, "Aliases of an operation, counted after fragments are spread."),
    Setting("MAX_DIRECTIVES", 50, "an integer, 0 or more", _not_negative, "Directives of an operation, counted after fragments are spread."),
    Setting("MAX_FIELDS", 2_000, "a positive integer", _positive, "Fields of an operation, counted after fragments are spread."),
    Setting("MAX_MUTATIONS", 5, "a positive integer", _positive, "Root fields of a mutation."),
    Setting("MAX_COST", 5_000, "a positive integer", _positive, "Cost of an operation: one per object, multiplied by the page sizes above it."),
    Setting("MAX_FILTER_DEPTH", 5, "a positive integer", _positive, "Nesting of a `where`."),
    Setting("MAX_FILTER_CLAUSES", 20, "a positive integer", _positive, "Conditions of a `where`."),
    Setting("MAX_FILTER_HOPS", 3, "a positive integer", _positive, "Relations in a row inside a `where`, an order or a search."),
    Setting("MAX_IN_VALUES", 100, "a positive integer", _positive, "Values of one `in` list, and ids of `nodes`."),
    Setting("MAX_FILTER_TEXT", 256, "a positive integer", _positive, "Characters of one text in a filter or search."),
    Setting("MAX_ORDER_KEYS", 5, "a positive integer", _positive, "Keys of an `orderBy`."),
    Setting("BATCHING", False, "True or False", _boolean, "Whether an array of operations is answered."),
    Setting("MAX_BATCH", 10, "a positive integer", _positive, "Operations of a batch, where batching is on."),
    Setting("INTROSPECTION", None, "True or False", _boolean, "Whether the schema can be introspected; follows DEBUG.", follows_debug=True),
    Setting("GRAPHIQL", None, "True or False", _boolean, "Whether a browser is shown GraphiQL; follows DEBUG.", follows_debug=True),
    Setting("SUGGESTIONS", None, "True or False", _boolean, "Whether errors say \"Did you mean\"; follows INTROSPECTION's default.", follows_debug=True),
    Setting("STRICT_DRAFT_STATUS", False, "True or False", _boolean, "Answer 422 and 294 as the GraphQL-over-HTTP draft of August 2026 does, instead of 400 and 200."),
    Setting("EXTRA_QUERIES", (), "a list of dotted paths to graphene ObjectTypes", _strings, "Hand-written root query types mixed into Query.", rebuilds_schema=True),
    Setting("EXTRA_MUTATIONS", (), "a list of dotted paths to graphene ObjectTypes", _strings, "Hand-written root mutation types mixed into Mutation.", rebuilds_schema=True),
    Setting("EXTRA_TYPES", (), "a list of dotted paths to graphene types", _strings, "Hand-written types that no field reaches.", rebuilds_schema=True),
    Setting("NAMES", {}, 'a dict of model label to type name, e.g. {"shop.product": "Product"}', _string_map, "Pins type names.", rebuilds_schema=True),
    Setting("AUTODISCOVER_MODULE", "graphql_auto", "a module name", lambda v: isinstance(v, str) and v.isidentifier(), "The module of each app that is imported at start-up."),
    Setting("SCHEMA_POLL_SECONDS", 2, "an integer, 0 or more", _not_negative, "How often a process looks whether another one announced a new schema."),
    Setting("DOCUMENT_CACHE_SIZE", 1_000, "an integer, 0 or more", _not_negative, "Parsed and validated documents kept in memory."),
    Setting("PLAN_CACHE_SIZE", 1_000, "an integer, 0 or more", _not_negative, "Plans kept in memory."),
    Setting("DEADLINE_SECONDS", 10, "a positive integer", _positive, "Time an operation may take, checked between statements."),
    Setting("REPORT_COST", None, "True or False", _boolean, "Whether `extensions.cost` is written for everybody (staff always sees it); follows DEBUG.", follows_debug=True),
)
# fmt: on

ROWS: dict[str, Setting] = {row.name: row for row in TABLE}


class Settings:
    """Reads one value at a time from ``django.conf.settings``, so that a test's override or a change at run time holds at once."""

    def __getattr__(self, name: str) -> Any:
        try:
            row = ROWS[name]
        except KeyError:
            raise AttributeError(f"DJANGO_GRAPHQL_AUTO has no setting {name!r}.") from None
        given = self.given()
        if name in given:
            return given[name]
        return django_settings.DEBUG if row.follows_debug else row.default

    @staticmethod
    def given() -> dict[str, Any]:
        """What the project wrote, unchecked."""
        return getattr(django_settings, "DJANGO_GRAPHQL_AUTO", None) or {}


settings = Settings()
