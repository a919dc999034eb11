from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from hub.accounts.models import Customer, CustomerGroup, User


@admin.register(User)
class HubUserAdmin(UserAdmin):
    list_display = ("username", "email", "customer", "is_staff", "is_active")
    list_select_related = ("customer",)
    autocomplete_fields = ("customer",)
    fieldsets = (*(UserAdmin.fieldsets or ()), ("Customer", {"fields": ("customer",)}))


@admin.register(CustomerGroup)
class CustomerGroupAdmin(admin.ModelAdmin):
    list_display = ("name", "discount_percent", "payment_term")


@admin.register(Customer)
class CustomerAdmin(admin.ModelAdmin):
    list_display = ("number", "name", "group", "country", "is_active")
    list_filter = ("group", "country", "is_active")
    search_fields = ("number", "name")
