"""A contender's process: reads a case from its standard input, answers it some times, and writes how long each answer took.

It runs in the contender's environment: ``python -m benchmarks.peers.worker MODULE``.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import version
from types import ModuleType
from typing import Any

from benchmarks.asking import Asker
from benchmarks.peers.cases import BY_NAME, USER

Judge = Callable[[Any, bytes], str]
"""Told a case and its answer when the time was taken, it says what is wrong with what is left of it: a write leaves rows."""


def nothing_left(case: Any, answer: bytes) -> str:
    return ""


def serve(module: str, cases: Mapping[str, Any] = BY_NAME, judge: Judge = nothing_left) -> None:
    """``module`` is the contender's."""
    # What a package prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    import django

    django.setup()
    contender = import_module(module)
    asker = Asker(contender.make_view())
    packages = ("Django", *getattr(contender, "PACKAGES", ()))
    print(json.dumps({"versions": {name: version(name) for name in packages}}), file=answers)
    for line in sys.stdin:
        wanted = json.loads(line)
        case = cases[wanted["case"]]
        if wanted["show"]:
            shown = _show(asker, contender, case, wanted["user"])
            said = {**shown, "wrong": judge(case, shown["answer"].encode())}
        else:
            body = contender.body(case)
            said = {"seconds": [_time(asker, body, case, judge) for _ in range(wanted["times"])]}
        print(json.dumps(said), file=answers)


def _time(asker: Asker, body: bytes, case: Any, judge: Judge) -> float:
    seconds, answer = asker.timed(body, _user(USER), USER)
    wrong = judge(case, answer)
    if wrong:
        raise AssertionError(f"{case.name}: {wrong}")
    return seconds


def _show(asker: Asker, contender: ModuleType, case: Any, user: int) -> dict[str, Any]:
    """The answer, and how many statements the ORM sent for it."""
    from django.core.exceptions import PermissionDenied
    from django.db import connection

    statements: list[str] = []

    def count(execute: Any, sql: str, *others: Any) -> Any:
        statements.append(sql)
        return execute(sql, *others)

    try:
        with connection.execute_wrapper(count):
            answer = asker.timed(contender.body(case), _user(user), user)[1].decode()
    except PermissionDenied:  # which Django's handler would make a 403 of
        answer = '{"errors": [{"message": "Permission denied"}]}'
    return {"answer": answer, "statements": len(statements)}


def _user(key: int) -> Any:
    """Who asks. An ordinary user is looked up, with his permissions, by whoever wants to know, each time, unless he is known."""
    from django.conf import settings
    from django.contrib.auth.models import AnonymousUser, User
    from django.utils.functional import SimpleLazyObject

    if settings.USER == "known":
        return _known_user(key)
    return SimpleLazyObject(lambda: User.objects.get(pk=key)) if settings.LOGGED_IN else AnonymousUser()


@cache
def _known_user(key: int) -> Any:
    from django.contrib.auth.models import User

    user = User.objects.get(pk=key)
    user.get_all_permissions()  # which the user object remembers
    return user


if __name__ == "__main__":
    serve(sys.argv[1])
