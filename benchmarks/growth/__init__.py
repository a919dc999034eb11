"""How the time of an answer grows: with rows, with columns, with depth, with the number of lists, with the number of the page and with the
number of models that are served.

In process, through the view, from the request to the bytes of the answer, and beside a view written by hand where one can be
written for it. Milliseconds, minimum and median of the rounds, in which all lines of a table have their turn.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.database import run_on_each


def main(arguments: Sequence[str]) -> int:
    return run_on_each("growth", arguments, app="albums")
