"""Geometry columns, where GeoDjango's libraries are there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

NORTH = {"type": "Polygon", "coordinates": [[[0, 50], [20, 50], [20, 60], [0, 60], [0, 50]]]}

BREMEN = {"type": "Point", "coordinates": [8.8, 53.08]}
"""Some 93 km from Hamburg and 965 km from Genoa."""


def libraries_are_there() -> bool:
    probe = "import django.contrib.gis.gdal.libgdal, django.contrib.gis.geos, MySQLdb; MySQLdb.connect(host='127.0.0.1', user='root')"
    settings = "from django.conf import settings; settings.configure(); "
    return subprocess.run([sys.executable, "-c", settings + probe], capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(not libraries_are_there(), reason="GDAL, GEOS or MariaDB are not there")


QUERIES: dict[str, tuple[str, dict[str, Any]]] = {
    "point": ('{ harbours(where: {name: {eq: "Genoa"}}) { nodes { position } } }', {}),
    "within": ("query($area: Geometry) { harbours(where: {position: {within: $area}}) { nodes { name } } }", {"area": NORTH}),
    "absent": ("{ harbours(where: {position: {isNull: true}}) { nodes { name position } } }", {}),
    "near": (
        "query($point: Geometry!) { harbours(where: {position: {distance: {from: $point, lt: 200000}}}) { nodes { name } } }",
        {"point": BREMEN},
    ),
    "far": (
        "query($point: Geometry!) { harbours(where: {position: {distance: {from: $point, gte: 50000, lt: 2e6}}}) { totalCount } }",
        {"point": BREMEN},
    ),
    "related": (
        "query($point: Geometry!) { piers(where: {harbour: {position: {distance: {from: $point, lt: 200000}}}}) { nodes { length } } }",
        {"point": BREMEN},
    ),
    "boundless": ("query($point: Geometry!) { harbours(where: {position: {distance: {from: $point}}}) { totalCount } }", {"point": BREMEN}),
    "from an area": (
        "query($area: Geometry!) { harbours(where: {position: {distance: {from: $area, lt: 1}}}) { totalCount } }",
        {"area": NORTH},
    ),
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


def test_rows_are_found_by_their_distance_in_metres(answers):
    assert answers["near"] == {"data": {"harbours": {"nodes": [{"name": "Hamburg"}]}}}
    assert answers["far"] == {"data": {"harbours": {"totalCount": 2}}}


def test_rows_are_found_by_the_distance_of_what_they_belong_to(answers):
    assert answers["related"] == {"data": {"piers": {"nodes": [{"length": 300}]}}}


@pytest.mark.parametrize("name", ["boundless", "from an area"])
def test_a_distance_needs_a_point_and_a_limit(answers, name):
    assert [error["extensions"]["code"] for error in answers[name]["errors"]] == ["BAD_USER_INPUT"]
