"""Which releases were measured."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from benchmarks.servers.kinds import NODE, PYTHON

PACKAGES = ("Django", "django-graphql-auto", "granian", "uvicorn", "gunicorn")
SAY = f"from importlib.metadata import version; print(', '.join(f'{{name}} {{version(name)}}' for name in {PACKAGES}))"


def describe() -> str:
    """One line, of what is installed."""
    parts = [_said(PYTHON, "-c", SAY)] if Path(PYTHON).exists() else []
    if NODE.exists():
        manifest = json.loads((NODE.parents[1] / "postgraphile" / "package.json").read_text())
        parts += [f"PostGraphile {manifest['version']}", f"Node {_said(str(NODE), '--version')}"]
    return ", ".join([*parts, _said("wrk", "--version").split(" [")[0]]) + "."


def _said(*command: str) -> str:
    """wrk tells its version with an exit status of 1."""
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()
