"""``modelSchema``: what front ends build forms and tables from."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLBoolean, GraphQLField, GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString

from django_graphql_auto.schema.scalars import JSON

TEXT, FLAG = GraphQLNonNull(GraphQLString), GraphQLNonNull(GraphQLBoolean)


def _several(kind: Any) -> Any:
    return GraphQLNonNull(GraphQLList(GraphQLNonNull(kind)))


MODEL_RIGHTS = GraphQLObjectType(
    "ModelRights",
    {
        "type": GraphQLField(TEXT, description="The name of the object type."),
        "model": GraphQLField(TEXT, description="The model's label."),
        **{right: GraphQLField(FLAG) for right in ("read", "add", "change", "delete")},
    },
    description="What you may do with one model's rows, as far as the model itself decides it.",
)
CHOICE_SCHEMA = GraphQLObjectType(
    "ChoiceSchema",
    {
        "name": GraphQLField(GraphQLString, description="The enum's member, where the field is an enum."),
        "value": GraphQLField(JSON, description="What is stored."),
        "label": GraphQLField(TEXT),
    },
    description="One choice of a field.",
)
FIELD_SCHEMA = GraphQLObjectType(
    "FieldSchema",
    {
        "name": GraphQLField(TEXT, description="The field's name on the object type."),
        "type": GraphQLField(TEXT, description="The field's type, as the schema writes it."),
        "label": GraphQLField(TEXT),
        "helpText": GraphQLField(TEXT),
        "required": GraphQLField(FLAG, description="Whether a new row needs a value from the form."),
        "nullable": GraphQLField(FLAG, description="Whether null can be stored."),
        "readOnly": GraphQLField(FLAG, description="Whether no form edits it."),
        "unique": GraphQLField(FLAG),
        "hasDefault": GraphQLField(FLAG),
        "default": GraphQLField(JSON, description="The default as it stands in an answer; null where it is computed."),
        "maxLength": GraphQLField(GraphQLInt),
        "minLength": GraphQLField(GraphQLInt),
        "minValue": GraphQLField(JSON),
        "maxValue": GraphQLField(JSON),
        "maxDigits": GraphQLField(GraphQLInt),
        "decimalPlaces": GraphQLField(GraphQLInt),
        "pattern": GraphQLField(GraphQLString, description="A regular expression that the text matches."),
        "format": GraphQLField(GraphQLString, description="`email`, `url`, `slug` or `ip`."),
        "choices": GraphQLField(GraphQLList(GraphQLNonNull(CHOICE_SCHEMA))),
        "many": GraphQLField(FLAG, description="Whether it leads to many rows."),
        "models": GraphQLField(
            _several(GraphQLString), description="The labels of the models that it leads to; empty where it is no relation."
        ),
        "filterable": GraphQLField(FLAG, description="Whether `where` takes it."),
        "orderable": GraphQLField(FLAG, description="Whether `orderBy` takes it."),
    },
    description="One field of a model, as forms and tables need to know it.",
)
MODEL_SCHEMA = GraphQLObjectType(
    "ModelSchema",
    {
        "model": GraphQLField(TEXT, description="The model's label."),
        "type": GraphQLField(TEXT, description="The name of the object type."),
        "verboseName": GraphQLField(TEXT),
        "verboseNamePlural": GraphQLField(TEXT),
        "description": GraphQLField(GraphQLString),
        "rights": GraphQLField(GraphQLNonNull(MODEL_RIGHTS)),
        "fields": GraphQLField(_several(FIELD_SCHEMA)),
        "uniqueTogether": GraphQLField(_several(GraphQLList(TEXT)), description="Fields whose values are unique together."),
    },
    description="A model, as forms and tables need to know it.",
)
