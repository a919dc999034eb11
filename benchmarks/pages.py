"""Pages of the documentation: what a command printed, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "benchmarks"
EXCEEDED = 3
"""The exit status of a benchmark whose figures are there and aren't what they should be."""


def write(name: str, arguments: Sequence[str]) -> int:
    """Runs the benchmark and keeps what it prints, unless it fails."""
    command = [sys.executable, "-m", "benchmarks", name, *arguments]
    printed: list[str] = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            print(line, end="", flush=True)
            printed.append(line)
    if process.returncode not in (0, EXCEEDED):
        print(f"Nothing is written: {name} failed.")
    else:
        PAGES.mkdir(exist_ok=True)
        (PAGES / f"{name}.md").write_text("".join(printed).strip() + "\n", encoding="utf-8")
    return process.returncode
