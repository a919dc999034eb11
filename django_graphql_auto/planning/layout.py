"""Lays a selection out into fetches: gives every wanted value a position in a row, a slot or a child statement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models.constants import LOOKUP_SEP

from django_graphql_auto.access import Visibility
from django_graphql_auto.introspection import column_path, key_paths, look_at
from django_graphql_auto.introspection.members import member_at
from django_graphql_auto.introspection.records import FieldInfo, ModelInfo, RelationInfo, RelationKind
from django_graphql_auto.options import query_hints
from django_graphql_auto.planning import conversions
from django_graphql_auto.planning.plan import (
    Base,
    Child,
    ChildValue,
    ColumnRead,
    ComputedValue,
    CursorValue,
    Display,
    ExpressionRead,
    Fetch,
    GenericValue,
    GroupKeyPart,
    GroupsPart,
    InstanceRead,
    JSONPartValue,
    KeyColumnPart,
    KeyRelationPart,
    LeafValue,
    Link,
    ListPart,
    ListPlan,
    Output,
    Read,
    RowsPart,
    Slot,
    VisibilityRead,
)
from django_graphql_auto.planning.selection import (
    CompositeKeyValue,
    Computed,
    Cursor,
    DatabaseValue,
    Edges,
    GenericTarget,
    GlobalIdValue,
    GroupKeySelection,
    Groups,
    JSONPart,
    KeyColumn,
    KeyRelation,
    Leaf,
    ListSelection,
    Node,
    Nodes,
    PolymorphicSelection,
    Rows,
    RowSelection,
    Strategy,
    Structure,
    Through,
    ToManyHop,
    ToOneHop,
    Typename,
    Value,
    Wanted,
)
from django_graphql_auto.schema.bindings import TREE_START
from django_graphql_auto.schema.entities import Column, Entity


def lay_out_rows(rows: Rows, base: Base | None = None) -> Fetch:
    """The fetch of single rows (a root object, a to-one hop): output 0 makes the row."""
    layout = _Layout(rows.entity, base or Base(rows.entity.model))
    layout.output(layout.rows(rows, layout.base.prefix))
    return layout.fetch()


def lay_out_list(selection: ListSelection, base: Base | None = None) -> Fetch:
    """The fetch of a list: one output per ``nodes`` or ``edges``, or output 0 for a plain list."""
    layout = _Layout(selection.entity, base or Base(selection.entity.model))
    if selection.plain is not None:
        layout.output(layout.rows(selection.plain, layout.base.prefix))
        return layout.fetch(ListPlan(selection.arguments, (), plain=True))
    parts = tuple(layout.list_part(part) for part in selection.connection)
    return layout.fetch(ListPlan(selection.arguments, parts, plain=False))


class _Layout:
    """Collects what one statement reads. Positions are shared: a value wanted twice is read once."""

    def __init__(self, entity: Entity, base: Base) -> None:
        self.entity, self.base = entity, base
        self.columns: dict[Read, int] = {}
        self.displays: dict[Display, int] = {}
        self.slots: list[Slot] = []
        self.children: list[Child] = []
        self.outputs: list[tuple[str, tuple[Callable[..., Any], ...]]] = []
        self.constants: list[Callable[..., Any]] = []

    def fetch(self, plan: ListPlan | None = None) -> Fetch:
        slots = tuple(self.slots)
        outputs = tuple(Output(expression, constants) for expression, constants in self.outputs)
        return Fetch(self.entity, self.base, tuple(self.columns), tuple(self.displays), outputs, slots, tuple(self.children), plan)

    def output(self, expression: str) -> int:
        self.outputs.append((expression, tuple(self.constants)))
        self.constants = []
        return len(self.outputs) - 1

    # positions

    def read(self, path: str) -> int:
        """Columns that have several names are read once: Django's filters on windows mistake equal ones for each other."""
        return self.columns.setdefault(ColumnRead(column_path(self.base.model, path)), len(self.columns))

    def at(self, path: str) -> str:
        """The value as Django's fields have it."""
        return f"p[{self.read(path)}]"

    def display(self, path: str, column: Column) -> str:
        """The value as the answer has it."""
        return f"d[{self.displays.setdefault(Display(column_path(self.base.model, path), column), len(self.displays))}]"

    def slot(self, slot: Slot) -> str:
        """The name of a slot in the expression; equal slots are one."""
        if slot not in self.slots:
            self.slots.append(slot)
        return f"s{self.slots.index(slot)}"

    def constant(self, function: Callable[..., Any]) -> str:
        if function not in self.constants:
            self.constants.append(function)
        return f"c{self.constants.index(function)}"

    # rows

    def rows(self, rows: Rows, prefix: str, guard: int | None = None) -> str:
        if isinstance(rows, RowSelection):
            return self.row(rows, prefix, guard)
        key = self.read(prefix + rows.entity.key[0].path)
        base = self.row(rows.base, prefix, guard)
        return f"({self._derived(rows, key, guard)} {base})"

    def _derived(self, rows: PolymorphicSelection, key: int, guard: int | None) -> str:
        """The most derived visible row that shares the parent's key."""
        links = [(child, Link(key, child.entity.key[0].path, guard, derived=True)) for child in rows.children]
        found = (f"{self.child(lay_out_rows(child), link)}(r[{key}])" for child, link in links)
        return " ".join(f"child if (child := {one}) is not None else" for one in found)

    def row(self, row: RowSelection, prefix: str, guard: int | None = None) -> str:
        parts = (f"{wanted.key!r}: {self.value(wanted, row.entity, prefix, guard)}" for wanted in row.fields)
        return "{" + ", ".join(parts) + "}"

    def child(self, fetch: Fetch, link: Link) -> str:
        self.children.append(Child(fetch, link))
        return self.slot(ChildValue(len(self.children) - 1))

    def value(self, wanted: Wanted, entity: Entity, prefix: str, guard: int | None) -> str:
        match wanted:
            case Typename():
                return repr(wanted.name)
            case GlobalIdValue():
                return self._global_id(entity, [prefix + column.path for column in entity.key])
            case Value():
                return self.display(prefix + wanted.column.path, wanted.column)
            case JSONPart():
                return f"{self.slot(JSONPartValue(wanted.arguments))}({self.at(prefix + wanted.column.path)})"
            case Structure():
                return self._structure(wanted, prefix)
            case CompositeKeyValue():
                inner = (f"{part.key!r}: {self.value(part, entity, prefix, guard)}" for part in wanted.parts)
                return "{" + ", ".join(inner) + "}"
            case Computed():
                required = wanted.computed.requires
                return f"{self.slot(ComputedValue(wanted, self.instance(entity, prefix, required)))}(r)"
            case DatabaseValue():
                return self._expression(wanted, entity, prefix)
            case Leaf():
                return f"{self.slot(LeafValue(wanted, self.instance(entity, prefix, _read_by(wanted, entity))))}(r)"
            case ToOneHop():
                return self._to_one(wanted, prefix, guard)
            case ToManyHop():
                return self._to_many(wanted, prefix, guard)
            case GenericTarget():
                return self._generic(wanted, prefix, guard)

    def _global_id(self, entity: Entity, paths: list[str]) -> str:
        keys = ", ".join(map(self.at, paths))
        return f"{self.constant(conversions.global_id(entity.info.label))}({keys})"

    def _expression(self, wanted: DatabaseValue, entity: Entity, prefix: str) -> str:
        read = ExpressionRead(prefix, entity, wanted.expression, wanted.arguments)
        position = self.columns.setdefault(read, len(self.columns))
        return f"{self.constant(conversions.expression_value(wanted.field.type))}(p[{position}])"

    def _structure(self, wanted: Structure, prefix: str) -> str:
        stored = [self.at(prefix + name) for name in conversions.dimension_columns(wanted)]
        return f"{self.constant(conversions.structure(wanted))}({', '.join([self.at(prefix + wanted.column.path), *stored])})"

    def instance(self, entity: Entity, prefix: str, names: tuple[str, ...]) -> InstanceRead:
        """Reads the named columns and the key, so that an instance with just these can be made."""
        paths = [_attribute(entity, name) for name in names]
        wanted = dict.fromkeys([column.path for column in entity.key] + paths + key_paths(entity.model, paths))
        return InstanceRead(entity.model, tuple((path, self.read(prefix + path)) for path in wanted))

    # relations

    def _to_one(self, wanted: ToOneHop, prefix: str, guard: int | None) -> str:
        relation = wanted.hop.relation
        match wanted.strategy:
            case Strategy.NOTHING:
                return "None"
            case Strategy.LOCAL_KEY:
                return self._local_key(wanted, prefix)
            case Strategy.JOIN:
                return self._joined(wanted, prefix, guard)
        key = self.read(prefix + relation.parent_key)
        link = Link(key, relation.target_key, guard, relation)
        return f"{self.child(lay_out_rows(wanted.rows), link)}(r[{key}])"

    def _local_key(self, wanted: ToOneHop, prefix: str) -> str:
        assert isinstance(wanted.rows, RowSelection)
        path = prefix + wanted.hop.relation.parent_key
        parts = ", ".join(f"{field.key!r}: {self._key_value(field, wanted.target, path)}" for field in wanted.rows.fields)
        made = "{" + parts + "}"
        return f"({made} if r[{self.read(path)}] is not None else None)" if wanted.hop.relation.null else made

    def _key_value(self, field: Wanted, target: Entity, path: str) -> str:
        if isinstance(field, Typename):
            return repr(field.name)
        if isinstance(field, GlobalIdValue):
            return self._global_id(target, [path])
        assert isinstance(field, Value)
        return self.display(path, field.column)

    def _joined(self, wanted: ToOneHop, prefix: str, guard: int | None) -> str:
        assert isinstance(wanted.rows, RowSelection)
        inner = f"{prefix}{wanted.hop.relation.query_name}{LOOKUP_SEP}"
        present = self._presence(wanted, prefix, inner)
        made = self.row(wanted.rows, inner, guard if present is None else present)
        if present is None:
            return made
        check = f"r[{present}]" if wanted.visibility is Visibility.LOCAL else f"r[{present}] is not None"
        return f"({made} if {check} else None)"

    def _presence(self, wanted: ToOneHop, prefix: str, inner: str) -> int | None:
        """The position that tells whether a joined row is there and visible; None where it always is."""
        relation = wanted.hop.relation
        if wanted.visibility is Visibility.LOCAL:
            return self.columns.setdefault(VisibilityRead(inner, wanted.target), len(self.columns))
        if relation.kind is RelationKind.REVERSE_ONE_TO_ONE:
            return self.read(inner + relation.target_key)
        return self.read(prefix + relation.parent_key) if relation.null else None

    def _to_many(self, wanted: ToManyHop, prefix: str, guard: int | None) -> str:
        relation = wanted.hop.relation
        base, path = _list_base(relation, wanted.list)
        key = self.read(prefix + relation.parent_key)
        link = Link(key, path, guard, relation)
        return f"{self.child(lay_out_list(wanted.list, base), link)}({'p' if link.as_text else 'r'}[{key}])"

    def _generic(self, wanted: GenericTarget, prefix: str, guard: int | None) -> str:
        relation = wanted.generic.relation
        kind, key = self.read(prefix + f"{relation.content_type_field}_id"), self.read(prefix + relation.object_id_field)
        first = len(self.children)
        for branch in wanted.branches:
            link = Link(key, branch.entity.key[0].path, guard, relation, wanted.generic, kind)
            self.children.append(Child(lay_out_rows(branch), link))
        return f"{self.slot(GenericValue(tuple(range(first, len(self.children)))))}(p[{kind}], p[{key}])"

    # lists

    def list_part(self, part: Any) -> ListPart:
        prefix = self.base.prefix
        match part:
            case Nodes():
                return RowsPart(part.key, self.output(self.rows(part.rows, prefix)))
            case Edges():
                inner = (f"{edge.key!r}: {self._edge(edge, prefix)}" for edge in part.parts)
                return RowsPart(part.key, self.output("{" + ", ".join(inner) + "}"))
            case Groups():
                return GroupsPart(part.key, part.arguments, tuple(map(_group_part, part.parts)))
        made: ListPart = part
        return made

    def _edge(self, part: Cursor | Node | Through | Typename, prefix: str) -> str:
        match part:
            case Cursor():
                return f"{self.slot(CursorValue())}(r)"
            case Node():
                return self.rows(part.rows, prefix)
            case Through():
                return self.row(part.rows, "") if part.rows else "None"
        return repr(part.name)


