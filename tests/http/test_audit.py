"""The audit of the GraphQL-over-HTTP specification by the reference implementation, against a live server."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.test import override_settings
from pytest_django.live_server_helper import LiveServer

AUDIT = Path(__file__).parent / "audit"
INSTALLED = (AUDIT / "node_modules" / "graphql-http").exists()


@pytest.mark.skipif(
    not INSTALLED and not os.environ.get("REQUIRE_AUDIT"), reason="graphql-http isn't installed: npm ci --prefix tests/http/audit"
)
@override_settings(DJANGO_GRAPHQL_AUTO={"INTROSPECTION": True})
def test_the_graphql_http_audit_passes(live_server: LiveServer) -> None:
    node = shutil.which("node")
    assert node, "The audit needs Node."
    command = [node, str(AUDIT / "audit.js"), f"{live_server.url}/graphql/"]
    results = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout)
    assert [result for result in results if result["status"] != "ok"] == []
    assert len(results) == 61
