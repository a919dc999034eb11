import pytest
from django.db import models
from django.test.utils import isolate_apps

from django_graphql_auto.introspection import RelationKind, look_at
from tests.introspection.looks import Passing, relation, relation_names

taggit_models = pytest.importorskip("taggit.models")
taggit_managers = pytest.importorskip("taggit.managers")

pytestmark = pytest.mark.third_party


@isolate_apps("tests.apps.everything")
def test_tags_are_many_to_many_through_rows_that_point_back_generically() -> None:
    class Post(Passing):
        tags = taggit_managers.TaggableManager()

    tags = relation(Post, "tags")
    assert (tags.kind, tags.target, tags.through) == (RelationKind.MANY_TO_MANY, taggit_models.Tag, taggit_models.TaggedItem)
    assert (tags.parent_key, tags.through_parent_key, tags.through_target) == ("pk", "object_id", "tag")
    assert (tags.content_type_field, tags.object_id_field) == ("content_type", "object_id")
    assert not [found for found in look_at(taggit_models.Tag).relations if found.target is Post]


@isolate_apps("tests.apps.everything")
def test_tags_may_have_through_rows_of_their_own() -> None:
    class Label(taggit_models.TaggedItemBase):  # type: ignore[misc, name-defined]
        content_object = models.ForeignKey("Photo", models.CASCADE)

        class Meta(Passing.Meta):
            pass

    class Photo(Passing):
        tags = taggit_managers.TaggableManager(through=Label)

    tags = relation(Photo, "tags")
    assert (tags.through, tags.through_parent_key, tags.through_target) == (Label, "content_object_id", "tag")
    assert tags.content_type_field == ""


@isolate_apps("tests.apps.everything")
def test_tags_whose_through_rows_lead_elsewhere_are_left_out() -> None:
    class Stranger(Passing):
        pass

    class Label(taggit_models.TaggedItemBase):  # type: ignore[misc, name-defined]
        content_object = models.ForeignKey(Stranger, models.CASCADE)

        class Meta(Passing.Meta):
            pass

    class Photo(Passing):
        tags = taggit_managers.TaggableManager(through=Label)

    assert relation_names(Photo) == []
