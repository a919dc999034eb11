"""Documents of hand-written schemas, parsed and validated once; each keeps its plans."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from graphql import ASTValidationRule, DocumentNode, FragmentDefinitionNode, GraphQLSchema, parse, validate

from django_graphql_auto.conf import settings
from django_graphql_auto.execution.cache import Cache
from django_graphql_auto.execution.documents import LONG, Document, conditions_of

_documents: Cache[tuple[GraphQLSchema, Document]] = Cache(lambda: settings.DOCUMENT_CACHE_SIZE)


def read_document(schema: GraphQLSchema, text: str, rules: Collection[type[ASTValidationRule]] | None, max_errors: int | None) -> Document:
    """The document behind ``text``, with what validation says of it. Raises graphql-core's errors about its syntax."""
    key = (id(schema), text, None if rules is None else tuple(rules), max_errors)
    known = _documents.get(key)
    if known is not None and known[0] is schema:
        return known[1]
    node = parse(text)
    made = Document(node, validate(schema, node, rules, max_errors), _fragments(node), conditions_of(node))
    _documents.put(key, (schema, made), 1 + len(text) // LONG)
    return made


def _fragments(node: DocumentNode) -> dict[str, Any]:
    return {found.name.value: found for found in node.definitions if isinstance(found, FragmentDefinitionNode)}
