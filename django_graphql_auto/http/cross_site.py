"""Keeps other sites from using a browser's cookies. Django's token check is off for this view; these rules stand in its place.

A POST of JSON is safe by its content type: a browser first asks this site (a preflight), and is told no. What remains is a GET, which
could be a link or an image, a form with files, and a site that a lax CORS set-up lets in.
"""

from __future__ import annotations

from copy import copy

from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, RejectRequest

from django_graphql_auto.http.media_types import is_multipart
from django_graphql_auto.http.refusals import cross_site

PREFLIGHT_HEADERS = ("GraphQL-Require-Preflight", "Apollo-Require-Preflight", "X-Apollo-Operation-Name")
"""No browser sends any of them to another site without a preflight."""
SENT_BY_BROWSERS = frozenset({"", "basic", "digest", "negotiate", "ntlm"})
"""Schemes of the Authorization header that a browser adds by itself, like a cookie."""


def refuse_cross_site(request: HttpRequest) -> None:
    """Refuses a request that another site may have made with this user's cookies."""
    multipart = is_multipart(request)
    # A form changes something, so that any cookie counts: a project may know users by another one than Django's.
    if not (_is_authenticated_by_browser(request) or (multipart and request.COOKIES)):
        return
    if "HTTP_ORIGIN" in request.META and not _is_trusted_origin(request):
        raise cross_site("The Origin header names a site that isn't among CSRF_TRUSTED_ORIGINS.")
    if (request.method == "POST" and not multipart) or any(request.headers.get(name) for name in PREFLIGHT_HEADERS):
        return
    if not multipart:
        raise cross_site(f"A GET of a user who is logged in by cookie needs the header {PREFLIGHT_HEADERS[0]}: 1.")
    if not _has_token(request):
        raise cross_site(f"A multipart request with a cookie needs the header {PREFLIGHT_HEADERS[0]}: 1, or a CSRF token in its header.")


def _is_authenticated_by_browser(request: HttpRequest) -> bool:
    if django_settings.SESSION_COOKIE_NAME in request.COOKIES:
        return True
    scheme = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")[0].lower()
    user = getattr(request, "user", None)
    return scheme in SENT_BY_BROWSERS and user is not None and bool(user.is_authenticated)


def _is_trusted_origin(request: HttpRequest) -> bool:
    """Django's own answer, so that one setting says it for forms and for this view."""
    middleware = CsrfViewMiddleware(lambda request: HttpResponse())
    return bool(middleware._origin_verified(request))  # type: ignore[attr-defined]


def _has_token(request: HttpRequest) -> bool:
    """Whether Django's token stands in its header. In the form itself it isn't looked for: that isn't read before this is known."""
    asked = copy(request)
    asked.method = "PUT"
    try:
        CsrfViewMiddleware(lambda request: HttpResponse())._check_token(asked)  # type: ignore[attr-defined]
    except RejectRequest:
        return False
    return True
