"""Files that are sent to the demo, as its README says."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request

from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.example.hub import Visitor
from tests.uploads.samples import picture, png

README = Path(__file__).resolve().parents[2] / "example_project" / "README.md"
VisitorNamed = Callable[[str | None], Visitor]


def form() -> dict[str, Any]:
    """The fields of the README's command; the file is ours."""
    [command] = re.findall(r"^    curl .*?@front\.png$", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    words = shlex.split(command[command.rindex("curl") :])
    fields = dict(word.split("=", 1) for before, word in pairwise(words) if before == "-F")
    return {**fields, "0": png("front.png", picture(size=(40, 30)))}


def send(visitor: Visitor, **headers: str) -> tuple[int, Any]:
    body = encode_multipart(BOUNDARY, form())
    request = Request(f"{visitor.address}/graphql/", body, {"Content-Type": MULTIPART_CONTENT, **headers})
    try:
        with visitor.opener.open(request) as answer:
            return answer.status, json.load(answer)
    except HTTPError as refused:
        return refused.code, json.load(refused)


def test_an_editor_sends_a_picture_and_can_look_at_it(visitor_named: VisitorNamed) -> None:
    editor = visitor_named("editor")
    status, answer = send(editor, **{"GraphQL-Require-Preflight": "1"})
    made = answer["data"]["createImageAsset"]
    assert (status, made["errors"]) == (200, [])
    preview = made["imageAsset"]["preview"]
    assert (preview["width"], preview["height"]) == (40, 30)
    with editor.opener.open(editor.address + preview["url"]) as stored:
        assert stored.read() == picture(size=(40, 30))


def test_others_send_none(visitor_named: VisitorNamed) -> None:
    assert send(visitor_named("editor"))[0] == 403
    assert send(visitor_named(None), **{"GraphQL-Require-Preflight": "1"})[1]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    _, answer = send(visitor_named("buyer"), **{"GraphQL-Require-Preflight": "1"})
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
