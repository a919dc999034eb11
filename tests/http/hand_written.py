"""A mutation, so that a GET can try to run it."""

import graphene


class Counter:
    value = 0


class Mutation(graphene.ObjectType):
    count_up = graphene.Int()

    @staticmethod
    def resolve_count_up(root: None, info: graphene.ResolveInfo) -> int:
        Counter.value += 1
        return Counter.value
