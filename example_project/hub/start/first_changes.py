"""Something for the audit trail to tell: what the seeds store in bulk, nobody has written through the API."""

from __future__ import annotations

from django_graphql_auto.execution import rules_for
from django_graphql_auto.mutations import Update, perform
from hub.accounts.models import User
from hub.catalogue.models import Tag


def make_first_changes() -> None:
    """An editor adds a word that customers search for."""
    editor, tag = User.objects.get(username="editor"), Tag.objects.get(pk=1)
    report = perform(Update(Tag, {"pk": tag.pk}, {"synonyms": [*tag.synonyms, "first pick"]}), rules_for(editor))
    assert not report.errors, report.errors
