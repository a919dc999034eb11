"""This package over HTTP, under granian, uvicorn and gunicorn, beside PostGraphile 5, which reads the same tables of PostgreSQL.

Two processes each and no middleware, in production; the Python servers have one thread in each process, which keeps its connection to the
database (uvicorn has the threads of `ASGI_THREADS`), and statements may be prepared (`prepare_threshold`); PostGraphile's pool is its
default. All are up at the same time and shown to give the same values, then asked in turn, each for as long, over 16 connections that are
kept alive, on 127.0.0.1 only. The load comes
from wrk, which takes the least of the processor, and still client, servers and database share the machine's cores: read the figures
against each other. Memory is what all processes of a server hold after the load, with what they share counted once; the database's isn't
in it.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.database import run_on_each


def main(arguments: Sequence[str]) -> int:
    return run_on_each("servers", arguments, app="albums", engines=("postgresql",))
