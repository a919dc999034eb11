"""How a mutation writes, told on the command line: step by step, and undone."""

from __future__ import annotations

import json
import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Q, signals

from django_graphql_auto import ModelOptions, mutation
from django_graphql_auto.audit.trail import trail
from django_graphql_auto.execution import rules_for
from django_graphql_auto.mutations import Create, perform, subscribe, unsubscribe
from tests.access.intruding import declare, shop
from tests.apps.shop.models import Brand, Product, Review, Tag
from tests.mutations.writing import api, boss, registering

__all__ = ["api", "boss", "declare", "registering", "shop"]

pytestmark = pytest.mark.django_db(databases=["default", "other"])
DAY = "2024-01-01T00:00:00Z"
LOCKS = connection.features.has_select_for_update
NO_LOCKS = [] if LOCKS else ["- this database locks no rows"]


@pytest.fixture(autouse=True)
def _served(api: Any, shop: Any, settings: Any) -> None:
    settings.DJANGO_GRAPHQL_AUTO = settings.DJANGO_GRAPHQL_AUTO | {"MUTATIONS": True}


def run(document: str, *arguments: str) -> str:
    """What is told; a mutation that fails fails the command."""
    out = StringIO()
    call_command("graphql_explain", "--query", document, "--user", "boss", "--dry-run", *arguments, stdout=out, no_color=True)
    return out.getvalue()


def writes(document: str) -> list[str]:
    """The lines about writes, without what databases number differently and what is as deep as before."""
    told = run(document).partition("Write\n")[2]
    told = re.split(r"\n(?:Plan|Statements)\n", told)[0]
    return [re.sub(r" \(statements? .*\)|; statements: \d+", "", line[2:]) for line in told.splitlines() if line]


def report(document: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(document, "--format", "json"))["again"]
    return found


NESTED = """mutation {
  createBrand(input: {name: "Norn", products: {create: [
    {name: "Axe", sku: "N1", createdAt: DAY, tags: {connect: [{name: "plain"}, {name: "covert"}]}, reviews: {create: [{rating: 1}]}}
    {name: "Bow", sku: "N2", createdAt: DAY, tags: {connect: [{name: "plain"}]}, reviews: {create: [{rating: 1}, {rating: 2}]}}
  ]}}) { brand { name products { nodes { sku } } } errors { code } }
}""".replace("DAY", f'"{DAY}"')
TOGETHER = """createBrand: created 1 shop.brand, 2 shop.product, 3 shop.review; connected 3 shop.tag
  create 1 shop.brand at input
    - checked before each is stored: unique name
    check uniqueness and constraints of 1 shop.brand at input
    create 2 shop.product at input.products.create.*
      - together
      - the database checks for all at once: unique sku
      find 3 shop.tag at input.products.create.*.tags.connect.*
      connect 3 shop.tag at input.products.create.*.tags.connect.*
        link 3 shop.product_tags at input.products.create.*.tags.connect.*
          - together
      create 3 shop.review at input.products.create.*.reviews.create.*
        - together"""


def test_nested_rows_are_told_as_a_tree_with_what_is_written_together():
    assert "\n".join(writes(NESTED)) == TOGETHER


def test_the_payloads_plan_and_all_statements_follow():
    told = run(NESTED)
    assert told.index("Write\n") < told.index("Plan\n  brand: rows of shop.brand") < told.index("Statements\n")
    assert "INSERT INTO" in told
    assert told.rstrip().endswith("errors: 0. Undone: nothing of it is stored.")


def test_nothing_is_stored_and_nothing_waits_for_a_commit(django_capture_on_commit_callbacks: Any):
    received = []

    def receiver(instance: Any, **_: Any) -> None:
        received.append(instance.name)
        transaction.on_commit(lambda: received.append("committed"))

    signals.post_save.connect(receiver, sender=Brand)
    try:
        with django_capture_on_commit_callbacks(execute=True) as callbacks:
            run('mutation { createBrand(input: {name: "Norn"}) { brand { name } } }')
    finally:
        signals.post_save.disconnect(receiver, sender=Brand)
    assert (received, callbacks) == (["Norn", "Norn"], [])
    assert not Brand.objects.filter(name="Norn").exists()


