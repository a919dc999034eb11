"""Rows that a write names: found among the visible ones, locked where they are changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from django.db import connections, models
from django.db.models import Q, QuerySet

from django_graphql_auto.exceptions import BadUserInput
from django_graphql_auto.introspection import is_one_table, is_storable_integer
from django_graphql_auto.mutations.records import Form, InputError, Path, Rejected
from django_graphql_auto.mutations.rows.created import Created, CreatedRows, NotCreated
from django_graphql_auto.mutations.rows.known_rows import known_select
from django_graphql_auto.mutations.rules import Rules
from django_graphql_auto.mutations.telling.noting import Unheard
from django_graphql_auto.mutations.telling.steps import Step, step

Lookup = dict[str, Any]
Told = tuple[tuple[str, Any], ...]


class Finder:
    """Finds rows on one database under one user's rules."""

    def __init__(self, rules: Rules, using: str, notes: Unheard, created: CreatedRows) -> None:
        self.rules, self.using, self.notes, self.created = rules, using, notes, created

    def lookups(self, form: Form, named: Sequence[Any], paths: Sequence[Path]) -> list[Lookup]:
        """The conditions behind the names. Raises :class:`Rejected` for what names nothing."""
        found = self._lookups(form, named)
        pairs = zip(found, paths, strict=True)
        if errors := [wrong_name(wrong, path) for wrong, path in pairs if isinstance(wrong, BadUserInput)]:
            raise Rejected(*errors)
        return [lookup for lookup in found if isinstance(lookup, dict)]

    def visible(self, form: Form, named: Sequence[Any], paths: Sequence[Path], among: QuerySet[Any] | None = None) -> list[models.Model]:
        """The rows in the order of their names. Raises :class:`Rejected` where one is hidden or missing: both look the same."""
        lookups = self.lookups(form, named, paths)
        with step("find", form.model, paths):
            found = self._known(form, lookups, among, ("view",))
            return _all(form, self._find(self._visible(form, among), lookups) if found is None else found, paths)

    def each_visible(self, form: Form, named: Sequence[Any]) -> list[models.Model | BadUserInput | None]:
        """The rows in the order of their names; in the place of each that there is not, None, or what is wrong with its name."""
        lookups = self._lookups(form, named)
        rows = iter(self._find(self._visible(form, None), [lookup for lookup in lookups if isinstance(lookup, dict)]))
        return [next(rows) if isinstance(lookup, dict) else lookup for lookup in lookups]

    def _lookups(self, form: Form, named: Sequence[Any]) -> list[Lookup | BadUserInput]:
        """The conditions behind the names, or what is wrong with one, in their order."""
        others = iter(self.rules.lookups(form.model, [each for each in named if not isinstance(each, Created)]))
        return [self._created(form, each) if isinstance(each, Created) else next(others) for each in named]

    def _created(self, form: Form, named: Created) -> Lookup | BadUserInput:
        try:
            return self.created.lookup(form.model, named.name, self.using)
        except BadUserInput as error:
            return error

    def lookup_any(self, named: Any) -> tuple[type[models.Model], Lookup]:
        """The model and the condition behind a name that holds both. Raises ``BadUserInput``."""
        if not isinstance(named, Created):
            return self.rules.lookup_any(named)
        model = self.created.model_of(named.name, self.using)
        return model, self.created.lookup(model, named.name, self.using)

    def shown(self, form: Form, row: models.Model) -> bool:
        """Whether the user may see it."""
        return self.rules.is_free(form.model, "view") or self._visible(form, None).filter(pk=row.pk).exists()

    def looked_up(self, form: Form, lookup: Lookup, path: Path) -> models.Model:
        """A visible row whose columns' values are known."""
        with step("find", form.model, [path]):
            return _all(form, self._find(self._visible(form, None), [lookup]), [path])[0]

    def one_or_none(self, form: Form, named: Any, path: Path, among: QuerySet[Any] | None = None) -> models.Model | None:
        return self.each_or_none(form, self.lookups(form, [named], [path]), [path], among)[0]

    def each_or_none(
        self, form: Form, lookups: Sequence[Lookup], paths: Sequence[Path], among: QuerySet[Any] | None = None
    ) -> list[models.Model | None]:
        """The visible rows behind the lookups, and None in the place of each that there is not."""
        with step("find", form.model, paths):
            return self._find(self._visible(form, among), lookups)

    def locked(
        self, form: Form, named: Sequence[Any], paths: Sequence[Path], action: str, among: QuerySet[Any] | None = None
    ) -> list[models.Model]:
        """The rows to be changed or deleted: visible, within the action's row rule, and nobody else's until the transaction ends."""
        known = self.lookups(form, named, paths)
        with self._lock(form, paths):
            return self._locked(form, self._by_key(form, known), paths, action, among)

    def hold(self, form: Form, named: Sequence[Any], paths: Sequence[Path]) -> None:
        """Locks those of the rows that are there and may be changed, in the order in which everybody does: who goes on to write them one
        by one, in whatever order, waits for nobody who waits for them."""
        if connections[self.using].features.has_select_for_update:
            found = [lookup for lookup in self.rules.lookups(form.model, named) if isinstance(lookup, dict)]
            with self._lock(form, paths):
                self._find(self._locking(form, "change", None), self._by_key(form, found))

    def _lock(self, form: Form, paths: Sequence[Path]) -> AbstractContextManager[Step | None]:
        has = connections[self.using].features.has_select_for_update
        return step("lock", form.model, paths, lambda: None if has else "this database locks no rows")

    def _locked(
        self, form: Form, lookups: list[Lookup], paths: Sequence[Path], action: str, among: QuerySet[Any] | None
    ) -> list[models.Model]:
        rows = self._known(form, lookups, among, ("view", action), locked=True)
        if rows is None:
            rows = self._still(form, self._find(self._locking(form, action, among), lookups), action, among)
        if None in rows:
            self._refuse(form, rows, lookups, paths, action, among)
        self.notes.seen(rows)
        return _all(form, rows, paths)

    def _known(
        self, form: Form, lookups: Sequence[Lookup], among: QuerySet[Any] | None, actions: Sequence[str], locked: bool = False
    ) -> list[models.Model | None] | None:
        """A single row of a table whose rows are all within the rules, by a statement that is known; None where it isn't that easy."""
        plain = len(lookups) == 1 and among is None and is_one_table(form.model)
        if not (plain and all(self.rules.is_free(form.model, action) for action in actions)):
            return None
        locking = locked and connections[self.using].features.has_select_for_update
        statement = known_select(form, lookups[0], self.using, locking)
        return None if statement is None else [statement.row(form.model, lookups[0], self.using)]

    def _by_key(self, form: Form, lookups: list[Lookup]) -> list[Lookup]:
        """Rows that are named in several ways by their keys, so that one statement locks them in the order in which everybody does."""
        if len(set(map(tuple, lookups))) < 2:
            return lookups
        found = self._find(self._visible(form, None), lookups)
        return [lookup if row is None else {"pk": row.pk} for lookup, row in zip(lookups, found, strict=True)]

    def locked_among(self, form: Form, among: QuerySet[Any], action: str, most: int, path: Path = ()) -> list[models.Model]:
        """The rows of ``among`` that the action may touch. Raises :class:`Rejected` where there are more than ``most``."""
        with self._lock(form, [(*path, "where")]) as taken:
            rows = list(self._locking(form, action, among)[: most + 1])
            if len(rows) > most:
                raise Rejected(_too_many(form, most, path))
            still = [row for row in self._still(form, rows, action, among) if row is not None]
            self.notes.seen(still)
        if taken is not None:
            taken.rows = len(still)
        return still

    def _still(
        self, form: Form, rows: Sequence[models.Model | None], action: str, among: QuerySet[Any] | None
    ) -> list[models.Model | None]:
        """None in the place of each that is no longer within the conditions: while a lock is waited for, others may change the row, and
        databases don't ask their subqueries again."""
        free = among is None and all(self.rules.is_free(form.model, each) for each in _conditions_of(action))
        keys = {row.pk for row in rows if row is not None}
        if free or not keys or not connections[self.using].features.has_select_for_update:
            return list(rows)
        found = set(self._within(form, action, among).filter(pk__in=list(keys)).values_list("pk", flat=True))
        return [row if row is not None and row.pk in found else None for row in rows]

    def relocked(self, form: Form, rows: Sequence[models.Model], paths: Sequence[Path], action: str) -> list[models.Model]:
        """The same for rows that are known to be visible."""
        with self._lock(form, paths):
            return self._locked(form, [{"pk": row.pk} for row in rows], paths, action, None)

    def outside(self, form: Form, rows: Sequence[models.Model], action: str) -> set[Any]:
        """The keys of those that, as they were stored, are outside of what the action may touch."""
        keys = {row.pk for row in rows}
        if self.rules.is_free(form.model, action) or not keys:
            return set()
        within = self.rules.rows(form.model, action).using(self.using).filter(pk__in=list(keys))
        with step("check", form.model, (), name=f"the row rule for {action}", rows=len(keys)):
            return keys - {row.pk for row in within}

    def require_within(self, form: Form, row: models.Model, action: str, path: Path) -> None:
        """Raises :class:`Rejected` where the row as it was stored is outside of what the action may touch."""
        if self.rules.is_free(form.model, action):
            return
        with step("check", form.model, [path], name=f"the row rule for {action}"):
            is_within = self.rules.rows(form.model, action).using(self.using).filter(pk=row.pk).exists()
        if not is_within:
            raise Rejected(_outside(form, action, path))

    def require_each_within(self, form: Form, rows: Sequence[models.Model], action: str, paths: Sequence[Path]) -> None:
        """The same of several."""
        outside = self.outside(form, rows, action)
        if errors := [_outside(form, action, path) for row, path in zip(rows, paths, strict=True) if row.pk in outside]:
            raise Rejected(*errors)

    def _visible(self, form: Form, among: QuerySet[Any] | None) -> QuerySet[Any]:
        rows = self.rules.rows(form.model, "view").using(self.using)
        return rows if among is None else rows.filter(pk__in=among.values("pk"))

    def _locking(self, form: Form, action: str, among: QuerySet[Any] | None) -> QuerySet[Any]:
        rows = self._within(form, action, among)
        return rows.select_for_update() if connections[self.using].features.has_select_for_update else rows

    def _within(self, form: Form, action: str, among: QuerySet[Any] | None) -> QuerySet[Any]:
        """Own and parents' tables alone are locked, so the rules stand in subqueries."""
        rows = form.model._base_manager.using(self.using).order_by("pk")
        for each in _conditions_of(action):
            if not self.rules.is_free(form.model, each):
                rows = rows.filter(pk__in=self.rules.rows(form.model, each).values("pk"))
        if among is not None:
            rows = rows.filter(pk__in=among.values("pk"))
        return rows

    def _refuse(
        self,
        form: Form,
        found: Sequence[models.Model | None],
        lookups: list[Lookup],
        paths: Sequence[Path],
        action: str,
        among: QuerySet[Any] | None,
    ) -> None:
        """A row that is visible and may not be touched is told from one that isn't there for this user."""
        if action == "restore":  # whatever is not deleted is none of its rows
            _all(form, found, paths)
        missing = [place for place, row in enumerate(found) if row is None]
        visible = self._find(self._visible(form, among), [lookups[place] for place in missing])
        errors = [
            InputError(paths[place], "FORBIDDEN", f"You may not {action} this {form.info.verbose_name}.")
            if row
            else not_found(form, paths[place])
            for place, row in zip(missing, visible, strict=True)
        ]
        raise Rejected(*errors)

    def _find(self, rows: QuerySet[Any], lookups: Sequence[Lookup]) -> list[models.Model | None]:
        """One statement per set of names. A row that has several names is one object: what becomes of it by one is known by the others."""
        found: dict[Told, models.Model] = {}
        same: dict[Any, models.Model] = {}
        for names, group in _by_names({told(lookup): lookup for lookup in lookups}.values()).items():
            for row in rows.filter(_condition(names, group)) if group else ():
                found[told({name: getattr(row, name) for name in names})] = same.setdefault(row.pk, row)
        return [found.get(told(lookup)) for lookup in lookups]


