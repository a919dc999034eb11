"""Whose entries a user may read: those of rows that the user may see anyway."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from django_graphql_auto.access import Access, may_read
from django_graphql_auto.audit.masking import form_of, told_fields
from django_graphql_auto.audit.models import AuditEntry
from django_graphql_auto.execution.querysets.scopes import Scopes
from django_graphql_auto.introspection import concrete, field_of, look_at
from django_graphql_auto.mutations import Form
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.schema.live import current_schema

Model = type[models.Model]
ENTRIES = "graphql_audit.view_auditentry"
HIDDEN_ROWS = "graphql_audit.view_restricted_auditentry"


def readable_labels(access: Access) -> list[str]:
    """The models whose entries the user may read: every row is visible, and every row that one refers to."""
    tables = {concrete(model) for model in current_schema().entities} - {AuditEntry}
    forms = {model: form for model in tables if (form := form_of(model)) is not None}
    if not access.user.has_perm(HIDDEN_ROWS):
        open_models = _open_models(access)
        forms = {model: form for model, form in forms.items() if {form.model, *_referred(model, form)} <= open_models}
    return sorted(look_at(model).label for model in forms)


def _open_models(access: Access) -> set[Model]:
    """The served models of which the user sees every row: those marked as deleted, where these may be listed."""
    entities = current_schema().entities
    scopes = Scopes(entities, access)
    others = [
        entity for entity in entities.values() if entity.model is not AuditEntry and may_read(entity.info, entity.read_policy, access)
    ]
    return {entity.model for entity in others if not scopes.hides_rows(entity) or _lists_all(scopes, entity)}


def _lists_all(scopes: Scopes, entity: Entity) -> bool:
    if entity.mark is None or entity.mark.manager is not None or not scopes.may_list_deleted(entity):
        return False
    return not any(scopes.acting(action).hides_other_rows(entity) for action in ("view", "delete"))


def _referred(model: Model, form: Form) -> Iterator[Model]:
    """The models whose rows' keys are in the entries."""
    told = told_fields(model)
    for hop in current_schema().entities[form.model].hops.values():
        kept = hop.relation.kind.has_column or (hop.relation.through_auto_created and field_of(hop.relation) is not None)
        if kept and hop.relation.name in told:
            yield hop.target


def model_called(label: str) -> Model | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None
