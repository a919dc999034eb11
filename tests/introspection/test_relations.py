from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.test.utils import isolate_apps

from django_graphql_auto.introspection import RelationKind, look_at
from tests.apps.everything.models import (
    Article,
    Club,
    ClubCountry,
    Country,
    Diner,
    Landmark,
    LegacyView,
    Mark,
    Mentorship,
    Passport,
    Person,
    Pizzeria,
    Place,
    Remark,
    Restaurant,
    Review,
    Seat,
    Swapped,
    Tenant,
    Tower,
    Visa,
)
from tests.introspection.looks import Passing, column, relation, relation_names


def test_relations_come_in_declaration_order_and_then_the_reverse_ones_by_name() -> None:
    names = relation_names(Person)
    forward = ["country", "boss", "account", "birthplace", "old_country", "friends", "follows", "mentors"]
    assert names[: len(forward)] == forward
    assert names[len(forward) :] == sorted(names[len(forward) :])


def test_a_foreign_key_is_a_relation_and_no_column() -> None:
    assert "boss" not in {field.name for field in look_at(Person).fields}
    boss = relation(Person, "boss")
    assert (boss.kind, boss.target, boss.null, boss.parent_key, boss.target_key) == (
        RelationKind.FOREIGN_KEY,
        Person,
        True,
        "boss_id",
        "pk",
    )


def test_a_foreign_key_to_another_column_names_it() -> None:
    country = relation(Person, "country")
    assert (country.parent_key, country.target_key, country.null) == ("country_id", "code", False)
    assert country.description == "Where they live."
    people = relation(Country, "people")
    assert (people.parent_key, people.target_key) == ("code", "country_id")


def test_a_reverse_relation_is_named_by_its_accessor_and_queried_by_its_query_name() -> None:
    assert (relation(Person, "staff").kind, relation(Person, "staff").query_name) == (RelationKind.REVERSE_FOREIGN_KEY, "subordinate")
    assert relation(Tenant, "seat_set").query_name == "seat"
    assert (relation(Person, "article_owned").query_name, relation(Person, "article_owned").target) == ("article_of", Article)


def test_a_one_to_one_can_be_absent_on_the_way_back() -> None:
    holder, passport = relation(Passport, "holder"), relation(Person, "passport")
    assert (holder.kind, holder.null) == (RelationKind.ONE_TO_ONE, False)
    assert (passport.kind, passport.null, passport.target_key) == (RelationKind.REVERSE_ONE_TO_ONE, True, "holder_id")
    assert not passport.to_many


def test_a_foreign_key_to_a_row_whose_key_is_a_foreign_key_finds_it_by_its_key() -> None:
    assert relation(Visa, "passport").target_key == "pk"
    assert relation(Passport, "visa_set").parent_key == "pk"


def test_a_foreign_key_within_a_composite_key_is_a_relation() -> None:
    assert relation(Seat, "tenant").parent_key == "tenant_id"


@pytest.mark.parametrize("hidden", ["birthplace", "hidden_members", "kind"])
def test_a_hidden_relation_has_no_way_back(hidden: str) -> None:
    targets = {"birthplace": Country, "hidden_members": Person, "kind": ContentType}
    made_by = {"birthplace": Person, "hidden_members": Club, "kind": Mark}
    assert relation(made_by[hidden], hidden).target is targets[hidden]
    ways_back = [found for found in look_at(targets[hidden]).relations if found.target is made_by[hidden] and not found.kind.has_column]
    assert [found.name for found in ways_back] == {"birthplace": ["people", "person_set"]}.get(hidden, [])


def test_auto_created_through_rows_are_reached_from_nowhere() -> None:
    targets = [found.target for model in (Person, Place, Club) for found in look_at(model).relations]
    assert not [target for target in targets if target and look_at(target).auto_created]


def test_a_many_to_many_names_both_ends_of_its_through_row() -> None:
    follows = relation(Person, "follows")
    assert (follows.through_parent_key, follows.through_target, follows.through_auto_created) == ("from_person_id", "to_person", True)
    followers = relation(Person, "followers")
    assert (followers.through_parent_key, followers.through_target) == ("to_person_id", "from_person")
    assert followers.through is follows.through is Person.follows.through


def test_a_symmetrical_many_to_many_has_no_way_back() -> None:
    assert relation(Person, "friends").symmetrical
    assert [name for name in relation_names(Person) if "friends" in name] == ["friends"]


def test_through_fields_choose_among_several_foreign_keys() -> None:
    mentors, pupils = relation(Person, "mentors"), relation(Person, "pupils")
    assert (mentors.through, mentors.through_auto_created) == (Mentorship, False)
    assert (mentors.through_parent_key, mentors.through_target) == ("pupil_id", "mentor")
    assert (pupils.through_parent_key, pupils.through_target) == ("mentor_id", "pupil")
    assert relation(Person, "witnessed").target is Mentorship


def test_a_through_row_may_hold_other_columns_than_keys() -> None:
    countries, clubs = relation(Club, "countries"), relation(Country, "clubs")
    assert (countries.through, countries.parent_key, countries.target_key) == (ClubCountry, "name", "code")
    assert (clubs.parent_key, clubs.target_key) == ("code", "name")


def test_a_generic_foreign_key_names_its_two_columns_which_stay_what_they_are() -> None:
    subject = relation(Remark, "subject")
    assert (subject.kind, subject.target, subject.null) == (RelationKind.GENERIC_FOREIGN_KEY, None, True)
    assert (subject.content_type_field, subject.object_id_field) == ("content_type", "object_id")
    assert relation(Remark, "content_type").target is ContentType
    assert column(Remark, "object_id").field_class is models.PositiveBigIntegerField
    marked = relation(Mark, "marked")
    assert (marked.content_type_field, marked.object_id_field, marked.for_concrete_model) == ("kind", "key", False)


