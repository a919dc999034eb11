"""Serves GraphiQL's files from inside the package, so that the page needs neither a CDN nor any static files set-up."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

STATIC_PREFIX = "django_graphql_auto/graphiql/"
FOLDER = Path(__file__).parent.parent / "static" / STATIC_PREFIX
CONTENT_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
DIGEST_LENGTH = 16
HEADERS = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}


@cache
def digests() -> dict[str, str]:
    """The files that may be served, each with the digest that is part of its address."""
    lines = (FOLDER / "SHA256SUMS").read_text("ascii").splitlines()
    return {name: digest[:DIGEST_LENGTH] for digest, name in (line.split() for line in lines)}


def asset_url(request: HttpRequest, name: str) -> str:
    """Where the page finds a file. A project that routes to the view alone, without our URLs, serves static files itself."""
    namespace = request.resolver_match.namespace if request.resolver_match else None
    try:
        return reverse("django_graphql_auto:asset", args=[digests()[name], name], current_app=namespace)
    except NoReverseMatch:
        return static(STATIC_PREFIX + name)


@require_safe
def asset_view(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    """One file of the list; an address never changes its content, so it may be kept for a year."""
    if digests().get(name) != digest:
        raise Http404
    packed = _packed(name)
    if _accepts_gzip(request):
        response = HttpResponse(packed, headers={**HEADERS, "Content-Encoding": "gzip"})
    else:
        response = HttpResponse(gzip.decompress(packed), headers=HEADERS)
    response["Content-Type"] = CONTENT_TYPES[Path(name).suffix]
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@cache
def _packed(name: str) -> bytes:
    return (FOLDER / f"{name}.gz").read_bytes()


def _accepts_gzip(request: HttpRequest) -> bool:
    codings = [coding.replace(" ", "") for coding in request.headers.get("Accept-Encoding", "").lower().split(",")]
    return any(coding.partition(";")[0] == "gzip" and not coding.endswith((";q=0", ";q=0.0")) for coding in codings)
