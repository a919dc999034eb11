"""What the checks say of values that are input and never stored."""

import pytest

from tests.apps.shop.models import Product
from tests.checks.conftest import said


class Thing:
    """Nothing that GraphQL knows."""


def before_write(self, row, access, captcha=None): ...


def takes(*names):
    """A hook with these parameters."""
    scope = {}
    exec(f"def hook(self, row, access, {', '.join(f'{name}=None' for name in names)}): ...", scope)
    return scope["hook"]


def test_a_value_with_a_name_a_type_and_a_hook_is_sound(declare):
    assert declare(input_only={"captcha": str}, before_write=before_write, create_only_fields=["captcha"]) == []
    assert declare(input_only={"change": list[Product]}, after_write=takes("change")) == []


@pytest.mark.parametrize("name", ["name", "brand", "created_at", "createdAt", "id", "pk"])
def test_a_name_that_something_else_has_is_reported(declare, name):
    [(number, text, _)] = said(declare(input_only={name: str}, before_write=takes(name)))
    assert number == "E120"
    assert repr(name) in text


def test_two_names_that_clients_could_not_tell_apart_are_reported(declare):
    found = said(declare(input_only={"is_human": str, "isHuman": str}, before_write=takes("is_human", "isHuman")))
    assert [number for number, *_ in found] == ["E120", "E120"]


@pytest.mark.parametrize("annotation", [Thing, "str", 3, list[Thing]])
def test_an_annotation_that_is_no_input_is_reported(declare, annotation):
    [(number, text, hint)] = said(declare(input_only={"captcha": annotation}, before_write=before_write))
    assert number == "E121"
    assert "'captcha'" in text
    assert "a dataclass" in hint


def test_a_parameter_that_nobody_declares_is_reported(declare):
    [(number, text, hint)] = said(declare(input_only={"captcha": str}, before_write=takes("captcha", "capcha")))
    assert number == "E122"
    assert "before_write() takes 'capcha'" in text
    assert "'captcha'" in hint


def test_a_value_that_nobody_takes_is_reported(declare):
    [(number, _, hint)] = said(declare(input_only={"captcha": str}, before_write=lambda self, row, access: None))
    assert number == "W106"
    assert "captcha=None" in hint


@pytest.mark.parametrize("value", [["captcha"], {"not a name": str}, {"captcha": None}])
def test_what_is_no_dict_of_annotations_is_reported(declare, value):
    [(number, _, hint)] = said(declare(input_only=value))
    assert number == "E103"
    assert '{"captcha": str}' in hint


def test_a_model_that_is_not_served_is_no_annotation(declare, settings):
    from tests.apps.shop.models import Brand

    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": "registered", "MUTATIONS": True}
    [(number, text, _)] = said(declare(input_only={"maker": Brand}, before_write=takes("maker")))
    assert number == "E201"
    assert "Brand, which is not served" in text
