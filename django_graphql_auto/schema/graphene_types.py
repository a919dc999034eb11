"""The public face of a served model: a thin ``DjangoObjectType``, the same class through every rebuild."""

from __future__ import annotations

from functools import partial
from typing import Any

import graphene
from django.db import models
from graphene_django import DjangoObjectType
from graphene_django.registry import get_global_registry

from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.schema.entities import Entities, Entity

_made: dict[type[models.Model], Any] = {}
"""Every class made here, by model."""
_in_force: dict[type[models.Model], Any] = {}
"""What stands for each served model in the latest build."""


def type_for(model: type[models.Model]) -> Any:
    """A reference to the model's object type, for hand-written graphene fields: ``graphene.Field(type_for(Product))``.

    It is resolved when the schema is built; a model that is not served is a :class:`SchemaError` then.
    """
    return partial(_class_of, model)


def _class_of(model: type[models.Model]) -> Any:
    if model not in _in_force:
        raise SchemaError(f"A hand-written field refers to {model._meta.label}, which is not served.", "See the setting EXPOSE.", model)
    return _in_force[model]


def graphene_classes(entities: Entities) -> dict[Any, Entity]:
    """The classes that stand for the entities in graphene; generated ones take their fields from the type map."""
    global _in_force
    _in_force = {entity.model: entity.options.type or _generated(entity) for entity in entities.values()}
    return {_in_force[entity.model]: entity for entity in entities.values()}


def is_generated(graphene_class: Any) -> bool:
    return graphene_class in _made.values()


def _generated(entity: Entity) -> Any:
    known = made = _made.get(entity.model)
    if made is None or (made._meta.name, made._meta.description) != (entity.type_name, _description(entity)):
        made = _made[entity.model] = _make(entity)
    _lead_to(made, known)
    return made


def _lead_to(made: Any, known: Any) -> None:
    """Where the project has no type of its own for the model, hand-written types' relations lead to ours."""
    registry = get_global_registry()
    if registry.get_type_for_model(made._meta.model) in (None, known):
        registry.register(made)


def _make(entity: Entity) -> Any:
    meta = {
        "model": entity.model,
        "name": entity.type_name,
        "description": _description(entity),
        "fields": (),
        "skip_registry": True,
        "interfaces": (graphene.relay.Node,),
        "use_connection": False,
    }
    return type(entity.type_name, (DjangoObjectType,), {"Meta": type("Meta", (), meta)})


def _description(entity: Entity) -> str | None:
    return entity.options.description or entity.info.description or None
