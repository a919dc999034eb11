"""What is left of HTML that was sanitized does nothing in a browser."""

from __future__ import annotations

import pytest

from django_graphql_auto import AllowedHTML
from django_graphql_auto.mutations.rows.sanitizing import Sanitizer
from tests.chromium import browser, needs_chromium, visitor
from tests.mutations.attacks import ATTACKS

__all__ = ["browser", "visitor"]
pytestmark = [pytest.mark.browser, needs_chromium]

ALARM = "window.alert = () => { window.ran = true }"
SHOWN_AGAIN = "document.body.innerHTML = document.body.innerHTML"
"""As a front-end does that shows a text, reads it back and shows that: what a second parser reads otherwise than the first runs then."""
LINKS = "[...document.querySelectorAll('[href], [src], [action]')].map(each => new URL(each.href || each.src || each.action, 'https://here.example').protocol)"


def runs(page, html):
    """Whether anything runs while a page is shown that has the text in it, once and once more."""
    page.set_content(f"<!doctype html><body><div>{html}</div>")
    page.evaluate(SHOWN_AGAIN)
    page.evaluate("Promise.allSettled([...document.images].map(each => each.decode()))")
    return page.evaluate("window.ran === true")


def test_nothing_runs_of_what_ran_before(visitor):
    visitor.add_init_script(ALARM)
    visitor.goto("about:blank")
    ran = []
    for attack in ATTACKS:
        sanitized = Sanitizer().sanitized(attack, AllowedHTML())
        visitor.goto("about:blank")
        assert not runs(visitor, sanitized), attack
        assert set(visitor.evaluate(LINKS)) <= {"https:", "http:"}, attack
        visitor.goto("about:blank")
        if runs(visitor, attack):
            ran.append(attack)
    assert len(ran) >= 12  # the others wait for a click
