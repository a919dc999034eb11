"""This package over HTTP, under granian, uvicorn and gunicorn, beside PostGraphile 5, which reads the same tables of PostgreSQL.

Two processes each and no middleware, in production; 16 connections that are kept alive, on 127.0.0.1 only. The load comes from wrk, which
takes the least of the processor, and still client, servers and database share the machine's cores: read the figures against each
other. Everybody is asked the same for as long, in turn.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.database import run_on_each


def main(arguments: Sequence[str]) -> int:
    return run_on_each("servers", arguments, app="albums", engines=("postgresql",))
