import enum
from typing import Any

import pytest
from django.db import models
from django.test.utils import isolate_apps

from django_graphql_auto.introspection import ChoiceInfo, look_at
from tests.apps.everything.models import Article, Colour, Columns, Country, Stamped
from tests.introspection.looks import Passing, column


def test_members_of_an_enumeration_inside_the_model_keep_their_names() -> None:
    level = column(Columns, "level")
    assert level.choices == (ChoiceInfo(1, "Low", "LOW"), ChoiceInfo(2, "High", "HIGH"))
    assert level.choices_class is Columns.Level


def test_an_enumeration_of_the_module_is_found_and_its_empty_member_is_no_value() -> None:
    colour = column(Columns, "colour")
    assert colour.choices == (ChoiceInfo("r", "Red", "RED"), ChoiceInfo("b", "Dark blue", "DARK_BLUE"))
    assert colour.choices_class is Colour


def test_an_enumeration_of_an_abstract_parent_is_found() -> None:
    state = column(Article, "state")
    assert state.choices_class is Stamped.State
    assert [choice.name for choice in state.choices] == ["DRAFT", "PUBLIC"]


def test_groups_are_flattened() -> None:
    grouped = column(Columns, "grouped")
    assert grouped.choices == (ChoiceInfo("r", "Red"), ChoiceInfo("o", "Orange"), ChoiceInfo("g", "Grey"))
    assert grouped.choices_class is None


def test_callable_choices_are_called() -> None:
    assert column(Columns, "sized").choices == (ChoiceInfo(1, "Small"), ChoiceInfo(2, "Large"))


@pytest.mark.django_db
@isolate_apps("tests.apps.everything")
def test_choices_read_from_a_table_are_its_rows() -> None:
    class Flag(Passing):
        code = models.CharField(max_length=2, choices=lambda: list(Country.objects.values_list("code", "name")))

    Country.objects.create(code="fr", name="France")
    assert column(Flag, "code").choices == (ChoiceInfo("fr", "France"),)


@pytest.mark.django_db
@isolate_apps("tests.apps.everything")
def test_choices_read_from_a_missing_table_leave_the_field_free() -> None:
    class Missing(Passing):
        class Meta(Passing.Meta):
            managed = False

    class Reader(Passing):
        kind = models.IntegerField(choices=lambda: [(row.pk, "row") for row in Missing.objects.all()])

    assert column(Reader, "kind").choices == ()


@isolate_apps("tests.apps.everything")
def test_two_enumerations_that_look_alike_are_not_guessed_between_unless_the_default_tells() -> None:
    class Twins(Passing):
        class Old(models.IntegerChoices):
            FIRST = 1, "One"

        class New(models.IntegerChoices):
            ONE = 1, "One"

        unclear = models.IntegerField(choices=Old)
        clear = models.IntegerField(choices=New, default=New.ONE)

    unclear, clear = (field for field in look_at(Twins).fields if field.name != "id")
    assert (unclear.choices, unclear.choices_class) == ((ChoiceInfo(1, "One"),), None)
    assert (clear.choices, clear.choices_class) == ((ChoiceInfo(1, "One", "ONE"),), Twins.New)


@isolate_apps("tests.apps.everything")
def test_choices_that_are_members_of_a_plain_enumeration_tell_their_names() -> None:
    class Mood(enum.Enum):
        GOOD = "g"
        BAD = "b"

    class Day(Passing):
        mood: Any = models.CharField(max_length=1, choices=[(member, member.name.lower()) for member in Mood])

    mood = column(Day, "mood")
    assert [(choice.value, choice.label, choice.name) for choice in mood.choices] == [(Mood.GOOD, "good", "GOOD"), (Mood.BAD, "bad", "BAD")]
    assert mood.choices_class is Mood


@isolate_apps("tests.apps.everything")
def test_a_generated_columns_output_field_may_bring_the_choices() -> None:
    class Sum(Passing):
        number = models.IntegerField()
        level = models.GeneratedField(
            expression=models.F("number"), output_field=models.IntegerField(choices=Columns.Level), db_persist=True
        )

    assert [choice.label for choice in column(Sum, "level").choices] == ["Low", "High"]
