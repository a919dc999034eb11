"""Operations with files: the GraphQL multipart request specification (jaydenseric, version 3), in Django's own parser.

::

    operations: {"query": "mutation ($file: Upload!) { … }", "variables": {"file": null}}
    map: {"0": ["variables.file"]}
    0: the file

Every file has one place among the variables, which must be null, and every place one file: nothing is sent for nothing.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError

from django_graphql_auto.access import access_for, require_audience
from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import PublicError
from django_graphql_auto.http.media_types import require_plain
from django_graphql_auto.http.refusals import (
    Refusal,
    batched_files,
    body_too_large,
    malformed,
    no_length,
    not_admitted,
    too_much_sent,
)
from django_graphql_auto.http.strict_json import parse
from django_graphql_auto.uploads import Upload

TEXTS = ("operations", "map")
Files = dict[str, Upload]
"""By the names under which they are sent."""


def operation_with_files(request: HttpRequest) -> tuple[dict[str, Any], frozenset[str]]:
    """The operation with its files in their places, and the names of the variables that hold them. Raises a :class:`Refusal`."""
    require_plain(request)
    _require_admission(request)
    _require_length(request)
    sent = Sent()
    _parse(request, sent)
    operation, places = (parse(_text(request.POST, name)) for name in TEXTS)
    return operation, _put(_files(request, sent), places, operation)


def _require_admission(request: HttpRequest) -> None:
    """Who may send no files is told so before they are read."""
    try:
        require_audience(settings.UPLOADS_FOR, access_for(request), "send files")
    except PublicError as error:
        raise not_admitted(error) from None


def _require_length(request: HttpRequest) -> None:
    length = request.META.get("CONTENT_LENGTH", "")
    if not length.isdecimal():
        raise no_length()
    if int(length) > settings.MAX_UPLOAD_TOTAL_BYTES + settings.MAX_BODY_BYTES:
        raise _too_many_bytes()


def _too_many_bytes() -> Refusal:
    most = settings.MAX_UPLOAD_TOTAL_BYTES
    return too_much_sent("MAX_UPLOAD_TOTAL_BYTES", f"The files of a request have at most {most} bytes together.")


class Sent(FileUploadHandler):
    """Stands before the handlers that keep files, in memory or on disk, and hands on no more than is allowed."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[int] = []
        """Of the files as they were sent; what is kept of one that is too large is only its beginning."""

    def new_file(self, *about: Any, **more: Any) -> None:
        self.sizes.append(0)
        if len(self.sizes) > settings.MAX_UPLOADS:
            raise too_much_sent("MAX_UPLOADS", f"A request has at most {settings.MAX_UPLOADS} files.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.sizes[-1] += len(raw_data)
        if sum(self.sizes) > settings.MAX_UPLOAD_TOTAL_BYTES:
            raise _too_many_bytes()
        return raw_data if self.sizes[-1] <= settings.MAX_UPLOAD_BYTES else None

    def file_complete(self, file_size: int) -> None:
        """The handlers behind this one make the file."""


def _parse(request: HttpRequest, sent: Sent) -> None:
    """Django reads the body when its parts are first asked for."""
    if hasattr(request, "_files"):
        raise malformed("Something before the API has read the files, without its limits.")
    request.upload_handlers.insert(0, sent)
    try:
        request.FILES  # noqa: B018
    except Exception as failure:
        _close(request)
        raise _refusal_of(failure) from None


def _close(request: HttpRequest) -> None:
    """What a handler has begun to keep."""
    for handler in request.upload_handlers:
        if file := getattr(handler, "file", None):
            file.close()


def _refusal_of(failure: Exception) -> Exception:
    match failure:
        case RequestDataTooBig():
            return body_too_large(settings.MAX_BODY_BYTES)
        case TooManyFilesSent():
            return too_much_sent("MAX_UPLOADS", "The request has too many files.")
        case TooManyFieldsSent():
            return malformed("The request has other fields than operations, map and files.")
        case UnreadablePostError():
            return malformed("The body ended early.")
        case MultiPartParserError():
            return malformed("The multipart body is malformed.")
    return failure


def _text(fields: QueryDict, name: str) -> str:
    if unknown := next((other for other in fields if other not in TEXTS), None):
        raise malformed(f"The field {unknown[:40]!r} is none of operations, map and files.")
    given = fields.getlist(name)
    if len(given) != 1:
        raise malformed(f"The request needs the field {name}, once, as a text.")
    if len(given[0].encode()) > settings.MAX_BODY_BYTES:
        raise body_too_large(settings.MAX_BODY_BYTES)
    if "\ufffd" in given[0]:  # Django has put it in the place of what isn't UTF-8; in JSON it can be written as \ufffd
        raise malformed("The body isn't UTF-8.")
    return given[0]


def _files(request: HttpRequest, sent: Sent) -> Files:
    found: list[tuple[str, list[Any]]] = list(request.FILES.lists())
    if any(len(files) > 1 for _, files in found):
        raise malformed("Two files have the same name in the form.")
    if len(found) != len(sent.sizes):
        raise malformed("The body ended early.")
    return {name: Upload(files[0], size) for (name, files), size in zip(found, sent.sizes, strict=True)}


def _put(files: Files, places: Any, operation: Any) -> frozenset[str]:
    """Puts each file into its place; answers with the variables that hold one."""
    if isinstance(operation, list):
        raise batched_files()
    if not isinstance(operation, dict):
        raise malformed('"operations" must be a JSON object.')
    if not isinstance(places, dict) or places.keys() != files.keys():
        raise malformed('"map" must be a JSON object that names exactly the files that are sent.')
    return frozenset(_put_one(file, places[name], operation) for name, file in files.items())


def _put_one(file: Upload, paths: Any, operation: dict[str, Any]) -> str:
    if not (isinstance(paths, list) and len(paths) == 1 and isinstance(paths[0], str)):
        raise malformed('In "map" each file has a list of exactly one path.')
    first, *steps = paths[0].split(".")
    if first != "variables" or not steps:
        raise malformed(f"The path {paths[0][:80]!r} doesn't lead to a variable.")
    *way, last = steps
    place = operation.get("variables")
    for step in way:
        place = _step(place, step)[1]
    index, before = _step(place, last)
    if place is None or index is None or before is not None:
        raise malformed(f"The path {paths[0][:80]!r} doesn't lead to a null.")
    place[index] = file
    return steps[0]


def _step(place: Any, step: str) -> tuple[Any, Any]:
    """The key or index that a step of a path means, and what is there; two times None where it leads nowhere."""
    if isinstance(place, dict) and step in place:
        return step, place[step]
    if isinstance(place, list) and step.isascii() and step.isdecimal() and len(step) < 6 and int(step) < len(place):
        return int(step), place[int(step)]
    return None, None
