"""Uploads: where files would be stored, and whether they can be looked at before."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.files.storage import FileSystemStorage
from django.db import models
from django.utils.module_loading import import_string

from django_graphql_auto.checks.hand_written import own_schema
from django_graphql_auto.checks.records import Finding
from django_graphql_auto.checks.schema import schema_of
from django_graphql_auto.checks.serving import known_permissions
from django_graphql_auto.checks.suggestions import did_you_mean
from django_graphql_auto.conf import settings
from django_graphql_auto.registry import Registry
from django_graphql_auto.schema.exposure import exposed_models
from django_graphql_auto.schema.scalars import UPLOAD
from django_graphql_auto.uploads import content_types, pictures


def unknown_audience(registry: Registry) -> Iterator[Finding]:
    known = known_permissions()
    if "." in settings.UPLOADS_FOR and settings.UPLOADS_FOR not in known:
        yield Finding({"permission": settings.UPLOADS_FOR, "nearest": did_you_mean(settings.UPLOADS_FOR, known)})


def useless_scanner(registry: Registry) -> Iterator[Finding]:
    path = settings.UPLOAD_SCANNER
    if path is None:
        return
    try:
        reason = None if callable(import_string(path)) else "which is no function"
    except Exception as failure:  # whatever the module does when it is imported
        reason = f"which can't be imported: {type(failure).__name__}: {failure}"
    if reason:
        yield Finding({"path": path, "reason": reason})


def crossed_sizes(registry: Registry) -> Iterator[Finding]:
    if settings.MAX_UPLOAD_BYTES > settings.MAX_UPLOAD_TOTAL_BYTES:
        yield Finding({"one": settings.MAX_UPLOAD_BYTES, "all": settings.MAX_UPLOAD_TOTAL_BYTES})


def unknowable_types(registry: Registry) -> Iterator[Finding]:
    """A file of such a type would be refused, whatever it is."""
    for kind in settings.UPLOAD_TYPES if settings.UPLOADS else ():
        if kind.startswith("image/") and not pictures.readers(kind):
            yield Finding({"type": kind, "reason": "of which Pillow reads no pictures"})
        elif kind not in content_types.SIGNATURES and content_types.libmagic() is None:
            yield Finding({"type": kind, "reason": "which only libmagic could tell, and it isn't installed"})


def one_opinion(registry: Registry) -> Iterator[Finding]:
    if settings.UPLOADS and content_types.libmagic() is None:
        yield Finding({})


def files_without_writes(registry: Registry) -> Iterator[Finding]:
    if settings.UPLOADS and not (settings.MUTATIONS or settings.EXTRA_MUTATIONS or own_schema()):
        yield Finding({})


def no_place(registry: Registry) -> Iterator[Finding]:
    """Without a folder Django stores files wherever the process was started."""
    if not (settings.UPLOADS and settings.MUTATIONS):
        return
    for info in exposed_models(registry):
        columns = [field.name for field in info.fields if field.editable and _has_no_place(field.field)]
        if columns:
            yield Finding({"columns": ", ".join(columns)}, info.model)


def _has_no_place(field: models.Field[object, object]) -> bool:
    storage = getattr(field, "storage", None)
    return isinstance(storage, FileSystemStorage) and not storage.base_location


def files_of_strangers(registry: Registry) -> Iterator[Finding]:
    if settings.UPLOADS and settings.UPLOADS_FOR == "public":
        yield Finding({})


def files_with_code(registry: Registry) -> Iterator[Finding]:
    kinds = sorted(content_types.RUN_BY_BROWSERS.intersection(settings.UPLOAD_TYPES)) if settings.UPLOADS else []
    if kinds:
        yield Finding({"types": ", ".join(kinds)})


def unsendable_files(registry: Registry) -> Iterator[Finding]:
    """Generated fields have no files where these may not be sent; hand-written ones are what they are."""
    if not settings.UPLOADS and schema_of(registry).graphql_schema.type_map.get(UPLOAD.name) is UPLOAD:
        yield Finding({})


def foreign_scalar(registry: Registry) -> Iterator[Finding]:
    found = schema_of(registry).graphql_schema.type_map.get(UPLOAD.name)
    if settings.UPLOADS and found not in (None, UPLOAD):
        kind = getattr(found, "graphene_type", type(found))
        yield Finding({"kind": f"{kind.__module__}.{kind.__qualname__}"})
