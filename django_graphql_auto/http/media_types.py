"""Which media type a client sends, and which one it would like to have."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest
from django.http.request import MediaType

from django_graphql_auto.conf import settings
from django_graphql_auto.http.refusals import not_acceptable, unsupported_media_type

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"
HTML = "text/html"
MULTIPART = "multipart/form-data"

ANSWERS = (JSON, GRAPHQL_RESPONSE)
"""For a client that takes anything the first counts, as the specification asks for the sake of old clients."""
UTF8 = frozenset({"", "utf-8", "utf8"})


def negotiate(request: HttpRequest, offered: tuple[str, ...] = ANSWERS) -> str:
    """The offered media type that the Accept header likes best; of equals, the one it names more exactly or earlier."""
    return _best(request.META.get("HTTP_ACCEPT", ""), offered)


@lru_cache(maxsize=256)
def _best(accepted: str, offered: tuple[str, ...]) -> str:
    ranges = [MediaType(text) for text in accepted.split(",") if text.strip()] or [MediaType("*/*")]
    likings = [_liking(MediaType(offer), ranges) for offer in offered]
    best = max(likings)
    if best[0] <= 0:
        raise not_acceptable(offered)
    return offered[likings.index(best)]


def require_json(request: HttpRequest) -> None:
    """Refuses every body that a browser sends to another site without asking, and every one that isn't plain UTF-8 JSON."""
    sent = _media_type(request.META.get("CONTENT_TYPE", ""))
    if f"{sent.main_type}/{sent.sub_type}" != JSON:
        raise unsupported_media_type("Send the operation with the content type application/json.", taken())
    require_plain(request)


def taken() -> str:
    """The content types that a POST may have."""
    return f"{JSON}, {MULTIPART}" if settings.UPLOADS else JSON


def is_multipart(request: HttpRequest) -> bool:
    """Whether files come with the operation, where they may."""
    if not (settings.UPLOADS and request.method == "POST"):
        return False
    sent = _media_type(request.META.get("CONTENT_TYPE", ""))
    return f"{sent.main_type}/{sent.sub_type}" == MULTIPART


def require_plain(request: HttpRequest) -> None:
    """Refuses texts that aren't UTF-8, and bodies that aren't sent as they are."""
    if not _is_utf8(_media_type(request.META.get("CONTENT_TYPE", ""))):
        raise unsupported_media_type("Send JSON in UTF-8.", taken())
    if request.META.get("HTTP_CONTENT_ENCODING", "identity") != "identity":
        raise unsupported_media_type("Send the body without a content encoding.", taken())


@lru_cache(maxsize=256)
def _media_type(text: str) -> MediaType:
    return MediaType(text)


def _liking(offer: MediaType, ranges: list[MediaType]) -> tuple[float, int, int]:
    """Quality, exactness and earliness of the most exact range that covers ``offer``."""
    covering = [(_exactness(wanted), -place, wanted.quality) for place, wanted in enumerate(ranges) if _covers(wanted, offer)]
    exactness, earliness, quality = max(covering, default=(0, 0, 0))
    return quality, exactness, earliness


def _covers(wanted: MediaType, offer: MediaType) -> bool:
    main, sub = wanted.main_type in ("*", offer.main_type), wanted.sub_type in ("*", offer.sub_type)
    return main and sub and _is_utf8(wanted)


def _exactness(wanted: MediaType) -> int:
    return (wanted.main_type != "*") + (wanted.sub_type != "*")


def _is_utf8(media_type: MediaType) -> bool:
    return str(media_type.params.get("charset", "")).lower() in UTF8
