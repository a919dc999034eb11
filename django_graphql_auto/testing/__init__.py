"""What a project's own tests use. Nothing is imported before it is asked for: pytest loads the plugin before Django is set up."""

from importlib import import_module

_HOMES = {
    "GraphQLClient": "client",
    "HttpGraphQLClient": "client",
    "Result": "client",
    "assert_error_code": "assertions",
    "assert_no_errors": "assertions",
    "assert_plan": "assertions",
    "assert_schema": "assertions",
    "assert_statements": "assertions",
    "captured_statements": "assertions",
    "execute_plain": "plain",
    "strict_loading": "loading",
    "explain_plans": "plans",
    "plans_of": "plans",
}

__all__ = tuple(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
