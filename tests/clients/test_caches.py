"""Apollo Client and urql write to a live server, with the code of the guide as it stands; what they show follows without a request more."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from tests.apps.shop.models import Product
from tests.docs import stage
from tests.docs.pages import FILE, ROOT, blocks
from tests.node_programs import NodePrograms

CLIENTS = NodePrograms(Path(__file__).parent)
GUIDE = ROOT / "docs" / "how-to" / "use-apollo-urql-relay.md"
OTHER_GQL = '"@apollo/client"; // urql: from "@urql/core"'
"""What the guide says about the import of its documents."""
GONE = None
WRITES: tuple[tuple[str, dict[str, Any], list[str]], ...] = (
    # step of writing.js, by SKU the price and the brand of what is different then, codes of errors
    ("the next page", {}, []),
    ("update", {"A-1": ["26.00", "Acme"]}, []),
    ("wrong input", {}, ["MAX_DECIMAL_PLACES"]),
    ("nested write", {"A-2": [None, "Crow & Sons"], "E-1": ["25.00", "Crow & Sons"]}, []),
    ("conflict", {"A-1": ["27.00", "Acme"]}, ["CONFLICT"]),
    ("update after it", {"A-1": ["28.00", "Acme"]}, []),
    ("delete", {"B-1": GONE}, []),
    ("delete on the next page", {"Z-24": GONE}, []),
    ("delete a book as a product", {"G-1": GONE}, []),
    ("delete several", {"A-2": GONE, "Z-23": GONE}, []),
    ("create", {"N-1": ["0.10", "Bolt"]}, []),
    ("upsert a new row", {"N-2": ["0.10", "Bolt"]}, []),
    ("upsert a known row", {"N-2": ["0.20", "Bolt"]}, []),
    ("delete the created row", {"N-1": GONE}, []),
)
BOOKS = {"G-1", "H-1"}
"""What another type has, too."""
SENT = ["Shelf", "Brands", "Books", "Shelf", *["Update"] * 5, *["Delete"] * 3, "DeleteSeveral", "Create", "Upsert", "Upsert", "Delete"]

pytestmark = CLIENTS.needed


def shelf() -> dict[str, Any]:
    """What there is, as a client shows it."""
    rows = Product.objects.values_list("sku", "price", "brand__name")
    return {sku: [None if price is None else str(price), brand] for sku, price, brand in rows}


@pytest.fixture
def two_pages(shop: None) -> None:
    """More products than the guide's list shows at once."""
    made = {"brand_id": 1, "created_at": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)}
    Product.objects.bulk_create(Product(name=f"Zip {number}", sku=f"Z-{number}", **made) for number in range(11, 26))


@pytest.fixture(params=["apollo", "urql"])
def program(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A client's program, beside what somebody has who copied the guide's files."""
    for block in blocks(GUIDE):
        if named := FILE.match(block.text):
            file = tmp_path / named["path"]
            file.parent.mkdir(exist_ok=True)
            file.write_text(block.text.replace(OTHER_GQL, '"@urql/core";') if request.param == "urql" else block.text, encoding="utf-8")
    return CLIENTS.copied_to(tmp_path) / f"write_with_{request.param}.js"


def test_what_a_client_shows_follows_every_write_without_asking_again(live_server: LiveServer, two_pages: None, program: Path) -> None:
    expected = shelf()
    with stage.declared(()):
        session = stage.client("admin").client.cookies[settings.SESSION_COOKIE_NAME]
        answered = CLIENTS.run(program.name, live_server.url, f"{session.key}={session.value}", beside=program.parent)
    for name, changes, errors in WRITES:
        step = answered["steps"][name]
        expected = {sku: row for sku, row in (expected | changes).items() if row is not GONE}
        assert (step["errors"], step["shelf"], step["total"]) == (errors, expected, len(expected)), name
        assert sorted(step["books"]) == sorted(BOOKS & expected.keys()), name
        assert sorted(step["brands"]) == sorted(sku for sku in expected if not sku.startswith("N-")), name
    assert expected == shelf()
    assert answered["sent"] == SENT