@pytest.mark.django_db(databases=["default", "other"])
def test_what_a_method_stores_in_another_database_is_undone_as_well(registering: Any):
    @registering
    @mutation("shop.add_tag")
    def mirror(access: Any) -> None:
        Tag.objects.using("other").create(name="mirrored")

    told = writes("mutation { mirror { errors { code } } }")
    assert "call test_what_a_method_stores_in_another_database_is_undone_as_well.<locals>.mirror" in told[1]
    assert not Tag.objects.using("other").exists()


def test_rows_that_go_one_by_one_say_why():
    books = ", ".join(
        f'{{name: "B", sku: "B{place}", isbn: "{place}", pages: 1, createdAt: "{DAY}", brand: {{connect: {{name: "Acme"}}}}}}'
        for place in (7, 8)
    )
    assert writes(f"mutation {{ createBooks(inputs: [{books}]) {{ count }} }}") == [
        "createBooks: created 2 shop.book; connected 2 shop.brand",
        "  create 2 shop.book at inputs.*",
        "    - one by one: its rows stand in several tables",
        "    - checked before each is stored: unique isbn, unique sku",
        "    connect 2 shop.brand at inputs.*.brand.connect",
        "      find 2 shop.brand at inputs.*.brand.connect",
        "    check uniqueness and constraints of 2 shop.book at inputs.*",
    ]


def test_a_signal_that_is_listened_to_is_a_reason():
    def receiver(**_: Any) -> None: ...

    signals.pre_save.connect(receiver, sender=Brand)
    try:
        told = writes('mutation { createBrands(inputs: [{name: "A"}, {name: "B"}]) { count } }')
    finally:
        signals.pre_save.disconnect(receiver, sender=Brand)
    assert "    - one by one: pre_save or post_save is listened to" in told


@pytest.mark.parametrize(
    ("options", "document", "reason"),
    [
        (
            {"before_write": lambda self, row, access: None},
            'mutation { updateTags(where: {name: {in: ["plain", "covert"]}}, set: {products: {connect: []}}, atMost: 2) { count } }',
            "before_write may change any column",
        ),
        (
            {},
            'mutation { updateTags(where: {name: {ne: ""}}, set: {products: {connect: [{sku: "A1"}]}}, atMost: 2) { count } }',
            "something is nested in them",
        ),
    ],
)
def test_changed_rows_say_why_as_well(declare: Any, options: dict[str, Any], document: str, reason: str):
    declare(Tag, **options)
    assert f"    - one by one: {reason}" in writes(document)


def test_a_delete_of_the_projects_own_is_a_reason(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Review, "delete", lambda self, using=None, keep_parents=False: None)
    told = writes("mutation { deleteReviews(where: {rating: {gte: 4}}, atMost: 9) { count } }")
    assert "    - one by one: it has a delete() of its own" in told


def test_what_was_refused_together_is_told_and_what_each_came_to():
    document = 'mutation { createTags(inputs: [{name: "u"}, {name: "plain"}], errorPolicy: REJECT_FAILED_ROWS) { count } }'
    told = writes(document)
    assert told[:6] == [
        "createTags: created 1 shop.tag",
        "  create 2 shop.tag at inputs.*",
        "    - together",
        "    - refused: IntegrityError",
        "  create 1 shop.tag at inputs.*",
        "    - one by one: together they were refused",
    ]
    assert told[-2:] == ["      check uniqueness and constraints of 1 shop.tag at inputs.*", "        - refused: UNIQUE"]
    assert Tag.objects.count() == 2


def test_locks_are_told_and_what_goes_with_a_deleted_row(shop: Any):
    told = writes(f'mutation {{ deleteProduct(id: "{shop.anvil.pk}") {{ errors {{ code }} }} }}')
    assert told[0].startswith("deleteProduct: deleted 1 shop.product, ")
    assert told[1:-2] == ["  lock 1 shop.product at id", *(f"    {line}" for line in NO_LOCKS)]
    assert told[-2] == "  delete 1 shop.product at id"
    assert "2 shop.review" in told[-1].partition("with it go")[2]
    assert Product.objects.filter(pk=shop.anvil.pk).exists()


