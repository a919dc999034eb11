"""What is in a file stands nowhere but in the file."""

import logging

import pytest

from django_graphql_auto.audit.models import AuditEntry
from django_graphql_auto.audit.trail import trail
from django_graphql_auto.mutations import subscribe, unsubscribe
from tests.apps.shop.models import Product
from tests.uploads.conftest import UPDATE
from tests.uploads.samples import PDF, pdf

SECRET = "the-secret-of-the-file"
CONTENT = PDF + SECRET.encode()


@pytest.fixture
def audited(db):
    subscribe(trail)
    yield
    unsubscribe(trail)


@pytest.fixture
def posted(send, shop):
    def post(file, document=UPDATE, **headers):
        operation = {"query": document, "variables": {"id": str(shop.anvil.pk), "file": None}, "extensions": {"debug": True}}
        return send({"operations": operation, "map": {"0": ["variables.file"]}, "0": file}, **headers)

    return post


def test_debug_answers_show_the_stored_name_and_nothing_of_the_file(posted, settings, uploads):
    settings.DEBUG = True
    uploads(DEBUG_ANSWERS=True)
    response = posted(pdf("client-name.pdf", CONTENT))
    assert response.json()["extensions"]["debug"]["statements"]
    assert SECRET not in response.content.decode()
    assert "client-name" not in response.content.decode()


def test_the_audit_trail_has_the_stored_name(posted, audited):
    posted(pdf("client-name.pdf", CONTENT))
    [entry] = AuditEntry.objects.all()
    assert entry.changes == {"photo": ["", Product.objects.get(sku="A1").photo.name]}
    assert "client-name" not in str(entry.changes)


@pytest.mark.parametrize("kind", ["JSON!", "String!", "Int!", "[ID!]!", "ProductUpdateInput!"])
def test_errors_about_variables_and_logs_quote_no_file(kind, posted, caplog):
    document = f"mutation($id: ID!, $file: {kind}) {{ updateProduct(id: $id, input: {{attributes: $file}}) {{ errors {{ code }} }} }}"
    with caplog.at_level(logging.DEBUG):
        response = posted(pdf(SECRET, CONTENT), document)
    assert response.json()["errors"]
    assert SECRET not in response.content.decode()
    assert SECRET not in caplog.text


def test_a_scanner_s_failure_is_logged_without_the_file(posted, uploads, caplog):
    uploads(UPLOAD_SCANNER=f"{__name__}.fails")
    with caplog.at_level(logging.DEBUG):
        assert posted(pdf("a.pdf", CONTENT)).json()["data"]["updateProduct"]["errors"][0]["code"] == "FILE_NOT_SCANNED"
    assert "has failed" in caplog.text
    assert SECRET not in caplog.text


def fails(file):
    raise ConnectionError("no daemon")
