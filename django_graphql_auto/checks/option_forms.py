"""Whether what is registered, and every option of it, is of the right kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from inspect import isclass
from typing import Any

import django_filters
from django.db import models
from django.db.models import F, OrderBy
from graphene_django import DjangoObjectType

from django_graphql_auto.checks.records import Finding
from django_graphql_auto.checks.settings import is_graphql_name
from django_graphql_auto.checks.suggestions import did_you_mean
from django_graphql_auto.conf import COUNT, FLAG, READ_POLICIES
from django_graphql_auto.options import OPERATIONS, AllowedHTML, FullTextSearch, ModelOptions, computed_fields, expression_fields
from django_graphql_auto.registry import Registry
from django_graphql_auto.schema.names import enum_member

LIST_STYLES = ("connection", "list")


@dataclass(frozen=True, slots=True)
class Form:
    """What values an option takes, beside its default."""

    option: str
    hint: str
    accepts: Callable[[Any], bool]


def _is_list_of(*kinds: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list | tuple | set | frozenset) and all(isinstance(item, kinds) for item in value)


def _is_mapping_of(accepts: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, Mapping) and all(isinstance(name, str) and accepts(item) for name, item in value.items())


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_subclass(kind: type) -> Callable[[Any], bool]:
    return lambda value: isclass(value) and issubclass(value, kind)


def _is_full_text_search(value: Any) -> bool:
    if not (isinstance(value, FullTextSearch) and all(isinstance(name, str | None) for name in (value.config, value.vector))):
        return False
    return bool(value.weights) and _is_mapping_of(lambda weight: weight in tuple("ABCD"))(value.weights)


def _is_allowed_html(value: Any) -> bool:
    return (
        isinstance(value, AllowedHTML)
        and (value.tags is None or _are_names(value.tags))
        and (value.attributes is None or _is_mapping_of(_are_names)(value.attributes))
        and _are_names(value.url_schemes)
        and COUNT.accepts(value.max_tags)
    )


def _are_presets(value: Any) -> bool:
    """Each name makes a member of an enumeration, and no two the same."""
    if not _is_mapping_of(lambda where: isinstance(where, Mapping) and bool(where))(value):
        return False
    members = {enum_member(name) for name in value}
    return len(members) == len(value) and "" not in members


_are_names = _is_list_of(str)
NAMES_HINT = 'a list of names, e.g. ["name"]'
FORMS: tuple[Form, ...] = (
    Form("read", '"permission", "authenticated" or "public"', lambda value: value in READ_POLICIES),
    *(
        Form(option, NAMES_HINT, _are_names)
        for option in (
            "fields",
            "exclude",
            "include_secret",
            "personal_fields",
            "search_fields",
            "filter_fields",
            "order_fields",
            "regex_fields",
            "enum_fields",
            "readonly_fields",
            "create_only_fields",
        )
    ),
    *(
        Form(option, "a dict of field name to a value or a function of the access", _is_mapping_of(lambda value: True))
        for option in ("set_on_create", "set_on_update")
    ),
    Form(
        "write_rules",
        'a dict of field name to a permission, e.g. "shop.set_prices", or a function of the access',
        _is_mapping_of(lambda rule: callable(rule) or (_is_text(rule) and rule.count(".") == 1)),
    ),
    Form(
        "sanitize",
        'a list of names, or a dict of name to AllowedHTML, e.g. {"text": AllowedHTML(tags={"b", "i"})}',
        lambda value: _are_names(value) or _is_mapping_of(_is_allowed_html)(value),
    ),
    Form(
        "input_only",
        'a dict of name to annotation, e.g. {"captcha": str}, each name as Python has them',
        lambda value: _is_mapping_of(lambda annotation: annotation is not None)(value) and all(map(str.isidentifier, value)),
    ),
    Form(
        "operations",
        "a set out of " + ", ".join(f'"{name}"' for name in sorted(OPERATIONS)),
        lambda value: _are_names(value) and OPERATIONS.issuperset(value),
    ),
    Form("version_field", "the name of a column", _is_text),
    Form("soft_delete", "the name of a column", _is_text),
    Form("soft_delete_manager", "the name of a manager", _is_text),
    Form("type_name", "a GraphQL name: letters, digits and underscores, without two underscores in front", is_graphql_name),
    Form("plural_name", "a GraphQL name: letters, digits and underscores, without two underscores in front", is_graphql_name),
    Form("description", "a text", _is_text),
    Form(
        "presets",
        'a dict of name to condition, e.g. {"low_stock": {"stock": {"lt": 5}}}',
        _are_presets,
    ),
    Form("filterset_class", "a django_filters.FilterSet", _is_subclass(django_filters.FilterSet)),
    Form(
        "full_text_search",
        'a FullTextSearch, e.g. FullTextSearch({"name": "A", "text": "B"}), with weights from "A" to "D"',
        _is_full_text_search,
    ),
    Form("ordering", 'a list of names, e.g. ["-created", "name"]', _is_list_of(str, F, OrderBy)),
    Form("page_size", COUNT.hint, COUNT.accepts),
    Form("max_page_size", COUNT.hint, COUNT.accepts),
    Form("list_style", '"connection" or "list"', lambda value: value in LIST_STYLES),
    Form("manager", "the name of a manager", _is_text),
    Form("tree", "the name of a foreign key to the model itself", _is_text),
    Form("always_visible", FLAG.hint, FLAG.accepts),
    Form("polymorphic", FLAG.hint, FLAG.accepts),
    Form("lists", 'a dict of field name to manager name, e.g. {"publishedProducts": "published"}', _is_mapping_of(_is_text)),
    Form(
        "generic_targets",
        'a dict of field name to models, e.g. {"subject": ["shop.Product"]}',
        _is_mapping_of(_is_list_of(str, type)),
    ),
    Form(
        "relation_targets",
        'a dict of relation name to model, e.g. {"products": "shop.PublicProduct"}',
        _is_mapping_of(lambda value: isinstance(value, str | type)),
    ),
    Form("type", "a graphene_django.DjangoObjectType", _is_subclass(DjangoObjectType)),
    Form("scope", "a method: scope(self, access)", callable),
    Form("before_write", "a method: before_write(self, row, access)", callable),
    Form("after_write", "a method: after_write(self, row, access)", callable),
)


def no_models(registry: Registry) -> Iterator[Finding]:
    for model in registry.registered():
        if not _is_subclass(models.Model)(model):
            yield Finding({"given": repr(model)})


def no_options(registry: Registry) -> Iterator[Finding]:
    true = dict(_true_options(registry))
    for model, options in registry.registered().items():
        if model not in true:
            yield Finding({"given": type(options).__qualname__}, model)


def unknown_options(registry: Registry) -> Iterator[Finding]:
    """Data that no option holds, and methods whose name is nearly an option's."""
    known = {name for name in vars(ModelOptions) if not name.startswith("_")}
    for model, options in registry.registered().items():
        for name, value in _own_attributes(options).items():
            suggestion = did_you_mean(name, known)
            if name not in known and (not callable(value) or suggestion.startswith("Did")):
                yield Finding({"option": name, "nearest": suggestion}, model)


def malformed_options(registry: Registry) -> Iterator[Finding]:
    for model, options in _true_options(registry):
        for form in FORMS:
            value = getattr(options, form.option)
            if value is not getattr(ModelOptions, form.option) and not form.accepts(value):
                yield Finding({"option": form.option, "value": value, "accepted": form.hint}, model)


def _true_options(registry: Registry) -> Iterator[tuple[type[models.Model], ModelOptions]]:
    return ((model, options) for model, options in registry.registered().items() if ModelOptions in type(options).__mro__)


def _own_attributes(options: ModelOptions) -> dict[str, Any]:
    """What the project's own classes declare in public, fields left out."""
    found: dict[str, Any] = {}
    for owner in reversed(type(options).__mro__):
        if owner not in (object, ModelOptions):
            found |= {name: value for name, value in vars(owner).items() if not name.startswith("_")}
    fields = computed_fields(options) | expression_fields(options)
    return {name: value for name, value in found.items() if name not in fields}
