"""Rows that are deleted by a mark: in a moment, in a truth, behind a manager, by the model's own ``delete()``."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q


class Shelf(models.Model):
    name = models.CharField(max_length=40, unique=True)


class Label(models.Model):
    text = models.CharField(max_length=40)
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.BigIntegerField()
    subject = GenericForeignKey()


class Work(models.Model):
    """Marked in a moment; its catalogue number is taken by those that are not."""

    title = models.CharField(max_length=80, validators=[MaxLengthValidator(60)])
    number = models.IntegerField()
    shelf = models.ForeignKey(Shelf, models.PROTECT, null=True, blank=True, related_name="works")
    follows = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="followed_by")
    keywords: models.ManyToManyField[Keyword, Entry] = models.ManyToManyField("Keyword", through="Entry", related_name="works")
    labels = GenericRelation(Label)
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("title", "pk")
        constraints = (models.UniqueConstraint(fields=("number",), condition=Q(deleted_at=None), name="one_number"),)


class Novel(Work):
    pages = models.PositiveIntegerField(default=100)


class Chart(Work):
    scale = models.PositiveIntegerField(default=1000)


class ShownWork(Work):
    """The same rows under another name."""

    class Meta:
        proxy = True


class Keyword(models.Model):
    """Marked in a truth."""

    word = models.CharField(max_length=40, unique=True)
    is_deleted = models.BooleanField(default=False)

    class Meta:
        ordering = ("word",)


class Entry(models.Model):
    """Between a work and a keyword, and marked itself."""

    work = models.ForeignKey(Work, models.CASCADE, related_name="entries")
    keyword = models.ForeignKey(Keyword, models.CASCADE, related_name="entries")
    weight = models.IntegerField(default=1)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)


class Loan(models.Model):
    """Hangs on a work, and is not marked."""

    work = models.ForeignKey(Work, models.CASCADE, related_name="loans")
    reader = models.CharField(max_length=40)

    class Meta:
        ordering = ("reader",)


class Kept(models.Manager["Letter"]):
    def get_queryset(self) -> models.QuerySet[Letter]:
        return super().get_queryset().filter(is_removed=False)


class Letter(models.Model):
    """As django-model-utils and django-safedelete have them: a manager that hides, a ``delete()`` of its own that marks."""

    subject = models.CharField(max_length=40)
    is_removed = models.BooleanField(default=False)

    objects = Kept()
    all_objects = models.Manager()

    class Meta:
        ordering = ("subject",)

    def delete(self, using: Any = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        self.is_removed = True
        self.save(using=using)
        return 1, {}
