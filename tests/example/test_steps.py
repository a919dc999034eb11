"""The hub's functions, manager methods and steps: what a person can try beside rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from example_project.hub.start.example_queries import EXAMPLE_QUERIES
from tests.example.hub import Hub, Visitor

VisitorNamed = Callable[[str | None], Visitor]
Asked = Callable[..., Any]


@pytest.fixture
def ask(visitor_named: VisitorNamed) -> Asked:
    """The only root field's value."""

    def asked(username: str, query: str, **variables: Any) -> Any:
        answer = visitor_named(username).ask(query, **variables)
        assert "errors" not in answer, answer["errors"]
        [found] = answer["data"].values()
        return found

    return asked


def codes(payload: Any) -> list[tuple[str, str]]:
    return [(".".join(error["path"]), error["code"]) for error in payload["errors"]]


COPY_FITMENTS = """mutation ($source: ID!, $target: ID!) {
  copyFitments(source: $source, target: $target, notes: "Copied.") { fitments { pk notes product { pk } } errors { path code } }
}"""


@pytest.fixture
def parts(ask: Asked) -> tuple[str, str]:
    """A part that fits some vehicles, and one that fits none."""
    fits = ask("editor", "{ products(where: {fitments: {count: {gte: 2}}}, first: 1) { nodes { pk } } }")
    loose = ask("editor", "{ products(where: {fitments: {none: {}}}, first: 1) { nodes { pk } } }")
    return str(fits["nodes"][0]["pk"]), str(loose["nodes"][0]["pk"])


def test_fitments_are_copied_once_and_each_is_in_the_audit_trail(ask: Asked, parts: tuple[str, str]) -> None:
    source, target = parts
    made = ask("editor", COPY_FITMENTS, source=source, target=target)
    assert codes(made) == []
    assert len(made["fitments"]) >= 2
    assert {(fitment["notes"], str(fitment["product"]["pk"])) for fitment in made["fitments"]} == {("Copied.", target)}
    trail = '{ auditEntries(where: {mutation: {eq: "copyFitments"}}) { nodes { actorName action model key writeId } } }'
    entries = ask("editor", trail)["nodes"]
    assert {entry["key"] for entry in entries} == {str(fitment["pk"]) for fitment in made["fitments"]}
    assert {(entry["actorName"], entry["action"], entry["model"]) for entry in entries} == {("editor", "CREATE", "fitment.fitment")}
    assert len({entry["writeId"] for entry in entries}) == 1
    assert ask("editor", COPY_FITMENTS, source=source, target=target) == {"fitments": [], "errors": []}


def test_a_part_is_not_copied_to_itself_and_not_by_who_may_not(ask: Asked, visitor_named: VisitorNamed, parts: tuple[str, str]) -> None:
    assert codes(ask("editor", COPY_FITMENTS, source=parts[0], target=parts[0])) == [("target", "SAME")]
    [error] = visitor_named("viewer").ask(COPY_FITMENTS, source=parts[0], target=parts[1])["errors"]
    assert error["extensions"]["code"] == "FORBIDDEN"


COPY_PRICES = """mutation ($source: ID!, $code: String!, $factor: Decimal!, $dry: Boolean! = false) {
  copyPriceList(source: $source, code: $code, name: "Copy", factor: $factor, dryRun: $dry) {
    priceList { code prices(first: 1, orderBy: [{pk: ASC}]) { totalCount nodes { amount } } }
    errors { path code }
  }
}"""


