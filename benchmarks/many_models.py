"""Models made at run time: as many as wanted, with some twenty fields of every common kind each."""

from __future__ import annotations

from typing import Any

from django.db import models

Model = type[models.Model]


class Status(models.TextChoices):
    DRAFT = "draft", "In the making"
    LIVE = "live", "On sale"
    GONE = "gone", "No longer sold"


class Size(models.IntegerChoices):
    SMALL = 1
    MEDIUM = 2
    LARGE = 3


def make_models(count: int, app: str = "catalogue") -> list[Model]:
    """``count`` models; each leads to those before it."""
    made: list[Model] = []
    for number in range(count):
        made.append(_make_model(number, made, app))
    return made


def _make_model(number: int, earlier: list[Model], app: str) -> Model:
    meta = type("Meta", (), {"app_label": app, "ordering": ("name",)})
    attributes = {
        "__module__": __name__,
        "__doc__": f"The table number {number}.",
        "Meta": meta,
        **_columns(),
        **_relations(number, earlier),
    }
    return type(f"Table{number}", (models.Model,), attributes)


def _columns() -> dict[str, Any]:
    return {
        "name": models.CharField(max_length=100, unique=True, help_text="What it is called."),
        "slug": models.SlugField(),
        "description": models.TextField(blank=True),
        "email": models.EmailField(blank=True),
        "status": models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT),
        "size": models.IntegerField(choices=Size.choices, null=True),
        "stock": models.IntegerField(default=0),
        "views": models.BigIntegerField(default=0),
        "price": models.DecimalField(max_digits=10, decimal_places=2),
        "weight": models.FloatField(null=True),
        "is_active": models.BooleanField(default=True),
        "created_at": models.DateTimeField(auto_now_add=True),
        "due": models.DateField(null=True),
        "opens": models.TimeField(null=True),
        "duration": models.DurationField(null=True),
        "key": models.UUIDField(null=True),
        "attributes": models.JSONField(default=dict),
        "photo": models.FileField(upload_to="photos", blank=True),
    }


def _relations(number: int, earlier: list[Model]) -> dict[str, Any]:
    """Two foreign keys and a many-to-many, to models spread over those that are there."""
    targets: list[Any] = [earlier[number * step % 97 % number] for step in (11, 7)] if number else ["self", "self"]
    return {
        "parent": models.ForeignKey("self", models.CASCADE, null=True, related_name="children"),
        "owner": models.ForeignKey(targets[0], models.CASCADE, related_name=f"owned_{number}"),
        "tables": models.ManyToManyField(targets[1], related_name=f"listed_{number}"),
    }
