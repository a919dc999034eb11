"""``python -m benchmarks [NAME] [options]``; with ``--write`` what it prints becomes a page of the documentation."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

from benchmarks import deep_pages, graphene, growth, peers, request, round_trips, schema_build, servers, stream, writes
from benchmarks.machine import describe
from benchmarks.pages import write


@dataclass(frozen=True)
class Program:
    title: str
    module: ModuleType
    """Its documentation says what is measured; its ``main`` takes the options, prints Markdown and returns an exit status."""


PROGRAMS = {
    "schema_build": Program("Building the schema", schema_build),
    "deep_pages": Program("Far pages", deep_pages),
    "request": Program("Execution beside functions written by hand", request),
    "round_trips": Program("Round trips to the database", round_trips),
    "growth": Program("How time grows", growth),
    "peers": Program("Beside other packages", peers),
    "writes": Program("Creating rows, beside other packages", writes),
    "graphene": Program("A schema written with graphene-django", graphene),
    "http": Program("Over HTTP, beside PostGraphile", servers),
    "stream": Program("A list of 100,000 rows, streamed", stream),
}


def main(arguments: Sequence[str]) -> int:
    wanted = [each for each in arguments if each != "--write"]
    unknown = [name for name in wanted[:1] if name not in PROGRAMS]
    if unknown:
        print(f"There is no benchmark {unknown[0]!r}: {', '.join(PROGRAMS)}.")
        return 2
    run = write if "--write" in arguments else _run
    return max([run(name, wanted[1:]) for name in wanted[:1] or PROGRAMS])


def _run(name: str, arguments: Sequence[str]) -> int:
    program = PROGRAMS[name]
    command = shlex.join(["python", "-m", "benchmarks", name, *arguments])
    print(f"# {program.title}\n\n{str(program.module.__doc__).strip()}\n\n```console\n$ {command}\n```\n\n{describe()}", flush=True)
    result: int = program.module.main(arguments)
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
