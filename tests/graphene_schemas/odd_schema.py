"""Hand-written types with code where few projects have some: hooks that slice, group or replace rows, own connections, own nodes."""

from __future__ import annotations

from typing import Any

import graphene
from django.db.models import Count
from graphene import relay
from graphene_django import DjangoConnectionField, DjangoListField, DjangoObjectType, bypass_get_queryset
from graphene_django.registry import Registry
from graphql_relay import to_global_id

from django_graphql_auto import optimize_query
from tests.apps.shop.models import Brand, Category, Note, Product, Review, SoldProduct, Tag

registry = Registry()


class BestReview(DjangoObjectType):
    """Its hook gives the best one of whatever it is given."""

    class Meta:
        model = Review
        fields = ("id", "rating", "text", "product")
        registry = registry

    @classmethod
    def get_queryset(cls, queryset: Any, info: Any) -> Any:
        return queryset.order_by("-rating", "pk")[:1]


class GroupedTag(DjangoObjectType):
    """Its hook counts."""

    class Meta:
        model = Tag
        fields = "__all__"
        interfaces = (relay.Node,)
        registry = registry

    used = graphene.Int()

    @classmethod
    def get_queryset(cls, queryset: Any, info: Any) -> Any:
        return queryset.annotate(used=Count("products")).filter(used__gt=2)


class EveryBrand(DjangoObjectType):
    """Its hook doesn't care what it is given; its node is its own."""

    class Meta:
        model = Brand
        fields = ("id", "name", "products")
        registry = registry

    @classmethod
    def get_queryset(cls, queryset: Any, info: Any) -> Any:
        return Brand.objects.filter(is_active=True)

    @classmethod
    def get_node(cls, info: Any, key: Any) -> Any:
        return cls.get_queryset(None, info).filter(pk=key).first() or Brand(name="nobody")


class ListedCategory(DjangoObjectType):
    """Its hook returns a list."""

    class Meta:
        model = Category
        fields = ("id", "name", "children", "products")
        registry = registry

    @classmethod
    def get_queryset(cls, queryset: Any, info: Any) -> Any:
        return [row for row in queryset.all() if row.name != "Saws"]


class NoteType(DjangoObjectType):
    class Meta:
        model = Note
        fields = ("id", "text")
        registry = registry


class NumberedConnection(relay.Connection):
    class Meta:
        abstract = True

    class Edge:
        number = graphene.Int()

        def resolve_number(self, info: Any) -> int:
            return len(self.cursor)


class OddProduct(DjangoObjectType):
    class Meta:
        model = Product
        fields = ("id", "name", "brand", "category", "tags", "reviews")
        interfaces = (relay.Node,)
        connection_class = NumberedConnection
        registry = registry

    notes = DjangoListField(NoteType)
    sold_under = graphene.Field(lambda: Sold)

    def resolve_id(self, info: Any) -> str:
        return f"odd-{self.pk}"

    @bypass_get_queryset
    def resolve_category(self, info: Any) -> Any:
        return self.category

    @optimize_query(only=["name"])
    def resolve_sold_under(self, info: Any) -> Any:
        return SoldProduct(pk=self.pk, name=self.name)


class Sold(DjangoObjectType):
    """A proxy."""

    class Meta:
        model = SoldProduct
        fields = ("id", "name")
        registry = registry


class OnlyFour(DjangoConnectionField):
    """A field class with a method of its own."""

    @classmethod
    def resolve_connection(cls, connection: Any, args: Any, iterable: Any, max_limit: Any = None) -> Any:
        return super().resolve_connection(connection, args, iterable[:4], max_limit)


class Narrowed(DjangoConnectionField):
    """Another, that filters."""

    @classmethod
    def resolve_queryset(cls, connection: Any, queryset: Any, info: Any, args: Any) -> Any:
        return super().resolve_queryset(connection, queryset, info, args).filter(stock__gt=2)


class Query(graphene.ObjectType):
    products = DjangoConnectionField(OddProduct)
    four = OnlyFour(OddProduct)
    narrowed = Narrowed(OddProduct)
    product_list = DjangoListField(OddProduct)
    tags = DjangoListField(GroupedTag)
    brands = DjangoListField(EveryBrand)
    sold = DjangoListField(Sold)
    proxies = graphene.List(OddProduct)
    ids = graphene.List(graphene.String)

    def resolve_proxies(self: Any, info: Any) -> Any:
        return SoldProduct.objects.order_by("pk")[:3]

    def resolve_ids(self: Any, info: Any) -> list[str]:
        return [to_global_id("OddProduct", 1)]


schema = graphene.Schema(query=Query)
