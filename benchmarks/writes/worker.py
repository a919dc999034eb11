"""A contender's process, which looks at the tables after each answer: ``python -m benchmarks.writes.worker MODULE``."""

from __future__ import annotations

import sys

from benchmarks.peers.worker import serve
from benchmarks.writes.cases import BY_NAME, Case


def judge(case: Case, answer: bytes) -> str:
    """What is wrong with the rows and with the answer's keys; the rows are gone then."""
    from benchmarks.writes.stored import expected, keys_in, remove, stored

    rows, keys = stored()
    remove()
    if rows != expected(case):
        return f"these rows are in the tables: {rows[:5]}, after the answer {answer[:300]!r}" if rows else NOTHING
    return "" if keys_in(answer) == keys else f"the answer has other keys: {answer[:300]!r}"


NOTHING = "Nothing was stored."

if __name__ == "__main__":
    serve(sys.argv[1], BY_NAME, judge)
