"""Pictures are opened before they are stored, and those that would fill the memory are not."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.core.exceptions import ValidationError


def require_sound(file: Any, media_type: str, most: int) -> None:
    """Raises ``ValidationError`` for what Pillow doesn't read as a picture of this type, or has more than ``most`` pixels.

    The size stands at a picture's beginning: it is known before a single pixel is unpacked.
    """
    from PIL import Image  # most processes never see a picture

    file.seek(0)
    try:
        picture = Image.open(file, formats=readers(media_type))
        if picture.width * picture.height > most:
            raise _too_large(most)
        picture.verify()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large(most) from None
    except ValidationError:
        raise
    except Exception:  # Pillow's readers raise whatever they stumble over
        raise ValidationError("This is no picture, or a broken one.", "invalid_image") from None


@cache
def readers(media_type: str) -> list[str]:
    """Pillow's names of the formats that have this type: no other of its readers is tried. What it doesn't read is no picture."""
    from PIL import Image

    Image.init()
    return [name for name, kind in Image.MIME.items() if kind == media_type and name in Image.OPEN]


def _too_large(most: int) -> ValidationError:
    return ValidationError("A picture has at most %(max)d pixels.", "image_too_large", {"max": most})
