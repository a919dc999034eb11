"""What the guides about these packages ask is answered."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from graphql import parse, validate

from django_graphql_auto.schema.build import build_schema

HOW_TO = Path(__file__).resolve().parents[2] / "docs" / "how-to"
PAGES = ("read-the-past.md", "serve-translated-columns.md")


def documents(page: str) -> list[str]:
    return re.findall(r"^```text\n(.*?)^```$", (HOW_TO / page).read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES)
def test_every_document_of_a_guide_is_valid(page: str, settings: Any) -> None:
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public"}
    schema = build_schema().graphql_schema
    assert documents(page)
    assert [validate(schema, parse(document)) for document in documents(page)] == [[] for _ in documents(page)]
