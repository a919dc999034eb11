from __future__ import annotations

import pytest

from tests.apps.shop.rows import stock_the_shop


@pytest.fixture
def stocked(db: None) -> None:
    """The small shop, which no rule of ours guards here: the types' own ``get_queryset`` does."""
    stock_the_shop()
