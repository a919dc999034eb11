"""Mutations of the project's own: what the checks say of them."""

import sys
from dataclasses import dataclass
from types import ModuleType

import pytest
from django import forms

from django_graphql_auto import FormMutation, mutation
from tests.apps.shop.models import Brand, Product

SERVED = {"EXPOSE": "registered"}


@dataclass
class Line:
    product: Product
    count: int = 1


class Thing:
    """Nothing that GraphQL knows."""


@pytest.fixture
def telling(registry, settings, declare, checked):
    """What the checks say of a function that is a mutation."""
    settings.DJANGO_GRAPHQL_AUTO = SERVED
    registry.register(Product)

    def told(function, permission="shop.change_product"):
        registry.register_function(mutation(permission)(function))
        return checked()

    return told


def test_a_permission_that_no_model_has_is_reported(telling):
    def publish() -> None: ...

    [(number, text, hint)] = telling(publish, "shop.chnge_product")
    assert number == "E204"
    assert "publish() needs the permission 'shop.chnge_product'" in text
    assert "'shop.change_product'" in hint


def test_a_method_s_permission_is_looked_at_as_well(declare, settings):
    settings.DJANGO_GRAPHQL_AUTO = SERVED

    @mutation("")
    def publish(self, product, access) -> None: ...

    [message] = declare(publish=publish)
    assert (message.id.rpartition(".")[2], message.obj) == ("E204", Product)


def test_annotations_without_a_type_are_reported(telling):
    def make(thing: Thing, other) -> list[Thing]: ...

    found = telling(make)
    assert [number for number, *_ in found] == ["W201"] * 3
    assert "the annotation Thing" in found[0][1]


def test_a_result_that_only_type_checkers_know_is_reported(telling):
    def make() -> "Nowhere": ...  # type: ignore[name-defined]  # noqa: F821

    [(number, text, _)] = telling(make)
    assert number == "W201"
    assert "the annotation Nowhere, which can't be read" in text


def test_rows_dataclasses_and_lists_of_them_are_sound(telling):
    def make(line: Line, lines: list[Line], product: Product | None = None) -> list[Product]: ...

    assert telling(make) == []


def test_a_row_of_a_model_that_is_not_served_is_reported(telling):
    def make(brand: Brand) -> None: ...

    [(number, text, _)] = telling(make)
    assert number == "E201"
    assert "Brand, which is not served" in text


def test_a_function_that_is_marked_and_not_registered_is_reported(telling, monkeypatch, registry, checked):
    module = ModuleType("tests.apps.shop.graphql_auto")
    exec("from django_graphql_auto import mutation\n@mutation('shop.add_tag')\ndef forgotten() -> None: ...", vars(module))
    monkeypatch.setitem(sys.modules, module.__name__, module)
    [(number, text, hint)] = checked()
    assert number == "W204"
    assert "tests.apps.shop.graphql_auto.forgotten() is marked" in text
    assert "@register" in hint
    registry.register_function(module.forgotten)
    assert checked() == []


class WordForm(forms.Form):
    word = forms.CharField()

    def save(self) -> str: ...


def test_forms_are_looked_at_as_functions_are(registry, settings, declare, checked):
    settings.DJANGO_GRAPHQL_AUTO = SERVED
    registry.register(Product)

    @mutation("shop.chnge_product")
    class Say(FormMutation):
        form_class, types = WordForm, {"word": Thing}

    registry.register_submission(Say)
    assert [(number, text.partition(" has")[0].partition(" needs")[0]) for number, text, _ in checked()] == [
        ("E204", f"The mutation {Say.__qualname__}"),
        ("W201", Say.__qualname__),
    ]


def test_a_form_field_of_which_nothing_is_known_is_reported(registry, settings, declare, checked):
    class Odd(forms.Form):
        thing = forms.MultiValueField(fields=[])

    settings.DJANGO_GRAPHQL_AUTO = SERVED
    registry.register(Product)
    registry.register_submission(
        mutation("shop.change_product")(type("Say", (FormMutation,), {"form_class": Odd, "save": lambda self, form, access: None}))
    )
    [(number, text, hint)] = checked()
    assert number == "E201"
    assert "MultiValueField, of which nothing is known" in text
    assert "types = {'thing': str}" in hint


def test_a_form_that_is_marked_and_not_registered_is_reported(settings, registry, checked, monkeypatch):
    settings.DJANGO_GRAPHQL_AUTO = SERVED
    registry.register(Product)
    module = ModuleType("tests.apps.shop.graphql_auto")
    exec(
        "from django_graphql_auto import FormMutation, mutation\n@mutation('shop.add_tag')\nclass Forgotten(FormMutation): ...",
        vars(module),
    )
    monkeypatch.setitem(sys.modules, module.__name__, module)
    [(number, text, _)] = checked()
    assert (number, text.partition(" is marked")[0]) == ("W204", "tests.apps.shop.graphql_auto.Forgotten")
