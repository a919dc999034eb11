"""The contenders' processes, asked over pipes."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.peers.cases import USER
from benchmarks.peers.contenders import Contender

ROOT = Path(__file__).resolve().parents[2]


class Running:
    """One contender, up and waiting."""

    def __init__(self, contender: Contender, process: subprocess.Popen[str]) -> None:
        self.name, self._process = contender.name, process
        self.versions: dict[str, str] = self._read()["versions"]
        self.statements: dict[str, int] = {}
        """How many the ORM sent for each case that was shown."""

    def ask(self, case: str, times: int) -> list[float]:
        """Seconds of each of so many requests in a row."""
        seconds: list[float] = self._send(case=case, show=False, times=times)["seconds"]
        return seconds

    def show(self, case: str) -> Any:
        """The answer, parsed."""
        shown = self.answer(case, USER)
        if shown["wrong"]:
            raise AssertionError(f"{case}: {self.name}: {shown['wrong']}")
        self.statements[case] = shown["statements"]
        return json.loads(shown["answer"])

    def answer(self, case: str, user: int) -> dict[str, Any]:
        """The answer to this user as it came, the statements, and what is wrong with what it left."""
        return self._send(case=case, show=True, user=user)

    def _send(self, **wanted: Any) -> dict[str, Any]:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended; what it said stands above.")
        read: dict[str, Any] = json.loads(line)
        return read


@contextmanager
def processes(
    contenders: list[Contender], connection: dict[str, Any], user: str, package: str = "benchmarks.peers"
) -> Iterator[list[Running]]:
    """All of them, started; ended in the end. ``package`` has their modules, their settings and what runs in each process.

    ``user`` tells who asks: nobody, one who is ``looked up`` with each request, or one who is ``known``.
    """
    with ExitStack() as stack:
        yield [stack.enter_context(_running(each, connection, user, package)) for each in contenders]


@contextmanager
def _running(contender: Contender, connection: dict[str, Any], user: str, package: str) -> Iterator[Running]:
    module = f"{package}.{contender.module}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": f"{package}.settings",
        "BENCHMARK_CONNECTION": json.dumps(connection),
        "BENCHMARK_APPS": json.dumps(contender.apps),
        "BENCHMARK_CONTENDER": module,
        "BENCHMARK_USER": user,
    }
    command = [contender.python, "-m", f"{package}.worker", module]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Running(contender, process)
        assert process.stdin
        process.stdin.close()
