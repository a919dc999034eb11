"""GeoDjango's columns as GeoJSON (RFC 7946). Imported only where ``django.contrib.gis`` is installed: it needs GDAL and GEOS."""

from __future__ import annotations

from typing import Any

import orjson
from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry
from graphql import GraphQLScalarType, ValueNode

from django_graphql_auto.schema.field_mappings import FieldMapping, map_field
from django_graphql_auto.schema.scalars import JSON, refuse

WGS84 = 4326
"""The coordinates of GeoJSON (RFC 7946, 4)."""


def geojson(geometry: GEOSGeometry) -> Any:
    """A geometry as a GeoJSON object, in longitude and latitude where its reference system is known."""
    known = geometry.srid not in (None, WGS84)
    return orjson.loads((geometry.transform(WGS84, clone=True) if known else geometry).json)


def _parse(value: Any) -> GEOSGeometry:
    try:
        return GEOSGeometry(orjson.dumps(value).decode(), srid=WGS84)
    except (ValueError, TypeError, GDALException, GEOSException):
        refuse("Geometry", value)


def _parse_literal(node: ValueNode, variables: dict[str, Any] | None = None) -> GEOSGeometry:
    return _parse(JSON.parse_literal(node, variables))


GEOMETRY = GraphQLScalarType(
    "Geometry",
    serialize=geojson,
    parse_value=_parse,
    parse_literal=_parse_literal,
    description="A GeoJSON geometry object; longitude first.",
    specified_by_url="https://www.rfc-editor.org/rfc/rfc7946#section-3.1",
)


def map_geometry() -> None:
    """Adds the row of all geometry columns."""
    map_field(GeometryField, FieldMapping(GEOMETRY, "Geometry", geojson, orderable=False))
