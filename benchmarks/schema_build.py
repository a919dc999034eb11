"""What building the schema takes, in fresh processes: time, and memory above the same models in plain Django.

Beside it the same types once more, with the same fields and arguments and nothing behind them, from bare graphql-core and from graphene:
what a schema of this size costs whoever writes it, and what it would cost if each of its types were a graphene class.

The types of ours hold their fields from when they are first asked for: what is held after the whole schema was printed stands in the last
column.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.pages import EXCEEDED
from benchmarks.tables import table

SECONDS, MEGABYTES, MODELS = 1.0, 40.0, 100
"""The budget, and for how many models."""
ROOT = Path(__file__).resolve().parent.parent
TITLES = ("models", "made of", "types", "s", "CPU s", "MB", "ms/model", "kB/model", "SDL s", "MB then")
OURS, PLAIN = "django-graphql-auto", "plain"
BARE = {"bare graphql-core": "core", "bare graphene": "with_graphene"}
"""What the same types are made of: modules of ``benchmarks.bare_types``."""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks schema_build", description=__doc__)
    parser.add_argument("--models", type=int, nargs="+", default=[100, 500])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--measure", nargs=3, metavar=("MODELS", "WHAT", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure:
        models, what, file = options.measure
        print(json.dumps(measure(int(models), what, Path(file))))
        return 0
    print(f"\nThe budget: {SECONDS} s and {MEGABYTES} MB for {MODELS} models. Medians of {options.rounds} fresh processes.\n")
    found = {models: collect(models, options.rounds) for models in options.models}
    print(table(TITLES, [line(models, what, each) for models, kinds in found.items() for what, each in kinds.items()]))
    return EXCEEDED if any(exceeds(models, kinds[OURS]) for models, kinds in found.items()) else 0


def collect(models: int, rounds: int) -> dict[str, dict[str, float]]:
    """Medians by what the schema is made of. Each round begins with ours, which says what the others have to make."""
    runs: dict[str, list[dict[str, float]]] = {what: [] for what in (PLAIN, OURS, *BARE)}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            for what in (OURS, PLAIN, *BARE):
                runs[what].append(run(models, what, Path(folder) / "schema.json"))
    medians = {what: {name: statistics.median(each[name] for each in found) for name in found[0]} for what, found in runs.items()}
    plain = medians.pop(PLAIN)["megabytes"]
    for name in ("megabytes", "then"):
        medians[OURS][name] -= plain
    return medians


def line(models: int, what: str, found: dict[str, float]) -> list[str]:
    seconds, megabytes = found["seconds"], found["megabytes"]
    figures = (seconds, found["processor"], megabytes, 1000 * seconds / models, 1000 * megabytes / models, found["sdl"], found["then"])
    return [str(models), what, f"{found['types']:,.0f}", *(f"{figure:.2f}" for figure in figures)]


def exceeds(models: int, found: dict[str, float]) -> bool:
    """Whether the models are no more than the budget is for, and it isn't kept."""
    return models <= MODELS and (found["seconds"] > SECONDS or found["megabytes"] > MEGABYTES)


def run(models: int, what: str, file: Path) -> dict[str, float]:
    """One fresh process."""
    # The driver is plain Django's, as it is in a project that uses it: graphene-django imports it wherever it is installed.
    database = "postgresql" if find_spec("psycopg") else "sqlite"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "benchmarks.settings", "BENCHMARK_DATABASE": database}
    environment |= {} if what == OURS else {"PLAIN_DJANGO": "1"}
    command = [sys.executable, "-m", "benchmarks.schema_build", "--measure", str(models), what, str(file)]
    found = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    measured: dict[str, float] = json.loads(found.stdout)
    return measured


def measure(models: int, what: str, file: Path) -> dict[str, float]:
    """Within the fresh process: Django and the models, then the schema."""
    import django

    django.setup()
    from django.db import connection

    from benchmarks.many_models import make_models

    make_models(models)
    assert connection.vendor
    if what == PLAIN:
        return {"megabytes": resident_megabytes()}
    return measure_ours(file) if what == OURS else measure_bare(BARE[what], json.loads(file.read_text()))


def measure_ours(file: Path) -> dict[str, float]:
    """Leaves in the file what the bare ones have to make."""
    from django_graphql_auto.schema.build import build_schema

    found, built = timed(build_schema)
    start = time.perf_counter()
    assert built.fingerprint
    found |= {"sdl": time.perf_counter() - start, "then": resident_megabytes(), "types": len(built.graphql_schema.type_map)}
    from graphql import introspection_from_schema

    file.write_text(json.dumps(introspection_from_schema(built.graphql_schema)["__schema"]))
    return found


def measure_bare(module: str, description: dict[str, Any]) -> dict[str, float]:
    """Memory is what is held more than with the description alone, imports included."""
    before = resident_megabytes()
    build = import_module(f"benchmarks.bare_types.{module}").build
    found, schema = timed(lambda: build(description))
    start = time.perf_counter()
    from graphql import print_schema

    assert print_schema(schema)
    found |= {"sdl": time.perf_counter() - start, "then": resident_megabytes() - before, "types": len(schema.type_map)}
    return found | {"megabytes": found["megabytes"] - before}


def timed(build: Callable[[], Any]) -> tuple[dict[str, float], Any]:
    """The figures, and what is built."""
    start, processor = time.perf_counter(), time.process_time()
    built = build()
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    return {"seconds": seconds, "processor": processor, "megabytes": resident_megabytes()}, built


def resident_megabytes() -> float:
    """What the process holds in memory now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
