"""Documents, parsed and validated once; each keeps the plans that were made of it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Generic, TypeVar

from graphql import (
    DirectiveNode,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    parse,
    specified_rules,
    validate,
    visit,
)

from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import BadUserInput, LimitExceeded
from django_graphql_auto.planning.measure import Measures, measure

Kept = TypeVar("Kept")
LONG = 1_000
"""Characters from which on a document counts as two: a document takes some hundred times its text in memory."""


class Cache(Generic[Kept]):
    """A bounded memory: ``size`` is the most that all it keeps may weigh. The least recently used goes first. Safe between threads."""

    def __init__(self, size: Callable[[], int]) -> None:
        self._size, self._kept, self._lock = size, OrderedDict[Any, Kept](), Lock()
        self._weights: dict[Any, int] = {}
        self.hits = self.misses = 0

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Any) -> Kept | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                self.hits += 1
                return self._kept[key]
            self.misses += 1
            return None

    def put(self, key: Any, value: Kept, weight: int = 1) -> None:
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            self._weights[key] = weight
            while self._kept and sum(self._weights.values()) > self._size():
                self._weights.pop(self._kept.popitem(last=False)[0])


@dataclass
class Document:
    """A parsed document and what validation said of it."""

    node: DocumentNode
    errors: list[GraphQLError]
    fragments: dict[str, FragmentDefinitionNode]
    conditions: frozenset[str]
    """Names of the variables that ``@skip`` and ``@include`` read."""
    plans: Cache[Any] = field(default_factory=lambda: Cache(lambda: 64))
    measured: dict[int, Measures] = field(default_factory=dict)

    def measures(self, operation: OperationDefinitionNode) -> Measures:
        if id(operation) not in self.measured:
            self.measured[id(operation)] = measure(self.node, operation)
        return self.measured[id(operation)]

    def condition_values(self, variables: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
        return tuple((name, variables.get(name)) for name in sorted(self.conditions))


def read_document(text: str, schema: GraphQLSchema, cache: Cache[Document]) -> Document:
    """The document behind ``text``. Raises :class:`GraphQLSyntaxError`, or :class:`LimitExceeded` for one that is too long."""
    rules = (settings.INTROSPECTION, settings.SUGGESTIONS)
    known = cache.get((text, rules))
    if known is None:
        known = _read(text, schema, *rules)
        cache.put((text, rules), known, 1 + len(text) // LONG)
    return known


def _read(text: str, schema: GraphQLSchema, introspection: bool, suggestions: bool) -> Document:
    if _bytes(text) > settings.MAX_DOCUMENT_BYTES:
        raise LimitExceeded(f"A document has at most {settings.MAX_DOCUMENT_BYTES} bytes.", limit="MAX_DOCUMENT_BYTES")
    node = _parse(text)
    rules = list(specified_rules) if introspection else [*specified_rules, NoSchemaIntrospectionCustomRule]
    try:
        errors = validate(schema, node, rules, max_errors=settings.MAX_ERRORS, hide_suggestions=not suggestions)
    except RecursionError:
        raise LimitExceeded("The document nests too deeply.") from None
    fragments = {found.name.value: found for found in node.definitions if isinstance(found, FragmentDefinitionNode)}
    return Document(node, errors, fragments, _conditions(node))


def _bytes(text: str) -> int:
    try:
        return len(text.encode())
    except UnicodeEncodeError:
        raise BadUserInput("The document has half a character.") from None


def _parse(text: str) -> DocumentNode:
    try:
        return parse(text, max_tokens=settings.MAX_TOKENS)
    except RecursionError:
        raise LimitExceeded("The document nests too deeply.") from None
    except GraphQLSyntaxError as error:
        if "tokens" in error.message:
            raise LimitExceeded(f"A document has at most {settings.MAX_TOKENS} tokens.", limit="MAX_TOKENS") from None
        raise


class _ConditionFinder(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        if node.name.value in ("skip", "include"):
            self.names |= {argument.value.name.value for argument in node.arguments if isinstance(argument.value, VariableNode)}


def _conditions(node: DocumentNode) -> frozenset[str]:
    finder = _ConditionFinder()
    visit(node, finder)
    return frozenset(finder.names)
