"""GeoDjango's columns as GeoJSON (RFC 7946). Imported only where ``django.contrib.gis`` is installed: it needs GDAL and GEOS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from django.contrib.gis.db.models import GeometryField, PointField
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry
from django.db.models import F, Q, Value
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual
from graphql import GraphQLScalarType, ValueNode

from django_graphql_auto.exceptions import BadUserInput
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


class Metres(Distance):
    """How far two points are from each other: on the sphere where a column holds longitude and latitude, else in the column's own unit."""

    def as_mysql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Django would answer in degrees."""
        function = "ST_Distance_Sphere" if self.geo_field.geodetic(connection) else "ST_Distance"
        return self.as_sql(compiler, connection, function=function, **extra)


COMPARISONS: dict[str, Any] = {"lt": LessThan, "lte": LessThanOrEqual, "gt": GreaterThan, "gte": GreaterThanOrEqual}


def distance_condition(path: str, given: Mapping[str, Any]) -> Q:
    """``{from: point, lte: 5000}`` about the column at ``path``."""
    limits = {name: limit for name, limit in given.items() if name != "from"}
    if given["from"].geom_type != "Point" or not limits or None in limits.values():
        raise BadUserInput("distance takes a point in `from`, and a limit.")
    distance = Metres(F(path), Value(given["from"], output_field=GeometryField(srid=WGS84)))
    return Q(*(COMPARISONS[name](distance, limit) for name, limit in limits.items()))


def map_geometry() -> None:
    """Adds the rows of all geometry columns."""
    map_field(GeometryField, FieldMapping(GEOMETRY, "Geometry", geojson, orderable=False))
    map_field(PointField, FieldMapping(GEOMETRY, "Point", geojson, orderable=False))
