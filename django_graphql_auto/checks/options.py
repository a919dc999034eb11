"""Whether the options of a model name what exists."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db import models

from django_graphql_auto.checks.records import Finding
from django_graphql_auto.checks.serving import known_permissions
from django_graphql_auto.checks.settings import is_graphql_name
from django_graphql_auto.checks.suggestions import did_you_mean
from django_graphql_auto.conf import settings
from django_graphql_auto.introspection import look_at
from django_graphql_auto.introspection.indexes import written_path
from django_graphql_auto.introspection.members import columns, member_at, names
from django_graphql_auto.introspection.records import ModelInfo
from django_graphql_auto.options import ModelOptions, computed_fields, expression_fields
from django_graphql_auto.registry import Registry
from django_graphql_auto.schema.exposure import is_secret
from django_graphql_auto.schema.field_mappings import mapping_of
from django_graphql_auto.schema.survey import is_tree

PATH_OPTIONS = ("search_fields", "ordering")


def declared(registry: Registry) -> Iterator[tuple[ModelInfo, ModelOptions]]:
    """What is registered for models that can be served."""
    for model, options in registry.registered().items():
        if _has_rows(model):
            yield look_at(model), options


def _has_rows(model: type[models.Model]) -> bool:
    return model in apps.get_models()


def unservable_models(registry: Registry) -> Iterator[Finding]:
    for model in registry.registered():
        if not _has_rows(model):
            yield Finding({"reason": "swapped for another model" if model in apps.get_models(include_swapped=True) else "abstract"}, model)


def unknown_members(registry: Registry) -> Iterator[Finding]:
    for info, options in declared(registry):
        for option, members_of in _MEMBERS.items():
            members = {*members_of(info), *_others(options).get(option, ())}
            for name in getattr(options, option) or ():
                if name not in members:
                    yield Finding({"option": option, "name": name, "nearest": did_you_mean(name, members)}, info.model)


def _others(options: ModelOptions) -> Mapping[str, Collection[str]]:
    """What options may name that is no column and no relation."""
    expressions = expression_fields(options)
    return {"filter_fields": expressions, "order_fields": expressions, "create_only_fields": options.input_only}


_MEMBERS: Mapping[str, Callable[[ModelInfo], Collection[str]]] = {
    **dict.fromkeys(("fields", "exclude", "personal_fields", "filter_fields", "order_fields"), names),
    **dict.fromkeys(("readonly_fields", "create_only_fields", "set_on_create", "set_on_update", "write_rules", "sanitize"), names),
    **dict.fromkeys(("include_secret", "regex_fields", "enum_fields"), columns),
}


def unknown_paths(registry: Registry) -> Iterator[Finding]:
    for info, options in declared(registry):
        for option in PATH_OPTIONS:
            for path in filter(None, map(written_path, getattr(options, option) or ())):
                if member_at(info, path, across_lists=option == "search_fields") is None:
                    yield Finding({"option": option, "path": path, "nearest": did_you_mean(path, names(info))}, info.model)


def unknown_requirements(registry: Registry) -> Iterator[Finding]:
    for info, options in declared(registry):
        for method, computed in computed_fields(options).items():
            for path in computed.requires:
                if member_at(info, path) is None:
                    yield Finding({"method": method, "path": path, "nearest": did_you_mean(path, names(info))}, info.model)


def useless_columns(registry: Registry) -> Iterator[Finding]:
    """Columns that an option can do nothing for."""
    for info, options in declared(registry):
        known = columns(info)
        for option, (reason, fits) in _USEFUL.items():
            for name in getattr(options, option) or ():
                if name in known and not fits(known[name]):
                    yield Finding({"option": option, "name": name, "reason": reason}, info.model)


_USEFUL: Mapping[str, tuple[str, Any]] = {
    "regex_fields": ("which is no text", lambda column: mapping_of(column).operators == "String"),
    "enum_fields": ("which has no choices", lambda column: bool(column.choices)),
    "include_secret": ("which is no secret by its name", lambda column: is_secret(column.name)),
}


def crossed_page_sizes(registry: Registry) -> Iterator[Finding]:
    for info, options in declared(registry):
        size, most = options.page_size or settings.PAGE_SIZE, options.max_page_size or settings.MAX_PAGE_SIZE
        if (options.page_size or options.max_page_size) and size > most:
            yield Finding({"size": size, "most": most}, info.model)


def unknown_version_fields(registry: Registry) -> Iterator[Finding]:
    for info, options in declared(registry):
        named = options.version_field
        if named is not None and named not in columns(info):
            yield Finding({"option": "version_field", "name": named, "nearest": did_you_mean(named, columns(info))}, info.model)


def unknown_write_permissions(registry: Registry) -> Iterator[Finding]:
    known = known_permissions()
    for info, options in declared(registry):
        for name, rule in options.write_rules.items():
            if isinstance(rule, str) and rule not in known:
                yield Finding({"name": name, "permission": rule, "nearest": did_you_mean(rule, known)}, info.model)


def no_trees(registry: Registry) -> Iterator[Finding]:
    for info, options in declared(registry):
        known = [relation.name for relation in info.relations if is_tree(info, relation)]
        if options.tree is not None and options.tree not in known:
            yield Finding({"name": options.tree, "nearest": did_you_mean(options.tree, known)}, info.model)


def unknown_managers(registry: Registry) -> Iterator[Finding]:
    for info, options in declared(registry):
        known = {manager.name for manager in info.model._meta.managers}
        named = {option: name for option in ("manager", "soft_delete_manager") if (name := getattr(options, option))}
        for option, name in [*named.items(), *(("lists", name) for name in options.lists.values())]:
            if name not in known:
                yield Finding({"option": option, "name": name, "nearest": did_you_mean(name, known)}, info.model)


def invalid_list_names(registry: Registry) -> Iterator[Finding]:
    for info, options in declared(registry):
        for name in options.lists:
            if not is_graphql_name(name):
                yield Finding({"name": name}, info.model)
