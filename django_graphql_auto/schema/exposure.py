"""Which models and which of their columns and relations are served: options x settings, decided once per build."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import chain

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from django_graphql_auto.access import Mark
from django_graphql_auto.conf import settings
from django_graphql_auto.exceptions import SchemaError
from django_graphql_auto.introspection import look_at
from django_graphql_auto.introspection.records import FieldInfo, ModelInfo, RelationInfo, RelationKind
from django_graphql_auto.options import OPERATIONS, AllowedHTML, ModelOptions
from django_graphql_auto.registry import Registry
from django_graphql_auto.schema.field_mappings import UNSERVED

INFRASTRUCTURE = (
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django_graphql_auto",
    "rest_framework.authtoken",
    "rest_framework_simplejwt.token_blacklist",
    "knox",
    "oauth2_provider",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "django_otp",
    "two_factor",
    "axes",
    "defender",
    "guardian",
)
"""Applications (module paths, sub-packages included) that are left out unless a setting or a registration names them."""

SECRET_NAMES = ("password", "*password*", "*passwd*", "*token*", "*secret*", "*_hash", "*api_key*", "*apikey*", "*private_key*")


def user_model() -> type[models.Model] | None:
    """The project's user model, or None where there is no usable one (``auth`` not installed)."""
    try:
        return get_user_model()
    except ImproperlyConfigured:
        return None


@dataclass(frozen=True, slots=True)
class Exposure:
    """Whether a model is served, and the rule that decided."""

    served: bool
    rule: str


def exposed_models(registry: Registry) -> list[ModelInfo]:
    """The models that are served, in a fixed order."""
    return sorted((info for info in map(look_at, apps.get_models()) if exposure_of(info, registry).served), key=lambda info: info.label)


def exposure_of(info: ModelInfo, registry: Registry) -> Exposure:
    """Decides by the first rule that fits."""
    if info.swapped:
        return Exposure(False, "swapped for another model")
    if secret := _secret_key(info, registry.options_for(info.model)):
        return Exposure(False, f"its ids would tell {secret!r}: name it in include_secret to serve the model")
    if info.model in registry:
        return Exposure(True, "registered")
    if settings.EXPOSE == "registered":
        return Exposure(False, "not registered, and EXPOSE is 'registered'")
    if settings.EXPOSE == "all":
        original = look_at(info.history.original) if info.history else None
        if original and not exposure_of(original, registry).served:
            return Exposure(False, f"the history of {original.label}, which is not served")
        return _exposure_by_default(info)
    named = info.app_label in settings.EXPOSE or info.label in {label.lower() for label in settings.EXPOSE}
    return Exposure(named, "named by EXPOSE" if named else "not named by EXPOSE")


def _secret_key(info: ModelInfo, options: ModelOptions) -> str | None:
    """A key whose name says secret: every id holds the key."""
    return next((name for name in info.key_fields if is_secret(name) and name not in options.include_secret), None)


def _exposure_by_default(info: ModelInfo) -> Exposure:
    if info.model is user_model():
        return Exposure(True, "the user model, of which the key and the user name are shown")
    if is_infrastructure(info):
        return Exposure(False, "infrastructure: serve it by a registration, or name it in EXPOSE")
    return Exposure(True, "EXPOSE is 'all'")


def is_infrastructure(info: ModelInfo) -> bool:
    name = apps.get_app_config(info.app_label).name
    return any(name == path or name.startswith(f"{path}.") for path in INFRASTRUCTURE)


def is_secret(name: str) -> bool:
    return any(fnmatchcase(name.lower(), pattern) for pattern in SECRET_NAMES)


Served = Mapping[type[models.Model], ModelOptions]
"""The options of every served model."""


def served_columns(info: ModelInfo, options: ModelOptions, served: Served) -> list[FieldInfo]:
    """The columns that are fields; the key is served as ``id`` and ``pk`` whatever the options say."""
    hidden = hidden_members(info, options, served)
    return [column for column in info.fields if column.name not in hidden]


