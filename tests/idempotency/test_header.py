"""The header of a request that may be sent again, and what it says of all its fields."""

import json

import graphene
import pytest
from django.test import Client

from django_graphql_auto.testing import assert_error_code
from django_graphql_auto.testing.client import result_of
from tests.apps.shop.models import Tag

DOCUMENT = "mutation($name: String!) { createTag(input: {name: $name}) { tag { pk } errors { code } } }"


class Reset(graphene.Mutation):
    done = graphene.Boolean()

    @staticmethod
    def mutate(root, info):
        return Reset(done=True)


class ByHand(graphene.ObjectType):
    reset = Reset.Field()


@pytest.fixture
def send(boss, declare, shop):
    """Posts an operation with a header; a body may be given instead."""
    client = Client()
    client.force_login(boss)

    def post(key, document=DOCUMENT, *, body=None, **variables):
        headers = {"Accept": "application/graphql-response+json"} | ({} if key is None else {"Idempotency-Key": key})
        content = json.dumps(body if body is not None else {"query": document, "variables": variables})
        response = client.post("/graphql/", content, content_type="application/json", headers=headers)
        return result_of(response.content, response.status_code)

    return post


def test_the_header_does_what_the_argument_does(send):
    first = send('"8e03978e"', name="red")
    assert first["createTag"]["errors"] == []
    assert send('"8e03978e"', name="red") == first
    assert Tag.objects.filter(name="red").count() == 1


def test_quotes_around_the_key_do_not_matter(send):
    first = send('"8e03978e"', name="red")
    assert send("8e03978e", name="red") == first


@pytest.mark.parametrize("header", ["", '""', '"open', "a, b", "käse", 'a"b'])
def test_a_malformed_header_is_refused_before_anything_is_done(header, send):
    found = send(header.encode().decode("latin-1"), name="red")
    assert (found.status, found.codes) == (400, ["BAD_USER_INPUT"])
    assert not Tag.objects.filter(name="red").exists()


def test_it_holds_for_every_field_of_the_operation(send):
    document = """mutation {
      __typename
      red: createTag(input: {name: "red"}) { tag { pk } errors { code } }
      blue: createTag(input: {name: "blue"}) { tag { pk } errors { code } }
    }"""
    first = send("k", document)
    assert first["red"] != first["blue"]
    assert send("k", document) == first


def test_an_argument_goes_before_the_header(send):
    document = 'mutation($name: String!) { createTag(input: {name: $name}, idempotencyKey: "own") { errors { code } } }'
    assert send("first", document, name="red")["createTag"]["errors"] == []
    assert send("second", document, name="red")["createTag"]["errors"] == []


def test_another_document_under_the_same_header_is_refused(send):
    send("k", name="red")
    assert_error_code(send("k", name="blue"), "BAD_USER_INPUT")
    assert_error_code(send("k", DOCUMENT + " ", name="red"), "BAD_USER_INPUT")


def test_a_hand_written_mutation_keeps_no_key_and_is_not_run(send, settings):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "EXTRA_MUTATIONS": [f"{__name__}.ByHand"]}
    document = 'mutation { createTag(input: {name: "red"}) { errors { code } } reset { done } }'
    assert_error_code(send("k", document), "NOT_SUPPORTED")
    assert not Tag.objects.filter(name="red").exists()
    assert send(None, document)["reset"] == {"done": True}


def test_where_nobody_keeps_keys_the_header_is_refused_and_nothing_is_written(send, settings):
    settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if app != "django_graphql_auto.idempotency"]
    assert_error_code(send("k", name="red"), "NOT_SUPPORTED")
    assert not Tag.objects.filter(name="red").exists()


def test_a_query_needs_no_key_and_is_answered(send):
    assert send("k", "{ viewer { username } }")["viewer"] == {"username": "boss"}


def test_a_batch_with_a_header_is_refused(send, settings):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "BATCHING": True}
    found = send("k", body=[{"query": DOCUMENT, "variables": {"name": "red"}}] * 2)
    assert (found.status, found.codes) == (400, ["NOT_SUPPORTED"])
    assert not Tag.objects.filter(name="red").exists()
