"""``@optimize_query`` says what a resolver reads: then nothing is read row by row."""

from __future__ import annotations

from typing import Any

import graphene
import pytest
from django.db import models
from graphene_django import DjangoListField, DjangoObjectType
from graphene_django.registry import Registry

from django_graphql_auto import optimize_query
from tests.apps.shop.models import Product, Tag
from tests.graphene_schemas.asking import Asked, assert_same

Hints = dict[str, Any]
PEERS = hasattr(models, "FETCH_PEERS")
"""Since Django 6.1 what one row lacks is read for all rows at once."""


def schema_with(resolver: Any, hints: Hints | None) -> graphene.Schema:
    """Products with one more field."""
    own = Registry()

    def made(row: Any, info: Any) -> str:
        return str(resolver(row, info))

    if hints is not None:
        made = optimize_query(**hints)(made)

    class TagType(DjangoObjectType):
        class Meta:
            model = Tag
            fields = ("name",)
            registry = own

    fields = {"Meta": type("Meta", (), {"model": Product, "fields": ("name", "tags"), "registry": own}), "extra": graphene.String()}
    kind = type("Goods", (DjangoObjectType,), {**fields, "resolve_extra": made})
    return graphene.Schema(query=type("Query", (graphene.ObjectType,), {"goods": DjangoListField(kind)}), types=[TagType])


def asked(resolver: Any, hints: Hints | None = None, text: str = "{ goods { extra } }", **more: Any) -> Asked:
    return assert_same(text, **more, options={"schema": schema_with(resolver, hints)})


def brand(product: Any, info: Any) -> str:
    return f"{product.name} by {product.brand.name}"


def tags(product: Any, info: Any) -> str:
    return ", ".join(tag.name for tag in product.tags.all())


def label(product: Any, info: Any) -> str:
    return f"{product.name} {product.sku}"


@pytest.mark.parametrize(
    ("resolver", "hints", "statements"),
    [
        (label, None, 1),
        (label, {"only": ["name", "sku"]}, 1),
        (brand, {"select_related": ["brand"]}, 1),
        (brand, {"only": ["name", "brand__name"], "select_related": ["brand"]}, 1),
        (brand, {"only": ["name"], "select_related": ["brand"]}, 1),
        (brand, {"prefetch_related": ["brand"]}, 2),
        (tags, {"prefetch_related": ["tags"]}, 2),
        (tags, {"only": [], "prefetch_related": ["tags"]}, 2),
    ],
)
def test_hinted_resolvers_read_nothing_row_by_row(stocked: None, resolver: Any, hints: Hints | None, statements: int):
    assert len(asked(resolver, hints).statements) == statements


def test_only_what_is_named_is_read(stocked: None):
    statement = asked(label, {"only": ["name", "sku"]}).statements[0]
    assert "sku" in statement
    assert "attributes" not in statement


def test_a_hint_that_forgets_something_costs_statements_and_no_answer(stocked: None):
    assert len(asked(label, {"only": ["name"]}, sparing=False).statements) == 1 + (1 if PEERS else Product.objects.count())


def test_without_a_hint_a_resolver_reads_what_it_reads(stocked: None):
    found = asked(brand)
    assert len(found.statements) == 1 + (1 if PEERS else Product.objects.count())


def test_fields_beside_a_resolver_are_batched(stocked: None):
    assert len(asked(label, text="{ goods { extra name tags { name } } }").statements) == 2


def test_a_model_property_can_have_hints(stocked: None, monkeypatch: pytest.MonkeyPatch):
    @property  # type: ignore[misc]
    @optimize_query(select_related=["brand"])
    def maker(product: Any) -> str:
        return str(product.brand.name)

    monkeypatch.setattr(Product, "maker", maker, raising=False)

    class Made(DjangoObjectType):
        class Meta:
            model = Product
            fields = ("name",)
            registry = Registry()

        maker = graphene.String()

    schema = graphene.Schema(query=type("Query", (graphene.ObjectType,), {"goods": DjangoListField(Made)}))
    assert len(assert_same("{ goods { name maker } }", options={"schema": schema}).statements) == 1


def test_a_text_in_the_place_of_a_list_is_refused():
    with pytest.raises(TypeError, match="must be a list"):
        optimize_query(only="name")
