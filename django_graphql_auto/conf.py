"""The one settings dict, ``DJANGO_GRAPHQL_AUTO``: a table of rows, read live and checked by ``manage.py check``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.conf import settings as django_settings


@dataclass(frozen=True, slots=True)
class Kind:
    """What values a setting takes: ``hint`` says it in words, ``accepts`` tells."""

    hint: str
    accepts: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table."""

    name: str
    default: Any
    kind: Kind
    description: str
    follows_debug: bool = False
    """Whether the default is ``DEBUG``'s value."""
    rebuilds_schema: bool = False

    @property
    def hint(self) -> str:
        return self.kind.hint

    @property
    def accepts(self) -> Callable[[Any], bool]:
        return self.kind.accepts


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_exposure(value: Any) -> bool:
    return value in ("all", "registered") or (isinstance(value, list | tuple | set) and all(isinstance(v, str) for v in value))


def _are_strings(value: Any) -> bool:
    return isinstance(value, list | tuple | set) and all(isinstance(v, str) for v in value)


def _is_string_map(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(k, str) and isinstance(v, str) for k, v in value.items())


def _is_audience(value: Any) -> bool:
    if value in ("authenticated", "public"):
        return True
    return isinstance(value, str) and all(part.isidentifier() for part in value.split(".")) and value.count(".") == 1


def _is_media_types(value: Any) -> bool:
    return isinstance(value, dict) and all(_is_media_type(name) and _are_extensions(endings) for name, endings in value.items())


def _is_media_type(value: Any) -> bool:
    return isinstance(value, str) and value == value.lower() and value.count("/") == 1


def _are_extensions(value: Any) -> bool:
    return bool(value) and _are_strings(value) and all(each.isalnum() and each == each.lower() for each in value)


READ_POLICIES = ("permission", "authenticated", "public")

COUNT = Kind("a positive integer", lambda value: _is_integer(value) and value > 0)
COUNT_OR_ZERO = Kind("an integer, 0 or more", lambda value: _is_integer(value) and value >= 0)
PAUSE = Kind("an integer, 0 or more, or None", lambda value: value is None or COUNT_OR_ZERO.accepts(value))
COUNT_OR_NONE = Kind("a positive integer, or None", lambda value: value is None or COUNT.accepts(value))
AUDIENCE = Kind('"authenticated", "public", or a permission such as "shop.export_product"', _is_audience)
FLAG = Kind("True or False", lambda value: isinstance(value, bool))
PATHS = Kind("a list of dotted paths to graphene types", _are_strings)
MIDDLEWARE = Kind("a list of dotted paths to graphene middleware", _are_strings)
EXPOSURE = Kind('"all", "registered", or a list of app labels and model labels', _is_exposure)
POLICY = Kind('"permission", "authenticated" or "public"', lambda value: value in READ_POLICIES)
NAMES = Kind('a dict of model label to type name, e.g. {"shop.product": "Product"}', _is_string_map)
FIELD_NAME = Kind(
    "a GraphQL name, or None",
    lambda value: value is None or (isinstance(value, str) and value.isascii() and value.isidentifier() and value[:2] != "__"),
)
HEADER = Kind("the name of a header, or None", lambda value: value is None or (isinstance(value, str) and bool(value.strip())))
PATH = Kind("a dotted path to a function, or None", lambda value: value is None or (isinstance(value, str) and "." in value))
MEDIA_TYPES = Kind('a dict of media type to extensions in lower case, e.g. {"image/jpeg": ("jpg", "jpeg")}', _is_media_types)
MODULE = Kind("a module name", lambda value: isinstance(value, str) and value.isidentifier())

TAKEN_TYPES = {
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/webp": ("webp",),
    "image/gif": ("gif",),
    "application/pdf": ("pdf",),
}
"""The files that are taken where nothing else is said: a browser runs no code of any."""

