"""One file as it was sent. Nothing of it is trusted: not its name, not its type, not its size."""

from __future__ import annotations

import hashlib
import secrets
from functools import cached_property
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from django_graphql_auto.conf import settings
from django_graphql_auto.uploads import content_types, pictures, scanning


class Upload:
    """What stands in a request's variables for a file. ``size`` is what was sent, of which ``file`` may hold only the beginning."""

    def __init__(self, file: UploadedFile[Any], size: int | None = None) -> None:
        self.file = file
        self.size: int = (file.size or 0) if size is None else size

    def __repr__(self) -> str:
        return "<Upload>"

    @property
    def extension(self) -> str:
        """In lower case, without its dot."""
        return PurePath(self.file.name or "").suffix[1:].lower()

    @property
    def is_picture(self) -> bool:
        return (self.media_type or "").startswith("image/")

    @cached_property
    def media_type(self) -> str | None:
        """What it is by its content; None where nobody knows."""
        self.file.seek(0)
        return content_types.sniffed(self.file.read(content_types.LOOKED_AT))

    @cached_property
    def fingerprint(self) -> str:
        """What tells it from any other file, without its content: for whoever compares requests."""
        digest = hashlib.sha256(repr((self.file.name, self.file.content_type, self.size)).encode())
        for chunk in self.file.chunks():
            digest.update(chunk)
        return f"file sha256:{digest.hexdigest()}"

    def require_sound(self) -> None:
        """Raises ``ValidationError`` where it must not be stored. It is looked at once, however many rows it is for."""
        if self._fault is not None:
            raise self._fault

    @cached_property
    def _fault(self) -> ValidationError | None:
        try:
            for inspect in INSPECTIONS:
                inspect(self)
        except ValidationError as fault:
            return fault
        return None

    def content(self) -> Content:
        """The file for one row, under the name that it is to have."""
        name = f"{secrets.token_hex(16)}.{self.extension}" if settings.UPLOAD_RANDOM_NAMES else self.file.name
        self.file.seek(0)
        return Content(self.file.file, name, self.media_type or "", self.size)


def look_ahead(variables: Any) -> None:
    """Looks at every file among the variables of a request: a scanner that takes its time shall not keep a transaction open."""
    waiting = [variables]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Upload):
            found._fault  # noqa: B018 - kept, and told where the file is used
        elif isinstance(found, dict | list):
            waiting += found.values() if isinstance(found, dict) else found


class Content(UploadedFile):  # type: ignore[type-arg]
    """A file that may be stored more than once: for several rows, or again after an attempt that was undone.

    Unlike Django's own it has no ``temporary_file_path()`` by which a storage would move it away, and it stays open until the request ends.
    """

    def close(self) -> None:
        """The request does it."""


def _require_size(upload: Upload) -> None:
    most: int = settings.MAX_UPLOAD_BYTES
    if upload.size > most:
        raise ValidationError("A file has at most %(max)d bytes.", "file_too_large", {"max": most})
    if not upload.size:
        raise ValidationError("The file is empty.", "file_empty")


def _require_type(upload: Upload) -> None:
    """Extension, content and declaration must agree on one of the allowed types."""
    allowed: Any = settings.UPLOAD_TYPES
    kind = upload.media_type
    if kind not in allowed:
        raise ValidationError("Files of this type are not taken. Taken are: %(types)s.", "file_type", {"types": ", ".join(allowed)})
    if upload.extension not in allowed[kind]:
        raise ValidationError("The content is %(type)s, which the file's extension does not say.", "file_type", {"type": kind})
    if content_types.usual(upload.file.content_type) != kind:
        raise ValidationError("The content is %(type)s, and was sent as something else.", "file_type", {"type": kind})


def _require_picture(upload: Upload) -> None:
    if upload.is_picture:
        pictures.require_sound(upload.content(), upload.media_type or "", settings.MAX_UPLOAD_PIXELS)


def _require_scan(upload: Upload) -> None:
    if settings.UPLOAD_SCANNER:
        scanning.require_clean(settings.UPLOAD_SCANNER, upload.content())


INSPECTIONS = (_require_size, _require_type, _require_picture, _require_scan)
"""In their order: what costs most, and must not see what the others refuse, comes last."""
