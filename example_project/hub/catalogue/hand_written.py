"""A small schema of the kind that projects with graphene-django have, served at ``/graphene/`` by the planned view."""

from __future__ import annotations

from typing import Any

import graphene
from django.db.models import QuerySet
from graphene import relay
from graphene_django import DjangoConnectionField, DjangoListField, DjangoObjectType

from django_graphql_auto import optimize_query
from django_graphql_auto.access import access_for
from hub.catalogue.models import Brand, Category, Product, ProductVariant, Tag
from hub.catalogue.visibility import visible_products


class BrandType(DjangoObjectType):
    class Meta:
        model = Brand
        fields = ("id", "name", "country", "products")


class CategoryType(DjangoObjectType):
    class Meta:
        model = Category
        fields = ("id", "name", "parent")


class TagType(DjangoObjectType):
    class Meta:
        model = Tag
        fields = ("id", "name")


class VariantType(DjangoObjectType):
    class Meta:
        model = ProductVariant
        fields = ("id", "sku", "product")


class ProductType(DjangoObjectType):
    """Drafts are hidden here by the type, as graphene-django does it: the rules of ``graphql_auto.py`` are not asked."""

    class Meta:
        model = Product
        fields = ("id", "number", "name", "brand", "category", "tags", "variants")
        interfaces = (relay.Node,)

    label = graphene.String(required=True)

    @classmethod
    def get_queryset(cls, queryset: QuerySet[Product], info: Any) -> QuerySet[Product]:
        return queryset.filter(visible_products(access_for(info.context)))

    @optimize_query(only=["number", "name"])
    def resolve_label(self: Any, info: Any) -> str:
        return f"{self.number} {self.name}"


class Query(graphene.ObjectType):
    node = relay.Node.Field()
    products = DjangoConnectionField(ProductType)
    brands = DjangoListField(BrandType)


schema = graphene.Schema(query=Query)
EXAMPLE = """query HandWritten {
  products(first: 5) {
    edges {
      cursor
      node { label brand { name } category { name parent { name } } tags { name } variants { sku } }
    }
    pageInfo { hasNextPage endCursor }
  }
}"""
"""A query for the start page."""