# fmt: off
TABLE: tuple[Setting, ...] = (
    Setting("EXPOSE", "all", EXPOSURE, "Which models are served.", rebuilds_schema=True),
    Setting("READ", "permission", POLICY, "Who may read a model that says nothing itself."),
    Setting("PAGE_SIZE", 20, COUNT, "Rows of a page when the client asks for no number.", rebuilds_schema=True),
    Setting("MAX_PAGE_SIZE", 100, COUNT, "The most rows a page may have; more is an error.", rebuilds_schema=True),
    Setting("MAX_OFFSET", 10_000, COUNT_OR_ZERO, "The furthest `offset`; cursors go any distance."),
    Setting("ESTIMATE_COUNTS_FROM", 50_000, COUNT_OR_ZERO, "Rows from which on a table is large, so that `estimatedCount` is an estimate."),
    Setting("MAX_TOKENS", 1_500, COUNT, "Tokens of a document."),
    Setting("MAX_DOCUMENT_BYTES", 32_768, COUNT, "Bytes of a document's text."),
    Setting("MAX_BODY_BYTES", 262_144, COUNT, "Bytes of a request's body."),
    Setting("MAX_OPERATIONS", 10, COUNT, "Operations of a document."),
    Setting("MAX_FRAGMENTS", 50, COUNT, "Fragment definitions of a document."),
    Setting("MAX_VARIABLES", 50, COUNT, "Variables of an operation."),
    Setting("MAX_ERRORS", 100, COUNT, "Errors of an answer."),
    Setting("MAX_DEPTH", 12, COUNT, "Selection levels, fragments flattened; edges, node and nodes are not counted."),
    Setting("MAX_INTROSPECTION_DEPTH", 15, COUNT, "Selection levels below __schema and __type."),
    Setting("MAX_INTROSPECTION_LISTS", 2, COUNT, "Introspection lists inside each other: it may not go in circles."),
    Setting("MAX_ALIASES", 15, COUNT_OR_ZERO, "Aliases of an operation, counted after fragments are spread."),
    Setting("MAX_DIRECTIVES", 50, COUNT_OR_ZERO, "Directives of an operation, counted after fragments are spread."),
    Setting("MAX_FIELDS", 2_000, COUNT, "Fields of an operation, counted after fragments are spread."),
    Setting("MAX_MUTATIONS", 5, COUNT, "Root fields of a mutation."),
    Setting("MUTATIONS", True, FLAG, "Whether models are served for writing.", rebuilds_schema=True),
    Setting("ATOMIC_MUTATIONS", False, FLAG, "Whether all root fields of a mutation are one transaction, asked for or not."),
    Setting("MAX_WRITTEN_ROWS", 100, COUNT, "Rows that a root field of a mutation may write, nested ones included, or a list of it name."),
    Setting("MAX_INPUT_DEPTH", 10, COUNT, "Rows inside each other in the input of a mutation, the outermost included."),
    Setting("UPLOADS", False, FLAG, "Whether files are input of mutations, sent in multipart requests.", rebuilds_schema=True),
    Setting("UPLOADS_FOR", "authenticated", AUDIENCE, "Who may send files, where the models let them write."),
    Setting("MAX_UPLOADS", 5, COUNT, "Files of a request."),
    Setting("MAX_UPLOAD_BYTES", 5_242_880, COUNT, "Bytes of one file."),
    Setting("MAX_UPLOAD_TOTAL_BYTES", 15_728_640, COUNT, "Bytes of all files of a request."),
    Setting("MAX_UPLOAD_PIXELS", 20_000_000, COUNT, "Pixels of a picture."),
    Setting("UPLOAD_TYPES", TAKEN_TYPES, MEDIA_TYPES, "The types of files that are taken, with their extensions."),
    Setting("UPLOAD_RANDOM_NAMES", True, FLAG, "Whether a file is stored under a random name, of the client's only the extension kept."),
    Setting("UPLOAD_SCANNER", None, PATH, "A function that is shown each file before it is stored."),
    Setting("IDEMPOTENCY_KEY_SECONDS", 86_400, COUNT, "How long a write is remembered by its key, where the app for it is installed."),
    Setting("MAX_COST", 5_000, COUNT, "Cost of an operation: one per object, multiplied by the page sizes above it."),
    Setting("MAX_FILTER_DEPTH", 5, COUNT, "Nesting of a `where`."),
    Setting("MAX_FILTER_CLAUSES", 20, COUNT, "Conditions of a `where`."),
    Setting("MAX_FILTER_HOPS", 3, COUNT, "Relations in a row inside a `where`, an order or a search."),
    Setting("MAX_IN_VALUES", 100, COUNT, "Values of one `in` list, and ids of `nodes`."),
    Setting("MAX_FILTER_TEXT", 256, COUNT, "Characters of one text in a filter or search."),
    Setting("INDEXED_ONLY", False, FLAG, "Whether only columns that an index begins with are filters and orders.", rebuilds_schema=True),
    Setting("MAX_TREE_DEPTH", 50, COUNT, "Steps from a row to its furthest ancestors and descendants."),
    Setting("MAX_ORDER_KEYS", 5, COUNT, "Keys of an `orderBy`."),
    Setting("BATCHING", False, FLAG, "Whether an array of operations is answered."),
    Setting("MAX_BATCH", 10, COUNT, "Operations of a batch, where batching is on."),
    Setting("INTROSPECTION", None, FLAG, "Whether the schema can be introspected; follows DEBUG.", follows_debug=True),
    Setting("MODEL_SCHEMA", None, FLAG, "Whether `modelSchema` describes the models that can be read; follows DEBUG.", follows_debug=True),
    Setting("GRAPHIQL", None, FLAG, "Whether a browser is shown GraphiQL; follows DEBUG.", follows_debug=True),
    Setting("SUGGESTIONS", None, FLAG, "Whether errors say \"Did you mean\"; follows DEBUG, as introspection does.", follows_debug=True),
    Setting("STRICT_DRAFT_STATUS", False, FLAG, "422 and 294, as the GraphQL-over-HTTP draft of August 2026 says."),
    Setting("EXTRA_QUERIES", (), PATHS, "Hand-written root query types mixed into Query.", rebuilds_schema=True),
    Setting("EXTRA_MUTATIONS", (), PATHS, "Hand-written root mutation types mixed into Mutation.", rebuilds_schema=True),
    Setting("EXTRA_TYPES", (), PATHS, "Hand-written types that no field reaches.", rebuilds_schema=True),
    Setting("PLAN_GRAPHENE", False, FLAG, "Whether graphene-django's own views plan, too; read when the project starts."),
    Setting("GRAPHENE_ROOT_MIDDLEWARE", (), MIDDLEWARE, "graphene middleware that need not be asked about every value of planned rows."),
    Setting("NAMES", {}, NAMES, "Pins type names.", rebuilds_schema=True),
    Setting("SEARCH_FIELD", "search", FIELD_NAME, "The root field that searches all models; None: none.", rebuilds_schema=True),
    Setting("AUTODISCOVER_MODULE", "graphql_auto", MODULE, "The module of each app that is imported at start-up."),
    Setting("SCHEMA_POLL_SECONDS", 2, PAUSE, "How often a process looks for a new schema announced by another: 0 always, None never."),
    Setting("DOCUMENT_CACHE_SIZE", 1_000, COUNT_OR_ZERO, "Documents kept in memory; one of more than 1,000 characters counts as several."),
    Setting("STATEMENT_CACHE_SIZE", 2_000, COUNT_OR_ZERO, "Compiled SQL statements kept in memory."),
    Setting("DEADLINE_SECONDS", 10, COUNT, "Time an operation may take, checked between statements."),
    Setting("STREAM_MAX_ROWS", None, COUNT_OR_NONE, "The most rows of a list that is streamed; None: nothing is."),
    Setting("STREAM_FOR", "authenticated", AUDIENCE, "Who may have a list streamed, of what they may read."),
    Setting("STREAM_CHUNK_ROWS", 2_000, COUNT, "The most rows of a stream that are in memory at once."),
    Setting("STREAM_DEADLINE_SECONDS", 300, COUNT, "Time a stream may take as a whole; DEADLINE_SECONDS holds for each chunk."),
    Setting("MAX_STREAMS", 2, COUNT, "Streams that a process writes at once; one more is told to come back."),
    Setting("ASGI_THREADS", 8, COUNT, "Requests that a process works on at once under ASGI; each may hold a connection to the database."),
    Setting("MAX_WAITING", 64, COUNT_OR_ZERO, "Requests that wait for one of these threads; one more is told to come back."),
    Setting("MAX_WAIT_SECONDS", 5, COUNT, "How long a request waits for one of these threads before it is told to come back."),
    Setting("REPORT_COST", None, FLAG, "Whether everybody sees `extensions.cost`; staff always does. Follows DEBUG.", follows_debug=True),
    Setting("DEBUG_ANSWERS", None, FLAG, "Whether plan, SQL and times are answered; without DEBUG only to staff.", follows_debug=True),
    Setting("AUDIT_DAYS", None, COUNT_OR_NONE, "Days that audit entries are kept; None: for ever."),
    Setting("AUDIT_REMOTE_ADDRESS", False, FLAG, "Whether audit entries tell where a request came from."),
    Setting("AUDIT_REQUEST_ID_HEADER", None, HEADER, "The header whose value is a request's id in audit entries; None: one is made."),
    Setting("ANALYSE_QUERIES", None, FLAG, "Whether lazy loads and missing indexes are logged; follows DEBUG.", follows_debug=True),
)
# fmt: on

