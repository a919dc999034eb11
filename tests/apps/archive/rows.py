"""An archive in which everything that can be marked as deleted is there twice: once marked, once not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from tests.apps.archive.models import Chart, Entry, Keyword, Label, Letter, Loan, Novel, Shelf, ShownWork, Work

MARKED: dict[Any, dict[str, Any]] = {
    Work: {"soft_delete": "deleted_at"},
    Keyword: {"soft_delete": "is_deleted"},
    Entry: {"soft_delete": "deleted_at"},
    Letter: {"soft_delete": "is_removed", "soft_delete_manager": "all_objects"},
}
"""What the archive's models declare."""


def make_archive() -> SimpleNamespace:
    now = timezone.now()
    upper, lower = Shelf.objects.create(name="upper"), Shelf.objects.create(name="lower")
    shown = Work.objects.create(title="Shown", number=1, shelf=upper)
    gone = Work.objects.create(title="Gone", number=2, shelf=upper, deleted_at=now)
    sequel = Work.objects.create(title="Sequel", number=3, shelf=lower, follows=gone)
    novel = Novel.objects.create(title="Novel", number=4, shelf=upper, pages=300)
    burnt = Novel.objects.create(title="Burnt", number=5, pages=400, follows=shown, deleted_at=now)
    chart = Chart.objects.create(title="Chart", number=6, scale=50)
    old, new = Keyword.objects.create(word="old"), Keyword.objects.create(word="new")
    lost = Keyword.objects.create(word="lost", is_deleted=True)
    for work in (shown, gone, novel):
        Entry.objects.create(work=work, keyword=old)
        Entry.objects.create(work=work, keyword=lost)
        Loan.objects.create(work=work, reader=f"reader of {work.title}")
        Label.objects.create(subject=work, text=f"on {work.title}")
    cut = Entry.objects.create(work=shown, keyword=new, deleted_at=now)
    kept, removed = Letter.objects.create(subject="Kept"), Letter.objects.create(subject="Removed", is_removed=True)
    return SimpleNamespace(**locals(), ShownWork=ShownWork)
