"""Keys that have expired are deleted by a command; the table is made by a migration."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from django_graphql_auto.idempotency.models import IdempotencyKey


def keep(owner, expires):
    IdempotencyKey.objects.create(owner=owner, request="", asked=timezone.now(), expires=expires)


@pytest.mark.django_db(databases=["default", "other"])
def test_only_keys_that_have_expired_are_deleted(capsys):
    now = timezone.now()
    keep("old", now - timedelta(seconds=1))
    keep("young", now + timedelta(hours=1))
    call_command("graphql_clear_keys")
    assert [kept.owner for kept in IdempotencyKey.objects.all()] == ["young"]
    assert capsys.readouterr().out.splitlines() == ["default: 1 deleted.", "other: 0 deleted."]


@pytest.mark.django_db
def test_one_database_can_be_named(capsys):
    call_command("graphql_clear_keys", database="default")
    assert capsys.readouterr().out == "default: 0 deleted.\n"
    with pytest.raises(CommandError):
        call_command("graphql_clear_keys", "--database=nowhere")


@pytest.mark.django_db
def test_the_migrations_make_what_the_model_has():
    call_command("makemigrations", "graphql_idempotency", check=True, dry_run=True, verbosity=0)