ROWS: dict[str, Setting] = {row.name: row for row in TABLE}


class Settings:
    """Reads one value at a time from ``django.conf.settings``, so that a test's override or a change at run time holds at once."""

    def __getattr__(self, name: str) -> Any:
        row = ROWS.get(name)
        if row is None:
            raise AttributeError(f"DJANGO_GRAPHQL_AUTO has no setting {name!r}.")
        given = self.given()
        if name in given:
            return given[name]
        return django_settings.DEBUG if row.follows_debug else row.default

    @staticmethod
    def given() -> dict[str, Any]:
        """What the project wrote, unchecked."""
        # Django's settings keep what was asked for in their own dictionary, until something is overridden.
        kept: dict[str, Any] = object.__getattribute__(django_settings, "__dict__")
        return kept.get("DJANGO_GRAPHQL_AUTO") or getattr(django_settings, "DJANGO_GRAPHQL_AUTO", None) or {}

    def edition(self) -> int:
        """A number that stays as long as every value does: what was made of settings holds while it is the same."""
        given, debug = self.given(), django_settings.DEBUG
        known_given, known_debug, number = _edition
        return number if given == known_given and debug == known_debug else _new_edition(given, debug)


_numbers = count()
_edition: tuple[dict[str, Any], Any, int] = ({}, None, next(_numbers))


def _new_edition(given: dict[str, Any], debug: Any) -> int:
    global _edition
    made = _edition = (dict(given), debug, next(_numbers))
    return made[2]


settings = Settings()