def served_relations(info: ModelInfo, options: ModelOptions, served: Served) -> list[RelationInfo]:
    """The relations that are fields: to served models only, a child's pointer to its multi-table parent left out."""
    hidden = hidden_members(info, options, served)
    return [relation for relation in info.relations if not relation.parent_link and relation.name not in hidden]


def hidden_members(info: ModelInfo, options: ModelOptions, served: Served) -> dict[str, str]:
    """The columns and relations that are no fields, each with the reason."""
    allowed, keys = _allowed(info, options), _generic_keys(info, options)
    columns = {column.name: _hides_column(column, options, allowed) or keys.get(column.name, "") for column in info.fields}
    own = [relation for relation in info.relations if not relation.parent_link]
    relations = {relation.name: _hides_relation(relation, options, allowed, served) for relation in own}
    return _hidden_above(info, options, served) | {name: reason for name, reason in (columns | relations).items() if reason}


def _hidden_above(info: ModelInfo, options: ModelOptions, served: Served) -> dict[str, str]:
    """What a proxied model or a multi-table parent hides stays hidden below and in the past, unless it is named there one by one."""
    hidden: dict[str, str] = {}
    kept = [info.history.original] if info.history else []
    for model in [*models_above(info), *kept]:
        above = look_at(model)
        hidden |= dict.fromkeys(hidden_members(above, served.get(model) or ModelOptions(), served), f"{above.label} hides it")
    named = {*(options.fields or ()), *options.include_secret}
    return {name: reason for name, reason in hidden.items() if name not in named}


def models_above(info: ModelInfo) -> list[type[models.Model]]:
    """The models whose rows these are too: the concrete model of a proxy, and multi-table parents."""
    concrete = [info.concrete_model] if info.proxy and info.concrete_model else []
    return [*concrete, *info.parents]


def read_policy(info: ModelInfo, served: Served) -> str | None:
    """The policy that a model declares, else that of the models above it: a proxy or child opens nothing by itself.

    Who changed what, and what it was before, is not public because the present is: a history that declares nothing needs its permission.
    """
    if info.history:
        return served[info.model].read or "permission"
    family = [served[model] for model in (info.model, *models_above(info)) if model in served]
    return next((options.read for options in family if options.read), None)


def with_rules_above(info: ModelInfo, options: ModelOptions, served: Served) -> ModelOptions:
    """The options with what those of the models above say of who writes what: a proxy or child is no way around them."""
    family = [options, *(served[model] for model in models_above(info) if model in served)]
    if len(family) == 1:
        return options
    made = copy(options)
    for name in ("readonly_fields", "create_only_fields"):
        setattr(made, name, tuple(dict.fromkeys(chain.from_iterable(getattr(one, name) for one in family))))
    for name in ("set_on_create", "set_on_update", "write_rules"):
        setattr(made, name, dict(ChainMap(*(getattr(one, name) for one in family))))
    return made


def operations_above(info: ModelInfo, served: Served) -> frozenset[str]:
    """What may be served of a model as far as those above it go, whose rows these are too: all, where it says itself what is."""
    told = served[info.model].operations is not OPERATIONS
    return OPERATIONS.intersection(*(served[model].operations for model in models_above(info) if model in served and not told))


def sanitized_columns(info: ModelInfo, served: Served) -> dict[str, AllowedHTML]:
    """The columns whose HTML is sanitized, each with what may stay: as the model says, else one above it, whose rows these are too.

    A column that is kept once per language stands for all of them.
    """
    found: dict[str, AllowedHTML] = {}
    for model in reversed((info.model, *models_above(info))):
        named = served[model].sanitize if model in served else ()
        found |= named if isinstance(named, Mapping) else dict.fromkeys(named, BY_DEFAULT)
    translated = {name: found[column.name] for column in info.fields if column.name in found for _, name in column.translations}
    return translated | found


BY_DEFAULT = AllowedHTML()


