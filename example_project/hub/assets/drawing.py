"""Draws the files of the seeded assets: plain pictures and one-page documents, so that every URL leads somewhere."""

from __future__ import annotations

from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw, ImageFont

PICTURE_SIZE = (640, 480)
LOGO_SIZE = (320, 160)
PALETTE = ("#1d3557", "#2a6f5b", "#7a3b2e", "#4b3f72", "#8a6d1d", "#2f4858", "#6b2737", "#33658a")


def keep(name: str, content: bytes) -> int:
    """Stores ``content`` unless the file is there already; its size in bytes."""
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
    return len(content)


def picture(label: str, number: int, size: tuple[int, int] = PICTURE_SIZE) -> bytes:
    """A PNG with a ring and a label on one of the palette's colours."""
    width, height = size
    image = Image.new("RGB", size, PALETTE[number % len(PALETTE)])
    pen = ImageDraw.Draw(image)
    radius = height // 4
    pen.ellipse((width // 2 - radius, height // 8, width // 2 + radius, height // 8 + 2 * radius), outline="#ffffff", width=height // 16)
    pen.text((width // 2, height * 4 // 5), label, fill="#ffffff", font=ImageFont.load_default(size=height // 12), anchor="mm")
    stored = BytesIO()
    image.save(stored, "PNG")
    return stored.getvalue()


def document(title: str) -> bytes:
    """A PDF of one page that says its title."""
    text = f"BT /F1 20 Tf 60 760 Td ({title.encode('ascii', 'replace').decode()}) Tj ET"
    parts = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    return _assembled(parts)


def _assembled(parts: tuple[str, ...]) -> bytes:
    written, offsets = "%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(written))
        written += f"{number} 0 obj\n{part}\nendobj\n"
    rows = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(parts) + 1
    end = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
    return f"{written}xref\n0 {size}\n0000000000 65535 f \n{rows}{end}".encode("ascii")