def test_a_price_list_is_copied_with_its_prices_times_a_factor(ask: Asked) -> None:
    lists = """{ priceLists(where: {code: {eq: "workshop-eur"}}) {
      nodes { pk code prices(first: 1, orderBy: [{pk: ASC}]) { totalCount nodes { amount } } }
    } }"""
    [source] = ask("analyst", lists)["nodes"]
    made = ask("analyst", COPY_PRICES, source=str(source["pk"]), code="workshop-next", factor="2")
    assert codes(made) == []
    copied = made["priceList"]["prices"]
    assert copied["totalCount"] == source["prices"]["totalCount"] > 0
    assert float(copied["nodes"][0]["amount"]) == 2 * float(source["prices"]["nodes"][0]["amount"])
    taken = ask("analyst", COPY_PRICES, source=str(source["pk"]), code="workshop-next", factor="2", dry=True)
    assert codes(taken) == [("code", "UNIQUE")]
    assert codes(ask("analyst", COPY_PRICES, source=str(source["pk"]), code="other", factor="0", dry=True)) == [("factor", "MIN_VALUE")]
    gone = ask("analyst", 'mutation { deletePriceLists(where: {code: {eq: "workshop-next"}}) { count } }')
    assert gone == {"count": 1}


def test_a_feed_that_is_refreshed_has_one_more_run_and_a_dry_run_leaves_none(ask: Asked, visitor_named: VisitorNamed) -> None:
    count = '{ feed(id: "1") { runs { totalCount } } }'
    before = ask("analyst", count)["runs"]["totalCount"]
    refresh = """mutation ($dry: Boolean!) {
      refreshFeed(id: "1", dryRun: $dry) { feed { runs { totalCount } } feedRun { outcome products } errors { path code } }
    }"""
    for dry, after in ((True, before), (False, before + 1)):
        made = ask("analyst", refresh, dry=dry)
        assert made["feed"]["runs"]["totalCount"] == before + 1
        assert (made["feedRun"]["outcome"], made["feedRun"]["products"] > 0) == ("DELIVERED", True)
        assert ask("analyst", count)["runs"]["totalCount"] == after
    [error] = visitor_named("viewer").ask(refresh, dry=True)["errors"]
    assert error["extensions"]["code"] == "FORBIDDEN"


def test_a_feed_that_is_switched_off_or_underway_is_not_sent(hub: Hub) -> None:
    found = hub.python("""
import datetime, json
from django.core.management import call_command
from django.utils import timezone
from hub.accounts.models import User
from hub.feeds.models import Feed, FeedRun
from django_graphql_auto.testing import GraphQLClient

user = User.objects.create_superuser("sender")
every = datetime.timedelta(hours=1)
off = Feed.objects.create(name="Off", channel="x", format="json", every=every, is_active=False)
busy = Feed.objects.create(name="Busy", channel="x", format="json", every=every)
FeedRun.objects.create(feed=busy, started_at=timezone.now(), outcome=FeedRun.Outcome.RUNNING)
ask = lambda feed: GraphQLClient(user).query(f'mutation {{ refreshFeed(id: "{feed.pk}") {{ errors {{ path code }} }} }}').data
print(json.dumps([ask(off), ask(busy)]))
""")
    assert [payload["refreshFeed"]["errors"] for payload in found] == [
        [{"path": ["isActive"], "code": "INACTIVE"}],
        [{"path": [], "code": "UNDERWAY"}],
    ]


def test_the_command_explains_how_the_hub_writes(hub: Hub) -> None:
    [example] = [example for example in EXAMPLE_QUERIES if example.title == "A new brand with its products"]
    hub.python("import json; from hub.accounts.models import User; User.objects.create_superuser('explainer'); print(json.dumps(1))")
    told = hub.manage("graphql_explain", "--dry-run", "--user", "explainer", "--query", example.document, "--format", "mermaid")
    assert "create 1 catalogue.brand at input" in told.stdout, told.stderr


DESCRIBE = """mutation ($description: String!) {
  updateProduct(id: "1", input: {description: $description}) { product { description } errors { path code } }
}"""


def test_a_description_is_stored_without_scripts_and_told_so_in_the_audit_trail(ask: Asked) -> None:
    stored = "<p>Fits <b>most</b> trucks.</p>"
    found = ask("editor", DESCRIBE, description="<p onclick='steal()'>Fits <b>most</b> trucks.<script>steal()</script></p>")
    assert found == {"product": {"description": stored}, "errors": []}
    [entry] = ask("editor", "{ auditEntries(first: 1) { nodes { model changes } } }")["nodes"]
    assert (entry["model"], entry["changes"]["description"][1]) == ("catalogue.product", stored)
