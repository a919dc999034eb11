"""Copies the tests, and what they read, to a folder that doesn't have the package beside them: the installed one is what they import."""

import shutil
import sys
from pathlib import Path

source, target = map(Path, sys.argv[1:])
shutil.copy(source / "pyproject.toml", target)
for folder in ("tests", "docs", "example_project", "benchmarks"):
    ignored = shutil.ignore_patterns("__pycache__", "node_modules", ".venvs")
    shutil.copytree(source / folder, target / folder, dirs_exist_ok=True, ignore=ignored)