@pytest.mark.skipif(not LOCKS, reason="no locks there")
def test_a_lock_is_told_with_its_statement():
    found = report('mutation { updateTags(where: {name: {eq: "plain"}}, set: {name: "x"}, atMost: 1) { count } }')
    [lock] = [step for step in found["writes"]["updateTags"]["steps"] if step["action"] == "lock"]
    assert all("FOR UPDATE" in found["statements"][place]["sql"] for place in lock["statements"][:1])


def test_row_rules_are_a_step(declare: Any):
    class Rules(ModelOptions):
        def scope(self, access: Any) -> Any:
            return Q(country="DE") if access.action != "view" else Q()

    declare(Brand, scope=Rules.scope)
    told = writes('mutation { createBrand(input: {name: "Norn", country: "DE"}) { brand { name } } }')
    assert "    check the row rule for add of 1 shop.brand at input" in told


def test_a_method_is_told_with_the_writes_of_its_code(declare: Any, shop: Any):
    class Offers(ModelOptions):
        @mutation("shop.change_product")
        def reduce(self, product: Product, access: Any) -> None:
            product.save()
            perform(Create(Tag, {"name": "reduced"}), rules_for(access.user))

    declare(Product, reduce=Offers.reduce)
    told = [line.strip() for line in writes(f'mutation {{ reduceProduct(id: "{shop.anvil.pk}") {{ errors {{ code }} }} }}')]
    assert told[0] == "reduceProduct: created 1 shop.tag"
    [call] = [line for line in told if line.startswith("call ")]
    assert call.endswith("Offers.reduce of 1 shop.product at id")
    assert told.index(call) < told.index("create 1 shop.tag at input")


def test_what_listens_to_writes_is_a_step():
    subscribe(trail)
    try:
        found = report('mutation { createTag(input: {name: "x"}) { tag { pk } } }')
    finally:
        unsubscribe(trail)
    last = found["writes"]["createTag"]["steps"][-1]
    assert (last["action"], last["name"]) == ("tell", "what listens to writes")
    assert any("graphql_audit" in found["statements"][place]["sql"] for place in last["statements"])


def test_a_programs_form_has_figures_steps_and_the_places_of_statements():
    found = report('mutation { made: createTag(input: {name: "x"}) { tag { name } } }')
    write = found["writes"]["made"]
    assert write["created"] == {"shop.tag": 1}
    [create] = write["steps"]
    assert (create["action"], create["model"], create["path"], create["constraints"]) == ("create", "shop.tag", "input", ["unique name"])
    about = [found["statements"][place]["about"] for place in create["statements"]]
    assert set(about) == {"create shop.tag"}
    assert set(create["statements"]) < set(write["statements"])


def test_a_dry_run_of_the_mutation_itself_is_told_as_one():
    assert (
        report('mutation { createTag(input: {name: "x"}, dryRun: true) { tag { name } } }')["writes"]["createTag"]["undone"] == "a dry run"
    )


def test_a_write_that_is_refused_says_so():
    write = report('mutation { createTag(input: {name: "plain"}) { tag { name } errors { code } } }')["writes"]["createTag"]
    assert write["undone"] == "refused: UNIQUE"
    assert "created" not in write


def test_a_write_is_drawn_before_the_plan_of_its_payload():
    document = 'mutation { createTag(input: {name: "x"}) { tag { name } } }'
    lines = run(document, "--format", "mermaid").splitlines()
    assert lines[1] == '    f0(["createTag"])'
    assert lines[2].startswith('    w1["create 1 shop.tag at input<br>checked before each is stored: unique name<br>statements:')
    assert lines[3] == "    f0 --> w1"
    assert '"rows of shop.tag<br>' in "\n".join(lines)


