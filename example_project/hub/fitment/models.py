"""Vehicles, and which part fits which."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from django_graphql_auto import mutation
from hub.catalogue.models import Product


class VehicleMake(models.Model):
    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    country = models.CharField(max_length=2, help_text="ISO 3166 code of its home.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class VehicleModel(models.Model):
    """A model line, as people know it."""

    class Body(models.TextChoices):
        HATCHBACK = "hatchback", "Hatchback"
        SALOON = "saloon", "Saloon"
        ESTATE = "estate", "Estate"
        SUV = "suv", "SUV"
        VAN = "van", "Van"
        PICKUP = "pickup", "Pick-up"

    make = models.ForeignKey(VehicleMake, on_delete=models.CASCADE, related_name="models")
    name = models.CharField(max_length=60)
    body = models.CharField(max_length=10, choices=Body)
    asset_links = GenericRelation("assets.AssetLink", related_query_name="vehicle_model")

    class Meta:
        ordering = ["make", "name"]
        constraints = [models.UniqueConstraint(fields=["make", "name"], name="one_model_of_a_name")]

    def __str__(self) -> str:
        return self.name


class Vehicle(models.Model):
    """A model with one engine, over the years it was built."""

    class Fuel(models.TextChoices):
        PETROL = "petrol", "Petrol"
        DIESEL = "diesel", "Diesel"
        HYBRID = "hybrid", "Hybrid"
        ELECTRIC = "electric", "Electric"

    type_number = models.PositiveIntegerField(unique=True, help_text="The number that parts catalogues share.")
    model = models.ForeignKey(VehicleModel, on_delete=models.CASCADE, related_name="vehicles")
    generation = models.CharField(max_length=12)
    engine = models.CharField(max_length=40)
    fuel = models.CharField(max_length=8, choices=Fuel)
    power_kw = models.PositiveSmallIntegerField("power in kilowatts")
    year_from = models.PositiveSmallIntegerField()
    year_to = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: still built.")
    parts = models.ManyToManyField(Product, through="Fitment", related_name="vehicles")

    class Meta:
        ordering = ["model_id", "year_from", "type_number"]
        constraints = [
            models.CheckConstraint(condition=Q(year_to__isnull=True) | Q(year_to__gte=F("year_from")), name="years_in_order"),
        ]
        indexes = [models.Index(fields=["model", "year_from", "type_number"], name="vehicle_by_model")]

    def __str__(self) -> str:
        return f"{self.generation} {self.engine}"


class FitmentManager(models.Manager[Any]):
    @mutation("fitment.add_fitment")
    def copy(self, source: Product, target: Product, notes: str = "") -> list[Fitment]:
        """Says that a part fits wherever another one does: for successors, and for the same part of another brand."""
        if source == target:
            raise ValidationError({"target": ValidationError("A part fits where it fits.", code="same")})
        known = set(self.filter(product=target).values_list("vehicle", "position"))
        new = [fitment for fitment in self.filter(product=source) if (fitment.vehicle_id, fitment.position) not in known]
        return [self._copied(fitment, target, notes) for fitment in new]

    def _copied(self, fitment: Fitment, product: Product, notes: str) -> Fitment:
        fitment.pk, fitment._state.adding = None, True
        fitment.product, fitment.notes = product, notes or fitment.notes
        fitment.full_clean()
        fitment.save()  # and so told to the audit trail, which bulk_create() is not
        return fitment


class Fitment(models.Model):
    """One part that fits one vehicle: where, how many, and what to mind."""

    class Position(models.IntegerChoices):
        ANYWHERE = 0, "Not bound to a place"
        FRONT = 1, "Front"
        REAR = 2, "Rear"
        LEFT = 3, "Left"
        RIGHT = 4, "Right"

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="fitments")
    vehicle = models.ForeignKey(Vehicle, on_delete=models.CASCADE, related_name="fitments")
    position = models.PositiveSmallIntegerField(choices=Position, default=Position.ANYWHERE)
    quantity = models.PositiveSmallIntegerField(default=1, help_text="How many one vehicle needs.")
    notes = models.CharField(max_length=160, blank=True, help_text="What the workshop has to mind.")
    restrictions = models.JSONField(default=dict, blank=True, help_text="E.g. chassis numbers or equipment codes.")

    objects = FitmentManager()

    class Meta:
        ordering = ["vehicle_id", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["product", "vehicle", "position"], name="one_fitment_at_a_place")]
        indexes = [models.Index(fields=["vehicle", "position", "id"], name="fitment_by_place")]

    def __str__(self) -> str:
        return f"{self.product_id} in {self.vehicle_id}"
