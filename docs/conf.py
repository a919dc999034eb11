"""Sphinx: the pages are Markdown, one folder per kind (tutorial, how-to, reference, explanation)."""

import tomllib
from pathlib import Path

project = "django-graphql-auto"
author = "The contributors to django-graphql-auto"
copyright = "2026, " + author  # noqa: A001 - Sphinx reads this name
release = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

extensions = ["myst_parser"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
nitpicky = True

html_theme = "furo"
html_title = f"{project} {release}"
html_show_sourcelink = False
# Pygments knows queries, and not the schema language, which GitHub shows well under the same name.
suppress_warnings = ["misc.highlighting_failure"]
