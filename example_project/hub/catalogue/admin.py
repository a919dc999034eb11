from django.contrib import admin

from hub.catalogue.models import Attribute, Brand, Category, Product, ProductRelation, ProductTag, ProductVariant, Tag


class VariantInline(admin.TabularInline):
    model = ProductVariant
    extra = 0
    fields = ("position", "sku", "name", "ean", "pack_size", "weight_g", "length_mm", "width_mm", "height_mm", "is_default")


class TagInline(admin.TabularInline):
    model = ProductTag
    extra = 0
    autocomplete_fields = ("tag",)


class RelationInline(admin.TabularInline):
    model = ProductRelation
    fk_name = "source"
    extra = 0
    autocomplete_fields = ("target",)


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    list_display = ("number", "name", "brand", "category", "status", "is_active")
    list_filter = ("status", "is_active", "hazard_class", "brand")
    list_select_related = ("brand", "category")
    search_fields = ("number", "name")
    autocomplete_fields = ("brand", "category")
    inlines = (VariantInline, TagInline, RelationInline)


@admin.register(Brand)
class BrandAdmin(admin.ModelAdmin):
    list_display = ("name", "country", "founded", "is_active")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ("path", "name", "position", "is_active")
    search_fields = ("name", "path")


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    list_display = ("name", "kind")
    search_fields = ("name",)


@admin.register(Attribute)
class AttributeAdmin(admin.ModelAdmin):
    list_display = ("code", "name", "data_type", "unit")
