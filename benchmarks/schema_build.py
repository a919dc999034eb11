"""What building the schema takes, in fresh processes: time, and memory above the same models in plain Django."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

SECONDS, MEGABYTES, MODELS = 1.0, 40.0, 100
"""The budget, and for how many models."""
COLUMNS = ("models", "types", "s", "of budget", "CPU s", "MB", "of budget", "ms/model", "kB/model", "SDL s")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks schema_build", description=__doc__)
    parser.add_argument("--models", type=int, nargs="+", default=[100, 500])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure is not None:
        print(json.dumps(measure(options.measure)))
        return 0
    print(f"Budget: {SECONDS} s and {MEGABYTES} MB for {MODELS} models. Medians of {options.rounds} fresh processes.")
    print(" ".join(f"{title:>10}" for title in COLUMNS))
    return max(report(models, options.rounds) for models in options.models)


def report(models: int, rounds: int) -> int:
    """Prints a line; 1 where the models are as many as the budget is for and it is exceeded."""
    plain = [run(models, plain=True) for _ in range(rounds)]
    ours = [run(models, plain=False) for _ in range(rounds)]
    seconds, processor, sdl, with_schema = (_median(ours, name) for name in ("seconds", "processor", "sdl", "megabytes"))
    megabytes = with_schema - _median(plain, "megabytes")
    counts = (models, ours[0]["types"])
    figures = (
        seconds,
        seconds / SECONDS,
        processor,
        megabytes,
        megabytes / MEGABYTES,
        1000 * seconds / models,
        1000 * megabytes / models,
        sdl,
    )
    print(" ".join([*(f"{count:>10}" for count in counts), *(f"{figure:>10.2f}" for figure in figures)]))
    return int(models <= MODELS and (seconds > SECONDS or megabytes > MEGABYTES))


def _median(found: list[dict[str, Any]], name: str) -> float:
    return statistics.median(each[name] for each in found)


def run(models: int, plain: bool) -> dict[str, Any]:
    """One fresh process."""
    # The driver is plain Django's, as it is in a project that uses it: graphene-django imports it wherever it is installed.
    database = "postgresql" if find_spec("psycopg") else "sqlite"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "benchmarks.settings", "BENCHMARK_DATABASE": database}
    environment |= {"PLAIN_DJANGO": "1"} if plain else {}
    command = [sys.executable, "-m", "benchmarks.schema_build", "--measure", str(models)]
    root = Path(__file__).resolve().parent.parent
    found = subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True, text=True)
    measured: dict[str, Any] = json.loads(found.stdout)
    return measured


def measure(models: int) -> dict[str, Any]:
    """Within the fresh process: Django and the models, then the schema where the package is installed."""
    import django

    django.setup()
    from django.db import connection

    from benchmarks.many_models import make_models

    make_models(models)
    assert connection.vendor
    if os.environ.get("PLAIN_DJANGO"):
        return {"megabytes": resident_megabytes()}
    from django_graphql_auto.schema.build import build_schema

    start, processor = time.perf_counter(), time.process_time()
    built = build_schema()
    found = {"seconds": time.perf_counter() - start, "processor": time.process_time() - processor, "megabytes": resident_megabytes()}
    start = time.perf_counter()
    assert built.fingerprint
    return {**found, "sdl": time.perf_counter() - start, "types": len(built.graphql_schema.type_map)}


def resident_megabytes() -> float:
    """What the process holds in memory now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
