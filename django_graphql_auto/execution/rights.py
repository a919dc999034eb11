"""Who asks, and what the models let them do."""

from __future__ import annotations

from typing import Any

from django_graphql_auto.access import Access, may_read
from django_graphql_auto.conf import settings
from django_graphql_auto.schema.entities import Entity


def viewer(access: Access, entities: Any) -> dict[str, Any]:
    """The answer of ``viewer``. Where the schema can't be introspected, a model without any right is not named."""
    known = access.authenticated
    rights = [model_rights(access, entity) for entity in entities]
    return {
        "isAuthenticated": known,
        "username": access.user.get_username() if known else None,
        "models": [right for right in rights if settings.INTROSPECTION or True in right.values()],
    }


def model_rights(access: Access, entity: Entity) -> dict[str, Any]:
    writes = {
        action: may_read(entity.info, "permission", Access(access.user, action, access.tenant)) for action in ("add", "change", "delete")
    }
    return {"type": entity.type_name, "model": entity.info.label, "read": is_readable(access, entity)} | writes


def is_readable(access: Access, entity: Entity) -> bool:
    return may_read(entity.info, entity.read_policy, access)
