"""What is undone in the database is undone among the files."""

import logging

import pytest
from django.core.files.base import ContentFile
from django.db import OperationalError, connection, transaction

from django_graphql_auto.mutations import subscribe, unsubscribe
from tests.apps.shop.models import Product
from tests.mutations.writing import errors, payload
from tests.uploads.conftest import UPDATE
from tests.uploads.samples import pdf, picture, png

NEW = {"name": "Pot", "createdAt": "2024-05-01T00:00:00Z"}
CREATE = """mutation($input: ProductCreateInput!, $dryRun: Boolean! = false) { createProduct(input: $input, dryRun: $dryRun) {
  product { photo { name size } } errors { path code message } } }"""


def new(sku, file, **more):
    return {**NEW, "sku": sku, "brand": {"connect": {"name": "Acme"}}, "photo": file, **more}


def test_a_dry_run_answers_as_if_and_leaves_no_file(api, shop, uploads, stored):
    found = payload(api(CREATE, input=new("P1", png()), dryRun=True))
    assert found["errors"] == []
    assert found["product"]["photo"]["size"] == len(picture())
    assert stored() == []


def test_a_row_that_the_database_refuses_leaves_no_file(api, shop, uploads, stored, monkeypatch):
    monkeypatch.setattr(Product, "validate_unique", lambda self, exclude=None: None)
    monkeypatch.setattr(Product, "validate_constraints", lambda self, exclude=None: None)
    assert errors(api(CREATE, input=new("A1", png()))) != []
    assert stored() == []


def test_a_row_behind_it_that_is_refused_leaves_no_file(api, shop, uploads, stored):
    document = "mutation($input: BrandUpdateInput!, $id: ID!) { updateBrand(id: $id, input: $input) { errors { path code } } }"
    products = [{**NEW, "sku": "N1", "photo": png()}, {**NEW, "sku": "N2", "photo": pdf()}, {**NEW, "sku": "N3", "price": "1.234"}]
    assert errors(api(document, id=shop.acme.pk, input={"products": {"create": products}})) != []
    assert stored() == []
    assert not Product.objects.filter(sku__startswith="N").exists()


def test_a_nested_row_that_is_refused_leaves_no_file_of_the_row_around_it(api, shop, uploads, stored):
    refused = new("P1", png(), tags={"connect": [{"id": "999"}]})
    assert errors(api(CREATE, input=refused)) != []
    assert stored() == []


@pytest.mark.parametrize("policy", ["REJECT_FAILED_ROWS", "IGNORE_FAILED"])
def test_of_rows_that_fail_the_files_go_and_those_of_the_others_stay(policy, api, shop, uploads, stored, monkeypatch):
    document = """mutation($inputs: [ProductCreateInput!]!, $policy: ErrorPolicy!) {
      createProducts(inputs: $inputs, errorPolicy: $policy) { count errors { path code } } }"""
    monkeypatch.setattr(Product, "validate_unique", lambda self, exclude=None: None)
    made = payload(api(document, inputs=[new("M1", png()), new("M1", pdf()), new("M2", png())], policy=policy))
    assert made["count"] == 2
    assert stored() == ["photos/*.png", "photos/*.png"]


def test_what_is_tried_together_and_then_one_by_one_is_stored_once(api, shop, uploads, stored, declare):
    """A hook stores a file with each row; the attempt fails, and its files go with it."""

    def before_write(self, product, access):
        product.photo.save("drawn.txt", ContentFile(b"drawn"), save=False)

    declare(Product, before_write=before_write)
    document = """mutation($inputs: [ProductCreateInput!]!) {
      createProducts(inputs: $inputs, errorPolicy: REJECT_FAILED_ROWS) { count errors { path code } } }"""
    rows = [{name: value for name, value in new(sku, None).items() if name != "photo"} for sku in ("M1", "M1", "M2")]
    assert payload(api(document, inputs=rows))["count"] == 2
    assert stored() == ["photos/*.txt", "photos/*.txt"]


