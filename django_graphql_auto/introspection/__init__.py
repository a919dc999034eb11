"""Django only: a model in, frozen records out. The only reader of ``_meta``."""

from django_graphql_auto.introspection.fields import known_class
from django_graphql_auto.introspection.instances import NotRead, instance_key, instance_maker, is_kin, key_of, key_paths
from django_graphql_auto.introspection.keys import constraint_texts
from django_graphql_auto.introspection.model import forget, look_at
from django_graphql_auto.introspection.paths import column_field, column_path, compared_field, models_along, reaches_many, relations_along
from django_graphql_auto.introspection.plainness import (
    OWN_RECEIVERS,
    deletes_plainly,
    is_one_table,
    is_sent_plainly,
    links_plainly,
    renewed,
    stores_plainly,
    stores_silently,
    why_linked_alone,
    why_stored_alone,
)
from django_graphql_auto.introspection.records import ChoiceInfo, FieldInfo, ModelInfo, RelationInfo, RelationKind, UniqueKey
from django_graphql_auto.introspection.relations import declared_through, field_of, way_back
from django_graphql_auto.introspection.storable import LARGEST, are_storable_texts, is_storable_integer, is_storable_text
from django_graphql_auto.introspection.values import concrete, is_same, values_of

__all__ = [
    "LARGEST",
    "OWN_RECEIVERS",
    "ChoiceInfo",
    "FieldInfo",
    "ModelInfo",
    "NotRead",
    "RelationInfo",
    "RelationKind",
    "UniqueKey",
    "are_storable_texts",
    "column_field",
    "column_path",
    "compared_field",
    "concrete",
    "constraint_texts",
    "declared_through",
    "deletes_plainly",
    "field_of",
    "forget",
    "instance_key",
    "instance_maker",
    "is_kin",
    "is_one_table",
    "is_same",
    "is_sent_plainly",
    "is_storable_integer",
    "is_storable_text",
    "key_of",
    "key_paths",
    "known_class",
    "links_plainly",
    "look_at",
    "models_along",
    "reaches_many",
    "relations_along",
    "renewed",
    "stores_plainly",
    "stores_silently",
    "values_of",
    "way_back",
    "why_linked_alone",
    "why_stored_alone",
]
