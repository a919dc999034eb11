"""A mutation, so that a GET can try to run it, and a field that fails."""

import graphene

from django_graphql_auto.exceptions import BadUserInput


class Counter:
    value = 0


class Mutation(graphene.ObjectType):
    count_up = graphene.Int()

    @staticmethod
    def resolve_count_up(root: None, info: graphene.ResolveInfo) -> int:
        Counter.value += 1
        return Counter.value


class Query(graphene.ObjectType):
    refused = graphene.Int()

    @staticmethod
    def resolve_refused(root: None, info: graphene.ResolveInfo) -> int:
        raise BadUserInput("Not like this.")
