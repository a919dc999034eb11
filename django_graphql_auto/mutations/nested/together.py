"""Many rows of one model at once: as many statements as tables are touched, however many rows there are.

That is right only where nothing has to happen row by row: ``stores_plainly`` knows. Where the database or a row rule refuses any of the
rows, only each by itself can tell which one: then nothing is done here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from copy import copy
from functools import partial
from itertools import chain
from typing import Any, TypeVar

from django.db import DataError, IntegrityError, models
from django.utils.hashable import make_hashable

from django_graphql_auto.introspection import renewed, stores_plainly, why_stored_alone
from django_graphql_auto.mutations.nested.to_many import Hung, hang_each
from django_graphql_auto.mutations.nested.to_one import refer_each
from django_graphql_auto.mutations.nested.values import input_only_of
from django_graphql_auto.mutations.nested.writing import FINDS_ONLY, OneByOne, Parts, Wanted, Writing, nothing, parted, require_few
from django_graphql_auto.mutations.records import Form, InputError, Outcome, Rejected
from django_graphql_auto.mutations.rows.rows import Attached
from django_graphql_auto.mutations.telling.steps import step

Done = TypeVar("Done")
FOR_OTHERS = frozenset({"NOT_FOUND", "UNIQUE", "UNIQUE_TOGETHER"})
"""What is wrong because of other rows. Rows may name those that come before them in the input: one by one they find them."""

REFUSED = "together they were refused"


def create_together(writer: Writing, form: Form, wanted: Sequence[Wanted], tolerant: bool = False) -> list[Outcome] | None:
    """All rows with what is nested in them; with ``tolerant`` those that are right. None where they have to be made one by one.

    Raises :class:`Rejected` for what is wrong with any, with ``tolerant`` never.
    """
    parts = [parted(form, each.given, "create") for each in wanted]
    if not _fits(writer, form, wanted, parts) or (tolerant and any(map(_is_nested, parts))):
        return None
    taken = step("create", form.model, [each.path for each in wanted], together=True)
    return _attempted(writer, taken, partial(_created, writer, form, wanted, parts, tolerant))


def _attempted(writer: Writing, taken: AbstractContextManager[Any], act: Callable[[], Done]) -> Done | None:
    """Does it, or leaves everything as it was before: None then, where it can be tried one by one.

    Inside of another attempt that one fails as a whole, so that no row is tried more often than it is deep in the input.
    """
    if writer.moved is not None:
        with taken:
            return act()
    before, writer.moved = writer.written, set()
    try:
        with writer.savepoint(), writer.created.told_afterwards(), taken:
            done = act()
            before = writer.written
            return done
    except (IntegrityError, DataError, OneByOne):
        return None
    except Rejected as rejected:
        if _is_for_others(rejected.errors):
            return None
        raise
    finally:
        writer.written, writer.moved = before, None


def _is_for_others(errors: Iterable[InputError]) -> bool:
    return any(error.code in FOR_OTHERS for error in errors)


def _created(writer: Writing, form: Form, wanted: Sequence[Wanted], parts: Sequence[Parts], tolerant: bool) -> list[Outcome]:
    writer.rows.require(form, "create", wanted[0].path)
    writer.count([each.path for each in wanted])
    for each, part in zip(wanted, parts, strict=True):
        require_few(form, each, part)
    attached = _referred(writer, form, wanted, parts)
    outcomes = [_prepared(writer, form, *each) for each in zip(wanted, parts, attached, strict=True)]
    errors = [error for outcome in outcomes for error in outcome.errors]
    if _is_for_others(errors) or (errors and not tolerant):
        raise Rejected(*errors)
    hung = [
        Hung(outcome.row, part.hanging, each.path)
        for outcome, each, part in zip(outcomes, wanted, parts, strict=True)
        if outcome.row is not None
    ]
    rows = [each.row for each in hung]
    if rows:
        form.model._base_manager.using(writer.using).bulk_create(rows)
    for outcome, each in zip(outcomes, wanted, strict=True):
        if outcome.row is not None:
            writer.created.note(form, each.given, outcome.row)
    writer.rows.notes.made(rows)
    writer.rows.call_each("after_write", form, rows, "add", [each.path for each in hung])
    hang_each(writer, form, hung)
    _require_within(writer, form, rows, "add")
    return outcomes


def _referred(writer: Writing, form: Form, wanted: Sequence[Wanted], parts: Sequence[Parts]) -> list[Attached | InputError]:
    """What each row hangs on and refers to."""
    found: list[dict[str, Any] | InputError] = [dict(each.attached) for each in wanted]
    for name, link in form.links.items():
        places = [place for place, part in enumerate(parts) if name in part.referring]
        asked = [(parts[place].referring[name], (*wanted[place].path, link.name)) for place in places]
        for place, row in zip(places, refer_each(writer, link, asked) if asked else (), strict=True):
            known = found[place]
            if isinstance(known, dict) and not isinstance(row, InputError):
                known[name] = row
            elif isinstance(row, InputError) and isinstance(known, dict):
                found[place] = row
    return [*found]


def _prepared(writer: Writing, form: Form, wanted: Wanted, parts: Parts, attached: Attached | InputError) -> Outcome:
    """A row that is valid by itself."""
    if isinstance(attached, InputError):
        return Outcome(errors=(attached,))
    try:
        writer.rows.require_columns(form, wanted.given, wanted.attached, "add", wanted.path)
        together = {**nothing(form, wanted), **attached}
        row = writer.rows.prepared(form, parts.columns, together, wanted.path, input_only_of(writer, form, wanted))
        writer.created.reserve(form, wanted.given, writer.using, wanted.path)
        return Outcome(row)
    except Rejected as rejected:
        return Outcome(errors=rejected.errors)


def change_together(writer: Writing, form: Form, rows: Sequence[models.Model], wanted: Sequence[Wanted]) -> bool:
    """All locked rows in one statement; false where they have to be changed one by one."""
    parts = [parted(form, each.given, "update") for each in wanted]
    # A hook may change any column, and only what was given would be stored.
    if "before_write" in form.hooks or any(map(_is_nested, parts)) or not _fits(writer, form, wanted, parts):
        return False
    locked = [copy(row) for row in rows]
    taken = step("update", form.model, [each.path for each in wanted], together=True)
    done = _attempted(writer, taken, partial(_change, writer, form, rows, locked, wanted, parts))
    for row, before in () if done else zip(rows, locked, strict=True):
        row.__dict__ = before.__dict__  # an operator that is applied once more finds the value that is stored
    return bool(done)


def _change(
    writer: Writing,
    form: Form,
    rows: Sequence[models.Model],
    before: Sequence[models.Model],
    wanted: Sequence[Wanted],
    parts: Sequence[Parts],
) -> bool:
    writer.rows.require(form, "update", wanted[0].path)
    writer.count([each.path for each in wanted])
    attached = _referred(writer, form, wanted, parts)
    errors, names = [each for each in attached if isinstance(each, InputError)], set()
    for row, each, part, known in zip(rows, wanted, parts, attached, strict=True):
        try:
            writer.rows.require_columns(form, each.given, each.attached, "change", each.path)
            if not isinstance(known, InputError):
                attachments = {**nothing(form, each), **known}
                names |= writer.rows.altered(form, row, part.columns, attachments, each.path, input_only_of(writer, form, each))
        except Rejected as rejected:
            errors += rejected.errors
    if errors:
        raise Rejected(*dict.fromkeys(errors))
    if _meet(form, rows, before, names):
        raise OneByOne
    names |= _renew(form, rows)
    _update(writer, form, rows, sorted(names))
    _require_within(writer, form, rows, "change")
    writer.rows.call_each("after_write", form, rows, "change", [each.path for each in wanted])
    return True


def _meet(form: Form, rows: Sequence[models.Model], before: Sequence[models.Model], names: Collection[str]) -> bool:
    """Whether one row takes what named another one before, or a row is named anew twice: who comes first matters then, and within one
    statement the database decides it."""
    keys = [[form.attnames[name] for name in key.fields] for key in form.info.unique_keys if not set(names).isdisjoint(key.fields)]
    if keys and len({row.pk for row in before}) < len(before):
        return True
    for key in keys:
        old, new = ([make_hashable([getattr(row, name) for name in key]) for row in each] for each in (before, rows))
        had = set(old)
        if any(now != then and now in had for now, then in zip(new, old, strict=True)):
            return True
    return False


def _renew(form: Form, rows: Sequence[models.Model]) -> set[str]:
    """Fills in the moments at which rows are stored: the same for all of them."""
    fields = renewed(form.model)
    for field in fields:
        moment = field.pre_save(rows[0], False)
        for row in rows:
            setattr(row, field.attname, moment)
    return {field.name for field in fields}


def _update(writer: Writing, form: Form, rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """One value for all rows is sent once."""
    values = {form.attnames[name]: getattr(rows[0], form.attnames[name]) for name in names}
    stored = form.model._base_manager.using(writer.using)
    if all(getattr(row, name) is value for row in rows for name, value in values.items()):
        if values:
            stored.filter(pk__in=[row.pk for row in rows]).update(**values)
    else:
        stored.bulk_update(rows, names)


def _fits(writer: Writing, form: Form, wanted: Sequence[Wanted], parts: Sequence[Parts]) -> bool:
    """Whether nothing has to be looked at row by row: relations that ``limit_choices_to`` restricts, or files."""
    return stores_plainly(form.model, writer.using) and not any(_looked_at(form, wanted, parts))


def _looked_at(form: Form, wanted: Sequence[Wanted], parts: Sequence[Parts]) -> Iterator[str]:
    """What of the rows has to be looked at one by one, in words."""
    limited = {relation.name for relation in form.info.relations if relation.limited}
    for each, part in zip(wanted, parts, strict=True) if limited or form.generics or form.files else ():
        yield from (f"limit_choices_to restricts {name}" for name in limited & {*part.referring, *each.attached})
        yield from (f"{name} is a generic foreign key" for name in form.generics.keys() & each.given.keys())
        yield from (f"{name} is a file" for name in form.files & part.columns.keys())


def why_apart(writer: Writing, form: Form, created: Sequence[Wanted], changed: Sequence[Wanted]) -> str | None:
    """Why new and changed rows of a list have to be written in its order, one by one, in words; None where the order doesn't matter."""
    new, old = [parted(form, each.given, "create") for each in created], [parted(form, each.given, "update") for each in changed]
    if any(map(_is_nested, (*new, *old) if old else ())):
        return "something is nested in them"
    if not (new and old):
        return None
    if "before_write" in form.hooks:
        return "before_write may change any column"
    own = next((name for part in (*new, *old) for name in part.referring if _is_akin(form.links[name].target, form.model)), None)
    if own is not None:
        return f"they may name each other by {own}"
    stored_alone = why_stored_alone(form.model, writer.using)
    return stored_alone or next(chain(_looked_at(form, created, new), _looked_at(form, changed, old)), None)


