"""Operations that come again: what was found out about one holds for the next of its kind.

A query is planned and measured, and its statements are found, when it comes first. The next one of the same operation has all that from
here, where the variables that decide are the same and the ground holds: whoever asks sees rows in the same way, under the same settings,
in the same language and time zone. Values, those in row rules included, are its own.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import SKIP, ArgumentNode, FieldNode, FragmentDefinitionNode, Node, OperationDefinitionNode, VariableNode, Visitor, visit

from django_graphql_auto.execution.cache import Cache
from django_graphql_auto.execution.listening import listeners
from django_graphql_auto.execution.roots import Prepared
from django_graphql_auto.execution.run import Run
from django_graphql_auto.execution.statements.ground import Ground
from django_graphql_auto.execution.statements.shapes import Unshaped, frozen

MOST, ALTERNATIVES = 16, 4
"""Kinds of one operation, and of one kind those for users who may see different rows."""
OF_A_LIST = frozenset({"where", "filter", "search", "after", "before"})
OF_A_ROW = frozenset({"id", "by"})
"""Arguments that are looked at when rows are read: neither a plan, nor what it costs, nor a page's size is made of their values."""


@dataclass(frozen=True, slots=True)
class Field:
    """A root field under its response key."""

    key: str
    nodes: list[FieldNode]
    prepared: Prepared


@dataclass(frozen=True, slots=True)
class Precedent:
    ground: Ground
    fields: Sequence[Field]
    cost: int

    def holds(self, run: Run) -> bool:
        return self.ground.holds(run.surroundings, run.ask)

    def begin(self, run: Run) -> None:
        """What is known of it serves the run; whoever listens hears of the plans."""
        run.ground = self.ground
        for listener in listeners():
            for field in self.fields:
                listener.planned(field.nodes[0], field.prepared.plan, run.variables, True)  # type: ignore[arg-type]


class Precedents:
    """Those of one operation."""

    def __init__(self, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._deciding = _deciding(operation, fragments)
        self._in_order = sorted(self._deciding)
        named = [each.variable.name.value for each in operation.variable_definitions]
        self._others = [name for name in named if name not in self._deciding]
        self._known: Cache[tuple[Precedent, ...]] = Cache(lambda: MOST)

    def like(self, variables: Mapping[str, Any]) -> Like | None:
        """Those of operations with the same plans and costs; None where no key can be made of what decides."""
        try:
            decided = tuple(frozen(variables[name]) if name in variables else ... for name in self._in_order)
        except Unshaped:
            return None
        others = tuple(variables[name] is None if name in variables else ... for name in self._others)
        return Like(self._known, (decided, others), self._deciding)


@dataclass(frozen=True, slots=True)
class Like:
    """The precedents of one kind of an operation."""

    known: Cache[tuple[Precedent, ...]]
    kind: Hashable
    deciding: frozenset[str]

    def find(self, run: Run) -> Precedent | None:
        return next((precedent for precedent in self.known.get(self.kind) or () if precedent.holds(run)), None)

    def add(self, precedent: Precedent) -> None:
        precedent.ground.grows = False
        self.known.put(self.kind, (precedent, *(self.known.get(self.kind) or ())[: ALTERNATIVES - 1]))

    def drop(self, precedent: Precedent) -> None:
        self.known.put(self.kind, tuple(one for one in self.known.get(self.kind) or () if one is not precedent))


def _deciding(operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]) -> frozenset[str]:
    """The variables that are used elsewhere than in arguments that are looked at when rows are read."""
    visitor = _Deciding({id(argument) for argument in _naming_rows(operation)})
    for node in (operation.selection_set, *operation.directives, *fragments.values()):
        visit(node, visitor)
    return frozenset(visitor.found)


def _naming_rows(operation: OperationDefinitionNode) -> Iterator[ArgumentNode]:
    for field in operation.selection_set.selections:
        if isinstance(field, FieldNode):
            yield from (argument for argument in field.arguments if argument.name.value in OF_A_ROW)


class _Deciding(Visitor):
    def __init__(self, naming_rows: set[int]) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._naming_rows = naming_rows

    def enter_argument(self, node: ArgumentNode, key: Any, parent: Any, path: Any, ancestors: list[Node]) -> Any:
        of_field = isinstance(ancestors[-1], FieldNode)
        return SKIP if of_field and (node.name.value in OF_A_LIST or id(node) in self._naming_rows) else None

    def enter_variable(self, node: VariableNode, *place: Any) -> None:
        self.found.add(node.name.value)
