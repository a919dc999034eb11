"""The table of checks, its documentation and its tests agree."""

import re
from pathlib import Path

from django_graphql_auto.audit.checks import CHECKS as OF_AUDIT
from django_graphql_auto.checks.option_forms import FORMS
from django_graphql_auto.checks.records import KINDS
from django_graphql_auto.checks.table import CHECKS
from django_graphql_auto.options import ModelOptions

EVERY = (*CHECKS, *OF_AUDIT)
TESTS = Path(__file__).resolve().parents[1]
PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "checks.md"


def test_every_check_has_its_heading_and_no_heading_lacks_a_check():
    headings = re.findall(r"^### (\w+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert sorted(headings) == sorted(check.number for check in EVERY)


def test_every_check_is_struck_by_a_test():
    paths = [*TESTS.glob("checks/test_*.py"), *TESTS.glob("audit/test_*.py")]
    tests = "".join(path.read_text(encoding="utf-8") for path in paths if path != Path(__file__))
    assert [check.number for check in EVERY if f'{check.number}"' not in tests] == []


def test_numbers_are_unique_and_tell_the_severity():
    numbers = [check.number for check in EVERY]
    assert len(set(numbers)) == len(numbers)
    assert {number[0] for number in numbers} == KINDS.keys()


def test_checks_are_listed_in_the_order_in_which_they_are_asked():
    stages = [check.stage for check in CHECKS]
    assert stages == sorted(stages)


def test_every_option_has_a_form_and_no_form_lacks_an_option():
    options = {name for name in vars(ModelOptions) if not name.startswith("_")}
    assert options == {form.option for form in FORMS}
