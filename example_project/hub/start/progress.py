"""Tells how far a long command is: a bar in a terminal, a line per step elsewhere."""

from __future__ import annotations

from time import monotonic

from django.core.management.base import OutputWrapper

WIDTH = 24


class Progress:
    """Rows written so far, in named steps."""

    def __init__(self, out: OutputWrapper, steps: int) -> None:
        self.out, self.steps = out, steps
        self.bar = out.isatty()
        self.started = monotonic()
        self.rows = self.step = self.rows_before = 0
        self.name = ""

    def begin(self, name: str) -> None:
        self.step, self.name, self.rows_before = self.step + 1, name, self.rows
        self._draw()

    def add(self, rows: int) -> None:
        self.rows += rows
        self._draw()

    def end(self) -> None:
        """Closes the step: a plain line where there is no bar."""
        if not self.bar:
            self.out.write(f"  {self.name}: {self.rows - self.rows_before:,} rows")

    def finish(self) -> None:
        if self.bar:
            self.out.write("\r\033[K", ending="")
        self.out.write(f"{self.rows:,} rows in {monotonic() - self.started:.1f} s")

    def _draw(self) -> None:
        if self.bar:
            done = WIDTH * (self.step - 1) // self.steps
            self.out.write(f"\r\033[K[{'#' * done}{'.' * (WIDTH - done)}] {self.rows:>9,} rows  {self.name}", ending="")
            self.out.flush()
