from django.contrib import admin

from hub.pricing.models import Currency, Price, PriceList, PurchasePrice

admin.site.register(Currency)


@admin.register(PriceList)
class PriceListAdmin(admin.ModelAdmin):
    list_display = ("code", "name", "currency", "is_public", "group", "customer", "valid_from", "valid_to")
    list_filter = ("is_public", "currency")


@admin.register(Price)
class PriceAdmin(admin.ModelAdmin):
    list_display = ("variant", "price_list", "min_quantity", "amount", "currency")
    list_filter = ("price_list",)
    list_select_related = ("variant", "price_list", "currency")
    raw_id_fields = ("variant",)


@admin.register(PurchasePrice)
class PurchasePriceAdmin(admin.ModelAdmin):
    list_display = ("variant", "supplier", "amount", "currency", "agreed_on")
    list_filter = ("supplier",)
    list_select_related = ("variant", "currency")
    raw_id_fields = ("variant",)
