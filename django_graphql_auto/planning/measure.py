"""One visit of a document yields every figure that a limit may judge. Fragments are measured once each: no fan-out makes it slow."""

from __future__ import annotations

from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
)

TRANSPARENT = frozenset({"edges", "node", "nodes"})
"""Levels of Relay's connections that add no depth."""
INTROSPECTION_ROOTS = frozenset({"__schema", "__type"})
INTROSPECTION_LISTS = frozenset({"fields", "inputFields", "interfaces", "possibleTypes"})


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted below one selection set, fragments spread."""

    depth: int = 0
    levels: int = 0
    """Levels of any kind."""
    lists: int = 0
    """The most levels inside each other that have the name of a list of introspection."""
    introspection_depth: int = 0
    introspection_lists: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    own: int = 0
    """Fields of the selection set itself."""

    def beside(self, other: Figures) -> Figures:
        return Figures(
            max(self.depth, other.depth),
            max(self.levels, other.levels),
            max(self.lists, other.lists),
            max(self.introspection_depth, other.introspection_depth),
            max(self.introspection_lists, other.introspection_lists),
            self.fields + other.fields,
            self.aliases + other.aliases,
            self.directives + other.directives,
            self.own + other.own,
        )

    def inside(self, field: FieldNode) -> Figures:
        """The same, one field further out."""
        name = field.name.value
        introspection = name in INTROSPECTION_ROOTS
        levels, lists = self.levels + 1, self.lists + (name in INTROSPECTION_LISTS)
        return Figures(
            0 if introspection else self.depth + (name not in TRANSPARENT),
            levels,
            lists,
            levels if introspection else self.introspection_depth,
            lists if introspection else self.introspection_lists,
            self.fields + 1,
            self.aliases + (field.alias is not None),
            self.directives + len(field.directives),
            1,
        )


@dataclass(frozen=True, slots=True)
class Measures:
    """The figures of one operation and its document."""

    operations: int
    fragments: int
    variables: int
    mutations: int
    depth: int
    introspection_depth: int
    introspection_lists: int
    fields: int
    aliases: int
    directives: int


def measure(document: DocumentNode, operation: OperationDefinitionNode) -> Measures:
    """Measures a valid document: no fragment is unknown or part of a cycle."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    found = _Measuring(fragments).selection_set(operation.selection_set)
    return Measures(
        operations=sum(isinstance(node, OperationDefinitionNode) for node in document.definitions),
        fragments=len(fragments),
        variables=len(operation.variable_definitions),
        mutations=found.own if operation.operation is OperationType.MUTATION else 0,
        depth=found.depth,
        introspection_depth=found.introspection_depth,
        introspection_lists=found.introspection_lists,
        fields=found.fields,
        aliases=found.aliases,
        directives=found.directives + len(operation.directives),
    )


class _Measuring:
    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self.fragments = fragments
        self.known: dict[str, Figures] = {}

    def selection_set(self, node: SelectionSetNode | None) -> Figures:
        found = Figures()
        for selection in node.selections if node else ():
            found = found.beside(self._selection(selection))
        return found

    def _selection(self, node: SelectionNode) -> Figures:
        match node:
            case FieldNode():
                return self.selection_set(node.selection_set).inside(node)
            case InlineFragmentNode():
                return self.selection_set(node.selection_set).beside(Figures(directives=len(node.directives)))
            case FragmentSpreadNode():
                return self._fragment(node.name.value).beside(Figures(directives=len(node.directives)))
        return Figures()

    def _fragment(self, name: str) -> Figures:
        if name not in self.known:
            self.known[name] = self.selection_set(self.fragments[name].selection_set)
        return self.known[name]
