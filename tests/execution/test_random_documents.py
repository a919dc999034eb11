"""Random queries over random rows: the plan, the plan without its passes, and the oracle answer alike."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from django_graphql_auto.execution import OperationRequest, execute
from django_graphql_auto.planning.plan import Fetch, GroupKeyPart, GroupsPart, KeyRelationPart
from django_graphql_auto.planning.selection import Aggregate, EstimatedCount, PageCount, TotalCount
from django_graphql_auto.schema.live import current_schema
from django_graphql_auto.testing import captured_statements, execute_plain, plans_of
from django_graphql_auto.testing.client import Result, result_of
from tests.conftest import SHOP, declared
from tests.execution.random_documents import Writer, documents
from tests.execution.random_shop import stock_randomly
from tests.goldens.declarations import DECLARATIONS
from tests.goldens.golden import readable_sql

EXAMPLES = int(os.environ.get("RANDOM_DOCUMENTS", "20"))
"""Documents per shop. Where a number is given they are new ones at every run: worth an hour now and then."""
GENEROUS = {
    "READ": "public",
    "EXPOSE": SHOP,
    **{f"MAX_{name}": 10**6 for name in ("COST", "TOKENS", "ALIASES", "DEPTH", "FIELDS", "FRAGMENTS", "DIRECTIVES", "DOCUMENT_BYTES")},
    **{f"MAX_FILTER_{name}": 100 for name in ("DEPTH", "CLAUSES", "HOPS")},
}


bounded = settings(
    max_examples=EXAMPLES,
    derandomize="RANDOM_DOCUMENTS" not in os.environ,
    deadline=None,
    database=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


SHOPS = ("rich", "scopes", "polymorphic, some books hidden", "scoped links", "lists", "every article", "scope over many")


@pytest.fixture(params=SHOPS)
def random_shop(request: pytest.FixtureRequest, db: None, settings: Any) -> Iterator[None]:
    settings.DJANGO_GRAPHQL_AUTO = GENEROUS
    with declared(DECLARATIONS[request.param]):
        stock_randomly(seed=len(request.param))
        yield


@pytest.fixture
def open_random_shop(db: None, settings: Any) -> None:
    settings.DJANGO_GRAPHQL_AUTO = GENEROUS
    stock_randomly(seed=3, size=25)


def answer(document: str, **how: Any) -> Result:
    return result_of(execute(OperationRequest(document), **how).to_bytes())


def same(one: Any, other: Any) -> bool:
    """Equal, floats up to the last digits: databases add them up in their own order."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return math.isclose(one, other) if isinstance(one, float) and isinstance(other, float) else one == other


@bounded
@given(data=st.data())
def test_every_way_to_answer_gives_the_same(random_shop: None, data: st.DataObject):
    document = data.draw(documents(current_schema()))
    planned, unimproved, plain, again = answer(document), answer(document, passes=()), execute_plain(document), answer(document)
    assert set(planned.codes) <= {"UNAUTHENTICATED"}, planned.errors
    assert len(planned.codes) == len(unimproved.codes) == len(plain.codes), plain.errors
    assert same(planned.data, unimproved.data), (planned.data, unimproved.data)
    assert same(planned.data, plain.data), (planned.data, plain.data)
    assert (planned.codes, planned.data) == (again.codes, again.data)


def most_statements(fetch: Fetch) -> int:
    """One per fetch, figure and group, whatever the rows."""
    parts = fetch.list.parts if fetch.list else ()
    figures = sum(isinstance(part, TotalCount | PageCount | EstimatedCount | Aggregate | GroupsPart) for part in parts)
    keys = [key for part in parts if isinstance(part, GroupsPart) for key in part.parts if isinstance(key, GroupKeyPart)]
    behind = sum(most_statements(inner.fetch) for key in keys for inner in key.parts if isinstance(inner, KeyRelationPart))
    return 1 + figures + behind + sum(most_statements(child.fetch) for child in fetch.children)


@bounded
@given(data=st.data())
def test_the_plan_bounds_the_statements_however_many_rows_there_are(random_shop: None, data: st.DataObject):
    document = data.draw(documents(current_schema()))
    assume(not answer(document).errors)
    most = sum(most_statements(plan.fetch) for plan in plans_of(document).values())
    with transaction.atomic():
        stock_randomly(seed=7, size=30, first=1000)
        with captured_statements() as statements:
            answer(document)
        transaction.set_rollback(True)
    assert len(statements) <= most, readable_sql(statements)


@dataclass(frozen=True)
class Pages:
    """One list in one order, read page by page."""

    above: str
    field: str
    order: str
    size: int

    def read(self, paging: str) -> tuple[list[Any], dict[str, Any]]:
        info = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
        inner = f"{self.field}(orderBy: [{self.order}], {paging}) {{ edges {{ cursor node {{ id }} }} {info} }}"
        found = answer(f"{{ {self.above} {{ {inner} }} }}" if self.above else f"{{ {inner} }}")
        assert not found.errors, found.errors
        data = found[self.above.partition("(")[0]][self.field] if self.above else found[self.field]
        return [(edge["node"]["id"], edge["cursor"]) for edge in data["edges"]], data["pageInfo"]

    def forwards(self) -> list[Any]:
        rows, info = self.read(f"first: {self.size}")
        while info["hasNextPage"]:
            more, info = self.read(f'first: {self.size}, after: "{info["endCursor"]}"')
            assert more
            rows += more
        return rows

    def backwards(self) -> list[Any]:
        rows, info = self.read(f"last: {self.size}")
        while info["hasPreviousPage"]:
            more, info = self.read(f'last: {self.size}, before: "{info["startCursor"]}"')
            assert more
            rows = more + rows
        return rows


LISTS = (
    ("", "products"),
    ("", "reviews"),
    ("", "books"),
    ("", "articles"),
    ("", "stockLevels"),
    ("brand(id: 1)", "products"),
    ('supplier(id: "S001")', "products"),
    ("tag(id: 1)", "products"),
    ("product(id: 1)", "suppliers"),
    ("category(id: 1)", "children"),
)
"""What stands above, and the list."""


@bounded
@given(data=st.data())
def test_pages_in_either_direction_hold_every_row_once_and_in_order(open_random_shop: None, data: st.DataObject):
    above, field = data.draw(st.sampled_from(LISTS))
    built = current_schema()
    plural = {"children": "categories"}.get(field, field)
    entity = next(entity for entity in built.entities.values() if entity.plural == plural)
    writer = Writer(data.draw, built)
    order = ", ".join(writer.order(entity) for _ in range(writer.number(0, 3)))
    pages = Pages(above, field, order, writer.number(1, 5))
    whole, _ = pages.read("first: 100")
    assert len({row for row, _ in whole}) == len(whole)
    assert pages.forwards() == whole
    assert pages.backwards() == whole
