import gzip
import hashlib

import pytest
from django.test import Client, override_settings

from django_graphql_auto.http.assets import FOLDER, digests


def test_the_bundle_is_the_one_that_was_built() -> None:
    lines = (FOLDER / "SHA256SUMS").read_text().splitlines()
    assert {line.split()[1] for line in lines} == {"graphiql.js", "graphiql.css"}
    for digest, name in (line.split() for line in lines):
        content = (FOLDER / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest
        assert gzip.decompress((FOLDER / f"{name}.gz").read_bytes()) == content


def test_the_licences_of_what_is_bundled_are_with_it() -> None:
    licences = (FOLDER / "LICENSES.txt").read_text()
    for package in ("graphiql ", "react ", "graphql ", "codemirror ", "graphiql-explorer "):
        assert f"\n{package}" in licences


@pytest.mark.parametrize(("name", "kind"), [("graphiql.js", "text/javascript"), ("graphiql.css", "text/css")])
@override_settings(DEBUG=False)
def test_a_file_is_served_without_static_files_and_kept_for_a_year(client: Client, name: str, kind: str) -> None:
    address = f"/graphql/assets/{digests()[name]}/{name}"
    plain, packed = client.get(address), client.get(address, headers={"Accept-Encoding": "br, gzip;q=0.8"})
    for response in (plain, packed):
        assert response["Content-Type"] == f"{kind}; charset=utf-8"
        assert "immutable" in response["Cache-Control"]
        assert response["Vary"] == "Accept-Encoding"
    assert plain.content == (FOLDER / name).read_bytes()
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content


def test_gzip_that_is_ruled_out_is_not_sent(client: Client) -> None:
    address = f"/graphql/assets/{digests()['graphiql.css']}/graphiql.css"
    assert "Content-Encoding" not in client.get(address, headers={"Accept-Encoding": "gzip; q=0, identity"})


def test_nothing_but_the_bundle_is_served(client: Client) -> None:
    digest = digests()["graphiql.js"]
    for name in ("graphiql.css", "SHA256SUMS", "../../../conf.py", "%2e%2e%2fconf.py"):
        assert client.get(f"/graphql/assets/{digest}/{name}").status_code == 404
    assert client.get("/graphql/assets/0/graphiql.js").status_code == 404
    assert client.post(f"/graphql/assets/{digest}/graphiql.js").status_code == 405