def told(lookup: Lookup) -> Told:
    """What tells it from others. A unique column may hold JSON, in which true is not 1."""
    return tuple(
        (name, json.dumps(value, sort_keys=True, default=str) if isinstance(value, dict | list) else value)
        for name, value in lookup.items()
    )


def _conditions_of(action: str) -> Sequence[str]:
    """Whose rows a row must be among."""
    return ("restore",) if action == "restore" else ("view", action)


def _by_names(lookups: Iterable[Lookup]) -> Mapping[tuple[str, ...], list[Lookup]]:
    groups: dict[tuple[str, ...], list[Lookup]] = {}
    for lookup in lookups:
        groups.setdefault(tuple(lookup), [])
        if all(map(_is_storable, lookup.values())):
            groups[tuple(lookup)].append(lookup)
    return groups


def _condition(names: tuple[str, ...], group: list[Lookup]) -> Q:
    if len(names) == 1 and len(group) > 1:
        [name] = names
        return Q(**{f"{name}__in": [lookup[name] for lookup in group]})
    condition = Q()
    for lookup in group:
        condition |= Q(**lookup)
    return condition


def _is_storable(value: Any) -> bool:
    return not isinstance(value, int) or is_storable_integer(value)


def _all(form: Form, rows: Sequence[models.Model | None], paths: Sequence[Path]) -> list[models.Model]:
    errors = [not_found(form, path) for row, path in zip(rows, paths, strict=True) if row is None]
    if errors:
        raise Rejected(*errors)
    return [row for row in rows if row is not None]


def _too_many(form: Form, most: int, path: Path) -> InputError:
    one, several = form.info.verbose_name, form.info.verbose_name_plural
    message = f"More than one {one} matches." if most == 1 else f"More than {most} {several} match."
    return InputError((*path, "atMost"), "TOO_MANY_ROWS", message)


def _outside(form: Form, action: str, path: Path) -> InputError:
    return InputError(path, "FORBIDDEN", f"You may not {action} such {form.info.verbose_name_plural}.")


def wrong_name(wrong: BadUserInput, path: Path) -> InputError:
    """What names no row, whatever rows there are."""
    return InputError(path, "NOT_FOUND" if isinstance(wrong, NotCreated) else "INVALID", wrong.message)


def not_found(form: Form, path: Path) -> InputError:
    return InputError(path, "NOT_FOUND", f"There is no such {form.info.verbose_name}.")


def each_path(path: Path, count: int) -> list[Path]:
    """The paths of a list's elements."""
    return [(*path, str(place)) for place in range(count)]
