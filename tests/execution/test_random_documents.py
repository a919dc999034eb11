"""Random queries over random rows: the plan, the plan without its passes, and the oracle answer alike."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from django_graphql_auto.execution import OperationRequest, execute
from django_graphql_auto.schema.live import current_schema
from django_graphql_auto.testing import execute_plain
from django_graphql_auto.testing.client import Result, result_of
from tests.conftest import declared
from tests.execution.random_documents import documents
from tests.execution.random_shop import stock_randomly
from tests.goldens.declarations import DECLARATIONS

EXAMPLES = int(os.environ.get("RANDOM_DOCUMENTS", "25"))
"""Documents per shop; more are worth an hour now and then."""
GENEROUS = {
    "READ": "public",
    "EXPOSE": ["shop", "auth.user"],
    **{f"MAX_{name}": 10**6 for name in ("COST", "TOKENS", "ALIASES", "DEPTH", "FIELDS", "FRAGMENTS", "DIRECTIVES", "DOCUMENT_BYTES")},
    **{f"MAX_FILTER_{name}": 100 for name in ("DEPTH", "CLAUSES", "HOPS")},
}
bounded = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(params=["nothing", "scopes", "polymorphic, some books hidden", "scoped links", "lists", "every article"])
def random_shop(request: pytest.FixtureRequest, db: None, settings: Any) -> Iterator[None]:
    settings.DJANGO_GRAPHQL_AUTO = GENEROUS
    with declared(DECLARATIONS[request.param]):
        stock_randomly(seed=len(request.param))
        yield


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
    planned, unimproved, plain = answer(document), answer(document, passes=()), execute_plain(document)
    assert set(planned.codes) <= {"UNAUTHENTICATED"}, planned.errors
    assert len(planned.codes) == len(unimproved.codes) == len(plain.codes), plain.errors
    assert same(planned.data, unimproved.data), (planned.data, unimproved.data)
    assert same(planned.data, plain.data), (planned.data, plain.data)
