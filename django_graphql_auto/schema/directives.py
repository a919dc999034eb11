"""The directives of the schema, beside GraphQL's own."""

from __future__ import annotations

from graphql import DirectiveLocation, GraphQLDirective

ATOMIC = GraphQLDirective(
    "atomic",
    [DirectiveLocation.MUTATION],
    description="All root fields are one transaction: where one of them fails, nothing of any is stored.",
)
