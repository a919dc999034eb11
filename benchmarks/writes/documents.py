"""The requests of the contenders that speak GraphQL; they differ in how an input refers to a row and has rows nested in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from benchmarks.writes.cases import Case, Row

Refer = Callable[[str, int], Row]
"""From a relation's name and a key to what stands in the input."""
Nest = Callable[[list[Row]], Row]
"""From an album's tracks to what stands in its input."""
Name = Callable[[int], str]
"""From a row's key to what clients name it by."""


def writer(texts: Mapping[str, str], refer: Refer, nest: Nest, name: Name | None = str) -> Callable[[Case], bytes]:
    """The function that makes a request's body of a document for each shape, with a variable, ``rows``.

    Which row is changed is told by ``id``, or, where there is no ``name`` for it, by the ``pk`` in the row itself.
    """

    def body(case: Case) -> bytes:
        rows = [_input(row, refer, nest) for row in case.rows]
        variables = {"rows": rows if case.is_big else rows[0]}
        if name is not None and "pk" in rows[0]:
            variables["id"] = name(rows[0].pop("pk"))
        return json.dumps({"query": texts[case.shape], "variables": variables}).encode()

    return body


def _input(row: Row, refer: Refer, nest: Nest) -> Row:
    related = {name: refer(name, row[name]) for name in ("artist", "label", "album") if name in row}
    columns = {name: value for name, value in row.items() if name not in (*related, "tracks")}
    nested = nest(row["tracks"]) if "tracks" in row else {}
    return {**columns, **{name: value for each in related.values() for name, value in each.items()}, **nested}
