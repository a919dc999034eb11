"""Follows the tutorial as a reader does: writes its files, runs its commands, asks its queries; each in processes of their own."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django_graphql_auto
from tests.docs.pages import FILE, ROOT, Block, blocks

TUTORIAL = ROOT / "docs" / "tutorial"
READING = ("first-api.md", "a-front-end-reads-it.md")
WRITING = ("change-rows.md",)
PACKAGE_HOME = str(Path(django_graphql_auto.__file__).parent.parent)
PASSWORD = "only-for-this-test"
NOT_RUN = ("python3", "source", "pip")
"""The environment is the tests' own."""
ASK = """
import json, sys
from django.contrib.auth import get_user_model
from django.test import Client
from django_graphql_auto.testing import GraphQLClient, HttpGraphQLClient, captured_statements

for query, username, is_counted in json.load(sys.stdin):
    user = get_user_model().objects.get(username=username) if username else None
    result = HttpGraphQLClient(user, client=Client(headers={"host": "localhost"})).query(query)
    with captured_statements() as statements:
        is_counted and GraphQLClient(user).query(query)
    answer = {"data": result.data, "errors": result.errors}
    print(json.dumps([len(statements), {name: part for name, part in answer.items() if part}]))
"""


@dataclass
class Reader:
    """Somebody who follows the tutorial in a folder of their own."""

    folder: Path
    asked: list[tuple[Block, Block | None]] = field(default_factory=list)

    def follow(self, *pages: str) -> Iterator[tuple[Block, dict[str, Any]]]:
        """Every answer that the pages show, and the one that is given."""
        for page in pages:
            found = blocks(TUTORIAL / page)
            for block in found:
                if block.language == "graphql":
                    self.asked.append((block, answer_of(found, block)))
                elif block.language == "console" or FILE.match(block.text):
                    yield from self.answers()
                    self.run(block) if block.language == "console" else self.write(block.text)
        yield from self.answers()

    def answers(self) -> Iterator[tuple[Block, dict[str, Any]]]:
        """Asks what was collected, since the next step would change the answers."""
        if self.asked:
            sent = json.dumps([(query.text, query.user, query.statements is not None) for query, _ in self.asked])
            printed = self.execute(["manage.py", "shell", "--no-imports", "-c", ASK], sent)
            for (query, shown), line in zip(self.asked, printed.splitlines(), strict=True):
                statements, answer = json.loads(line)
                assert query.statements in (None, statements), f"{query.name} takes {statements} statements"
                if shown:
                    yield shown, answer
            self.asked.clear()

    def write(self, text: str) -> None:
        named = FILE.match(text)
        assert named
        file = self.folder / named["path"]
        file.parent.mkdir(parents=True, exist_ok=True)
        before = file.read_text("utf-8") if named["end"] else ""
        file.write_text(before + text, encoding="utf-8")

    def run(self, block: Block) -> None:
        for line in block.text.splitlines():
            program, *arguments = shlex.split(line.removeprefix("$ "))
            if program == "django-admin":
                self.execute(["-m", "django", *arguments])
            elif arguments[1:2] == ["createsuperuser"]:
                self.execute([*arguments, "--noinput", "--email", "admin@example.org"])
            elif program not in NOT_RUN and arguments[1:2] != ["runserver"]:
                self.execute(arguments)

    def execute(self, arguments: list[str], sent: str = "") -> str:
        """Runs Python in the folder; what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments], cwd=self.folder, env=self.environment(), input=sent, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        return {**inherited, "PYTHONPATH": PACKAGE_HOME, "DJANGO_SUPERUSER_PASSWORD": PASSWORD}


def answer_of(found: list[Block], query: Block) -> Block | None:
    following = found[query.position + 1 : query.position + 2]
    return following[0] if following and following[0].language == "json" else None
