"""HTML for columns that ask for it is sanitized by nh3, an extra. A text without a tag holds no HTML trouble and stays as it is."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

from django_graphql_auto.options import AllowedHTML

TAG = re.compile("<[a-zA-Z]")
MOST_TIMES_LONGER = 20
"""How much longer a text may become: what is escaped takes four times its place, a bare ``<a>`` eleven times."""


class Sanitizer:
    """Sanitizes the texts of one write, each of them once: whoever changes a hundred rows gives them one text."""

    def __init__(self) -> None:
        self._known: dict[tuple[AllowedHTML, str], str | None] = {}

    def sanitized(self, text: str, allowed: AllowedHTML) -> str:
        """What is left of the text. Raises ``ValidationError`` where that would take too long, or too much place."""
        if "<" not in text:
            return text
        if (allowed, text) not in self._known:
            self._known[allowed, text] = _sanitized(text, allowed)
        if (known := self._known[allowed, text]) is None:
            raise ValidationError(
                "This HTML has more than %(most)d tags, or leaves too many open.", "too_many_tags", {"most": allowed.max_tags}
            )
        return known


def _sanitized(text: str, allowed: AllowedHTML) -> str | None:
    """None where it is too much: the time grows with the square of tags inside each other."""
    import nh3  # an extra; where it is missing, nothing is stored

    if len(TAG.findall(text)) > allowed.max_tags:
        return None
    made: str = nh3.clean(
        text,
        tags=None if allowed.tags is None else set(allowed.tags),
        attributes=None if allowed.attributes is None else {"*": set(), **{tag: set(names) for tag, names in allowed.attributes.items()}},
        url_schemes=set(allowed.url_schemes),
    )
    return made if len(made) <= MOST_TIMES_LONGER * len(text) else None
