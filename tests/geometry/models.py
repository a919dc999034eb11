"""Rows with a place; imported only by the project with GeoDjango."""

from django.contrib.gis.db import models


class Harbour(models.Model):
    name = models.CharField(max_length=40)
    position = models.PointField(null=True)


class Pier(models.Model):
    harbour = models.ForeignKey(Harbour, models.CASCADE)
    length = models.IntegerField()
