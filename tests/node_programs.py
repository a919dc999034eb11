"""Programs for Node that tests run: each folder of them has its packages from ``npm ci``, and its lock file without a registry's name."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PATIENCE = 120
"""Seconds that a program may take on a machine that is busy with something else."""


@dataclass(frozen=True)
class NodePrograms:
    """A folder with a ``package.json``. ``.ci/run`` installs it, and says by ``REQUIRE_NODE`` that it could."""

    folder: Path

    @property
    def needed(self) -> pytest.MarkDecorator:
        """For tests: skipped where the packages aren't installed and nobody said that they must be."""
        missing = not (self.folder / "node_modules").exists() and not os.environ.get("REQUIRE_NODE")
        return pytest.mark.skipif(missing, reason=f"Its packages aren't installed: npm ci --prefix tests/{self._name}")

    @property
    def _name(self) -> Path:
        return self.folder.relative_to(Path(__file__).parent)

    def run(self, program: str, *arguments: str, beside: Path | None = None) -> Any:
        """What a program writes as JSON. It may lie in a copy of the folder, ``beside`` files of a test's own."""
        node = shutil.which("node")
        assert node, "There is no Node."
        quiet = {**os.environ, "NODE_NO_WARNINGS": "1"}  # Those of Node itself; what a library warns of is a failure.
        command = [node, program, *arguments]
        done = subprocess.run(command, cwd=beside or self.folder, env=quiet, capture_output=True, text=True, timeout=PATIENCE)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return json.loads(done.stdout)

    def copied_to(self, other: Path) -> Path:
        """The folder's own programs in another one, where they find the same packages."""
        shutil.copytree(self.folder, other, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules", "*.py", "__pycache__"))
        (other / "node_modules").symlink_to(self.folder / "node_modules")
        return other
