"""Servers that are up: their answers, their memory, and their end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import orjson

from benchmarks.peers.cases import CASES, Case
from benchmarks.servers.kinds import Kind

STARTS_WITHIN, ENDS_WITHIN = 60, 10
"""Seconds."""


class Server:
    def __init__(self, kind: Kind, port: int, process: subprocess.Popen[bytes]) -> None:
        self.kind, self.process = kind, process
        self.url = f"http://127.0.0.1:{port}{kind.path}"
        self.name = kind.name

    def show(self, name: str) -> Any:
        """The answer to the case of this name."""
        return self.ask(next(case for case in CASES if case.name == name))

    def ask(self, case: Case) -> Any:
        return orjson.loads(self._read(case))

    def size(self, case: Case) -> int:
        """Bytes of the answer's body."""
        return len(self._read(case))

    def _read(self, case: Case) -> bytes:
        request = Request(self.url, self.kind.body(case), {"Content-Type": "application/json", "Accept": "application/json"})
        with urlopen(request, timeout=30) as answer:
            body: bytes = answer.read()
            return body

    def wait(self) -> None:
        """Until it answers."""
        give_up = time.monotonic() + STARTS_WITHIN
        while True:
            try:
                self.ask(CASES[0])
                return
            except (URLError, ConnectionError):
                if time.monotonic() > give_up or self.process.poll() is not None:
                    raise
                time.sleep(0.2)

    def megabytes(self) -> float:
        """What all its processes hold, with what they share counted once (Linux)."""
        return sum(_proportional_bytes(each) for each in _family(self.process.pid)) / 1_000_000


def _family(process: int) -> Iterator[int]:
    """The process and all below it. Threads come and go while they are looked at."""
    yield process
    for task in Path(f"/proc/{process}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


def _proportional_bytes(process: int) -> int:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


@contextmanager
def servers(kinds: list[Kind], connection: Mapping[str, Any]) -> Iterator[list[Server]]:
    """All of them, answering; ended in the end."""
    with ExitStack() as stack:
        started = [stack.enter_context(_running(kind, connection)) for kind in kinds]
        for each in started:
            each.wait()
        yield started


@contextmanager
def _running(kind: Kind, connection: Mapping[str, Any]) -> Iterator[Server]:
    port = _free_port()
    command = [part.format(port=port) for part in kind.command]
    environment = {**os.environ, **kind.environment(connection, port)}
    process = subprocess.Popen(command, cwd=kind.folder, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        yield Server(kind, port, process)
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """The process and those that it started: they are a group of their own."""
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
