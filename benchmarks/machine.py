"""Where something was measured: figures without it say little."""

from __future__ import annotations

import datetime
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path


def describe() -> str:
    """One paragraph. Where the load is far from 0, others were at work too."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    parts = [
        f"{_processor()}, {os.cpu_count()} cores",
        f"{_gigabytes():.0f} GB",
        f"{platform.system()} {platform.release()}",
        f"{platform.python_implementation()} {platform.python_version()} ({_interpreter()})",
        f"Django {version('Django')}",
        f"load before it began {load}",
    ]
    return f"{datetime.date.today():%d %B %Y}; {', '.join(parts)}."


def _interpreter() -> str:
    """Which one: builds of one release differ by a third."""
    return os.path.realpath(getattr(sys, "_base_executable", sys.executable))


def _processor() -> str:
    lines = _lines("/proc/cpuinfo")
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor() or platform.machine())


def _gigabytes() -> float:
    return next((int(line.split()[1]) / 1e6 for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []
