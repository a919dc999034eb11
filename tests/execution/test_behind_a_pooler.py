"""PgBouncer in transaction mode stands between: each transaction may meet another server connection."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from django_graphql_auto.testing import GraphQLClient, assert_no_errors

PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
CONFIGURATION = """
[databases]
* = host={HOST} port={PORT} user={USER}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listens}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 2
"""
SIBLINGS = """query ($first: Int!) { products(first: $first, orderBy: [{name: ASC}]) { totalCount nodes {
    name price tags { nodes { name } } reviews(first: 1) { nodes { rating text author { username } } }
} } }"""

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql" or PGBOUNCER is None, reason="Needs PostgreSQL and PgBouncer."),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("shop"),
]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture
def through_the_pooler(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """Connects Django through a PgBouncer of the test's own; what a driver needs to do the same."""
    direct, port = dict(connection.settings_dict), free_port()
    configuration = tmp_path / "pgbouncer.ini"
    configuration.write_text(CONFIGURATION.format(**direct, listens=port))
    for readable in (configuration, tmp_path, *tmp_path.parents[:2]):
        readable.chmod(0o755)
    # It refuses to run as root.
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    with subprocess.Popen([str(PGBOUNCER), *user, str(configuration)], stderr=subprocess.PIPE, text=True) as pooler:
        assert pooler.stderr is not None
        assert any("process up" in line for line in pooler.stderr)
        connection.close()
        connection.settings_dict.update(HOST="127.0.0.1", PORT=str(port))
        try:
            yield {"host": "127.0.0.1", "port": port, "user": direct["USER"], "dbname": direct["NAME"]}
        finally:
            connection.close()
            connection.settings_dict.update(direct)
            pooler.terminate()


def take_a_server(other: psycopg.Connection[Any]) -> int:
    """Begins somebody else's transaction; the process of the server connection that it holds until its end."""
    [process] = other.execute("SELECT pg_backend_pid()").fetchone() or [0]
    return int(process)


def answered(**variables: Any) -> Any:
    answer = GraphQLClient().query(SIBLINGS, variables)
    assert_no_errors(answer)
    return answer.data


def test_an_answer_is_the_same_whichever_server_connection_a_statement_meets(through_the_pooler: dict[str, Any]):
    alone = answered(first=3)
    with psycopg.connect(**through_the_pooler) as first, psycopg.connect(**through_the_pooler) as second:
        one = take_a_server(first)
        assert [answered(first=3), answered(first=3)] == [alone, alone]
        other = take_a_server(second)
        first.commit()
        assert [answered(first=3), answered(first=3)] == [alone, alone]
    assert one != other