def _list_base(relation: RelationInfo, selection: ListSelection) -> tuple[Base, str]:
    """Where a to-many's rows are selected from, and the path of the key that leads back to the parent."""
    if relation.kind is RelationKind.MANY_TO_MANY:
        assert relation.through is not None
        return Base(relation.through, f"{relation.through_target}{LOOKUP_SEP}", selection.through), relation.through_parent_key
    if relation.tree is not None:
        return Base(selection.entity.model), TREE_START
    path = relation.object_id_field if relation.kind is RelationKind.GENERIC_RELATION else relation.target_key
    return Base(selection.entity.model), path


def _group_part(part: Any) -> Any:
    if isinstance(part, GroupKeySelection):
        return GroupKeyPart(part.key, tuple(map(_key_part, part.parts)))
    return part


def _key_part(part: KeyColumn | KeyRelation | Typename) -> Any:
    match part:
        case KeyColumn():
            return KeyColumnPart(part.key, part.column)
        case KeyRelation():
            return KeyRelationPart(part.key, part.hop, lay_out_rows(part.rows))
    return part


def _read_by(leaf: Leaf, entity: Entity) -> tuple[str, ...]:
    """What a resolver reads of its row: what ``@optimize_query`` says, or everything that is the row's own."""
    hints = query_hints(leaf.resolver)
    if hints is None:
        return _everything(entity.info)
    own = _everything(entity.info) if hints.only is None else tuple(name for name in hints.only if member_at(entity.info, name))
    selected = {path: found for path in hints.select_related if isinstance(found := member_at(entity.info, path), RelationInfo)}
    whole = {path: found.target for path, found in selected.items() if not any(name.startswith(path + LOOKUP_SEP) for name in own)}
    related = (path + LOOKUP_SEP + name for path, target in whole.items() if target for name in _everything(look_at(target)))
    return (*own, *related)


def _everything(info: ModelInfo) -> tuple[str, ...]:
    keys = [relation.parent_key for relation in info.relations if relation.kind.has_column]
    return (*(field.attname for field in info.fields), *keys)


def _attribute(entity: Entity, name: str) -> str:
    """The column behind a required name: a foreign key is read by its column, a path stays a path."""
    fields: dict[str, FieldInfo] = {field.name: field for field in entity.info.fields}
    if name in fields:
        return fields[name].attname
    keys = {relation.name: relation.parent_key for relation in entity.info.relations if relation.kind.has_column}
    return keys.get(name, name)
