"""What a row refers to: relations whose key it holds, one row per operation on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import models

from django_graphql_auto.exceptions import BadUserInput
from django_graphql_auto.mutations.nested.writing import Operands, Wanted, Writing, inside, require_named, require_true
from django_graphql_auto.mutations.records import Form, GenericLink, InputError, Link, Path, Rejected
from django_graphql_auto.mutations.rows.created import Created
from django_graphql_auto.mutations.rows.finding import not_found, wrong_name
from django_graphql_auto.mutations.telling.steps import step

Row = models.Model | None


def refer(writer: Writing, link: Link, row: Row, operands: Operands, path: Path) -> Row:
    """The row that ``row``, or a new one, refers to afterwards."""
    if len(operands) != 1:
        raise Rejected(_not_one(path))
    [(operation, operand)] = operands.items()
    with inside(writer):
        return TO_ONE[operation](writer, link, row, operand, (*path, operation))


def refer_each(writer: Writing, link: Link, asked: Sequence[tuple[Operands, Path]]) -> list[Row | InputError]:
    """The same for several new rows: all that are connected are found together, all that are made are made together."""
    found: dict[int, Row | InputError] = {}
    places: dict[str, list[int]] = {}
    for place, (operands, path) in enumerate(asked):
        if len(operands) == 1:
            places.setdefault(next(iter(operands)), []).append(place)
        else:
            found[place] = _not_one(path)
    for operation, several in places.items():
        act = EACH.get(operation) or _one_by_one(operation)
        with inside(writer):
            found |= zip(several, act(writer, link, [_operand(asked[place]) for place in several]), strict=True)
    return [found[place] for place in range(len(asked))]


def refer_to_any(writer: Writing, link: GenericLink, operands: Operands, path: Path) -> Row:
    """A generic foreign key: the row behind a global id."""
    [(operation, operand)] = operands.items()
    path = (*path, link.name, operation)
    if operation == "disconnect":
        return _let_go(writer, None, None, operand, path)
    try:
        model, lookup = writer.finder.lookup_any(Created(operand) if operation == "connectCreated" else operand)
    except BadUserInput as error:
        raise Rejected(wrong_name(error, path)) from error
    if model not in link.targets:
        raise Rejected(InputError(path, "INVALID", "This may not lead there."))
    with step("connect", model, [path]):
        return writer.finder.looked_up(writer.form(model), lookup, path)


def remove_referred(writer: Writing, link: Link, gone: Row, path: Path) -> None:
    """Deletes a row that was referred to until now. None and a hidden one look the same."""
    target = writer.form(link.target)
    if gone is None:
        raise Rejected(not_found(target, path))
    writer.delete_each(target, writer.finder.relocked(target, [gone], [path], "delete"), [path])


def _not_one(path: Path) -> InputError:
    return InputError(path, "INVALID", "Exactly one operation says what becomes of the relation.")


def _operand(asked: tuple[Operands, Path]) -> tuple[Any, Path]:
    [(operation, operand)] = asked[0].items()
    return operand, (*asked[1], operation)


# one row


def _connect(writer: Writing, link: Link, row: Row, named: Any, path: Path) -> Row:
    with step("connect", link.target, [path]):
        return writer.finder.visible(writer.form(link.target), [named], [path])[0]


def _connect_created(writer: Writing, link: Link, row: Row, name: Any, path: Path) -> Row:
    return _connect(writer, link, row, Created(name), path)


def _create(writer: Writing, link: Link, row: Row, given: Any, path: Path) -> Row:
    return writer.create(writer.form(link.target), Wanted(given, path))


def _connect_or_create(writer: Writing, link: Link, row: Row, given: Any, path: Path) -> Row:
    form = writer.form(link.target)
    found = writer.finder.one_or_none(form, given["by"], (*path, "by"))
    if found is None:
        found = writer.create(form, Wanted(given["create"], (*path, "create")))
        require_named(writer, form, found, given["by"], path)
    return found


def _update(writer: Writing, link: Link, row: Row, given: Any, path: Path) -> Row:
    form = writer.form(link.target)
    current = getattr(row, link.relation.name, None)
    if current is None:
        raise Rejected(not_found(form, path))
    [found] = writer.finder.relocked(form, [current], [path], "change")
    writer.update(form, found, Wanted(given, path))
    return found


def _upsert(writer: Writing, link: Link, row: Row, given: Any, path: Path) -> Row:
    """A row that the user can't see is none for them: another one takes its place."""
    current, form = getattr(row, link.relation.name, None), writer.form(link.target)
    if current is not None and writer.finder.shown(form, current):
        return _update(writer, link, row, given["update"], (*path, "update"))
    return _create(writer, link, row, given["create"], (*path, "create"))


def _let_go(writer: Writing, link: Link | None, row: Row, wanted: Any, path: Path) -> Row:
    with step("disconnect", link.target if link else None, [path]):
        require_true(wanted, path)
    return None


def _let_go_to_delete(writer: Writing, link: Link, row: Row, wanted: Any, path: Path) -> Row:
    """The other row is removed when nothing refers to it any more; one that is only marked is still referred to, as by all others."""
    if writer.form(link.target).mark is None:
        return _let_go(writer, link, row, wanted, path)
    require_true(wanted, path)
    return getattr(row, link.relation.name, None)


ToOne = Callable[[Writing, Link, Row, Any, Path], Row]
TO_ONE: Mapping[str, ToOne] = {
    "connect": _connect,
    "connectCreated": _connect_created,
    "create": _create,
    "connectOrCreate": _connect_or_create,
    "update": _update,
    "upsert": _upsert,
    "disconnect": _let_go,
    "delete": _let_go_to_delete,
}


# several new rows


def _connect_each(writer: Writing, link: Link, asked: Sequence[tuple[Any, Path]]) -> Sequence[Row | InputError]:
    target = writer.form(link.target)
    with step("connect", link.target, [path for _, path in asked], together=True):
        found = writer.finder.each_visible(target, [named for named, _ in asked])
    pairs = zip(found, asked, strict=True)
    return [row if isinstance(row, models.Model) else _missing(target, row, path) for row, (_, path) in pairs]


def _connect_created_each(writer: Writing, link: Link, asked: Sequence[tuple[Any, Path]]) -> Sequence[Row | InputError]:
    return _connect_each(writer, link, [(Created(name), path) for name, path in asked])


def _missing(target: Form, refused: BadUserInput | None, path: Path) -> InputError:
    return wrong_name(refused, path) if refused else not_found(target, path)


def _create_each(writer: Writing, link: Link, asked: Sequence[tuple[Any, Path]]) -> Sequence[Row | InputError]:
    return writer.create_each(writer.form(link.target), [Wanted(given, path) for given, path in asked])


def _one_by_one(operation: str) -> ToOneEach:
    return lambda writer, link, asked: [TO_ONE[operation](writer, link, None, operand, path) for operand, path in asked]


ToOneEach = Callable[[Writing, Link, Sequence[tuple[Any, Path]]], Sequence[Row | InputError]]
EACH: Mapping[str, ToOneEach] = {"connect": _connect_each, "connectCreated": _connect_created_each, "create": _create_each}
"""Operations that take no more statements for many rows than for one."""
