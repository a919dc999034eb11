"""Resolvers and types written by hand may forget every rule: rows that they return are read again under the rules."""

import graphene
import pytest
from django.db.models import Q
from graphene_django import DjangoObjectType
from graphene_django.registry import Registry

from tests.access.intruding import codes
from tests.apps.shop.models import Brand, Category, Product

TYPES = Registry()
"""Apart from graphene's own: other tests have types of the same models."""


class BrandType(DjangoObjectType):
    class Meta:
        registry = TYPES
        model = Brand
        fields = ("name",)

    everything = graphene.List(lambda: ProductType)

    def resolve_everything(self, info):
        return Product.objects.order_by("name")


class CategoryType(DjangoObjectType):
    class Meta:
        registry = TYPES
        model = Category
        fields = ("name",)


class ProductType(DjangoObjectType):
    class Meta:
        registry = TYPES
        model = Product
        fields = ("name", "brand", "category")


class Careless(graphene.ObjectType):
    every_product = graphene.List(ProductType)
    first_ghost = graphene.Field(ProductType)
    ghosts = graphene.List(ProductType)

    def resolve_every_product(self, info):
        return Product.objects.order_by("name")

    def resolve_first_ghost(self, info):
        return Product.objects.get(name="Ghost")

    def resolve_ghosts(self, info):
        return list(Product.objects.filter(name__in=["Ghost", "Anvil"]).order_by("-name"))


@pytest.fixture
def careless(declare, shop, settings):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "EXTRA_QUERIES": ["tests.access.test_code_of_the_project.Careless"]}
    declare(Product, type=ProductType, scope=lambda self, access: ~Q(name="Ghost"))
    declare(Brand, type=BrandType)
    return shop


def test_rows_of_a_resolver_are_those_that_may_be_seen(careless, see):
    found = see("{ everyProduct { name } firstGhost { name } ghosts { name } }")
    assert found == {
        "everyProduct": [{"name": "Anvil"}, {"name": "Beam"}, {"name": "Codex"}],
        "firstGhost": None,
        "ghosts": [{"name": "Anvil"}],
    }


def test_what_is_below_a_resolvers_rows_is_under_the_rules_too(careless, declare, see):
    declare(Category, type=CategoryType, scope=lambda self, access: ~Q(name="Open"))
    assert see("{ everyProduct { name category { name } } }")["everyProduct"][0] == {"name": "Anvil", "category": None}


def test_a_field_written_by_hand_on_a_served_type_is_under_the_rules(careless, see):
    found = see("{ brands(first: 1) { nodes { everything { name } } } }")["brands"]["nodes"]
    assert found == [{"everything": [{"name": "Anvil"}, {"name": "Beam"}, {"name": "Codex"}]}]


def test_rows_of_a_resolver_whose_model_may_not_be_read_are_none(careless, declare, see):
    declare(Product, type=ProductType, read="permission")
    assert see("{ everyProduct { name } firstGhost { name } }") == {"everyProduct": [], "firstGhost": None}


def test_what_is_below_a_resolvers_rows_is_charged(careless, ask):
    Product.objects.bulk_create(
        Product(name=f"n{n}", sku=f"n{n}", brand=careless.acme, created_at=careless.anvil.created_at) for n in range(90)
    )
    answer = ask("{ everyProduct { brand { everything { name } } } }")
    assert set(codes(answer)) == {"LIMIT_EXCEEDED"}


def test_a_plain_list_is_under_the_rules(declare, shop, see):
    declare(Product, list_style="list", scope=lambda self, access: ~Q(name="Ghost"))
    found = see("{ brands { nodes { products { name } } } tags { nodes { products { name } } } }")
    assert "Ghost" not in str(found)
    assert "Anvil" in str(found)
