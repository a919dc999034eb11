"""Nothing here is collected under other settings than this folder's."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

collect_ignore_glob = [] if os.environ.get("DJANGO_SETTINGS_MODULE") == "tests.model_packages.settings" else ["test_*.py"]

See = Callable[..., Any]


@pytest.fixture
def see(db: None) -> See:
    """``see("{ papers { … } }", user=somebody)``: the data of an answer without errors, which the oracle gives as well."""
    from django_graphql_auto.testing import GraphQLClient
    from django_graphql_auto.testing.plain import execute_plain

    def look(document: str, user: Any = None, **variables: Any) -> Any:
        answer = GraphQLClient(user).query(document, variables)
        assert answer.errors == []
        assert answer.data == execute_plain(document, variables, user).data
        return answer.data

    return look
