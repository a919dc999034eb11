"""The project's scanner, which may refuse any file. One that doesn't answer has refused."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string

logger = logging.getLogger("django_graphql_auto")


def require_clean(path: str, file: Any) -> None:
    """Raises ``ValidationError`` unless the scanner says True. Nothing of the file is logged."""
    file.seek(0)
    try:
        answer = import_string(path)(file)
    except Exception:
        logger.exception("The scanner of uploads has failed, so that the file is refused.")
        answer = None
    if answer is False:
        raise ValidationError("The scanner refuses this file.", "file_refused")
    if answer is not True:
        raise ValidationError("The file cannot be scanned now; try again later.", "file_not_scanned")
