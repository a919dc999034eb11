"""``python -m benchmarks [NAME] [options]``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from benchmarks import deep_pages, peers, request, schema_build, servers

PROGRAMS: dict[str, Callable[[Sequence[str]], int]] = {
    "schema_build": schema_build.main,
    "deep_pages": deep_pages.main,
    "request": request.main,
    "peers": peers.main,
    "http": servers.main,
}


def main(arguments: Sequence[str]) -> int:
    if not arguments:
        return max([_run(name, []) for name in PROGRAMS])
    name, *rest = arguments
    if name not in PROGRAMS:
        print(f"There is no benchmark {name!r}: {', '.join(PROGRAMS)}.")
        return 2
    return _run(name, rest)


def _run(name: str, arguments: Sequence[str]) -> int:
    print(f"=== {name}", flush=True)
    return PROGRAMS[name](arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
