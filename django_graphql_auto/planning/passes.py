"""Improves a selection. Every pass keeps the answer: with all of them off, each to-one hop is a statement of its own, under its scope.

A pass looks at one to-one hop and says how to answer it; the first that has an opinion wins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django_graphql_auto.access import Visibility
from django_graphql_auto.introspection.records import RelationKind
from django_graphql_auto.planning.selection import (
    Edges,
    GenericTarget,
    GlobalIdValue,
    GroupKeySelection,
    Groups,
    KeyRelation,
    ListSelection,
    Node,
    Nodes,
    PolymorphicSelection,
    Rows,
    RowSelection,
    Strategy,
    Through,
    ToManyHop,
    ToOneHop,
    Typename,
    Value,
)

MAX_JOINS = 12
"""Joins of one statement; SQLite and MariaDB take 61 to 64 tables, planners slow down long before."""


class Joins:
    """How many joins one statement has left."""

    def __init__(self) -> None:
        self.left = MAX_JOINS


Decision = Callable[[ToOneHop, Joins], Strategy | None]


@dataclass(frozen=True, slots=True, eq=False)
class Pass:
    name: str
    decide: Decision


def _nothing_where_denied(hop: ToOneHop, joins: Joins) -> Strategy | None:
    """A model that may not be read needs no statement to be null."""
    return Strategy.NOTHING if hop.visibility is Visibility.DENIED else None


def _local_key(hop: ToOneHop, joins: Joins) -> Strategy | None:
    """``{ author { id } }`` needs no author: its key stands in the row."""
    relation = hop.hop.relation
    if not (relation.kind.has_column and relation.constrained and hop.visibility is Visibility.FREE and isinstance(hop.rows, RowSelection)):
        return None
    return Strategy.LOCAL_KEY if _points_at_key(hop) and all(map(_is_key, hop.rows.fields)) else None


def _points_at_key(hop: ToOneHop) -> bool:
    key = hop.target.key
    return len(key) == 1 and hop.hop.relation.target_key in ("pk", key[0].path, key[0].info.name)


def _is_key(wanted: object) -> bool:
    return isinstance(wanted, Typename | GlobalIdValue) or (isinstance(wanted, Value) and wanted.column.info.primary_key)


def _join(hop: ToOneHop, joins: Joins) -> Strategy | None:
    """A to-one hop whose scope is empty, or a condition on the row's own columns, rides in its parent's statement."""
    relation = hop.hop.relation
    known = relation.kind is RelationKind.REVERSE_ONE_TO_ONE or (relation.kind.has_column and relation.constrained)
    if not (known and hop.visibility in (Visibility.FREE, Visibility.LOCAL) and isinstance(hop.rows, RowSelection) and joins.left):
        return None
    joins.left -= 1
    return Strategy.JOIN


PASSES: tuple[Pass, ...] = (
    Pass("nothing where denied", _nothing_where_denied),
    Pass("local key", _local_key),
    Pass("join", _join),
)


def improve_rows(rows: Rows, passes: Sequence[Pass] = PASSES, joins: Joins | None = None) -> Rows:
    """The same rows with a strategy for every hop below."""
    if isinstance(rows, PolymorphicSelection):
        base = _improve_row(rows.base, passes, joins or Joins())
        return replace(rows, base=base, children=tuple(_improve_row(child, passes, Joins()) for child in rows.children))
    return _improve_row(rows, passes, joins or Joins())


def _improve_row(row: RowSelection, passes: Sequence[Pass], joins: Joins) -> RowSelection:
    return replace(row, fields=tuple(_improve_wanted(wanted, passes, joins) for wanted in row.fields))


def _improve_wanted(wanted: Any, passes: Sequence[Pass], joins: Joins) -> Any:
    match wanted:
        case ToOneHop():
            return _improve_hop(wanted, passes, joins)
        case ToManyHop():
            return replace(wanted, list=improve_list(wanted.list, passes))
        case GenericTarget():
            return replace(wanted, branches=tuple(_improve_row(branch, passes, Joins()) for branch in wanted.branches))
    return wanted


def _improve_hop(hop: ToOneHop, passes: Sequence[Pass], joins: Joins) -> ToOneHop:
    opinions = (one.decide(hop, joins) for one in passes)
    strategy = next((opinion for opinion in opinions if opinion is not None), Strategy.FETCH)
    below = joins if strategy is Strategy.JOIN else Joins()
    return replace(hop, strategy=strategy, rows=improve_rows(hop.rows, passes, below))


def improve_list(selection: ListSelection, passes: Sequence[Pass] = PASSES) -> ListSelection:
    """The same list with a strategy for every hop of its rows."""
    joins = Joins()
    plain = improve_rows(selection.plain, passes, joins) if selection.plain else None
    return replace(selection, plain=plain, connection=tuple(_improve_part(part, passes, joins) for part in selection.connection))


def _improve_part(part: Any, passes: Sequence[Pass], joins: Joins) -> Any:
    match part:
        case Nodes() | Node():
            return replace(part, rows=improve_rows(part.rows, passes, joins))
        case Through(_, RowSelection() as rows):
            return replace(part, rows=_improve_row(rows, passes, joins))
        case Edges() | Groups() | GroupKeySelection():
            whole: Any = part
            return replace(whole, parts=tuple(_improve_part(inner, passes, joins) for inner in part.parts))
        case KeyRelation():
            return replace(part, rows=_improve_row(part.rows, passes, Joins()))
    return part
