"""Columns that only PostgreSQL has."""

from django.contrib.postgres import fields
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Shelf(models.Model):
    labels = fields.ArrayField(models.CharField(max_length=20), default=list)
    grid = fields.ArrayField(fields.ArrayField(models.IntegerField(), size=3), null=True)
    attributes = fields.HStoreField(default=dict)
    sizes = fields.IntegerRangeField(null=True)
    big_sizes = fields.BigIntegerRangeField(null=True)
    prices = fields.DecimalRangeField(null=True)
    season = fields.DateRangeField(null=True)
    opened = fields.DateTimeRangeField(null=True)
    title = models.TextField(default="")
    words = SearchVectorField(null=True)

    class Meta:
        app_label = "everything"
        indexes = [GinIndex(fields=["labels"], name="shelf_labels")]
        constraints = [ExclusionConstraint(name="shelf_no_overlap", expressions=[("season", RangeOperators.OVERLAPS)])]