def _is_akin(model: type[models.Model], other: type[models.Model]) -> bool:
    return issubclass(model, other) or issubclass(other, model)


def why_created_alone(writer: Writing, form: Form, wanted: Sequence[Wanted], tolerant: bool = False) -> str:
    """Why ``create_together`` has not made the rows."""
    parts = [parted(form, each.given, "create") for each in wanted]
    hindrance = why_stored_alone(form.model, writer.using) or next(_looked_at(form, wanted, parts), None)
    if hindrance is None and tolerant and any(map(_is_nested, parts)):
        return "what is right of them is stored, and something is nested in them"
    return hindrance or REFUSED


def why_changed_alone(writer: Writing, form: Form, wanted: Sequence[Wanted]) -> str:
    """Why ``change_together`` has not changed the rows."""
    parts = [parted(form, each.given, "update") for each in wanted]
    if "before_write" in form.hooks:
        return "before_write may change any column"
    nested = "something is nested in them" if any(map(_is_nested, parts)) else None
    return nested or why_stored_alone(form.model, writer.using) or next(_looked_at(form, wanted, parts), REFUSED)


def _is_nested(parts: Parts) -> bool:
    """Whether there is more to be done than to find rows that are there."""
    return bool(parts.hanging) or any(not operands.keys() <= FINDS_ONLY for operands in parts.referring.values())


def _require_within(writer: Writing, form: Form, rows: Sequence[models.Model], action: str) -> None:
    if writer.finder.outside(form, rows, action):
        raise OneByOne
