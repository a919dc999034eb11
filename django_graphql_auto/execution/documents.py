"""Documents, parsed and validated once; each keeps the plans that were made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

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
from django_graphql_auto.execution.cache import Cache
from django_graphql_auto.execution.listening import stage
from django_graphql_auto.planning.measure import Measures, measure

LONG = 1_000
"""Characters from which on a document counts as two: a document takes some hundred times its text in memory."""


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
    within: dict[int, int] = field(default_factory=dict)
    """By operation, the edition of the settings whose limits it was within."""
    precedents: dict[int, Any] = field(default_factory=dict)
    """By operation, what was found out when it was answered."""
    layouts: Cache[Any] = field(default_factory=lambda: Cache(lambda: 64))
    """By operation and conditions, what a mutation selects of its payloads."""

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
    errors = _validate(schema, node, introspection, suggestions)
    fragments = {found.name.value: found for found in node.definitions if isinstance(found, FragmentDefinitionNode)}
    return Document(node, errors, fragments, conditions_of(node))


@stage("validate")
def _validate(schema: GraphQLSchema, node: DocumentNode, introspection: bool, suggestions: bool) -> list[GraphQLError]:
    rules = list(specified_rules) if introspection else [*specified_rules, NoSchemaIntrospectionCustomRule]
    try:
        return validate(schema, node, rules, max_errors=settings.MAX_ERRORS, hide_suggestions=not suggestions)
    except RecursionError:
        raise LimitExceeded("The document nests too deeply.") from None


def _bytes(text: str) -> int:
    try:
        return len(text.encode())
    except UnicodeEncodeError:
        raise BadUserInput("The document has half a character.") from None


@stage("parse")
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


def conditions_of(node: DocumentNode) -> frozenset[str]:
    finder = _ConditionFinder()
    visit(node, finder)
    return frozenset(finder.names)
