"""The reference describes every row of every table, as it is."""

import re
from pathlib import Path

from django_graphql_auto.conf import TABLE, Setting
from django_graphql_auto.options import ModelOptions

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


def sections(page: str) -> dict[str, str]:
    """The text below each third-level heading."""
    parts = re.split(r"^### (.+)$", (REFERENCE / page).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def described_default(section: str) -> str:
    line = re.search(r"^- Default: (.+)$", section, flags=re.MULTILINE)
    return line[1] if line else ""


def settings_default(row: Setting) -> str:
    return "the value of `DEBUG`" if row.follows_debug else f"`{row.default!r}`"


def option_defaults() -> dict[str, object]:
    return {name: value for name, value in vars(ModelOptions).items() if not name.startswith("_")}


def test_every_setting_has_its_heading_and_no_heading_lacks_a_setting():
    assert sections("settings.md").keys() == {row.name for row in TABLE}


def test_every_setting_is_described_with_its_default_and_what_it_accepts():
    pages = sections("settings.md")
    wrong = [
        row.name
        for row in TABLE
        if described_default(pages[row.name]) != settings_default(row) or f"\n- Accepts: {row.hint}\n" not in pages[row.name]
    ]
    assert wrong == []


def test_every_setting_that_rebuilds_the_schema_says_so():
    rebuilding = {name for name, text in sections("settings.md").items() if "- A change rebuilds the schema." in text}
    assert rebuilding == {row.name for row in TABLE if row.rebuilds_schema}


def test_every_option_has_its_heading_and_no_heading_lacks_an_option():
    assert sections("options.md").keys() == option_defaults().keys()


def test_every_option_is_described_with_its_default():
    pages = sections("options.md")
    plain = {name: value for name, value in option_defaults().items() if not callable(value) and name != "operations"}
    wrong = [name for name, value in plain.items() if not described_default(pages[name]).startswith(f"`{value!r}`")]
    assert wrong == []
