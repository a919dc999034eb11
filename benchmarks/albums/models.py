from __future__ import annotations

from django.db import models


class Artist(models.Model):
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ("id",)


class Label(models.Model):
    name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")

    class Meta:
        ordering = ("id",)


class Genre(models.Model):
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ("id",)


class Album(models.Model):
    title = models.CharField(max_length=120)
    artist = models.ForeignKey(Artist, models.CASCADE, related_name="albums")
    label = models.ForeignKey(Label, models.SET_NULL, null=True, related_name="albums")
    genres = models.ManyToManyField(Genre, related_name="albums")

    class Meta:
        ordering = ("id",)


class Track(models.Model):
    album = models.ForeignKey(Album, models.CASCADE, related_name="tracks")
    name = models.CharField(max_length=120)
    number = models.IntegerField()
    seconds = models.IntegerField()
    price = models.DecimalField(max_digits=10, decimal_places=2)
    is_explicit = models.BooleanField()
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