def test_a_replaced_file_is_there_again_when_the_write_is_undone(api, shop, uploads, stored, declare):
    payload(api(UPDATE, id=shop.anvil.pk, file=png()))

    def after_write(self, product, access):
        raise RuntimeError("a mistake of the project's")

    declare(Product, after_write=after_write)
    assert api(UPDATE, id=shop.anvil.pk, file=pdf()).codes == ["INTERNAL"]
    assert stored() == ["photos/*.png"]
    shop.anvil.refresh_from_db()
    assert shop.anvil.photo.read() == picture()


def test_a_listener_that_fails_leaves_no_file(api, shop, uploads, stored):
    class Fails:
        def wants(self, model):
            return True

        def hears(self, written):
            raise RuntimeError("a mistake of the project's")

    listener = Fails()
    subscribe(listener)
    try:
        assert api(CREATE, input=new("P1", png())).codes == ["INTERNAL"]
    finally:
        unsubscribe(listener)
    assert stored() == []


@pytest.mark.django_db(transaction=True)
def test_what_fails_after_the_commit_leaves_the_file_of_a_row_that_is_stored(api, shop, uploads, stored, declare, caplog):
    def after_write(self, product, access):
        transaction.on_commit(lambda: 1 / 0)

    declare(Product, after_write=after_write)
    assert payload(api(UPDATE, id=shop.anvil.pk, file=png()))["errors"] == []
    assert stored() == ["photos/*.png"]


@pytest.mark.django_db(transaction=True)
def test_where_nobody_knows_whether_it_was_stored_the_file_is_kept(api, shop, uploads, stored, monkeypatch):
    """The connection is lost after the database has committed, and before it could say so."""
    commit = connection._commit

    def commit_and_lose():
        commit()
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(connection, "_commit", commit_and_lose)
    answer = api(UPDATE, id=shop.anvil.pk, file=png())
    monkeypatch.undo()
    assert answer.codes == ["SERVICE_UNAVAILABLE"]
    shop.anvil.refresh_from_db()
    assert shop.anvil.photo.name
    assert stored() == ["photos/*.png"]


def test_a_file_that_cannot_be_deleted_is_logged_and_the_write_s_own_error_told(api, shop, uploads, caplog, monkeypatch):
    storage = type(Product._meta.get_field("photo").storage._wrapped)

    def delete(self, name):
        raise OSError("read-only")

    monkeypatch.setattr(storage, "delete", delete)
    with caplog.at_level(logging.ERROR, "django_graphql_auto"):
        found = payload(api(CREATE, input=new("P1", png()), dryRun=True))
    assert found["errors"] == []
    [record] = caplog.records
    assert "photos/" in record.getMessage()


def test_a_storage_that_fails_stores_no_row(api, shop, uploads, stored, monkeypatch):
    storage = type(Product._meta.get_field("photo").storage._wrapped)

    def save(self, name, content, max_length=None):
        raise OSError("the disk is full: /srv/media")

    monkeypatch.setattr(storage, "save", save)
    answer = api(CREATE, input=new("P1", png()))
    assert answer.codes == ["INTERNAL"]
    assert "/srv" not in str(answer.errors)
    assert not Product.objects.filter(sku="P1").exists()


ATOMIC = """mutation($input: ProductCreateInput!, $brand: String!) @atomic {
  createProduct(input: $input) { product { photo { name } } errors { code } }
  createBrand(input: {name: $brand}) { errors { code } } }"""


def test_an_operation_that_is_undone_as_a_whole_leaves_no_file_of_its_fields(api, shop, uploads, stored):
    answer = api(ATOMIC, input=new("P1", png()), brand="Acme")
    assert answer.codes == ["ROLLED_BACK"]
    assert stored() == []
    assert api(ATOMIC, input=new("P1", png()), brand="New").errors == []
    assert stored() == ["photos/*.png"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("committed", [True, False], ids=["stored", "perhaps not stored"])
def test_where_nobody_knows_whether_an_operation_was_stored_its_files_are_kept(api, shop, uploads, stored, monkeypatch, committed):
    commit = connection._commit

    def lose():
        if committed:
            commit()
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(connection, "_commit", lose)
    answer = api(ATOMIC, input=new("P1", png()), brand="New")
    monkeypatch.undo()
    assert answer.codes == ["SERVICE_UNAVAILABLE", "SERVICE_UNAVAILABLE"]
    assert Product.objects.filter(sku="P1").exists() is committed
    assert stored() == ["photos/*.png"]
