"""Whether what is said of full-text search fits the model and its database."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connections, router

from django_graphql_auto.checks.options import declared
from django_graphql_auto.checks.records import Finding
from django_graphql_auto.checks.suggestions import did_you_mean
from django_graphql_auto.introspection.members import columns
from django_graphql_auto.introspection.records import ModelInfo
from django_graphql_auto.options import FullTextSearch
from django_graphql_auto.registry import Registry
from django_graphql_auto.schema.field_mappings import mapping_of


def unsearchable_columns(registry: Registry) -> Iterator[Finding]:
    for info, search in _declared(registry):
        for name, reason in _misfits(info, search):
            yield Finding({"name": name, "reason": reason, "nearest": did_you_mean(name, columns(info))}, info.model)


def unsearchable_databases(registry: Registry) -> Iterator[Finding]:
    for info, _ in _declared(registry):
        connection = connections[router.db_for_read(info.model)]
        if connection.vendor != "postgresql":
            yield Finding({"database": connection.display_name}, info.model)


def _declared(registry: Registry) -> Iterator[tuple[ModelInfo, FullTextSearch]]:
    return ((info, options.full_text_search) for info, options in declared(registry) if options.full_text_search)


def _misfits(info: ModelInfo, search: FullTextSearch) -> Iterator[tuple[str, str]]:
    known = columns(info)
    for name in search.weights:
        if name not in known:
            yield name, "which is no column of the model"
        elif known[name].choices or mapping_of(known[name]).operators != "String":
            yield name, "which is no text"
    if search.vector and not _is_vector(info, search.vector):
        yield search.vector, "which is no SearchVectorField of the model"


def _is_vector(info: ModelInfo, name: str) -> bool:
    fields = {field.name: field for field in info.model._meta.concrete_fields}
    return name in fields and fields[name].db_type(connections[router.db_for_read(info.model)]) == "tsvector"
