"""Models whose names, choices, keys and families are hard to serve. They have no tables."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

# names


class HTTPServer(models.Model):
    SKU = models.CharField(max_length=10)
    HTML_body = models.TextField()
    größe = models.IntegerField()
    _hidden = models.IntegerField()


class News(models.Model):
    title = models.CharField(max_length=10)


class Status(models.Model):
    title = models.CharField(max_length=10)


class Query(models.Model):
    """Called like the root type."""

    text = models.TextField()


class File(models.Model):
    """Called like a type that every schema may have."""

    content = models.FileField()


class Product(models.Model):
    """Called like the shop's."""

    name = models.CharField(max_length=10)


class Ticket(models.Model):
    state = models.CharField(max_length=10, choices=[("open", "Open")])


class TicketWhere(models.Model):
    """Called like an input that is made for another model."""

    place = models.TextField()


class TicketStateChoices(models.Model):
    """Called like an enum that is made for another model."""

    text = models.TextField()


class Meeting(models.Model):
    """Two columns that become one field."""

    starts_at = models.DateTimeField()
    startsAt = models.DateTimeField()  # noqa: N815


# choices


class Size(models.TextChoices):
    SMALL = "s", "Small"
    LARGE = "l", "Large"


class Priority(models.IntegerChoices):
    LOW = 1, "Not now"
    HIGH = 2, "At once"


class Choosy(models.Model):
    enumeration = models.CharField(max_length=1, choices=Size)
    numbers = models.IntegerField(choices=Priority)
    pairs = models.CharField(max_length=10, choices=[("in stock", "In stock"), ("sold-out", "Sold out")])
    grouped = models.CharField(max_length=10, choices=[("Warm", [("red", "Red")]), ("grey", "Grey")])
    blank = models.CharField(max_length=10, blank=True, choices=[("", "None"), ("some", "Some")])
    only_blank = models.CharField(max_length=10, blank=True, choices=[("", "None")])
    meeting = models.CharField(max_length=10, choices=[("a b", "One"), ("a-b", "Two"), ("A_B", "Three")])
    digits = models.CharField(max_length=10, choices=[("1", "One"), ("2.5", "More")])
    words = models.CharField(max_length=10, choices=[("true", "Yes"), ("null", "Nothing")])
    symbols = models.CharField(max_length=10, choices=[("+", "Plus"), ("?", "？"), ("!", "！")])
    unnamed = models.IntegerField(choices=[(1, "Ten per cent"), (-1, "—"), (2, "10 %")])
    foreign = models.CharField(max_length=10, choices=[("größe", "Größe"), ("名", "Name")])
    flag = models.BooleanField(choices=[(True, "Open"), (False, "Shut")])
    lists = models.JSONField(choices=[([1], "One"), ([1, 2], "Two")])


# what must not be served by itself


class Login(models.Model):
    user_name = models.CharField(max_length=10)
    password = models.CharField(max_length=100)
    reset_token = models.CharField(max_length=100)
    api_key = models.CharField(max_length=100)
    content_hash = models.CharField(max_length=100)
    client_secret = models.CharField(max_length=100)


class Invitation(models.Model):
    """Who knows the key is let in."""

    token = models.CharField(max_length=40, primary_key=True)


# families


class Owner(models.Model):
    name = models.CharField(max_length=10)


class Vehicle(models.Model):
    name = models.CharField(max_length=10)
    kind = models.CharField(max_length=1, choices=[("c", "Car"), ("b", "Boat")])
    secret_price = models.IntegerField(default=0)
    owner = models.ForeignKey(Owner, models.CASCADE)
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.IntegerField()
    parked_at = GenericForeignKey()


class Car(Vehicle):
    doors = models.IntegerField()


class Taxi(Car):
    number = models.IntegerField()


class ShinyCar(Car):
    class Meta:
        proxy = True


class Floating(models.Model):
    number = models.UUIDField(primary_key=True, default=uuid.uuid4)
    draught = models.IntegerField()


class AmphibiousCar(Car, Floating):
    """Two parents with keys of different kinds."""

    number_again = models.IntegerField()


# third parties' fields


class Colour:
    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


class ColourField(models.CharField):  # type: ignore[type-arg]
    """Reads objects, as fields for telephone numbers or colours do."""

    def from_db_value(self, value: Any, *_: Any) -> Colour | None:
        return None if value is None else Colour(value)


class PointField(models.Field):  # type: ignore[type-arg]
    """Nothing that Django knows."""

    def db_type(self, connection: Any) -> str:
        return "text"


class SlugListField(models.JSONField):
    """A class that only has another name."""


class Painting(models.Model):
    colour = ColourField(max_length=7)
    middle = PointField()
    slugs = SlugListField()
