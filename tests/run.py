"""What ``make test`` runs: the checks of the code, then the tests on every database that answers, then the coverage of those on SQLite.

``REQUIRE_SERVICES=1`` leaves nothing out in silence: a tool, PostgreSQL or Redis that isn't there fails the run.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIRED = os.environ.get("REQUIRE_SERVICES") == "1"
MINIMUM_COVERAGE = os.environ.get("MINIMUM_COVERAGE", "95")


@dataclass(frozen=True)
class Check:
    """A tool that reads the code, and its arguments."""

    tool: str
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Service:
    """Something the tests run on. ``probe`` is a Python program that fails when it can't be used; without one it is always there."""

    name: str
    probe: str | None
    required: bool
    environment: Mapping[str, str] = field(default_factory=dict)
    tests: tuple[str, ...] = ()
    """The folders that are run on it; none: all of them."""
    is_measured: bool = False
    """Whether coverage is measured: that takes longer."""


CHECKS = (
    Check("ruff", ("check", ".")),
    Check("ruff", ("format", "--check", ".")),
    Check("mypy"),
    Check("lint-imports", ("--no-logo",)),
)

DATABASE_PROBE = """
import django
django.setup()
from django.db import connection
with connection._nodb_cursor() as cursor:
    cursor.execute("SELECT 1")
"""
REDIS_PROBE = """
import os, redis
redis.Redis.from_url(os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0"), socket_connect_timeout=2).ping()
"""

REDIS = Service("Redis", REDIS_PROBE, required=True)
ON_EVERY_DATABASE = ("tests/execution", "tests/goldens", "tests/introspection", "tests/mutations")
"""What a database can change; everything else is run once, on SQLite."""
ON_POSTGRESQL = ("tests/access", "tests/audit", "tests/idempotency", "tests/schema/test_postgresql.py", "tests/schema/test_columns.py")
DATABASES = (
    Service("SQLite", None, required=True, environment={"DATABASE": "sqlite"}, is_measured=True),
    Service(
        "PostgreSQL",
        DATABASE_PROBE,
        required=True,
        environment={"DATABASE": "postgresql"},
        tests=(*ON_EVERY_DATABASE, *ON_POSTGRESQL),
    ),
    Service("MariaDB", DATABASE_PROBE, required=False, environment={"DATABASE": "mariadb"}, tests=ON_EVERY_DATABASE),
)
WORKERS = str(min(os.cpu_count() or 1, 4))


class Report:
    """The lines that sum a run up, and whether all went well."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.failed = False

    def add(self, line: str, *, failed: bool = False) -> None:
        self.lines.append(f"{'FAILED ' if failed else ''}{line}")
        self.failed = self.failed or failed

    def leave_out(self, name: str, reason: str, *, required: bool) -> None:
        self.add(f"{name}: {reason}", failed=required and REQUIRED)


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", **extra}


def heading(title: str) -> None:
    print(f"\n--- {title}", flush=True)


def run_checks(report: Report) -> None:
    for check in CHECKS:
        title = " ".join((check.tool, *check.arguments))
        tool = shutil.which(check.tool, path=str(Path(sys.executable).parent))
        if tool is None:
            report.leave_out(title, "not installed, left out", required=True)
            continue
        heading(title)
        status = subprocess.run([tool, *check.arguments], cwd=ROOT, check=False).returncode
        report.add(title, failed=status != 0)


def refusal(service: Service) -> str | None:
    """None when the service can be used, otherwise why not."""
    if service.probe is None:
        return None
    probe = subprocess.run(
        [sys.executable, "-c", service.probe], cwd=ROOT, env=environment(service.environment), capture_output=True, text=True, check=False
    )
    if probe.returncode == 0:
        return None
    return probe.stderr.strip().splitlines()[-1] if probe.stderr.strip() else "no answer"


def stream(command: list[str], env: dict[str, str]) -> tuple[int, str]:
    """Shows a program's output while it runs; the exit status and the last line."""
    last = ""
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            last = line.strip() or last
    return process.returncode, last


def run_tests(service: Service, report: Report) -> None:
    heading(f"pytest on {service.name}")
    measuring = ("-m", "coverage", "run") if service.is_measured else ()
    command = [sys.executable, *measuring, "-m", "pytest", "-q", "-n", WORKERS, *service.tests]
    status, summary = stream(command, environment(service.environment))
    report.add(f"{service.name}: {summary}", failed=status != 0)


def run_databases(report: Report) -> None:
    if reason := refusal(REDIS):
        report.leave_out(REDIS.name, f"does not answer ({reason})", required=REDIS.required)
    for service in DATABASES:
        if reason := refusal(service):
            report.leave_out(service.name, f"does not answer, left out ({reason})", required=service.required)
        else:
            run_tests(service, report)


def coverage(*arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", "coverage", *arguments], cwd=ROOT, check=False).returncode


def judge_coverage(report: Report) -> None:
    heading("coverage")
    coverage("combine", "-q")
    status = coverage("report", "--fail-under", MINIMUM_COVERAGE)
    report.add(f"coverage of at least {MINIMUM_COVERAGE} %", failed=status != 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=("checks", "tests"), help="leave the other half out")
    only = parser.parse_args().only
    report = Report()
    if only != "tests":
        run_checks(report)
    if only != "checks":
        coverage("erase")
        run_databases(report)
        judge_coverage(report)
    heading("summary")
    print("\n".join(report.lines))
    return int(report.failed)


if __name__ == "__main__":
    sys.exit(main())
