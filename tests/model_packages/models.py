"""A publisher: papers with a past, works of several kinds, places of several kinds, news in several languages."""

from __future__ import annotations

from django.db import models
from model_utils.managers import InheritanceManager
from model_utils.models import SoftDeletableModel
from polymorphic.models import PolymorphicModel
from safedelete import SOFT_DELETE_CASCADE
from safedelete.models import SafeDeleteModel
from simple_history.models import HistoricalRecords


class Author(models.Model):
    name = models.CharField(max_length=80)


class Topic(models.Model):
    name = models.CharField(max_length=80)


class Paper(models.Model):
    title = models.CharField(max_length=80)
    author = models.ForeignKey(Author, models.CASCADE, related_name="papers")
    is_secret = models.BooleanField(default=False)
    fee = models.IntegerField(default=0)
    topics = models.ManyToManyField(Topic)
    history = HistoricalRecords(m2m_fields=[topics])


class Shelf(models.Model):
    name = models.CharField(max_length=80)


class Work(PolymorphicModel):
    name = models.CharField(max_length=80)
    shelf = models.ForeignKey(Shelf, models.CASCADE, related_name="works")


class Novel(Work):
    pages = models.IntegerField()


class Song(Work):
    seconds = models.IntegerField()


class Loan(models.Model):
    work = models.ForeignKey(Work, models.CASCADE, related_name="loans")
    days = models.IntegerField()


class Place(models.Model):
    name = models.CharField(max_length=80)
    objects = InheritanceManager()


class Restaurant(Place):
    stars = models.IntegerField()


class Section(models.Model):
    name = models.CharField(max_length=80)


class News(models.Model):
    title = models.CharField(max_length=80)
    section = models.ForeignKey(Section, models.CASCADE, related_name="news")

    class Meta:
        ordering = ("title",)
        verbose_name_plural = "news"


class Comment(models.Model):
    text = models.CharField(max_length=80)
    news = models.ForeignKey(News, models.CASCADE, related_name="comments")


class Charter(models.Model):
    """Marked when it is deleted, and its past is kept."""

    title = models.CharField(max_length=80)
    deleted_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()


class Memo(SoftDeletableModel):  # type: ignore[django-manager-missing]
    text = models.CharField(max_length=80)


class Deed(SafeDeleteModel):
    _safedelete_policy = SOFT_DELETE_CASCADE

    title = models.CharField(max_length=80, unique=True)


class Clause(SafeDeleteModel):
    deed = models.ForeignKey(Deed, models.CASCADE, related_name="clauses")
    text = models.CharField(max_length=80)
