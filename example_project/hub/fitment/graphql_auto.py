"""How vehicles and fitments are served: to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from django_graphql_auto import ModelOptions, computed, register
from hub.catalogue.visibility import visible_products
from hub.fitment.models import Fitment, Vehicle, VehicleMake, VehicleModel

if TYPE_CHECKING:
    from django_graphql_auto.access import Access


@register(VehicleMake)
class VehicleMakeOptions(ModelOptions):
    read = "public"
    search_fields = ("name",)
    always_visible = True


@register(VehicleModel)
class VehicleModelOptions(ModelOptions):
    read = "public"
    search_fields = ("name", "make__name")
    always_visible = True


@register(Vehicle)
class VehicleOptions(ModelOptions):
    read = "public"
    search_fields = ("engine", "model__name", "model__make__name")
    always_visible = True

    @computed(requires=["model__make__name", "model__name", "generation", "engine"], description="Make, model, generation and engine.")
    def full_name(self, vehicle: Vehicle) -> str:
        return f"{vehicle.model.make.name} {vehicle.model.name} {vehicle.generation} {vehicle.engine}"


@register(Fitment)
class FitmentOptions(ModelOptions):
    read = "public"

    def scope(self, access: Access) -> Q:
        return visible_products(access, "product__")
