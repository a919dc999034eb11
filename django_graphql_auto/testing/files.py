"""Files among the variables of a test's operation."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile


def with_uploads(variables: Mapping[str, Any]) -> Any:
    """The variables as they are when a multipart request has been read."""
    from django_graphql_auto.uploads import Upload

    return _replaced(variables, "variables", lambda file, path: Upload(file))


def form(body: Mapping[str, Any]) -> dict[str, Any] | None:
    """The fields of the multipart request for an operation; None where no file is sent."""
    sent: dict[str, Any] = {}
    places: dict[str, list[str]] = {}

    def take(file: UploadedFile[Any], path: str) -> None:
        places[str(len(sent))] = [path]
        sent[str(len(sent))] = file

    operation = _replaced(body, "", take)
    return {"operations": json.dumps(operation, default=str), "map": json.dumps(places), **sent} if sent else None


def _replaced(value: Any, path: str, replace: Callable[[UploadedFile[Any], str], Any]) -> Any:
    start = f"{path}." if path else ""
    if isinstance(value, UploadedFile):
        return replace(value, path)
    if isinstance(value, Mapping):
        return {name: _replaced(each, f"{start}{name}", replace) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_replaced(each, f"{start}{place}", replace) for place, each in enumerate(value)]
    return value
