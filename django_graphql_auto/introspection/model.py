"""One look at a model."""

from __future__ import annotations

import inspect
import re
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.sql import Query
from django.utils import translation

from django_graphql_auto.introspection import keys, plainness
from django_graphql_auto.introspection.fields import fields_of
from django_graphql_auto.introspection.history import history_of, history_relation
from django_graphql_auto.introspection.records import ModelInfo
from django_graphql_auto.introspection.relations import relations_of, ways_from


def look_at(model: type[models.Model]) -> ModelInfo:
    """What is to be known of ``model``; looked up once per class. All models must be loaded."""
    return _look(model)


def forget() -> None:
    """Forgets every look, for tests and for models that changed after they were loaded."""
    for remembered in (_look, keys.index_prefixes, keys.key_chain, ways_from, *plainness.REMEMBERED):
        remembered.cache_clear()


@cache
def _look(model: type[models.Model]) -> ModelInfo:
    # Whoever comes first must not decide the language of everybody's schema.
    with translation.override(settings.LANGUAGE_CODE):
        return _model_info(model)


def _model_info(model: type[models.Model]) -> ModelInfo:
    meta = model._meta
    own, *parents = keys.ancestry(model)
    return ModelInfo(
        model=model,
        label=meta.label_lower,
        app_label=meta.app_label,
        object_name=str(meta.object_name),
        verbose_name=str(meta.verbose_name),
        verbose_name_plural=str(meta.verbose_name_plural),
        description=_description(model),
        fields=fields_of(model),
        relations=(*relations_of(model), *filter(None, [history_relation(model)])),
        key_fields=tuple(field.name for field in keys.key_of(model)),
        key_attnames=tuple(field.attname for field in keys.key_of(model)),
        unique_keys=keys.unique_keys(model),
        ordering=tuple(meta.ordering or ()),
        parents=tuple(parents),
        children=_children(own),
        polymorphic=bool(getattr(model, "polymorphic_model_marker", False)),
        concrete_model=own,
        proxy=meta.proxy,
        managed=meta.managed,
        swapped=bool(meta.swapped),
        auto_created=bool(meta.auto_created),
        db_table=meta.db_table,
        index_prefixes=keys.index_prefixes(model),
        history=history_of(model),
        plain_manager=_is_plain(model._default_manager),
    )


def _description(model: type[models.Model]) -> str:
    """The docstring, unless it is the list of fields that Django writes where there is none."""
    written = inspect.cleandoc(model.__doc__ or "")
    if re.fullmatch(rf"{model.__name__}\([\w, ]*\)", written):
        written = ""
    return written or model._meta.db_table_comment


def _children(model: type[models.Model]) -> tuple[type[models.Model], ...]:
    """Parent links hidden by ``related_name='+'`` count: the child exists all the same."""
    found: list[Any] = [rel for rel in model._meta.get_fields(include_hidden=True) if isinstance(rel, models.OneToOneRel)]
    children = {rel.related_model for rel in found if rel.parent_link and rel.model._meta.concrete_model is model}
    return tuple(sorted(children, key=lambda child: str(child._meta.label_lower)))


PLAIN = ("django.db.models.manager.BaseManager", "polymorphic.managers.PolymorphicManager", "model_utils.managers.InheritanceManagerMixin")
"""The classes whose ``get_queryset`` answers the same in every request: all rows, or those of a proxy's type."""


def _is_plain(manager: models.Manager[Any]) -> bool:
    """A ``get_queryset`` of its own may answer otherwise in another request, so that one look proves nothing."""
    answering: Any = type(manager).get_queryset
    if f"{answering.__module__}.{answering.__qualname__.rpartition('.')[0]}" not in PLAIN:
        return False
    query = manager.get_queryset().query
    return type(query) is Query and not _narrows(query)


def _narrows(query: Query) -> bool:
    changes = (query.where, query.annotations, query.distinct, query.is_sliced, query.extra, query.combinator)
    return any(map(bool, changes)) or len(query.alias_map) > 1
