"""What a file is by its first bytes: signatures of our own for the types that are taken by default, and libmagic where it is installed.

Both must agree where both know something. libmagic is a library of the system: python-magic only finds it (docs/adr/0006).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

LOOKED_AT = 4096
SIGNATURES: Mapping[str, re.Pattern[bytes]] = {
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/gif": re.compile(rb"GIF8[79]a"),
    "image/webp": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
    "application/pdf": re.compile(rb"%PDF-\d"),
}
ALIASES: Mapping[str, str] = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/x-png": "image/png"}
"""What some clients call a type."""
RUN_BY_BROWSERS = frozenset(
    {"text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml", "text/javascript", "application/javascript"}
)
"""Types with code that a browser runs in the name of the site that it comes from."""


def sniffed(head: bytes) -> str | None:
    """The type of what begins like this; None where nobody knows, or not everybody says the same."""
    ours = next((kind for kind, signature in SIGNATURES.items() if signature.match(head)), None)
    library = libmagic()
    if library is None:
        return ours
    told = usual(library(head))
    return told if ours in (None, told) and (ours is not None or told not in SIGNATURES) else None


def usual(kind: str | None) -> str:
    """A media type without parameters, by the name that everybody knows."""
    bare = (kind or "").partition(";")[0].strip().lower()
    return ALIASES.get(bare, bare)


@cache
def libmagic() -> Callable[[bytes], str] | None:
    """Asks the system's library; None where there is none."""
    try:
        import magic
    except ImportError:
        return None
    return lambda head: str(magic.from_buffer(head, mime=True))
