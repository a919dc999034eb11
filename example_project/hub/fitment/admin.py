from django.contrib import admin

from hub.fitment.models import Fitment, Vehicle, VehicleMake, VehicleModel

admin.site.register(VehicleMake)


@admin.register(VehicleModel)
class VehicleModelAdmin(admin.ModelAdmin):
    list_display = ("name", "make", "body")
    list_filter = ("make", "body")


@admin.register(Vehicle)
class VehicleAdmin(admin.ModelAdmin):
    list_display = ("type_number", "model", "generation", "engine", "year_from", "year_to")
    list_filter = ("fuel",)
    list_select_related = ("model",)
    search_fields = ("type_number", "engine", "model__name")


@admin.register(Fitment)
class FitmentAdmin(admin.ModelAdmin):
    list_display = ("product", "vehicle", "position", "quantity")
    list_select_related = ("product", "vehicle")
    autocomplete_fields = ("product", "vehicle")
