"""A plan as text, for people: one indented block per statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from django.db.models.constants import LOOKUP_SEP
from graphql import print_ast

from django_graphql_auto.planning.compile import Plan
from django_graphql_auto.planning.plan import (
    Base,
    Child,
    ChildValue,
    ColumnRead,
    ComputedValue,
    CursorValue,
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
    ListPlan,
    Read,
    RowsPart,
)
from django_graphql_auto.planning.selection import (
    Aggregate,
    Arguments,
    EstimatedCount,
    Figure,
    Figures,
    PageCount,
    PageInfo,
    TotalCount,
    Typename,
)

INDENT = "    "


def explain(plan: Plan, rendering: bool = False) -> str:
    """The statements of a plan as an indented tree. ``rendering`` adds the expressions that make rows into answers."""
    return "\n".join(_fetch(plan.fetch, rendering)) + "\n"


def _fetch(fetch: Fetch, rendering: bool) -> Iterator[str]:
    yield title(fetch)
    yield from _indented(_inside(fetch, rendering))


def title(fetch: Fetch) -> str:
    """What a statement reads, in a few words."""
    return f"{'list' if fetch.list else 'rows'} of {fetch.entity.info.label}{_base(fetch.base)}"


def _base(base: Base) -> str:
    return f" by {base.model._meta.label_lower}.{base.prefix.removesuffix(LOOKUP_SEP)}" if base.prefix else ""


def _inside(fetch: Fetch, rendering: bool) -> Iterator[str]:
    yield from _line("columns", (f"{index} {read_text(read)}" for index, read in enumerate(fetch.columns)))
    yield from _line("displays", (f"{index} {display.path}" for index, display in enumerate(fetch.displays)))
    yield from _line("joins", joins(fetch))
    if fetch.list:
        yield from _list(fetch.list)
    yield from _line("slots", (f"s{index} {_slot(slot)}" for index, slot in enumerate(fetch.slots)))
    if rendering:
        yield from (f"output {index}: {output.expression}" for index, output in enumerate(fetch.outputs))
    for index, child in enumerate(fetch.children):
        yield from _child(index, child, rendering)
    for part in fetch.list.parts if fetch.list else ():
        yield from _group_rows(part, rendering)


def _line(name: str, items: Iterable[str]) -> Iterator[str]:
    """A named line, left out where it would be empty."""
    if text := ", ".join(items):
        yield f"{name}: {text}"


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (INDENT + line for line in lines)


def read_text(read: Read) -> str:
    match read:
        case ColumnRead():
            return read.path
        case ExpressionRead():
            return f"expression {read.prefix}{read.expression.name}({', '.join(_arguments(read.arguments))})"
    return f"whether {read.prefix.removesuffix(LOOKUP_SEP)} is a visible {read.entity.info.label}"


def joins(fetch: Fetch) -> list[str]:
    """Every relation that the columns cross, the outer before the inner."""
    paths = [read.path if isinstance(read, ColumnRead) else f"{read.prefix}pk" for read in fetch.columns]
    paths += [display.path for display in fetch.displays]
    steps = (path.split(LOOKUP_SEP)[:-1] for path in paths)
    return list(dict.fromkeys(LOOKUP_SEP.join(parts[: depth + 1]) for parts in steps for depth in range(len(parts))))


def _list(plan: ListPlan) -> Iterator[str]:
    yield from _line("arguments", _arguments(plan.arguments))
    yield from _line("parts", ("rows 0",) if plan.plain else map(part_text, plan.parts))


def _arguments(arguments: Arguments) -> Iterator[str]:
    return (print_ast(argument) for argument in arguments.node.arguments)


def part_text(part: object) -> str:
    describe = _PARTS[type(part)]
    return describe(part)


def _braced(parts: Iterable[object]) -> str:
    return "{" + ", ".join(map(part_text, parts)) + "}"


_PARTS: Mapping[type, Callable[..., str]] = {
    RowsPart: lambda part: f"{part.key} = rows {part.output}",
    PageInfo: lambda part: f"{part.key} {{{', '.join(name for _, name in part.parts)}}}",
    TotalCount: lambda part: f"{part.key} = count",
    PageCount: lambda part: f"{part.key} = pages",
    EstimatedCount: lambda part: f"{part.key} = estimate",
    Aggregate: lambda part: f"{part.key} {_braced(part.parts)}",
    Figure: lambda part: f"{part.value.function}({part.value.column.path if part.value.column else '*'})",
    Figures: lambda part: f"{part.key} {_braced(part.values)}",
    GroupsPart: lambda part: f"{part.key}({', '.join(_arguments(part.arguments))}) {_braced(part.parts)}",
    GroupKeyPart: lambda part: f"{part.key} {_braced(part.parts)}",
    KeyColumnPart: lambda part: str(part.column.path),
    KeyRelationPart: lambda part: f"row {part.hop.relation.name}",
    Typename: lambda part: repr(part.name),
}


def _slot(slot: object) -> str:
    describe = _SLOTS[type(slot)]
    return describe(slot)


_SLOTS: Mapping[type, Callable[..., str]] = {
    ChildValue: lambda slot: f"child {slot.child}",
    GenericValue: lambda slot: f"one of children {', '.join(map(str, slot.children))}",
    CursorValue: lambda slot: "cursor",
    JSONPartValue: lambda slot: f"part at {', '.join(_arguments(slot.arguments))}",
    ComputedValue: lambda slot: f"computed {slot.computed.computed.name} of {_instance(slot.instance)}",
    LeafValue: lambda slot: f"hand-written {slot.leaf.place} of {_instance(slot.instance)}",
}


def _instance(read: InstanceRead) -> str:
    return f"{read.model.__name__}({', '.join(f'{path}={position}' for path, position in read.attributes)})"


def _child(index: int, child: Child, rendering: bool) -> Iterator[str]:
    yield f"child {index}, {link_text(child.link)}:"
    yield from _indented(_fetch(child.fetch, rendering))


def link_text(link: Link) -> str:
    made = f"{link.path} = column {link.parent}"
    if link.content_type is not None:
        made += f", content type in column {link.content_type}"
    return made if link.guard is None else f"{made}, where column {link.guard} holds"


def _group_rows(part: object, rendering: bool) -> Iterator[str]:
    """The statements that find the rows behind group keys."""
    keys = [inner for key in part.parts if isinstance(key, GroupKeyPart) for inner in key.parts] if isinstance(part, GroupsPart) else []
    for key in keys:
        if isinstance(key, KeyRelationPart):
            yield f"rows behind {key.key}, {key.hop.relation.target_key} = group key:"
            yield from _indented(_fetch(key.fetch, rendering))
