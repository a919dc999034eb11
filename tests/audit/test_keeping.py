"""How long entries are kept, and what is said where the app is installed amiss."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from django_graphql_auto.audit.checks import check_audit
from django_graphql_auto.audit.models import AuditEntry
from django_graphql_auto.testing import captured_statements
from tests.apps.shop.models import Brand

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command("graphql_audit", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def entries():
    now = timezone.now()
    ages = [1, 29, 31, 40, 400, 500, 600]
    AuditEntry.objects.bulk_create(
        AuditEntry(action="update", model="shop.brand", key=str(age), changes={}, at=now - datetime.timedelta(days=age)) for age in ages
    )


def kept():
    return sorted(map(int, AuditEntry.objects.values_list("key", flat=True)))


def test_what_is_older_than_the_setting_goes_some_at_a_time(entries, settings):
    settings.DJANGO_GRAPHQL_AUTO = {"AUDIT_DAYS": 30}
    assert run().endswith("; 5 are too old.\n")
    assert len(kept()) == 7
    with captured_statements() as statements:
        assert run("--prune", "--together", "2") == "5 entries deleted that were older than 30 days.\n"
    assert sum(sql.startswith("DELETE") for sql in statements) == 3
    assert kept() == [1, 29]


def test_the_command_may_say_how_many_days(entries):
    run("--prune", "--days", "450")
    assert kept() == [1, 29, 31, 40, 400]


def test_nothing_goes_where_nobody_has_said_what_is_old(entries):
    with pytest.raises(CommandError, match="AUDIT_DAYS"):
        run("--prune")
    with pytest.raises(CommandError, match="positive"):
        run("--prune", "--days", "0")
    assert "7 entries since" in run()
    assert len(kept()) == 7


@pytest.mark.parametrize("days", [0, -1, "30", 1.5])
def test_days_are_a_positive_integer(settings, days):
    from django_graphql_auto.checks.run import check_declarations

    settings.DJANGO_GRAPHQL_AUTO = {"AUDIT_DAYS": days}
    assert [message.id for message in check_declarations()] == ["django_graphql_auto.E003"]


def test_without_mutations_there_is_nothing_to_hear(settings):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop"], "MUTATIONS": False}
    assert [message.id for message in check_audit()] == ["django_graphql_auto.W411"]
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop"]}
    assert check_audit() == []


class Elsewhere:
    """Keeps entries off every database."""

    def allow_migrate(self, db, app_label, **hints):
        return False if app_label == "graphql_audit" else None


def test_a_database_that_takes_no_entries_is_named(settings):
    settings.DJANGO_GRAPHQL_AUTO = {"EXPOSE": ["shop.brand"]}
    settings.DATABASE_ROUTERS = ["tests.audit.test_keeping.Elsewhere"]
    [message] = [message for message in check_audit() if message.obj is Brand]
    assert (message.id, "'default'" in message.msg) == ("django_graphql_auto.E411", True)


def test_migrations_are_complete():
    call_command("makemigrations", "graphql_audit", check=True, dry_run=True, verbosity=0)
