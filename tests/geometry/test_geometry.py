"""Geometry columns, where GeoDjango's libraries are there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

NORTH = {"type": "Polygon", "coordinates": [[[0, 50], [20, 50], [20, 60], [0, 60], [0, 50]]]}


def libraries_are_there() -> bool:
    probe = "import django.contrib.gis.gdal.libgdal, django.contrib.gis.geos, MySQLdb; MySQLdb.connect(host='127.0.0.1', user='root')"
    settings = "from django.conf import settings; settings.configure(); "
    return subprocess.run([sys.executable, "-c", settings + probe], capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(not libraries_are_there(), reason="GDAL, GEOS or MariaDB are not there")


QUERIES: dict[str, tuple[str, dict[str, Any]]] = {
    "point": ('{ harbours(where: {name: {eq: "Genoa"}}) { nodes { position } } }', {}),
    "within": ("query($area: Geometry) { harbours(where: {position: {within: $area}}) { nodes { name } } }", {"area": NORTH}),
    "absent": ("{ harbours(where: {position: {isNull: true}}) { nodes { name position } } }", {}),
    "wrong": ('{ harbours(where: {position: {within: {type: "Circle"}}}) { nodes { name } } }', {}),
}


@pytest.fixture(scope="module")
def answers() -> dict[str, dict[str, Any]]:
    command = [sys.executable, "-m", "tests.geometry.project", json.dumps(list(QUERIES.values()))]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stderr
    return dict(zip(QUERIES, json.loads(done.stdout), strict=True))


def test_a_point_is_answered_as_geojson(answers):
    assert answers["point"] == {"data": {"harbours": {"nodes": [{"position": {"type": "Point", "coordinates": [8.92, 44.41]}}]}}}


def test_rows_are_found_within_an_area_given_as_geojson(answers):
    assert answers["within"] == {"data": {"harbours": {"nodes": [{"name": "Hamburg"}]}}}


def test_rows_without_a_place_are_found_by_its_absence(answers):
    assert answers["absent"] == {"data": {"harbours": {"nodes": [{"name": "Nowhere", "position": None}]}}}


def test_what_is_no_geojson_is_refused(answers):
    assert [error["extensions"]["code"] for error in answers["wrong"]["errors"]] == ["BAD_USER_INPUT"]
