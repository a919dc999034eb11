"""What mutations do with the rows of a model, and what keeps them from doing more."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import router

from django_graphql_auto.conf import settings
from django_graphql_auto.introspection import why_stored_alone
from django_graphql_auto.mutations import Form
from django_graphql_auto.schema.build import BuiltSchema
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.schema.forms import needed_and_no_input

ORDER = ("create", "update", "delete")


def writes_of(built: BuiltSchema, entity: Entity) -> list[str]:
    """Nothing where writing is switched off."""
    return list(_told(built.forms[entity.model], entity)) if settings.MUTATIONS else []


def _told(form: Form, entity: Entity) -> Iterator[str]:
    done = [operation for operation in ORDER if operation in form.operations]
    yield ", ".join(done) or "nothing"
    needed = needed_and_no_input(entity, form)
    if "create" not in done and needed:
        yield f"no create: needed and no input: {', '.join(sorted(needed))}"
    reason = why_stored_alone(entity.model, router.db_for_write(entity.model))
    if reason and set(done) & {"create", "update"}:
        yield f"many rows one by one: {reason}"