def test_a_generic_relation_names_the_columns_of_its_target() -> None:
    marks = relation(Article, "marks")
    assert (marks.kind, marks.target) == (RelationKind.GENERIC_RELATION, Mark)
    assert (marks.target_key, marks.content_type_field, marks.object_id_field, marks.for_concrete_model) == ("key", "kind", "key", False)


def test_a_generic_relations_query_name_is_no_relation_of_its_target() -> None:
    assert relation(Article, "remarks").target is Remark
    assert relation_names(Remark) == ["content_type", "subject"]


def test_a_child_reaches_what_its_parents_reach() -> None:
    inherited = {"visitors", "remarks", "reviews", "offer_set", "step_set", "climbs"}
    assert inherited <= set(relation_names(Place)) & set(relation_names(Restaurant)) & set(relation_names(Pizzeria))
    assert {relation(Pizzeria, name).model for name in inherited} == {Pizzeria}
    assert relation(Pizzeria, "reviews").parent_key == "pk"
    assert relation(Pizzeria, "climbs").parent_key == "name"


def test_links_between_parent_and_child_are_marked() -> None:
    assert relation(Restaurant, "place_ptr").parent_link
    assert relation(Place, "restaurant").child_link
    assert relation(Restaurant, "pizzeria").child_link
    assert "restaurant" not in relation_names(Restaurant)
    assert [found.name for found in look_at(Pizzeria).relations if found.parent_link] == ["place_ptr", "restaurant_ptr"]
    assert [found.name for found in look_at(Person).relations if found.parent_link or found.child_link] == []


def test_a_second_parents_relations_start_at_that_parents_key() -> None:
    assert relation(Landmark, "climb_set").parent_key == "pk"
    assert relation(Tower, "climb_set").parent_key == "landmark_id"
    assert relation(Tower, "reviews").parent_key == "pk"


def test_a_proxy_has_the_relations_of_its_table_and_targets_are_as_declared() -> None:
    assert relation(Review, "diner").target is Diner
    assert {found.name for found in look_at(Diner).relations} == {found.name for found in look_at(Restaurant).relations}
    assert relation(Diner, "review_set").model is Diner


def test_a_swapped_model_is_not_reached() -> None:
    assert look_at(Swapped).swapped
    assert not [found for found in look_at(Place).relations if found.target is Swapped]


def test_the_database_vouches_only_for_its_own_constraints() -> None:
    assert relation(Person, "country").constrained
    assert not relation(Person, "old_country").constrained
    assert not relation(LegacyView, "person").constrained
    assert not relation(Remark, "subject").constrained


def test_the_user_model_and_its_groups_are_seen_from_both_sides() -> None:
    user = get_user_model()
    assert relation(user, "person").kind is RelationKind.REVERSE_ONE_TO_ONE
    assert relation(user, "groups").target is Group
    assert relation(Group, "user_set").target is user


@isolate_apps("tests.apps.everything")
def test_a_name_inherited_from_two_parents_is_the_relation_that_queries_mean() -> None:
    class Ship(Passing):
        ship_id = models.BigAutoField(primary_key=True)

    class House(Passing):
        house_id = models.BigAutoField(primary_key=True)

    class Houseboat(Ship, House):
        pass

    class Repair(Passing):
        ship = models.ForeignKey(Ship, models.CASCADE)
        house = models.ForeignKey(House, models.CASCADE)

    assert relation(Ship, "repair_set").target_key == "ship_id"
    assert relation(House, "repair_set").target_key == "house_id"
    queried = Houseboat._meta.get_field("repair")
    assert isinstance(queried, models.ManyToOneRel)
    assert relation(Houseboat, "repair_set").target_key == queried.field.attname


@isolate_apps("tests.apps.everything")
def test_a_many_to_many_to_a_proxy_leads_back_from_the_proxy_alone() -> None:
    class Inn(Passing):
        pass

    class CosyInn(Inn):
        class Meta(Passing.Meta):
            proxy = True

    class Guide(Passing):
        inns: Any = models.ManyToManyField(CosyInn)

    assert relation(Guide, "inns").target is CosyInn
    assert relation(CosyInn, "guide_set").target is Guide
    assert relation_names(Inn) == []


@isolate_apps("tests.apps.everything")
def test_relations_to_models_that_are_not_installed_are_left_out() -> None:
    class Lost(Passing):
        key = models.ForeignKey("elsewhere.Thing", models.CASCADE)
        keys: Any = models.ManyToManyField("elsewhere.Thing", related_name="losses")
        things = GenericRelation("elsewhere.Thing")

    assert relation_names(Lost) == []
    assert [field.name for field in look_at(Lost).fields] == ["id"]


@isolate_apps("tests.apps.everything")
def test_a_join_over_one_pair_of_columns_is_a_foreign_key_and_over_several_is_left_out() -> None:
    class Rate(Passing):
        currency = models.CharField(max_length=3, unique=True)
        day = models.DateField()

        class Meta(Passing.Meta):
            unique_together = [("currency", "day")]

    class Price(Passing):
        code = models.CharField(max_length=3)
        day = models.DateField()
        currency = models.ForeignObject(Rate, models.DO_NOTHING, from_fields=["code"], to_fields=["currency"], related_name="prices")
        rate = models.ForeignObject(Rate, models.DO_NOTHING, from_fields=["code", "day"], to_fields=["currency", "day"])

    currency = relation(Price, "currency")
    assert (currency.parent_key, currency.target_key, currency.constrained) == ("code", "currency", False)
    assert (relation(Rate, "prices").parent_key, relation(Rate, "prices").target_key) == ("currency", "code")
    assert relation_names(Price) == ["currency"]
    assert relation_names(Rate) == ["prices"]
