"""``python -m benchmarks peers``: this package beside others, a view written by hand and the bare driver, each in a process of its own.

All serve the same rows and are shown to give the same values. Then they are asked in turn, never two at a time, so that whatever else
the machine does hits everybody alike.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.database import run_on_each


def main(arguments: Sequence[str]) -> int:
    return run_on_each("peers", arguments, app="albums")
