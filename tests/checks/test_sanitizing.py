"""What the checks say of columns whose HTML is sanitized."""

import sys

import pytest
from django import forms

from django_graphql_auto import AllowedHTML, FormMutation, mutation
from tests.apps.shop.models import Book, Product, Review
from tests.checks.conftest import said


@pytest.mark.parametrize(
    "value",
    [
        ("name",),
        {"name": AllowedHTML()},
        {"name": AllowedHTML(tags={"a", "b"}, attributes={"a": ["href"], "*": ("class",)}, url_schemes=("https",), max_tags=9)},
    ],
)
def test_texts_that_are_input_are_sound(declare, value):
    assert declare(sanitize=value) == []


@pytest.mark.parametrize(
    "value",
    [
        "name",
        {"name": ("b",)},
        {"name": AllowedHTML(tags="b")},
        {"name": AllowedHTML(attributes=["href"])},
        {"name": AllowedHTML(attributes={"a": "href"})},
        {"name": AllowedHTML(url_schemes="https")},
        {"name": AllowedHTML(max_tags=0)},
    ],
)
def test_what_is_no_policy_is_reported(declare, value):
    [(number, _, hint)] = said(declare(sanitize=value))
    assert number == "E103"
    assert "AllowedHTML" in hint


def test_a_column_that_the_model_does_not_have_is_reported(declare):
    [(number, _, hint)] = said(declare(sanitize=("nam",)))
    assert number == "E105"
    assert "'name'" in hint


@pytest.mark.parametrize("name", ["attributes", "stock", "brand", "photo", "created_at"])
def test_what_is_no_text_is_reported(declare, name):
    [(number, text, hint)] = said(declare(sanitize=(name,)))
    assert number == "E127"
    assert repr(name) in text
    assert "before_write()" in hint


@pytest.mark.parametrize(
    ("allowed", "problem"),
    [
        (AllowedHTML(tags={"b", "Script"}), "the tag 'script'"),
        (AllowedHTML(tags={"svg"}), "the tag 'svg'"),
        (AllowedHTML(tags={"iframe"}), "the tag 'iframe'"),
        (AllowedHTML(attributes={"b": {"onClick"}}), "the attribute 'onclick'"),
        (AllowedHTML(attributes={"*": {"style"}}), "the attribute 'style'"),
        (AllowedHTML(attributes={"a": {"rel"}}), "the attribute 'rel'"),
        (AllowedHTML(url_schemes={"https", "JavaScript"}), "URLs with 'javascript'"),
    ],
)
def test_a_policy_that_lets_code_through_is_reported(declare, allowed, problem):
    [(number, text, _)] = said(declare(sanitize={"name": allowed}))
    assert number == "E128"
    assert f"allows {problem}" in text


def test_a_missing_nh3_is_reported(declare, monkeypatch):
    monkeypatch.setitem(sys.modules, "nh3", None)
    [(number, _, hint)] = said(declare(sanitize=("name",)))
    assert number == "E129"
    assert "django-graphql-auto[sanitize]" in hint


@pytest.mark.parametrize(
    "keeping",
    [
        {"readonly_fields": ("name",), "operations": {"list", "update"}},
        {"set_on_create": {"name": "x"}},
        {"exclude": ("name",), "operations": {"list", "update"}},
        {"operations": {"list", "delete"}},
    ],
)
def test_a_column_that_nobody_gives_is_reported(declare, keeping):
    [(number, text, hint)] = said(declare(sanitize=("name",), **keeping))
    assert number == "E205"
    assert "'name'" in text
    assert "nh3" in hint


def test_a_column_that_a_form_takes_is_sound(declare, registry):
    form = forms.modelform_factory(Review, fields=("rating", "text"))
    declared = type("Write", (FormMutation,), {"form_class": form, "operation": "update"})
    registry.register_submission(mutation("shop.change_review")(declared))
    assert declare(Review, sanitize=("text",), operations={"list"}) == []


def test_a_column_that_is_given_by_a_child_alone_is_sound(declare, registry):
    declare(Book, operations={"list", "update"})
    assert declare(sanitize=("name",), operations={"list"}) == []


def test_where_nothing_is_written_nothing_is_said(declare, settings, registry):
    from django_graphql_auto.checks.run import DECLARATIONS, messages

    assert declare(sanitize=("name",)) == []
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": "registered", "MUTATIONS": False}
    assert messages(registry, DECLARATIONS) == []
    assert Product in registry
