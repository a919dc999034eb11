"""Several connections: writers at once, and rows of several databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from django_graphql_auto.audit.models import AuditEntry
from django_graphql_auto.audit.states import state_at
from django_graphql_auto.execution import rules_for
from django_graphql_auto.mutations import Create, Update, perform
from tests.apps.shop.models import Brand, Tag

several_connections = pytest.mark.skipif(connection.vendor == "sqlite", reason="A database in memory has one connection.")


@several_connections
@pytest.mark.django_db(transaction=True)
def test_what_was_before_is_what_the_writer_before_has_left(declare):
    boss, brand = User.objects.create_superuser("boss"), Brand.objects.create(name="Acme", country="0")

    def write(number: int) -> Any:
        try:
            return perform(Update(Brand, {"pk": brand.pk}, {"country": str(number)}), rules_for(boss))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert [report.errors for report in pool.map(write, range(1, 9))] == [()] * 8
    steps = dict(tuple(entry.changes["country"]) for entry in AuditEntry.objects.all())
    state, seen = "0", []
    while state in steps:
        state = steps.pop(state)
        seen.append(state)
    assert sorted(seen) == [str(number) for number in range(1, 9)]
    brand.refresh_from_db()
    assert brand.country == seen[-1]


class Apart:
    """Keeps tags on a database of their own."""

    def db_for_read(self, model, **hints):
        return "other" if model is Tag else None

    db_for_write = db_for_read

    def allow_relation(self, one, other, **hints):
        return True


@pytest.mark.django_db(databases=["default", "other"])
def test_an_entry_stands_where_its_row_does(declare, settings):
    boss = User.objects.create_superuser("boss")
    settings.DATABASE_ROUTERS = ["tests.audit.test_connections.Apart"]
    tag = perform(Create(Tag, {"name": "far"}), rules_for(boss)).row
    assert tag is not None
    assert not AuditEntry.objects.using("default").exists()
    entry = AuditEntry.objects.using("other").get()
    assert (entry.changes["name"], entry.actor_id, entry.actor_name) == ([None, "far"], None, "boss")
    assert state_at(tag, entry.at)["name"] == "far"
