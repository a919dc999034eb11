"""Who uses the hub, and the companies they buy for."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.core.validators import MaxValueValidator
from django.db import models

from hub.timestamps import Timestamped


class CustomerGroup(models.Model):
    """Customers that share terms: retailers, workshops, fleets."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    discount_percent = models.DecimalField(
        max_digits=4, decimal_places=1, default=0, validators=[MaxValueValidator(60)], help_text="Taken off the retail price."
    )
    payment_term = models.DurationField(null=True, blank=True, help_text="Time to pay an invoice; empty: in advance.")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Customer(Timestamped):
    """A company that buys."""

    number = models.CharField("customer number", max_length=12, unique=True)
    name = models.CharField(max_length=120)
    group = models.ForeignKey(CustomerGroup, on_delete=models.PROTECT, related_name="customers")
    country = models.CharField(max_length=2, help_text="ISO 3166 code.")
    city = models.CharField(max_length=80, blank=True)
    credit_limit = models.DecimalField(max_digits=12, decimal_places=2, default=0, help_text="In euros.")
    internal_rating = models.PositiveSmallIntegerField(default=3, help_text="Our own judgement, 1 to 5; never shown to the customer.")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name", "number"]
        indexes = [models.Index(fields=["name", "number"], name="customer_by_name")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class User(AbstractUser):
    """Somebody who logs in: staff, or a customer's buyer."""

    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.CASCADE, related_name="users", help_text="The company this user buys for."
    )
    is_demo = models.BooleanField(default=False, editable=False, help_text="Made by the demo, with a password that everybody knows.")
