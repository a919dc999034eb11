"""Which models are served, and what of them, each with the rule that decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.apps import apps

from django_graphql_auto.access import permission_name
from django_graphql_auto.introspection import look_at
from django_graphql_auto.management.doctor.records import HiddenModel, Rights, ServedModel
from django_graphql_auto.management.doctor.writing import writes_of
from django_graphql_auto.options import ModelOptions
from django_graphql_auto.registry import Registry
from django_graphql_auto.schema.build import BuiltSchema
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.schema.exposure import exposure_of, hidden_members, models_above

Holders = Mapping[str, Mapping[str, Sequence[str]]]


def served_models(built: BuiltSchema, registry: Registry, holders: Holders, rights: Mapping[str, Rights]) -> list[ServedModel]:
    """``holders`` and ``rights`` are by the model's label, where they are known."""
    served = {model: entity.options for model, entity in built.entities.items()}
    return [
        ServedModel(
            model=entity.info.label,
            rule=exposure_of(entity.info, registry).rule,
            type_name=entity.type_name,
            root_fields=_root_fields(built, entity),
            read=_read(entity),
            rows=list(_row_rules(built, entity)),
            hidden=hidden_members(entity.info, entity.options, served),
            writes=writes_of(built, entity),
            holders=holders.get(entity.info.label, {}),
            rights=rights.get(entity.info.label),
        )
        for entity in built.entities.values()
    ]


def hidden_models(registry: Registry) -> list[HiddenModel]:
    infos = [look_at(model) for model in apps.get_models(include_swapped=True)]
    exposures = [(info.label, exposure_of(info, registry)) for info in infos]
    return [HiddenModel(label, exposure.rule) for label, exposure in sorted(exposures, key=lambda pair: pair[0]) if not exposure.served]


def _root_fields(built: BuiltSchema, entity: Entity) -> list[str]:
    query = built.graphql_schema.query_type
    names = (entity.singular, entity.plural, *entity.options.lists)
    return [name for name in names if query and name in query.fields]


def _source(entity: Entity) -> str:
    if entity.options.read:
        return "its options"
    if entity.info.history:
        return "a history is opened by its own options only"
    return "a model above it" if entity.read else "the setting READ"


def _read(entity: Entity) -> str:
    permission = f" {permission_name(entity.info, 'view')}" if entity.read_policy == "permission" else ""
    return f"{entity.read_policy}{permission} ({_source(entity)})"


def _row_rules(built: BuiltSchema, entity: Entity) -> Iterator[str]:
    if has_scope(entity):
        yield "its scope() decides"
    if entity.options.manager:
        yield f"the rows of the manager {entity.options.manager!r}"
    elif not entity.info.plain_manager:
        yield f"the rows of its default manager {entity.model._default_manager.name!r}"
    kept = [entity.info.history.original] if entity.info.history else []
    for above in (built.entities[model] for model in [*models_above(entity.info), *kept] if model in built.entities):
        if has_scope(above) or above.options.manager or not above.info.plain_manager:
            yield f"the row rules of {above.info.label} hold too"


def has_scope(entity: Entity) -> bool:
    return type(entity.options).scope is not ModelOptions.scope
