"""With more models served, in a fresh process each, as a schema is built once: the first answer pays for it, the others must not."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COUNTS = (0, 100, 500)
ROUNDS = 50


def measure_each(connection: dict[str, Any]) -> list[list[str]]:
    """Lines: further models, the first answer and the median of those after it, in milliseconds."""
    found = [(count, *_in_fresh_process(count, connection)) for count in COUNTS]
    return [[str(count), f"{first * 1000:,.0f}", f"{later * 1000:.2f}"] for count, first, later in found]


def _in_fresh_process(count: int, connection: dict[str, Any]) -> tuple[float, float]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "benchmarks.peers.settings",
        "BENCHMARK_CONNECTION": json.dumps(connection),
        "BENCHMARK_APPS": '["django_graphql_auto"]',
    }
    command = [sys.executable, "-m", "benchmarks.growth.models", str(count)]
    said = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
    first, later = json.loads(said)
    return first, later


def main(count: int) -> None:
    import django

    django.setup()
    from django.contrib.auth.models import AnonymousUser

    from benchmarks.asking import Asker
    from benchmarks.growth.lines import flat
    from benchmarks.many_models import make_models
    from django_graphql_auto.http.views import graphql_view

    make_models(count, app="albums")
    asker, body = Asker(graphql_view), flat("", 20, 7).ours
    seconds = [asker.timed(body, AnonymousUser())[0] for _ in range(ROUNDS + 1)]
    print(json.dumps([seconds[0], statistics.median(seconds[1:])]))


if __name__ == "__main__":
    main(int(sys.argv[1]))
