"""A streamed answer as bytes: the JSON of any other answer, written as its rows are read. Errors come last.

Whatever goes wrong on the way is raised: the server then ends the connection without ending the body, so that half an answer can't pass for
a whole one.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from typing import Any, Protocol

from graphql import FieldNode, GraphQLOutputType
from graphql.pyutils import Path

from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import BadUserInput
from django_graphql_auto.execution.answer import Answer, to_json
from django_graphql_auto.execution.errors import formatted, logger
from django_graphql_auto.execution.streams.streaming import Stream
from django_graphql_auto.planning.faults import faults_so_far
from django_graphql_auto.planning.selection import PageInfo


class Settling(Protocol):
    """What is needed of an execution."""

    collected_errors: Any

    def settle(self, value: Any, kind: GraphQLOutputType, nodes: list[FieldNode], path: Any) -> Any: ...


def answered(stream: Stream | None, execution: Settling, make: Callable[[], Answer]) -> Answer:
    """The answer that ``make`` makes; of a stream it is the beginning, and the rest comes with it where there is one."""
    if stream is None:
        return make()
    rest = None
    try:
        answer = make()
        if stream.following and answer.data is not None and None not in answer.data.values():
            rest = answer.rest = Writing(answer, stream, execution)
        return answer
    finally:
        if rest is None:
            stream.close(commit=True)


class Writing:
    """Iterates over the bytes of a streamed answer. Ends the stream with the last of them, with an error, or when it is closed."""

    def __init__(self, answer: Answer, stream: Stream, execution: Settling) -> None:
        assert answer.data is not None
        self.answer, self.stream, self.execution = answer, stream, execution
        [(self.field, self.list)] = answer.data.items()
        self._parts = self._written()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._parts)
        except StopIteration:
            self.stream.close(commit=True)
            raise
        except BaseException as error:
            logger.error("A stream was broken off after %s rows.", self.stream.written, exc_info=error)
            self.stream.close()
            raise

    def close(self) -> None:
        self._parts.close()
        self.stream.close()

    def _written(self) -> Generator[bytes, None, None]:
        yield self._opening() + _elements(self.list.pop(self.stream.fetches.rows))
        while self.stream.following:
            if found := self._next_rows():
                yield b"," + _elements(found)
        yield self._closing()

    def _next_rows(self) -> list[Any]:
        before, faults = self.stream.written, faults_so_far()
        value = self.stream.next_chunk()
        if faults_so_far() != faults:
            self._settle(value, before)
        rows: list[Any] = value[self.stream.fetches.rows]
        return rows

    def _settle(self, value: Any, before: int) -> None:
        """Faults become nulls and errors, whose paths count the rows from the first one. One that leaves nothing of the list is raised."""
        collected = self.execution.collected_errors.errors
        collected.clear()
        self.execution.settle(value, self.stream.definition.type, self.stream.nodes, Path(None, self.field, None))
        for error in collected:
            field, rows, number, *below = list(error.path)
            error.path = [field, rows, number + before, *below]
        room = max(settings.MAX_ERRORS - len(self.answer.errors), 0)
        self.answer.errors += [formatted(error, BadUserInput.code) for error in collected[:room]]

    def _opening(self) -> bytes:
        before = _members({key: value for key, value in self.list.items() if key in self._keys_before})
        rows = to_json(self.stream.fetches.rows) + b":["
        return b'{"data":{' + to_json(self.field) + b":{" + before + (b"," if before else b"") + rows

    def _closing(self) -> bytes:
        answer: dict[str, Any] = {"errors": self.answer.errors} if self.answer.errors else {}
        if extensions := self.answer.extensions:
            whole = {"cost": self.stream.cost(self.stream.written)} if "cost" in extensions else {}
            answer["extensions"] = extensions | whole
        self._end_pages()
        after = _members({key: value for key, value in self.list.items() if key not in self._keys_before})
        return b"]" + (b"," if after else b"") + after + b"}}" + (b"," if answer else b"") + _members(answer) + b"}"

    @property
    def _pages(self) -> list[PageInfo]:
        plan = self.stream.fetches.first.list
        assert plan is not None
        return [part for part in plan.parts[:-1] if isinstance(part, PageInfo)]

    @property
    def _keys_before(self) -> set[str]:
        """What stands before the rows in the document, and is known before them."""
        plan = self.stream.fetches.first.list
        assert plan is not None
        keys = [part.key for part in plan.parts]
        return set(keys[: keys.index(self.stream.fetches.rows)]) - {page.key for page in self._pages}

    def _end_pages(self) -> None:
        """Page information ends with the last chunk."""
        ends: Mapping[str, Any] = {"hasNextPage": self.stream.standing["more"], "endCursor": self.stream.page.after}
        for page in self._pages:
            self.list[page.key] |= {key: ends[name] for key, name in page.parts if name in ends}


def _elements(values: list[Any]) -> bytes:
    return to_json(values)[1:-1]


def _members(values: Mapping[str, Any]) -> bytes:
    return to_json(dict(values))[1:-1]
