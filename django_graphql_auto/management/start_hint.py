"""What ``runserver`` says of the API when it starts: what is served, where, and a first query to paste."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from threading import Thread
from typing import Any

from django.apps import apps
from django.conf import settings as django_settings
from django.core.management.color import color_style
from django.urls import NoReverseMatch, reverse
from django.utils.autoreload import autoreload_started

from django_graphql_auto.conf import settings
from django_graphql_auto.http.examples import example_queries
from django_graphql_auto.schema.build import BuiltSchema
from django_graphql_auto.schema.live import live

READERS = {
    "permission": "users who have the permission view_<model>, superusers among them",
    "authenticated": "everybody who is logged in",
    "public": "everybody",
}
WRITERS = "  Writing needs the permission add_, change_ or delete_<model>; the setting MUTATIONS switches it off."


def connect() -> None:
    """Called once by the app's ``ready``. Only a development server sends this signal, and only from the process that serves."""
    autoreload_started.connect(_on_start, dispatch_uid="django_graphql_auto.start_hint")
    if serves_without_reloader(sys.argv):
        Thread(target=_when_ready, name="graphql-start-hint", daemon=True).start()


def serves_without_reloader(arguments: Sequence[str]) -> bool:
    """``runserver --noreload`` sends no signal at all."""
    return "runserver" in arguments[1:2] and "--noreload" in arguments[2:]


def _on_start(**kwargs: Any) -> None:
    if django_settings.DEBUG and (hint := start_hint()):
        sys.stderr.write(hint)
        sys.stderr.flush()


def _when_ready() -> None:
    apps.ready_event.wait()
    _on_start()


def start_hint() -> str:
    """Nothing where there is no schema: the system checks say why."""
    try:
        built = live.local()
    except Exception:
        return ""
    return "\n".join(_lines(built)) + "\n\n"


def _lines(built: BuiltSchema) -> list[str]:
    style = color_style()
    count = len(built.entities)
    served = f"{count} model{'' if count == 1 else 's'}"
    try:
        place = f"served at {reverse('django_graphql_auto:graphql')}"
    except NoReverseMatch:
        place = 'ready; path("graphql/", include("django_graphql_auto.urls")) in your URLs serves them'
    lines = [style.MIGRATE_HEADING(f"GraphQL: {served} {place}")]
    if examples := example_queries(built.entities.values()):
        lines += [f"  A first query: {' '.join(examples[0].query.split())}"]
    lines.append(f"  By default it is answered for {READERS[settings.READ]}; `manage.py graphql_doctor` tells who sees what.")
    return [*lines, WRITERS] if any(form.operations for form in built.forms.values()) else lines
