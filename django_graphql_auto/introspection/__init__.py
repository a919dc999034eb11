"""Django only: a model in, frozen records out. The only reader of ``_meta``."""

from django_graphql_auto.introspection.fields import known_class
from django_graphql_auto.introspection.model import forget, look_at
from django_graphql_auto.introspection.records import ChoiceInfo, FieldInfo, ModelInfo, RelationInfo, RelationKind, UniqueKey

__all__ = [
    "ChoiceInfo",
    "FieldInfo",
    "ModelInfo",
    "RelationInfo",
    "RelationKind",
    "UniqueKey",
    "forget",
    "known_class",
    "look_at",
]
