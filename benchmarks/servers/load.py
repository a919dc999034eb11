"""wrk, and what it says."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.cases import Case
from benchmarks.servers.running import Server

CONNECTIONS = 16
SCRIPT = Path(__file__).with_name("wrk.lua")


@dataclass(frozen=True)
class Load:
    """Of one server and one case, for some seconds."""

    requests_a_second: float
    p50: float
    """Milliseconds, as the others."""
    p95: float
    p99: float
    megabytes: float


def put_load_on(server: Server, case: Case, seconds: int) -> Load:
    """Raises where a request failed, or an answer under load is shorter than the one that was shown: errors may come with status 200."""
    how_much = ["--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s", "--timeout", "30s"]
    command = ["wrk", *how_much, "--script", str(SCRIPT), server.url]
    environment = {**os.environ, "BODY": server.kind.body(case).decode()}
    said = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    found = json.loads(said.strip().splitlines()[-1])
    if found["failed"]:
        raise RuntimeError(f"{server.name}, {case.name}: {found['failed']} of {found['requests']} requests failed.")
    if found["bytes"] < found["requests"] * server.size(case):
        raise RuntimeError(f"{server.name}, {case.name}: some answers were shorter than the right one.")
    latencies = (found[name] / 1_000 for name in ("p50", "p95", "p99"))
    return Load(found["requests"] / found["microseconds"] * 1e6, *latencies, server.megabytes())
