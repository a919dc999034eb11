"""The audit of the GraphQL-over-HTTP specification by the reference implementation, against a live server."""

from pathlib import Path

from django.test import override_settings
from pytest_django.live_server_helper import LiveServer

from tests.node_programs import NodePrograms

AUDIT = NodePrograms(Path(__file__).parent / "audit")


@AUDIT.needed
@override_settings(DJANGO_GRAPHQL_AUTO={"INTROSPECTION": True})
def test_the_graphql_http_audit_passes(live_server: LiveServer) -> None:
    results = AUDIT.run("audit.js", f"{live_server.url}/graphql/")
    assert [result for result in results if result["status"] != "ok"] == []
    assert len(results) == 61
