"""The page that a browser gets: GraphiQL, and a bar that says who you are and what you may read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.template import TemplateDoesNotExist, loader
from django.template.backends.django import DjangoTemplates
from django.urls import NoReverseMatch, Resolver404, get_script_prefix, resolve
from django.utils.cache import patch_vary_headers

from django_graphql_auto.access import access_for, may_read
from django_graphql_auto.conf import settings
from django_graphql_auto.http.assets import asset_url
from django_graphql_auto.http.examples import example_queries
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.schema.live import current_schema

TEMPLATE = "django_graphql_auto/graphiql.html"
TEMPLATES = Path(__file__).parent.parent / "templates"
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the visitor may read, and what else there is."""

    readable: list[Entity]
    others: list[Entity]

    @property
    def total(self) -> int:
        return len(self.readable) + len(self.others)

    @property
    def shown(self) -> list[Entity]:
        """What may be named to the visitor: where the schema can't be introspected, nothing that they may not read."""
        return [*self.readable, *self.others] if settings.INTROSPECTION else self.readable


def graphiql_page(request: HttpRequest) -> HttpResponse:
    """GraphiQL with example queries for the project's models."""
    reading = reading_of(request)
    response = HttpResponse(_template().render(_context(request, reading), request), headers=HEADERS)
    patch_vary_headers(response, ["Accept", "Cookie"])
    return response


def reading_of(request: HttpRequest) -> Reading:
    """The served models, parted by whether the visitor may read them."""
    access = access_for(request)
    readable: list[Entity] = []
    others: list[Entity] = []
    for entity in sorted(current_schema().entities.values(), key=lambda entity: (entity.info.app_label, entity.type_name)):
        allowed = may_read(entity.info, entity.read_policy, access)
        (readable if allowed else others).append(entity)
    return Reading(readable, others)


def _context(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    user = getattr(request, "user", None)
    return {
        "user": user if user is not None and user.is_authenticated else None,
        "reading": reading,
        "readable_apps": _by_app(reading.readable),
        "other_apps": _by_app(reading.others) if settings.INTROSPECTION else [],
        "login_url": _page_url(request, (django_settings.LOGIN_URL, "admin:login")),
        "logout_url": _page_url(request, ("logout", "admin:logout")),
        "script_url": asset_url(request, "graphiql.js"),
        "style_url": asset_url(request, "graphiql.css"),
        "configuration": {"endpoint": request.path, "examples": _examples(reading)},
    }


def _examples(reading: Reading) -> list[dict[str, str]]:
    """Of what the visitor may read; a stranger who may read nothing gets those that work after the log-in."""
    examples = example_queries(reading.readable or reading.shown)
    return [{"title": e.title, "query": e.query, "variables": json.dumps(e.variables, indent=2) if e.variables else ""} for e in examples]


def _by_app(entities: Iterable[Entity]) -> list[tuple[str, list[Entity]]]:
    return [(app, list(group)) for app, group in groupby(entities, key=lambda entity: entity.info.app_label)]


def _page_url(request: HttpRequest, candidates: Iterable[Any]) -> str | None:
    """The first of ``candidates`` that leads somewhere, with the way back here."""
    found = next((url for url in map(_existing_url, candidates) if url), None)
    return f"{found}{'&' if '?' in found else '?'}{urlencode({'next': request.get_full_path()})}" if found else None


def _existing_url(name: Any) -> str | None:
    try:
        url = resolve_url(name)
        parts = urlsplit(url)
        if not parts.netloc:
            resolve("/" + parts.path.removeprefix(get_script_prefix()).lstrip("/"))
    except (NoReverseMatch, Resolver404):
        return None
    return url


def _template() -> Any:
    """The project's template of that name, else ours; a project without a template engine has the page too."""
    try:
        return loader.get_template(TEMPLATE)
    except TemplateDoesNotExist:
        engine = DjangoTemplates({"NAME": "django_graphql_auto", "DIRS": [TEMPLATES], "APP_DIRS": False, "OPTIONS": {}})
        return engine.get_template(TEMPLATE)
