"""What the pages point to is there."""

from __future__ import annotations

import json
import re
import runpy

import pytest

from tests.docs.pages import ROOT, blocks, examples, pages

LINK = re.compile(r"(?<!!)\[[^\]]+\]\((?!https?://|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
DEMO_LINE = re.compile(r"^In the demo: .*$", re.MULTILINE)
HOW_TO = ROOT / "docs" / "how-to"


def anchors(text: str) -> set[str]:
    """As GitHub makes them of headings."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", [pytest.param(page, id=str(page.relative_to(ROOT))) for page in pages()])
def test_every_link_of_a_page_leads_somewhere(page):
    broken = []
    for path, anchor in LINK.findall(page.read_text("utf-8")):
        target = ROOT / "docs" / path.lstrip("/") if path.startswith("/") else page.parent / path if path else page
        if not target.exists() or (anchor and anchor not in anchors(target.read_text("utf-8"))):
            broken.append(f"{path}#{anchor}")
    assert broken == []


@pytest.mark.parametrize("folder", ["tutorial", "how-to", "reference", "explanation", "adr"])
def test_every_page_is_found_from_its_folders_index(folder):
    index = ROOT / "docs" / folder / "index.md"
    linked = {path for path, _ in LINK.findall(index.read_text("utf-8"))}
    assert {page.name for page in index.parent.glob("*.md")} - linked == {"index.md"}


def test_decisions_are_numbered_and_say_what_was_decided_and_what_follows():
    decisions = sorted(page for page in (ROOT / "docs" / "adr").glob("*.md") if page.name != "index.md")
    assert [int(page.name[:4]) for page in decisions] == list(range(1, len(decisions) + 1))
    for number, page in enumerate(decisions, 1):
        text = page.read_text("utf-8")
        assert text.startswith(f"# {number}. ")
        assert {"## Context", "## Decision", "## Figures", "## Consequences"} <= set(text.splitlines())


def test_guides_name_the_queries_of_the_demo_that_show_the_same():
    titles = {example.title for example in runpy.run_path(str(ROOT / "example_project/hub/start/example_queries.py"))["EXAMPLE_QUERIES"]}
    named = {page.name: DEMO_LINE.findall(page.read_text("utf-8")) for page in HOW_TO.glob("*.md")}
    assert set(re.findall(r"\*\*([^*]+)\*\*", "".join(line for lines in named.values() for line in lines))) <= titles
    assert {example.query.page.name for example in examples() if example.query.page.parent == HOW_TO} <= {
        name for name in named if named[name]
    }


def test_messages_that_are_only_shown_are_those_of_the_package():
    """Some errors can't be had on demand."""
    source = "".join(file.read_text("utf-8") for file in (ROOT / "django_graphql_auto").rglob("*.py"))
    page = ROOT / "docs" / "reference" / "errors.md"
    given = {block for example in examples() for block in example.below.values()}
    answers = [json.loads(block.text) for block in blocks(page) if block.language == "json" and block not in given]
    assert [error["message"] for answer in answers for error in answer["errors"] if error["message"] not in source] == []
