"""A golden on disk: a page that people can read, and that holds what a query asks, is answered, plans and runs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent / "cases"
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
"""The databases whose SQL is held."""


@dataclass(frozen=True)
class Golden:
    title: str
    document: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    declarations: str = "nothing"
    user: str | None = None
    data: Any = None
    plan: str = ""
    statements: int | None = None
    sql: Mapping[str, str] = field(default_factory=dict)

    def with_sql(self, database: str, sql: str) -> Golden:
        return replace(self, sql={**self.sql, database: sql}) if database in DATABASES else self

    def text(self) -> str:
        parts = [
            f"# {self.title}",
            f"Declarations: {self.declarations}. User: {self.user or 'nobody'}.",
            _block("graphql", self.document),
            *([_block("json", _json(self.variables))] if self.variables else []),
            "## Answer",
            _block("json", _json(self.data)),
            "## Plan",
            _block("text", self.plan),
            f"## Statements: {self.statements}",
        ]
        for database, name in DATABASES.items():
            if database in self.sql:
                parts += [f"### {name}", _block("sql", self.sql[database])]
        return "\n\n".join(parts) + "\n"


def names() -> list[str]:
    return sorted(path.stem for path in CASES.glob("*.md"))


def load(name: str) -> Golden:
    text = (CASES / f"{name}.md").read_text(encoding="utf-8")
    asked, *sections = re.split(r"^## ", text, flags=re.MULTILINE)
    found = {section.split("\n", 1)[0].split(":")[0]: section for section in sections}
    head = re.match(r"# (.+)\n\nDeclarations: (.+)\. User: (.+)\.\n", asked)
    assert head, f"{name}.md does not begin as a golden does."
    document, *variables = _blocks(asked)
    return Golden(
        title=head[1],
        document=document,
        variables=json.loads(variables[0]) if variables else {},
        declarations=head[2],
        user=None if head[3] == "nobody" else head[3],
        data=json.loads(_blocks(found["Answer"])[0]) if "Answer" in found else None,
        plan=_blocks(found["Plan"])[0] if "Plan" in found else "",
        statements=int(re.match(r"Statements: (\d+)", found["Statements"])[1]) if "Statements" in found else None,  # type: ignore[index]
        sql=_sql(found.get("Statements", "")),
    )


def save(name: str, golden: Golden) -> None:
    (CASES / f"{name}.md").write_text(golden.text(), encoding="utf-8")


def _sql(section: str) -> dict[str, str]:
    parts = re.split(r"^### (.+)$", section, flags=re.MULTILINE)
    by_name = dict(zip(parts[1::2], parts[2::2], strict=True))
    return {database: _blocks(by_name[name])[0] for database, name in DATABASES.items() if name in by_name}


def _blocks(text: str) -> list[str]:
    return re.findall(r"^```\w+\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def _block(language: str, content: str) -> str:
    return f"```{language}\n{content.rstrip()}\n```"


def _json(value: Any) -> str:
    """Objects and lists that fit on a line stand on one."""
    return _laid_out(value, 0)


def _laid_out(value: Any, indent: int) -> str:
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + indent <= 130 or not isinstance(value, dict | list) or not value:
        return flat
    space = " " * (indent + 2)
    if isinstance(value, dict):
        items = [f"{json.dumps(key)}: {_laid_out(inner, indent + 2)}" for key, inner in value.items()]
    else:
        items = [_laid_out(inner, indent + 2) for inner in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n{space}" + f",\n{space}".join(items) + f"\n{' ' * indent}{closing}"


def readable_sql(statements: list[str]) -> str:
    """One statement after the other, a clause a line; keys of content types depend on which apps are installed."""
    readable = "\n\n".join(_CLAUSES.sub(r"\n\1", _in_order(statement)) + ";" for statement in statements)
    return _CONTENT_TYPE.sub(r"\1{content type}", readable)


def _in_order(statement: str) -> str:
    """Django writes SQLite's JSON literals as a set, whose order changes from run to run."""
    return _LITERALS.sub(lambda found: f"IN ({','.join(sorted(found[1].split(',')))})", statement)


_CLAUSES = re.compile(r" ((?:FROM|INNER JOIN|LEFT OUTER JOIN|WHERE|GROUP BY|HAVING|ORDER BY|LIMIT) )")
_CONTENT_TYPE = re.compile(r'("content_type_id" = )\d+')
_LITERALS = re.compile(r"IN \(('\w+'(?:,'\w+')*)\)")
