"""A shop that takes files, with a folder of its own for them; whoever sends them is the boss where nobody else is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from tests.access.intruding import SERVED, declare, shop
from tests.mutations.writing import api, boss, registering

__all__ = ["api", "boss", "declare", "registering", "shop"]

ENDPOINT = "/graphql/"
GRAPHQL_RESPONSE = "application/graphql-response+json"
UPDATE = """mutation($id: ID!, $file: Upload) { updateProduct(id: $id, input: {photo: $file}) {
  product { photo { name size } } errors { path field code message params } } }"""

Send = Callable[..., HttpResponse]


@pytest.fixture
def uploads(declare: Any, settings: Any, tmp_path: Path) -> Callable[..., None]:
    """Files are taken; what is given changes the settings further."""

    def change(**given: Any) -> None:
        settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, **given}

    settings.MEDIA_ROOT = tmp_path
    change(**SERVED, MUTATIONS=True, UPLOADS=True)
    return change


@pytest.fixture
def stored(uploads: Any, tmp_path: Path) -> Callable[[], list[str]]:
    """What stands in the folder, without the names of files, which are random."""
    return lambda: sorted(f"{path.parent.name}/*{path.suffix}" for path in tmp_path.rglob("*") if path.is_file())


@pytest.fixture
def browser(boss: User) -> Client:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(boss)
    return browser


@pytest.fixture
def send(browser: Client, uploads: Any) -> Send:
    """Posts a multipart request: what is no text or file is written as JSON."""

    def post(fields: dict[str, Any], **headers: str) -> HttpResponse:
        written = {name: json.dumps(value) if isinstance(value, dict | list) else value for name, value in fields.items()}
        return browser.post(ENDPOINT, written, headers={"Accept": GRAPHQL_RESPONSE, "GraphQL-Require-Preflight": "1", **headers})

    return post
