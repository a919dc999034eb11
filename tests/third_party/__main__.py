"""The runs on SQLite, and on PostgreSQL where it answers: ``make third-party`` runs this in an environment of its own."""

from __future__ import annotations

import sys

from tests.run import DATABASES, Report, Service, environment, heading, refusal, stream

ANSWERING = ("SQLite", "PostgreSQL")
RUNS = (
    ("tests/introspection/test_taggit.py", "tests.settings"),
    ("tests/model_packages", "tests.model_packages.settings"),
    ("tests/third_party", "tests.third_party.settings"),
)
"""What is run, and its settings."""


def run(service: Service, report: Report) -> None:
    if reason := refusal(service):
        report.leave_out(service.name, f"does not answer, left out ({reason})", required=service.required)
        return
    for path, settings in RUNS:
        heading(f"{path} on {service.name}")
        surroundings = environment({**service.environment, "DJANGO_SETTINGS_MODULE": settings})
        status, summary = stream([sys.executable, "-m", "pytest", "-q", path], surroundings)
        report.add(f"{service.name}, {path}: {summary}", failed=status != 0)


def main() -> int:
    report = Report()
    for service in DATABASES:
        if service.name in ANSWERING:
            run(service, report)
    heading("summary")
    print("\n".join(report.lines))
    return int(report.failed)


if __name__ == "__main__":
    sys.exit(main())
