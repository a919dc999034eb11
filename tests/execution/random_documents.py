"""Random queries over a built schema, as hypothesis draws them: every generated field and argument can occur."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from django_graphql_auto.schema.build import BuiltSchema
from django_graphql_auto.schema.entities import Column, Entity, Hop
from django_graphql_auto.schema.types.aggregates import FUNCTIONS, columns_of
from django_graphql_auto.schema.types.orders import orderable_columns
from django_graphql_auto.testing import GraphQLClient
from tests.execution.random_shop import COUNTRIES, PRICES, WEIGHTS, WORDS

Draw = Callable[[st.SearchStrategy[Any]], Any]
DIRECTIONS = ("ASC", "DESC", "ASC_NULLS_FIRST", "ASC_NULLS_LAST", "DESC_NULLS_FIRST", "DESC_NULLS_LAST")
TRUNCATIONS = ("YEAR", "MONTH", "DAY", "HOUR")
LITERALS: dict[str, Sequence[str]] = {
    "Int": ("0", "1", "2", "90"),
    "BigInt": ('"1"', '"2"', "3"),
    "Float": tuple(str(weight) for weight in WEIGHTS if weight),
    "Decimal": tuple(f'"{price}"' for price in PRICES if price),
    "String": tuple(f'"{word}"' for word in (*WORDS, *COUNTRIES, "a", "sku003", "brand001")),
    "DateTime": ('"2025-02-14T00:00:00Z"', '"2025-03-01T12:00:00Z"'),
    "Boolean": ("true", "false"),
}


@dataclass
class Writer:
    """Writes one query."""

    draw: Draw
    built: BuiltSchema
    fragments: list[str] = field(default_factory=list)
    aliases: int = 0

    def query(self) -> str:
        roots = [self.root() for _ in range(self.number(1, 2))]
        return "{ " + " ".join(roots) + " }\n" + "\n".join(self.fragments)

    def root(self) -> str:
        entity = self.one_of([entity for entity in self.built.entities.values() if entity.info.app_label == "shop"])
        return f"{self.alias()}: {entity.plural}{self.arguments(entity, None, None)} {self.connection(entity, 3)}"

    # choices

    def one_of(self, options: Sequence[Any]) -> Any:
        return options[self.draw(st.integers(0, len(options) - 1))]

    def number(self, least: int, most: int) -> int:
        return int(self.draw(st.integers(least, most)))

    def chance(self, of: int = 2) -> bool:
        return self.number(1, of) == of

    def alias(self) -> str:
        self.aliases += 1
        return f"a{self.aliases}"

    # rows

    def rows(self, entity: Entity, depth: int, concrete: bool = False) -> str:
        """``concrete``: on the model's own type, though it is polymorphic."""
        interface = entity.polymorphic and not concrete
        return "{ " + " ".join(self.selected(entity, depth, interface) for _ in range(self.number(1, 4))) + " }"

    def selected(self, entity: Entity, depth: int, interface: bool) -> str:
        """A field as it is, in a fragment, or under a directive; of a polymorphic parent, one that all have or one of a type's own."""
        if interface and self.chance():
            return str(self.one_of(["id", "name", "stock", "__typename", "status"]))
        if interface:
            child = self.built.entities[self.one_of(entity.children)]
            return self.one_of([lambda: self.inline(entity, depth), lambda: self.inline(child, 0)])()  # type: ignore[no-any-return]
        match self.number(1, 8):
            case 1:
                return self.inline(entity, depth)
            case 2:
                text, name = self.row_field(entity, depth), f"F{len(self.fragments)}"
                self.fragments.append(f"fragment {name} on {entity.type_name} {{ {text} }}")
                return f"...{name}"
            case 3:
                return f"... @include(if: {self.one_of(('true', 'false'))}) {{ {self.row_field(entity, depth)} }} __typename"
        return self.row_field(entity, depth)

    def inline(self, entity: Entity, depth: int) -> str:
        return f"... on {entity.type_name} {{ {self.row_field(entity, depth)} }}"

    def row_field(self, entity: Entity, depth: int) -> str:
        """A field that can be drawn twice and merges, or one under an alias of its own."""
        kinds = [self.plain, self.plain]
        if depth:
            kinds += [kind for kind, there in ((self.hop, entity.hops), (self.generic, entity.generics)) if there for _ in range(2)]
        return str(self.one_of(kinds)(entity, depth))

    def plain(self, entity: Entity, depth: int) -> str:
        columns = [column for column in entity.columns.values() if column.mapping.structure != "file"]
        options = ["id", "__typename", *(column.name for column in columns), *entity.computed]
        options += [f"{name} {{ url name }}" for name, column in entity.columns.items() if column.mapping.structure == "file"]
        options.append("pk { " + " ".join(column.name for column in entity.key) + " }" if entity.composite else "pk")
        return str(self.one_of(options))

    def hop(self, entity: Entity, depth: int) -> str:
        hop = self.one_of(list(entity.hops.values()))
        target = self.built.entities[hop.target]
        if not hop.to_many:
            return f"{hop.name} {self.rows(target, depth - 1)}"
        arguments = self.arguments(target, entity, hop)
        if hop.list_style == "list":
            return f"{self.alias()}: {hop.name}{arguments} {self.rows(target, depth - 1)}"
        return f"{self.alias()}: {hop.name}{arguments} {self.connection(target, depth - 1, self.through(hop))}"

    def through(self, hop: Hop) -> Entity | None:
        return None if hop.relation.through_auto_created else self.built.entities.get(hop.relation.through)  # type: ignore[arg-type]

    def generic(self, entity: Entity, depth: int) -> str:
        generic = self.one_of(list(entity.generics.values()))
        target = self.built.entities[self.one_of(generic.targets)]
        return f"{self.alias()}: {generic.name} {{ __typename ... on {target.type_name} {self.rows(target, depth - 1, concrete=True)} }}"

    # lists

    def connection(self, entity: Entity, depth: int, through: Entity | None = None) -> str:
        parts = [self.connection_part(entity, depth, through) for _ in range(self.number(1, 3))]
        return "{ " + " ".join(parts) + " }"

    def connection_part(self, entity: Entity, depth: int, through: Entity | None) -> str:
        match self.number(1, 7):
            case 1:
                return f"{self.alias()}: edges {{ cursor node {self.rows(entity, depth)} {self.edge(through)} }}"
            case 2:
                return "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
            case 3:
                return str(self.one_of(["totalCount", "pageCount", "estimatedCount", "totalCount pageCount"]))
            case 4:
                return f"{self.alias()}: aggregate {{ {self.figures(entity)} }}"
            case 5:
                return self.groups(entity)
        return f"{self.alias()}: nodes {self.rows(entity, depth)}"

    def edge(self, through: Entity | None) -> str:
        return f"through {self.rows(through, 1)}" if through else ""

    def figures(self, entity: Entity) -> str:
        functions = [function for function in FUNCTIONS if columns_of(entity, function)]
        if not functions or self.chance():
            return "count"
        function = self.one_of(functions)
        return f"count {function.name} {{ {self.one_of(columns_of(entity, function)).name} }}"

    def groups(self, entity: Entity) -> str:
        by, key = self.one_of(self.group_keys(entity))
        having = f", having: {{count: {{gte: {self.number(0, 3)}}}}}" if self.chance(3) else ""
        return f"{self.alias()}: groups(by: [{by}], first: {self.number(1, 5)}{having}) {{ key {{ {key} }} {self.figures(entity)} }}"

    def group_keys(self, entity: Entity) -> list[tuple[str, str]]:
        """Pairs of an element of ``by`` and its key; texts are left out, which databases sort in their own ways."""
        columns = [column for column in orderable_columns(entity) if column.mapping.operators in ("Int", "Decimal", "Boolean", "Float")]
        keys = [(f"{{{column.name}: true}}", column.name) for column in columns]
        moments = [column for column in orderable_columns(entity) if column.mapping.truncation == "moment"]
        keys += [(f"{{{column.name}: {{trunc: {unit}}}}}", column.name) for column in moments for unit in TRUNCATIONS]
        hops = [hop for hop in entity.hops.values() if hop.relation.kind.has_column]
        numeric = [hop for hop in hops if self.built.entities[hop.target].key[0].mapping.operators == "BigInt"]
        keys += [(f"{{{hop.name}: true}}", f"{hop.name} {{ id }}") for hop in numeric]
        return keys or [("{pk: true}", "pk")]

    # arguments

    def arguments(self, entity: Entity, parent: Entity | None, hop: Hop | None) -> str:
        given = [f"where: {self.where(entity, 2)}"] if self.chance(3) else []
        order = f"orderBy: [{', '.join(self.order(entity) for _ in range(self.number(0, 3)))}]" if self.chance() else ""
        given += [order] if order else []
        if self.chance(6):
            given.append(f"distinctOn: [{self.one_of(orderable_columns(entity)).name}]")
        given += self.page(entity, parent, hop, order)
        return f"({', '.join(given)})" if given else ""

    def page(self, entity: Entity, parent: Entity | None, hop: Hop | None, order: str) -> list[str]:
        plain = hop is not None and hop.list_style == "list"
        match self.number(1, 7):
            case 6:
                return [f"page: {self.number(1, 3)}", f"perPage: {self.number(1, 4)}"]
            case 1:
                return [f"limit: {self.number(0, 4)}", f"offset: {self.number(0, 3)}"]
            case 2 if not plain:
                return [f"last: {self.number(0, 4)}", *self.cursor("before", entity, parent, hop, order)]
            case 3 | 4 if not plain:
                return [f"first: {self.number(0, 4)}", *self.cursor("after", entity, parent, hop, order)]
            case 5 if not plain:
                return [*self.cursor("after", entity, parent, hop, order), *self.cursor("before", entity, parent, hop, order)]
        return []

    def cursor(self, name: str, entity: Entity, parent: Entity | None, hop: Hop | None, order: str) -> list[str]:
        """A real cursor of the same order, where there is one: of whatever parent."""
        inner = f"(first: 100{', ' + order if order else ''}) {{ edges {{ cursor }} }}"
        if parent is None or hop is None:
            answer = GraphQLClient().query(f"{{ {entity.plural}{inner} }}")
            found = [edge["cursor"] for edge in (answer[entity.plural] or {"edges": []})["edges"]]
        else:
            answer = GraphQLClient().query(f"{{ {parent.plural}(first: 100) {{ nodes {{ {hop.name}{inner} }} }} }}")
            found = [edge["cursor"] for row in (answer[parent.plural] or {"nodes": []})["nodes"] for edge in row[hop.name]["edges"]]
        return [f'{name}: "{self.one_of(found)}"'] if found else []

    def order(self, entity: Entity, hops: int = 2) -> str:
        columns, relations = orderable_columns(entity), [hop for hop in entity.hops.values() if hops]
        if relations and self.chance(3):
            return self.order_across(self.one_of(relations), hops)
        return f"{{{self.one_of(columns).name}: {self.one_of(DIRECTIONS)}}}"

    def order_across(self, hop: Hop, hops: int) -> str:
        target = self.built.entities[hop.target]
        if not hop.to_many:
            return f"{{{hop.name}: {self.order(target, hops - 1)}}}"
        functions = [function for function in FUNCTIONS if function.comparable and columns_of(target, function)]
        if not functions or self.chance():
            return f"{{{hop.name}: {{count: {self.one_of(DIRECTIONS)}}}}}"
        function = self.one_of(functions)
        return f"{{{hop.name}: {{{function.name}: {{{self.one_of(columns_of(target, function)).name}: {self.one_of(DIRECTIONS)}}}}}}}"

    # conditions

    def where(self, entity: Entity, depth: int) -> str:
        clauses = dict(self.clause(entity, depth) for _ in range(self.number(1, 2)))
        return "{" + ", ".join(f"{name}: {value}" for name, value in clauses.items()) + "}"

    def clause(self, entity: Entity, depth: int) -> tuple[str, str]:
        relations = [hop for hop in entity.hops.values() if depth]
        if relations and self.chance(3):
            hop = self.one_of(relations)
            target = self.built.entities[hop.target]
            return hop.name, self.to_many(target, depth) if hop.to_many else self.where(target, depth - 1)
        if depth and self.chance(4):
            return str(self.one_of(("AND", "OR"))), f"[{self.where(entity, depth - 1)}, {self.where(entity, depth - 1)}]"
        if depth and self.chance(6):
            return "NOT", self.where(entity, depth - 1)
        return self.column(entity)

    def to_many(self, target: Entity, depth: int) -> str:
        if self.chance(4):
            return f"{{count: {{{self.one_of(('eq', 'gt', 'lte'))}: {self.number(0, 3)}}}}}"
        return f"{{{self.one_of(('some', 'none', 'every'))}: {self.where(target, depth - 1)}}}"

    def column(self, entity: Entity) -> tuple[str, str]:
        columns = [column for column in entity.columns.values() if column.enum or column.mapping.operators in LITERALS]
        column = self.one_of(columns)
        if column.nullable and self.chance(3):
            return column.name, f"{{isNull: {self.one_of(('true', 'false'))}}}"
        operator = self.one_of(("eq", "ne") if column.enum or column.mapping.operators == "Boolean" else ("eq", "ne", "lt", "gte"))
        return column.name, f"{{{operator}: {self.one_of(_literals(column))}}}"


def _literals(column: Column) -> Sequence[str]:
    return tuple(member.name for member in column.enum.members) if column.enum else LITERALS[column.mapping.operators]


def documents(built: BuiltSchema) -> st.SearchStrategy[str]:
    @st.composite
    def written(draw: Draw) -> str:
        return Writer(draw, built).query()

    return written()
