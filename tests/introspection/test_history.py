"""Models that keep another one's past are known by their shape: the package that makes them need not be there."""

from __future__ import annotations

from django.db import models
from django.test.utils import isolate_apps

from django_graphql_auto.introspection import RelationKind, look_at
from tests.introspection.looks import Passing, relation


class Manager:
    def __init__(self, model: type[models.Model]) -> None:
        self.model = model


def tracked() -> tuple[type[models.Model], type[models.Model]]:
    """As django-simple-history tracks a model."""

    class Paper(Passing):
        title = models.CharField(max_length=9)

    class HistoricalPaper(Passing):
        id = models.BigIntegerField(db_index=True)
        title = models.CharField(max_length=9)
        history_id = models.AutoField(primary_key=True)
        history_date = models.DateTimeField()
        history_type = models.CharField(max_length=1)
        instance_type = Paper

    Paper.history = Manager(HistoricalPaper)  # type: ignore[attr-defined]
    Paper._meta.simple_history_manager_attribute = "history"  # type: ignore[attr-defined]
    return Paper, HistoricalPaper


@isolate_apps("tests.apps.everything")
def test_a_history_names_what_it_keeps_the_past_of() -> None:
    paper, past = tracked()
    history = look_at(past).history
    assert history is not None
    assert (history.original, history.key, history.is_snapshot) == (paper, "id", True)
    assert look_at(paper).history is None


@isolate_apps("tests.apps.everything")
def test_a_tracked_model_leads_to_its_past_by_key() -> None:
    paper, past = tracked()
    states = relation(paper, "history")
    assert (states.kind, states.target) == (RelationKind.REVERSE_FOREIGN_KEY, past)
    assert (states.parent_key, states.target_key, states.indexed, states.editable) == ("pk", "id", True, False)


@isolate_apps("tests.apps.everything")
def test_a_child_of_a_tracked_model_that_is_not_tracked_itself_leads_to_no_past() -> None:
    paper, _ = tracked()

    class Report(paper):  # type: ignore[misc, valid-type]
        class Meta(Passing.Meta):
            pass

    assert "history" not in [found.name for found in look_at(Report).relations]


@isolate_apps("tests.apps.everything")
def test_the_past_of_many_to_many_rows_belongs_to_a_state() -> None:
    original, past = tracked()

    class HistoricalTopics(Passing):
        m2m_history_id = models.AutoField(primary_key=True)
        history = models.ForeignKey(past, models.DO_NOTHING)
        paper = models.ForeignKey(original, models.DO_NOTHING, related_name="+")
        instance_type = original

    history = look_at(HistoricalTopics).history
    assert history is not None
    assert (history.original, history.key, history.is_snapshot) == (past, "history_id", False)


@isolate_apps("tests.apps.everything")
def test_another_models_attribute_of_that_name_is_no_history() -> None:
    class Odd(Passing):
        instance_type = "a text"

    class Alone(Passing):
        instance_type = Odd

    assert look_at(Odd).history is None
    assert look_at(Alone).history is None
