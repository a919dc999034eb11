"""The budgets of docs/architecture.md: small functions, small modules, and names that say something."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "django_graphql_auto"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


@pytest.fixture(scope="module")
def function_lengths() -> dict[str, int]:
    nodes = ((path, node) for path in MODULES for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    functions = ((path, node) for path, node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {f"{path.name}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1 for path, node in functions}


def test_no_function_is_longer_than_sixty_lines(function_lengths):
    assert {name: lines for name, lines in function_lengths.items() if lines > 60} == {}


def test_nine_functions_of_ten_have_at_most_twenty_five_lines(function_lengths):
    short = sum(lines <= 25 for lines in function_lengths.values())
    assert short >= 0.9 * len(function_lengths)


def test_no_module_is_longer_than_450_lines():
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: lines for name, lines in lengths.items() if lines > 450} == {}


def test_no_module_has_a_name_that_says_nothing():
    assert {path.stem for path in MODULES} & {"common", "core", "helpers", "manager", "misc", "utils"} == set()
