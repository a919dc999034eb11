"""What two lines open: the whole API is there, and nobody gets by it what Django wouldn't give them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from graphql import GraphQLEnumType, GraphQLField, GraphQLInputObjectType, GraphQLList, GraphQLNonNull

from django_graphql_auto.execution import OperationRequest, execute
from django_graphql_auto.schema.live import current_schema
from django_graphql_auto.testing import GraphQLClient, HttpGraphQLClient, assert_error_code
from tests.apps.shop.models import Brand, Product
from tests.apps.shop.rows import stock_the_shop
from tests.mutations.writing import user_who_may

CREATE = 'mutation { createBrand(input: {name: "New"}) { brand { name } errors { code } } }'
SAMPLES: dict[str, Any] = {
    "Int": 1,
    "BigInt": "1",
    "Float": 1.5,
    "Decimal": "1.5",
    "Boolean": True,
    "UUID": "7f6bd1a0-54c5-4f9f-8f0a-6f1b36f8d6c3",
    "Date": "2026-01-01",
    "DateTime": "2026-01-01T00:00:00Z",
    "Time": "12:00:00",
    "Duration": "P1D",
    "JSON": {"a": 1},
    "Binary": "AA==",
}


@pytest.fixture
def shop(db: None, settings: Any) -> None:
    """A project that has set nothing."""
    if hasattr(settings, "DJANGO_GRAPHQL_AUTO"):
        del settings.DJANGO_GRAPHQL_AUTO
    stock_the_shop()


def sample(kind: Any) -> Any:
    """A value of an input type: what is required, and of alternatives the first."""
    if isinstance(kind, GraphQLNonNull):
        return sample(kind.of_type)
    if isinstance(kind, GraphQLList):
        return [sample(kind.of_type)]
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if not isinstance(kind, GraphQLInputObjectType):
        return SAMPLES.get(kind.name, "1")
    named = list(kind.fields) if kind.is_one_of else [name for name, field in kind.fields.items() if isinstance(field.type, GraphQLNonNull)]
    return {name: sample(kind.fields[name].type) for name in (named[:1] if kind.is_one_of else named)}


def writes() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mutation there is, with what it must be given."""
    mutation = current_schema().graphql_schema.mutation_type
    assert mutation is not None
    for name, field in mutation.fields.items():
        given = {argument: sample(kind) for argument, kind in arguments(field).items()}
        if "where" in given:
            given["where"] = {"id": {"eq": "1"}}
        yield document(name, field), given


def arguments(field: GraphQLField) -> dict[str, Any]:
    required = {name: argument.type for name, argument in field.args.items() if isinstance(argument.type, GraphQLNonNull)}
    return {name: kind for name, kind in required.items() if name not in ("dryRun", "atMost", "errorPolicy")}


def document(name: str, field: GraphQLField) -> str:
    declared = ", ".join(f"${argument}: {kind}" for argument, kind in arguments(field).items())
    passed = ", ".join(f"{argument}: ${argument}" for argument in arguments(field))
    return f"mutation({declared}) {{ {name}({passed}) {{ __typename }} }}"


def test_a_project_that_sets_nothing_has_mutations_for_its_models(shop: None):
    mutation = current_schema().graphql_schema.mutation_type
    assert mutation is not None
    single, several = {"createBrand", "updateBrand", "upsertBrand", "deleteBrand"}, {"createBrands", "updateBrands", "deleteBrands"}
    assert mutation.fields.keys() >= single | several


def test_users_and_their_rights_are_written_by_nobody(shop: None):
    mutation = current_schema().graphql_schema.mutation_type
    assert mutation is not None
    own = ("User", "Group", "Permission", "Session", "ContentType", "LogEntry", "AuditEntry", "RememberedWrite")
    assert not [name for name in mutation.fields for model in own if name.endswith((model, f"{model}s"))]


@pytest.mark.parametrize(("is_known", "code"), [(False, "UNAUTHENTICATED"), (True, "FORBIDDEN")])
def test_no_mutation_at_all_writes_for_who_has_no_permission(shop: None, is_known: bool, code: str):
    user = User.objects.create_user("somebody") if is_known else None
    before = {model: list(model.objects.order_by("pk").values()) for model in (Brand, Product)}
    tried = list(writes())
    assert len(tried) > 50
    for text, given in tried:
        answer = execute(OperationRequest(text, given), user=user)
        assert [error["extensions"]["code"] for error in answer.errors] == [code], (text, given, answer.errors)
    assert {model: list(model.objects.order_by("pk").values()) for model in (Brand, Product)} == before


def test_reading_that_is_open_to_everybody_opens_no_writing(shop: None, settings: Any):
    settings.DJANGO_GRAPHQL_AUTO = {"READ": "public"}
    assert_error_code(HttpGraphQLClient().query(CREATE), "UNAUTHENTICATED")
    assert_error_code(HttpGraphQLClient(User.objects.create_user("somebody")).query(CREATE), "FORBIDDEN")
    assert not Brand.objects.filter(name="New").exists()


def test_who_may_write_in_the_admin_may_write_here(shop: None):
    assert GraphQLClient(user_who_may("add_brand", "view_brand")).query(CREATE)["createBrand"] == {"brand": {"name": "New"}, "errors": []}
    assert Brand.objects.filter(name="New").exists()
