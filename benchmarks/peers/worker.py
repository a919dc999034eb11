"""A contender's process: reads a case from its standard input, answers it some times, and writes how long each answer took.

It runs in the contender's environment: ``python -m benchmarks.peers.worker MODULE``.
"""

from __future__ import annotations

import json
import os
import sys
import time
from importlib import import_module
from importlib.metadata import version
from types import ModuleType
from typing import Any

from benchmarks.peers.cases import BY_NAME, Case


class Asker:
    """From a request's making to the bytes of its answer, as Django's test client would have it, without middleware."""

    def __init__(self, contender: ModuleType) -> None:
        from django.test import RequestFactory

        self.post = RequestFactory().post
        self.view = contender.make_view()
        self.make_body = contender.body

    def timed(self, case: Case) -> tuple[float, bytes]:
        """Seconds and the answer. Who asks is looked up by whoever wants to know, as it is in a project."""
        body = self.make_body(case)
        start = time.perf_counter()
        request = self.post("/graphql/", data=body, content_type="application/json", BENCHMARK_USER=1)
        request.user = _user()
        content = self.view(request).content
        return time.perf_counter() - start, content


def _user() -> Any:
    from django.conf import settings
    from django.contrib.auth.models import AnonymousUser, User
    from django.utils.functional import SimpleLazyObject

    return SimpleLazyObject(lambda: User.objects.get(pk=1)) if settings.LOGGED_IN else AnonymousUser()


def main(module: str) -> None:
    # What a package prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    import django

    django.setup()
    contender = import_module(f"benchmarks.peers.{module}")
    asker = Asker(contender)
    packages = ("Django", *getattr(contender, "PACKAGES", ()))
    print(json.dumps({"versions": {name: version(name) for name in packages}}), file=answers)
    for line in sys.stdin:
        wanted = json.loads(line)
        print(json.dumps(_answer(asker, BY_NAME[wanted["case"]], wanted["times"], wanted["show"])), file=answers)


def _answer(asker: Asker, case: Case, times: int, show: bool) -> dict[str, Any]:
    """How long each took, and the last one's text where it is to be shown."""
    found = [asker.timed(case) for _ in range(times)]
    return {"seconds": [seconds for seconds, _ in found], "answer": found[-1][1].decode() if show else None}


if __name__ == "__main__":
    main(sys.argv[1])
