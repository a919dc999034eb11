from collections.abc import Iterator

import pytest

from django_graphql_auto.introspection import forget


@pytest.fixture
def fresh_look() -> Iterator[None]:
    """For tests that change what a look depends on."""
    forget()
    yield
    forget()
