"""The same request several times at once: who comes second waits for the first, and is answered as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from django_graphql_auto.idempotency.models import IdempotencyKey
from django_graphql_auto.testing import GraphQLClient, Result
from tests.apps.shop.models import Brand, Tag
from tests.mutations.writing import payload

OTHER = 'mutation { createBrand(input: {name: "Nova"}, idempotencyKey: "%s") { brand { name } errors { code } } }'
CREATE = 'mutation($name: String!) { createTag(input: {name: $name}, idempotencyKey: "k") { tag { pk } errors { code } } }'
WAITING = {
    "postgresql": "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    "mysql": "SELECT count(*) FROM information_schema.processlist WHERE db = database() AND info LIKE 'INSERT INTO `graphql_idem%'",
}
pytestmark = [
    pytest.mark.skipif(connection.vendor == "sqlite", reason="A database in memory has one connection."),
    pytest.mark.django_db(transaction=True),
]
Ask = Callable[..., "Future[Result]"]


@pytest.fixture
def ask(settings: Any) -> Iterator[Ask]:
    """Runs a document for the boss in a thread with a connection of its own."""
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public", "EXPOSE": ["shop", "auth.user"]}
    boss = User.objects.create_superuser("boss")

    def run(document: str, variables: dict[str, Any]) -> Result:
        try:
            return GraphQLClient(boss).query(document, variables)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        yield lambda document=CREATE, **variables: pool.submit(run, document, variables)


class Pause:
    """Stops the first writer of a tag inside its transaction."""

    def __init__(self) -> None:
        self.reached, self.go_on, self.fails = Event(), Event(), False

    def __call__(self, save: Any) -> Any:
        def saving(tag: Tag, *args: Any, **options: Any) -> None:
            first = not self.reached.is_set()
            save(tag, *args, **options)
            if first:
                self.reached.set()
                assert self.go_on.wait(30)
                assert not self.fails

        return saving


@pytest.fixture
def pause(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pause]:
    made = Pause()
    monkeypatch.setattr(Tag, "save", made(Tag.save))
    yield made
    made.go_on.set()


def until_waiting(count: int, *asked: Future[Result]) -> None:
    """Asks the database until so many wait for a lock. A request that doesn't wait ends, and with it this."""
    found = 0
    while found < count:
        assert not any(future.done() for future in asked)
        with connection.cursor() as cursor:
            cursor.execute(WAITING[connection.vendor])
            [found] = cursor.fetchone()


def test_who_comes_second_waits_and_is_told_what_the_first_did(ask, pause):
    first = ask(name="red")
    assert pause.reached.wait(30)
    others = [ask(name="red") for _ in range(4)]
    until_waiting(4, first, *others)
    pause.go_on.set()
    told = payload(first.result())
    assert told["errors"] == []
    assert [payload(other.result()) for other in others] == [told] * 4
    assert Tag.objects.count() == 1


def test_who_comes_second_writes_where_the_first_fails(ask, pause):
    pause.fails = True
    first = ask(name="red")
    assert pause.reached.wait(30)
    second = ask(name="red")
    until_waiting(1, first, second)
    pause.go_on.set()
    assert first.result().codes == ["INTERNAL"]
    assert payload(second.result())["errors"] == []
    assert payload(ask(name="red").result()) == payload(second.result())
    assert Tag.objects.count() == 1


def test_another_request_with_the_same_key_waits_too_and_is_refused(ask, pause):
    first = ask(name="red")
    assert pause.reached.wait(30)
    second = ask(OTHER % "k")
    until_waiting(1, first, second)
    pause.go_on.set()
    assert payload(first.result())["errors"] == []
    assert second.result().codes == ["BAD_USER_INPUT"]


def test_other_keys_wait_for_nobody(ask, pause):
    first = ask(name="red")
    assert pause.reached.wait(30)
    second = ask(OTHER % "another")
    assert payload(second.result())["errors"] == []
    pause.go_on.set()
    assert payload(first.result())["errors"] == []
    assert IdempotencyKey.objects.count() == 2


def test_five_at_once_make_one_row(ask):
    answers = [payload(asked.result()) for asked in [ask(name="red") for _ in range(5)]]
    assert answers == [answers[0]] * 5
    assert answers[0]["errors"] == []
    assert Tag.objects.count() == 1


ATOMIC = """mutation @atomic {
  a: createTag(input: {name: "red"}, idempotencyKey: "k") { tag { pk } errors { code } }
  b: createBrand(input: {name: "Nova"}, idempotencyKey: "k") { brand { pk } errors { code } }
}"""


def test_who_comes_second_waits_for_a_whole_operation_that_is_one_transaction(ask, pause):
    first = ask(ATOMIC)
    assert pause.reached.wait(30)
    second = ask(ATOMIC)
    until_waiting(1, first, second)
    pause.go_on.set()
    assert first.result().errors == second.result().errors == []
    assert second.result().data == first.result().data
    assert (Tag.objects.count(), Brand.objects.count()) == (1, 1)
