"""The public face of a served model: a thin ``DjangoObjectType``, the same class through every rebuild."""

from __future__ import annotations

from functools import partial
from typing import Any

import graphene
from django.db import models
from graphene_django import DjangoObjectType
from graphene_django.registry import get_global_registry

from django_graphql_auto.registry import default_registry
from django_graphql_auto.schema.entities import Entity

_classes: dict[type[models.Model], Any] = {}


def type_for(model: type[models.Model]) -> Any:
    """A reference to the model's object type, for hand-written graphene fields: ``graphene.Field(type_for(Product))``.

    It is resolved when the schema is built; raises :class:`LookupError` then if the model is not served.
    """
    return partial(_class_of, model)


def _class_of(model: type[models.Model]) -> Any:
    written = default_registry.options_for(model).type
    if written is None and model not in _classes:
        raise LookupError(f"{model._meta.label} is not served: see the setting EXPOSE.")
    return written if written is not None else _classes[model]


def graphene_class(entity: Entity) -> Any:
    """The class that stands for the entity in graphene; its fields come from the type map, not from graphene-django's converters."""
    if entity.options.type is not None:
        return entity.options.type
    known = _classes.get(entity.model)
    if known is None or known._meta.name != entity.type_name or known._meta.description != _description(entity):
        known = _classes[entity.model] = _make(entity)
    return known


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
    made = type(entity.type_name, (DjangoObjectType,), {"Meta": type("Meta", (), meta)})
    registry = get_global_registry()
    if registry.get_type_for_model(entity.model) in (None, _classes.get(entity.model)):
        registry.register(made)
    return made


def _description(entity: Entity) -> str | None:
    return entity.options.description or entity.info.description or None