def mark_of(info: ModelInfo, served: Served) -> Mark | None:
    """What a model's deleted rows are marked by: what it declares, else what a model above it does, whose rows these are too.

    Raises :class:`SchemaError` where that can't be: nothing may be deleted for good because a name is wrong.
    """
    family = [model for model in (info.model, *models_above(info)) if model in served]
    declaring = next((model for model in family if served[model].soft_delete is not None), None)
    if declaring is None:
        return None
    options = served[declaring]
    if problem := problem_of_mark(look_at(declaring), str(options.soft_delete)):
        raise SchemaError(f"soft_delete of {look_at(declaring).label} names {options.soft_delete!r}: {problem}.", MARK_HINT, declaring)
    column = next(column for column in info.fields if column.name == options.soft_delete)
    return Mark(column.name, issubclass(column.field_class, models.DateTimeField), options.soft_delete_manager)


MARK_HINT = "It is a column of the model: a DateTimeField(null=True) or a BooleanField(default=False)."


def problem_of_mark(info: ModelInfo, name: str) -> str:
    """Why a column can't mark rows as deleted; nothing where it can."""
    column = next((column for column in info.fields if column.name == name), None)
    if column is None:
        return "the model has no such column"
    if issubclass(column.field_class, models.DateTimeField):
        return "" if column.null and not column.generated else "it can't be null"
    if issubclass(column.field_class, models.BooleanField) and not column.generated:
        return "" if column.field.default is False and not column.null else "its default is not False"
    return "it is neither a DateTimeField nor a BooleanField"


def _generic_keys(info: ModelInfo, options: ModelOptions) -> dict[str, str]:
    """A generic foreign key's own columns would name rows that may be hidden; they are served where they are named."""
    allowed, named = _allowed(info, options), options.fields or ()
    generics = [relation for relation in info.relations if relation.kind is RelationKind.GENERIC_FOREIGN_KEY]
    served = [relation for relation in generics if not _hides(relation.name, options, allowed) and relation.object_id_field not in named]
    return {relation.object_id_field: f"{relation.name} stands for it" for relation in served}


def _hides_column(column: FieldInfo, options: ModelOptions, allowed: frozenset[str] | None) -> str:
    """Why a column is hidden; nothing where it is served."""
    if issubclass(column.field_class, UNSERVED):
        return "its class is not served"
    if is_secret(column.name) and column.name not in options.include_secret:
        return "its name says secret"
    return _hides(column.name, options, allowed)


def _hides_relation(relation: RelationInfo, options: ModelOptions, allowed: frozenset[str] | None, served: Served) -> str:
    """Why a relation is hidden; nothing where it is served."""
    if relation.kind is not RelationKind.GENERIC_FOREIGN_KEY and target_of(relation, options, served) is None:
        return f"{look_at(relation.target).label} is not served" if relation.target else "it leads nowhere"
    return _hides(relation.name, options, allowed)


def target_of(relation: RelationInfo, options: ModelOptions, served: Served) -> type[models.Model] | None:
    """The served model that a relation leads to: its target, or the proxy of it that the options name. None where that is not served."""
    if relation.target is None:
        return None
    named = options.relation_targets.get(relation.name, relation.target)
    label = named.lower() if isinstance(named, str) else look_at(named).label
    return next((model for model in served if look_at(model).label == label and is_same_table(model, relation.target)), None)


def is_same_table(model: type[models.Model], target: type[models.Model]) -> bool:
    """Whether the rows of one model are those of the other: it is the same, or one is a proxy of the other."""
    return look_at(model).concrete_model is look_at(target).concrete_model


def _hides(name: str, options: ModelOptions, allowed: frozenset[str] | None) -> str:
    if name in options.exclude:
        return "exclude"
    if allowed is None or name in allowed:
        return ""
    return "not in fields" if options.fields is not None else "the user model shows its key and user name only"


def _allowed(info: ModelInfo, options: ModelOptions) -> frozenset[str] | None:
    if options.fields is not None:
        return frozenset(options.fields)
    if info.model is user_model():
        return frozenset({*info.key_fields, info.model.USERNAME_FIELD})  # type: ignore[attr-defined]
    return None
