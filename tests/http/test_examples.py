from django.test import override_settings
from graphql import parse, validate

from django_graphql_auto.http.examples import example_queries
from django_graphql_auto.schema.live import current_schema


def test_every_model_has_examples_that_are_valid() -> None:
    schema = current_schema()
    for entity in schema.entities.values():
        for example in example_queries([entity]):
            assert validate(schema.graphql_schema, parse(example.query)) == [], example.query


def test_a_list_a_filter_and_a_nested_list_are_shown() -> None:
    examples = example_queries(current_schema().entities.values())
    assert all("first: 5" in example.query for example in examples)
    assert any("icontains: $text" in example.query and example.variables == {"text": "a"} for example in examples)
    assert any("first: 3" in example.query for example in examples)
    assert len({example.title for example in examples}) == len(examples)


def test_nothing_to_read_has_no_examples() -> None:
    assert example_queries([]) == []


def test_no_example_leaves_what_may_be_read() -> None:
    by_name = {entity.type_name: entity for entity in current_schema().entities.values()}
    (examples, everything) = (example_queries(chosen) for chosen in ([by_name["Country"]], by_name.values()))
    assert examples
    assert all("countries(" in example.query and "people" not in example.query for example in examples)
    assert any("people" in example.query for example in everything)


@override_settings(DJANGO_GRAPHQL_AUTO={"EXPOSE": ["auth.user"]})
def test_the_user_model_alone_is_enough_for_an_example() -> None:
    (entity,) = current_schema().entities.values()
    assert "username" in example_queries([entity])[0].query
