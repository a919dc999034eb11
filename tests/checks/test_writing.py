"""Where one transaction would have to be several, it is said."""

import pytest

from tests.apps.shop.models import Brand

ROUTER = f"{__name__}.KeepsBrandsElsewhere"


class KeepsBrandsElsewhere:
    def db_for_write(self, model, **hints):
        return "other" if model is Brand else None


@pytest.mark.parametrize(
    ("routers", "given", "said"),
    [
        ([ROUTER], {"ATOMIC_MUTATIONS": True}, True),
        ([ROUTER], {}, False),
        ([ROUTER], {"ATOMIC_MUTATIONS": True, "MUTATIONS": False}, False),
        ([], {"ATOMIC_MUTATIONS": True}, False),
    ],
    ids=["several databases", "nothing is promised", "nothing is written", "one database"],
)
def test_atomic_mutations_on_several_databases_are_named(settings, checked, routers, given, said):
    settings.DATABASE_ROUTERS, settings.DJANGO_GRAPHQL_AUTO = routers, given
    assert ["default, other" in text for number, text, _ in checked() if number == "W010"] == [True] * said
