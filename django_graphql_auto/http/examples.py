"""Queries for the project's own models, ready to be run: the first thing that GraphiQL shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django_graphql_auto.schema.entities import Column, Entities, Entity, Hop
from django_graphql_auto.schema.field_mappings import TEXT

LISTS = 2
COLUMNS = 5
LABELS = ("name", "title", "label", "headline", "username", "sku", "code", "slug")
"""Columns that tell a row to people, best first."""


@dataclass(frozen=True, slots=True)
class ExampleQuery:
    """An operation, and in words what it shows."""

    title: str
    query: str
    variables: dict[str, Any] = field(default_factory=dict)


def example_queries(entities: Iterable[Entity]) -> list[ExampleQuery]:
    """Lists, a filter and a nested list, of those among ``entities`` that have most to show."""
    chosen = {entity.model: entity for entity in sorted(entities, key=_rank)}
    return [*islice(_lists(chosen), LISTS), *islice(_filters(chosen), 1), *islice(_nested_lists(chosen), 1)]


def _rank(entity: Entity) -> tuple[bool, int, int, str]:
    """Models that others hang on come first, then those with many columns; children and proxies of another model come last."""
    to_many = [hop for hop in entity.hops.values() if hop.to_many]
    return bool(entity.parents) or entity.info.proxy, -len(to_many), -len(entity.columns), entity.type_name


def _lists(entities: Entities) -> Iterator[ExampleQuery]:
    for entity in entities.values():
        lines = ["totalCount", "nodes {", *_indented(_row(entity, entities)), "}"]
        yield ExampleQuery(f"The first {_words(entity)}", _document(entity, "", "first: 5", lines))


def _filters(entities: Entities) -> Iterator[ExampleQuery]:
    for entity in entities.values():
        if label := _label(entity):
            arguments = f"\n    where: {{{label.name}: {{icontains: $text}}}}\n    orderBy: [{{{label.name}: ASC}}]\n    first: 5\n  "
            lines = ["totalCount", "nodes {", *_indented(_columns(entity)), "}", "pageInfo {", "  hasNextPage", "  endCursor", "}"]
            title = f"{_words(entity).capitalize()} by {label.info.name.replace('_', ' ')}"
            yield ExampleQuery(title, _document(entity, "($text: String!)", arguments, lines, "Find"), {"text": "a"})


def _nested_lists(entities: Entities) -> Iterator[ExampleQuery]:
    for entity in entities.values():
        for hop in entity.hops.values():
            target = entities.get(hop.target)
            if target and target is not entity and hop.to_many and hop.list_style == "connection" and target.columns:
                inner = [f"{hop.name}(first: 3) {{", "  totalCount", "  nodes {", *_indented(_columns(target, 3), 4), "  }", "}"]
                lines = ["nodes {", *_indented([*_columns(entity, 2), *inner]), "}"]
                title = f"{_words(entity).capitalize()} with their {_words(target)}"
                yield ExampleQuery(title, _document(entity, "", "first: 5", lines, "Nested"))


def _document(entity: Entity, variables: str, arguments: str, lines: list[str], verb: str = "First") -> str:
    name = f"{verb}{entity.plural[:1].upper()}{entity.plural[1:]}"
    return "\n".join([f"query {name}{variables} {{", f"  {entity.plural}({arguments}) {{", *_indented(lines, 4), "  }", "}", ""])


def _row(entity: Entity, entities: Entities) -> list[str]:
    """Columns, and one related row, so that a relation is seen to be a field like any other."""
    return [*_columns(entity), *next(_related(entity, entities), [])]


def _related(entity: Entity, entities: Entities) -> Iterator[list[str]]:
    for hop in entity.hops.values():
        target = entities.get(hop.target)
        if target and not hop.to_many and not _is_parent(hop) and (label := _label(target)):
            yield [f"{hop.name} {{", f"  {label.name}", "}"]


def _is_parent(hop: Hop) -> bool:
    return hop.relation.parent_link or hop.relation.child_link


def _columns(entity: Entity, most: int = COLUMNS) -> list[str]:
    """The id and the first plain columns, the one that tells the row to people before the others."""
    label = _label(entity)
    others = [column for column in entity.columns.values() if column is not label and _is_plain(column)]
    return ["id", *[column.name for column in [*([label] if label else []), *others][:most]]]


def _is_plain(column: Column) -> bool:
    return not column.mapping.structure and not column.info.primary_key


def _label(entity: Entity) -> Column | None:
    texts = {column.info.name: column for column in entity.columns.values() if _is_label(column)}
    return next((texts[name] for name in LABELS if name in texts), next(iter(texts.values()), None))


def _is_label(column: Column) -> bool:
    return column.mapping is TEXT and not column.enum and column.filterable and column.orderable


def _words(entity: Entity) -> str:
    return entity.info.verbose_name_plural.lower()


def _indented(lines: Iterable[str], by: int = 2) -> list[str]:
    return [" " * by + line for line in lines]