def test_without_the_flag_a_mutation_is_refused_and_told_of_it():
    errors = StringIO()
    with pytest.raises(SystemExit):
        call_command(
            "graphql_explain", "--query", 'mutation { createTag(input: {name: "x"}) { tag { pk } } }', stdout=StringIO(), stderr=errors
        )
    assert "BAD_USER_INPUT" in errors.getvalue()
    assert "--dry-run" in errors.getvalue()
    assert not Tag.objects.filter(name="x").exists()


def test_a_query_may_be_run_in_the_same_way():
    assert "list of shop.tag" in run("{ tags { nodes { name } } }")


def test_where_a_database_undoes_nothing_nothing_is_run(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(connection.features, "supports_transactions", False)
    with pytest.raises(CommandError, match="has no transactions"):
        run('mutation { createTag(input: {name: "x"}) { tag { pk } } }')


ATOMIC = """mutation @atomic {{
  a: createTag(input: {{name: "a"}}) {{ tag {{ name }} }}
  b: createBrand(input: {{name: "{}"}}) {{ errors {{ code }} }} }}"""


def test_fields_that_are_one_transaction_are_told_inside_of_it():
    assert writes(ATOMIC.format("Norn"))[:3] == [
        "all fields: created 1 shop.tag, 1 shop.brand",
        "  write a",
        "    create 1 shop.tag at input",
    ]
    assert not Tag.objects.filter(name="a").exists()


def test_where_one_of_them_fails_it_is_said_that_all_is_undone():
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("graphql_explain", "--query", ATOMIC.format("Acme"), "--user", "boss", "--dry-run", stdout=out, no_color=True)
    assert re.search(r"all fields: .*; undone: b has failed\n", out.getvalue())
    assert not Tag.objects.filter(name="a").exists()


UPSERTS = """mutation { upsertBrands(upserts: [
  {by: {name: "Acme"}, create: {name: "Acme"}, update: {country: "FR"}}
  {by: {name: "Nova"}, create: {name: "Nova"}, update: {country: "FR"}}
  {by: {name: "Umbra"}, create: {name: "Umbra"}, update: {country: "IT"}}
  {by: {name: "Zeta"}, create: {name: "Zeta"}, update: {country: "IT"}}
]) { count errors { code } } }"""


TOLD = """upsertBrands: created 2 shop.brand; updated 2 shop.brand
  find 4 shop.brand at upserts.*.by
  upsert 4 shop.brand at upserts.*
    - together
    lock 2 shop.brand at upserts.*.by
    create 2 shop.brand at upserts.*.create
      - together
      - the database checks for all at once: unique name
    update 2 shop.brand at upserts.*.update
      - together
      - the database checks for all at once: unique name"""


def test_a_list_of_upserts_tells_what_is_there_what_is_made_and_how():
    assert "\n".join(line for line in writes(UPSERTS) if line.strip() not in NO_LOCKS) == TOLD


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (UPSERTS.replace("Zeta", "Nova"), "one is named twice"),
        (UPSERTS.replace('country: "IT"', "products: {delete: []}", 1), "something is nested in them"),
        (UPSERTS.replace("Zeta", ""), "together they were refused"),
        (UPSERTS.replace('create: {name: "Zeta"}', 'create: {name: "Theta"}'), "together they were refused"),
    ],
)
def test_upserts_that_go_one_by_one_say_why(given: str, reason: str):
    assert f"    - one by one: {reason}" in writes(given)


def test_named_rows_that_one_by_one_are_changed_are_all_locked_before(shop: Any):
    each = f'{{id: "{shop.acme.pk}", input: {{country: "FR"}}}}, {{id: "{shop.umbra.pk}", input: {{}}, expectedVersion: "none"}}'
    told = writes(f"mutation {{ updateEachBrand(updates: [{each}], errorPolicy: REJECT_FAILED_ROWS) {{ count errors {{ code }} }} }}")
    assert "    - one by one: together they were refused" in told
    assert ("    lock 2 shop.brand at updates.*" in told) == LOCKS
