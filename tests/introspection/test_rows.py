"""The keys that a relation names find the rows that Django's own accessor finds, on every relation of the test app."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models

from django_graphql_auto.introspection import RelationInfo, RelationKind, look_at
from tests.apps.everything.models import (
    Article,
    Climb,
    Club,
    ClubCountry,
    Country,
    Diner,
    Landmark,
    Mark,
    Mentorship,
    Offer,
    Passport,
    Person,
    Pizzeria,
    Place,
    Remark,
    Review,
    Seat,
    Step,
    Tenant,
    Tower,
    Visa,
)

pytestmark = pytest.mark.django_db


def _relations() -> Iterator[Any]:
    for model in apps.get_app_config("everything").get_models(include_auto_created=True):
        for relation in look_at(model).relations:
            if relation.target and look_at(model).managed and look_at(relation.target).managed:
                yield pytest.param(relation, id=f"{model._meta.model_name}.{relation.name}")


RELATIONS = list(_relations())


@pytest.fixture
def rows() -> None:
    """Some of everything, with keys that differ from table to table."""
    Landmark.objects.bulk_create([Landmark(landmark_id=number) for number in (70, 71)])
    countries = [Country.objects.create(id=10 + number, code=code, name=code) for number, code in enumerate(["fr", "nl"])]
    people = [Person.objects.create(id=20 + number, name=str(number), country=countries[number % 2]) for number in range(4)]
    Person.objects.filter(pk=21).update(boss=people[0], birthplace=countries[0], old_country=countries[1])
    people[0].friends.add(people[1], people[2])
    people[0].follows.add(people[2], people[3])
    Mentorship.objects.create(witness=people[0], pupil=people[1], mentor=people[2], since=datetime.date(2020, 1, 1))
    Visa.objects.create(passport=Passport.objects.create(holder=people[3], number="1"))
    club = Club.objects.create(name="chess")
    ClubCountry.objects.create(club=club, country=countries[1])
    club.hidden_members.add(people[1])
    pizzeria = Pizzeria.objects.create(id=30, name="Napoli", chef=people[1])
    tower = Tower.objects.create(id=40, name="Eiffel", landmark_id=50)
    for place in (Place.objects.get(pk=30), Place.objects.get(pk=40)):
        place.visitors.add(people[0])
        Remark.objects.create(subject=place, text="place")
        Offer.objects.create(place=place, code=place.name, region="r", alone=place.name, active=False)
        Step.objects.create(place=place)
    Remark.objects.create(subject=pizzeria, text="pizzeria")
    Remark.objects.create(subject=tower, text="tower")
    Review.objects.create(diner=Diner.objects.get(pk=30), place_id=40)
    Climb.objects.create(landmark_id=50, place_id="Napoli")
    article = Article.objects.create(id=60, title="News", owner=people[2])
    Remark.objects.create(subject=article, text="article")
    Mark.objects.create(kind=ContentType.objects.get_for_model(Article), key="60")
    Seat.objects.create(tenant=Tenant.objects.create(id=80), number=1)


@pytest.mark.parametrize("relation", RELATIONS)
def test_the_keys_of_a_relation_find_the_rows_of_its_accessor(rows: None, relation: RelationInfo) -> None:
    parents = list(relation.model._base_manager.order_by("pk"))
    assert [_by_keys(relation, parent) for parent in parents] == [_by_accessor(relation, parent) for parent in parents]


@pytest.mark.parametrize("relation", RELATIONS)
def test_the_query_name_of_a_relation_leads_to_the_same_rows(rows: None, relation: RelationInfo) -> None:
    for parent in relation.model._base_manager.order_by("pk"):
        found = relation.model._base_manager.filter(pk=parent.pk).values_list(f"{relation.query_name}__pk", flat=True)
        assert sorted(key for key in found if key is not None) == _by_accessor(relation, parent)


def _by_accessor(relation: RelationInfo, parent: models.Model) -> list[Any]:
    reached = getattr(parent, relation.name, None)
    if relation.to_many:
        assert reached is not None
        return sorted(row.pk for row in reached.all())
    return [reached.pk] if reached else []


def _by_keys(relation: RelationInfo, parent: models.Model) -> list[Any]:
    assert relation.target
    value = getattr(parent, relation.parent_key)
    values = [value]
    if relation.through:
        key = f"{relation.through_target}__{relation.target_key}"
        values = list(relation.through._base_manager.filter(**{relation.through_parent_key: value}).values_list(key, flat=True))
    found = relation.target._base_manager.filter(**{f"{relation.target_key}__in": values}, **_content_type(relation))
    return sorted(found.values_list("pk", flat=True))


def _content_type(relation: RelationInfo) -> dict[str, Any]:
    if relation.kind is not RelationKind.GENERIC_RELATION:
        return {}
    content_type = ContentType.objects.get_for_model(relation.model, for_concrete_model=relation.for_concrete_model)
    return {relation.content_type_field: content_type}
