"""Columns that django-modeltranslation keeps once per language: which of them a request means."""

from __future__ import annotations

from django.utils.translation import get_language

from django_graphql_auto.schema.entities import Column


def path_in_language(column: Column) -> str:
    """The column of the active language; the package's own manager puts it into conditions and values, but not into expressions."""
    translations = dict(column.info.translations)
    language = get_language() or ""
    return translations.get(language) or translations.get(language.partition("-")[0]) or column.path
