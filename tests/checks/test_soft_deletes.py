"""What is wrong with ``soft_delete`` is said before a row is deleted."""

import pytest

from tests.apps.archive.models import Keyword, Letter, Novel, Work
from tests.apps.everything.models import Document
from tests.apps.shop.models import Article, Product
from tests.checks.conftest import said


@pytest.mark.parametrize(
    ("model", "column", "problem"),
    [
        (Work, "deletd_at", "no such column"),
        (Work, "changed_at", "can't be null"),
        (Work, "title", "neither a DateTimeField nor a BooleanField"),
        (Work, "shelf", "no such column"),
        (Product, "created_at", "can't be null"),
    ],
)
def test_a_column_that_can_not_mark_is_named(declare, model, column, problem):
    [(number, text, hint)] = said(declare(model, soft_delete=column))
    assert number == "E123"
    assert column in text
    assert problem in text
    assert "DateTimeField(null=True)" in hint


def test_a_name_that_is_nearly_right_is_suggested(declare):
    [(_, _, hint)] = said(declare(Work, soft_delete="deletd_at"))
    assert "Did you mean 'deleted_at'?" in hint


def test_a_truth_that_begins_as_true_can_not_mark(declare):
    from tests.apps.shop.models import Brand

    [(number, text, _)] = said(declare(Brand, soft_delete="is_active"))
    assert (number, "default is not False" in text) == ("E123", True)


@pytest.mark.parametrize(
    "options",
    [
        {"create_only_fields": ["deleted_at"]},
        {"set_on_create": {"deleted_at": None}},
        {"set_on_update": {"deleted_at": None}},
        {"version_field": "deleted_at"},
    ],
)
def test_nothing_else_may_write_the_column(declare, options):
    [(number, text, _)] = said(declare(Work, soft_delete="deleted_at", **options))
    assert (number, next(iter(options)) in text) == ("E124", True)


def test_rows_that_are_never_deleted_need_no_mark(declare):
    assert [number for number, _, _ in said(declare(Work, soft_delete="deleted_at", operations={"get", "list"}))] == ["E125"]


def test_a_child_is_marked_as_its_parent_is(declare, registry):
    declare(Work, soft_delete="deleted_at")
    assert said(declare(Novel, soft_delete="deleted_at")) == []
    registry.unregister(Work)
    declare(Work, soft_delete="deleted_at")
    [(number, text, _)] = [one for one in said(declare(Novel, soft_delete="changed_at")) if one[0] != "E123"]
    assert (number, "archive.work" in text) == ("E126", True)


@pytest.mark.parametrize(("model", "options"), [(Letter, {"soft_delete": "is_removed"}), (Article, {"soft_delete": "is_deleted"})])
def test_a_manager_that_hides_marked_rows_is_told(declare, model, options):
    [(number, text, hint)] = said(declare(model, **options))
    assert (number, "objects" in text, "soft_delete_manager" in hint) == ("W107", True, True)


def test_a_manager_that_has_them_is_content(declare):
    assert said(declare(Letter, soft_delete="is_removed", soft_delete_manager="all_objects")) == []
    assert said(declare(Keyword, soft_delete="is_deleted")) == []


def test_an_unknown_manager_is_told(declare):
    [(number, text, hint)] = said(declare(Letter, soft_delete="is_removed", soft_delete_manager="all_object"))
    assert (number, "soft_delete_manager" in text, "'all_objects'" in hint) == ("E108", True, True)


def test_a_manager_without_a_mark_is_idle(declare):
    assert [number for number, _, _ in said(declare(Letter, soft_delete_manager="all_objects"))] == ["W108"]


def test_a_promise_that_all_is_visible_is_broken_by_marks(declare):
    [(number, text, _)] = said(declare(Keyword, soft_delete="is_deleted", always_visible=True, read="public"))
    assert (number, "soft_delete" in text) == ("W103", True)


@pytest.mark.parametrize("value", [True, ["deleted_at"]])
def test_the_option_is_a_name(declare, value):
    assert [number for number, _, _ in said(declare(Document, soft_delete=value))] == ["E103"]
