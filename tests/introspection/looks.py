"""Short ways to one record, for the tests of this room."""

from django.db import models

from django_graphql_auto.introspection import FieldInfo, RelationInfo, look_at


class Passing(models.Model):
    """For models that live within one test, which ``isolate_apps`` keeps out of everybody's sight."""

    class Meta:
        abstract = True
        app_label = "everything"


def column(model: type[models.Model], name: str) -> FieldInfo:
    return next(field for field in look_at(model).fields if field.name == name)


def relation(model: type[models.Model], name: str) -> RelationInfo:
    [found] = [relation for relation in look_at(model).relations if relation.name == name]
    return found


def relation_names(model: type[models.Model]) -> list[str]:
    return [relation.name for relation in look_at(model).relations]
