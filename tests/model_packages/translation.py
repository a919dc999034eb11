"""Which columns are translated; django-modeltranslation finds this file."""

from __future__ import annotations

from modeltranslation.translator import TranslationOptions, register

from tests.model_packages.models import News, Section, Topic


@register(News)
class NewsTranslation(TranslationOptions):
    fields = ("title",)


@register(Section)
class SectionTranslation(TranslationOptions):
    fields = ("name",)


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ("name",)
