"""What a project wrote with graphene before it had us, and goes on using."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import graphene
from django.db.models import QuerySet
from graphene import relay
from graphene_django import DjangoObjectType

from django_graphql_auto import type_for
from tests.apps.shop.models import Brand, Product, Review


class ReviewType(DjangoObjectType):
    """A type of its own for a model; its relations lead to our types."""

    class Meta:
        model = Review
        fields = ("id", "rating", "product")
        skip_registry = True


class Receipt(graphene.ObjectType):
    """No model at all, with an id of Relay's own."""

    class Meta:
        interfaces = (relay.Node,)

    total = graphene.Decimal()


class Query(graphene.ObjectType):
    best = graphene.Field(type_for(Product))
    best_required = graphene.NonNull(type_for(Product))
    listed = graphene.List(graphene.NonNull(type_for(Product)))
    queried = graphene.List(type_for(Product), first=graphene.Int())
    generated = graphene.List(type_for(Product))
    empty = graphene.List(type_for(Product))
    strangers = graphene.List(type_for(Product))
    later = graphene.Field(type_for(Brand))
    first_review = graphene.Field(ReviewType)
    receipt = graphene.Field(Receipt)
    any_node = graphene.Field(relay.Node)
    stored_at = graphene.DateTime(at=graphene.DateTime())

    @staticmethod
    def resolve_best(root: None, info: Any) -> Product:
        return Product.objects.get(sku="D-1")

    resolve_best_required = resolve_any_node = resolve_best

    @staticmethod
    def resolve_listed(root: None, info: Any) -> list[Product]:
        return list(Product.objects.order_by("-sku")[:3])

    @staticmethod
    def resolve_queried(root: None, info: Any, first: int = 3) -> QuerySet[Product]:
        return Product.objects.order_by("-sku")[:first]

    @staticmethod
    def resolve_generated(root: None, info: Any) -> Iterable[Product]:
        yield from Product.objects.order_by("-sku")[:3]

    @staticmethod
    def resolve_empty(root: None, info: Any) -> list[Product]:
        return []

    @staticmethod
    def resolve_strangers(root: None, info: Any) -> QuerySet[Brand]:
        return Brand.objects.all()

    @staticmethod
    async def resolve_later(root: None, info: Any) -> Brand:
        return await Brand.objects.aget(name="Acme")

    @staticmethod
    def resolve_first_review(root: None, info: Any) -> Review:
        return Review.objects.order_by("pk").first()

    @staticmethod
    def resolve_receipt(root: None, info: Any) -> Receipt:
        return Receipt(id=7, total=Decimal("12.50"))

    @staticmethod
    def resolve_stored_at(root: None, info: Any, at: datetime.datetime) -> datetime.datetime:
        return at


class RenameProduct(graphene.Mutation):
    class Arguments:
        sku = graphene.String(required=True)
        name = graphene.String(required=True)

    product = graphene.Field(type_for(Product))

    @staticmethod
    def mutate(root: None, info: Any, sku: str, name: str) -> RenameProduct:
        product = Product.objects.get(sku=sku)
        product.name = name
        product.save()
        return RenameProduct(product=product)


class Mutation(graphene.ObjectType):
    rename_product = RenameProduct.Field()


class Clashing(graphene.ObjectType):
    products = graphene.String()


class ProductWhere(graphene.ObjectType):
    """Called as one of ours is."""

    name = graphene.String()


class WithClashingType(graphene.ObjectType):
    odd = graphene.Field(ProductWhere)


class Viewer(graphene.ObjectType):
    name = graphene.String()


class WithViewer(graphene.ObjectType):
    odd = graphene.Field(Viewer)


class WithUnserved(graphene.ObjectType):
    brand = graphene.Field(type_for(Brand))


class Lonely(graphene.ObjectType):
    """No field leads here."""

    name = graphene.String()
