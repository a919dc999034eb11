"""What a project adds to its API by ``EXTRA_QUERIES``: rows as they were."""

from __future__ import annotations

import datetime
import json
from typing import Any

import graphene
from django.core.exceptions import ValidationError
from django.db import models

from django_graphql_auto.access import Access, access_for
from django_graphql_auto.audit.reading import ENTRIES, model_called, readable_labels
from django_graphql_auto.audit.serving import served
from django_graphql_auto.audit.states import NotKept, state_at
from django_graphql_auto.exceptions import BadUserInput, Forbidden, Unauthenticated
from django_graphql_auto.introspection import are_storable_texts, is_storable_integer, look_at
from django_graphql_auto.schema.scalars import JSON


class AuditQuery(graphene.ObjectType):  # type: ignore[misc]
    state_at = graphene.Field(
        JSON,
        model=graphene.Argument(graphene.String, required=True, description="E.g. shop.product."),
        key=graphene.Argument(graphene.String, required=True, description="The row's key, as entries name it."),
        moment=graphene.Argument(graphene.DateTime, required=True),
        description="What a row was at a moment, as far as the audit trail knows; null where there was none.",
    )

    def resolve_state_at(root, info: Any, model: str, key: str, moment: datetime.datetime) -> dict[str, Any] | None:  # noqa: N805
        access = access_for(None, info.context.user)
        found = _readable(model.lower(), access)
        try:
            state = state_at((found, _key(found, key)), moment)
        except (ValidationError, ValueError, TypeError, OverflowError, RecursionError):
            raise BadUserInput("This is no key of this model.") from None
        except NotKept as error:
            raise BadUserInput(str(error)) from error
        return None if state is None else served(found, state)


def _readable(label: str, access: Access) -> type[models.Model]:
    """A model that is hidden and one that there isn't look the same."""
    if not access.user.has_perm(ENTRIES):
        raise (Forbidden if access.authenticated else Unauthenticated)("You may not read audit entries.")
    model = model_called(label)
    if model is None or label not in readable_labels(access):
        raise Forbidden("You may not read audit entries of such a model.")
    return model


def _key(model: type[models.Model], text: str) -> tuple[Any, ...]:
    names = look_at(model).key_attnames
    parts = [text] if len(names) == 1 else json.loads(text)
    key = tuple(model._meta.get_field(name).to_python(part) for name, part in zip(names, parts, strict=True))  # type: ignore[union-attr]
    if not all(is_storable_integer(part) if isinstance(part, int) else are_storable_texts(part) for part in key):
        raise ValueError("No database stores this.")
    return key
