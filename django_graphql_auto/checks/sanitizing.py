"""Whether ``sanitize`` can do what it promises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec

from django.db import models

from django_graphql_auto.checks.methods import project_mutations
from django_graphql_auto.checks.options import declared
from django_graphql_auto.checks.records import Check, Finding, Stage
from django_graphql_auto.checks.schema import schema_of
from django_graphql_auto.conf import settings
from django_graphql_auto.introspection.members import columns, names
from django_graphql_auto.options import AllowedHTML
from django_graphql_auto.registry import Registry
from django_graphql_auto.schema.entities import SubmissionMutation
from django_graphql_auto.schema.exposure import models_above

TEXTS = (models.CharField, models.TextField)
UNSAFE_TAGS = frozenset(
    "applet base embed frame frameset iframe link math meta noembed noframes noscript object plaintext script style svg template textarea"
    " title xmp".split()
)
"""Those that run or bring in what is not looked at, or whose inside is read otherwise than HTML: there sanitizers have been outwitted."""
UNSAFE_ATTRIBUTES = frozenset({"formaction", "srcdoc", "style"})
UNSAFE_SCHEMES = frozenset({"javascript", "vbscript"})


def no_texts(registry: Registry) -> Iterator[Finding]:
    for info, options in declared(registry):
        known = columns(info)
        for name in options.sanitize:
            if name in names(info) and not (name in known and issubclass(known[name].field_class, TEXTS)):
                yield Finding({"name": name}, info.model)


def unsafe_policies(registry: Registry) -> Iterator[Finding]:
    for info, options in declared(registry):
        for name, allowed in options.sanitize.items() if isinstance(options.sanitize, Mapping) else ():
            for problem in _problems(allowed):
                yield Finding({"name": name, "problem": problem}, info.model)


def _problems(allowed: AllowedHTML) -> Iterator[str]:
    tags, attributes = {tag.lower() for tag in allowed.tags or ()}, allowed.attributes or {}
    yield from (f"the tag {tag!r}" for tag in sorted(UNSAFE_TAGS & tags))
    yield from (
        f"the attribute {name!r}"
        for name in sorted({each.lower() for several in attributes.values() for each in several})
        if _is_unsafe(name)
    )
    if "rel" in {*attributes.get("a", ()), *attributes.get("*", ())}:
        yield "the attribute 'rel' of links, which nh3 writes itself"
    yield from (f"URLs with {scheme!r}" for scheme in sorted(UNSAFE_SCHEMES & {scheme.lower() for scheme in allowed.url_schemes}))


def _is_unsafe(attribute: str) -> bool:
    return attribute.startswith("on") or attribute in UNSAFE_ATTRIBUTES


def nothing_sanitizes(registry: Registry) -> Iterator[Finding]:
    for info, options in declared(registry):
        if options.sanitize and find_spec("nh3") is None:
            yield Finding({}, info.model)


def never_given(registry: Registry) -> Iterator[Finding]:
    """A form or serializer may take what generated inputs don't, and other models may have the same rows."""
    if not settings.MUTATIONS:
        return
    built = schema_of(registry)
    submissions = [made for made, _ in project_mutations(registry, built.entities.values()) if isinstance(made, SubmissionMutation)]
    stored = {made.model for made in submissions if made.stores}
    for info, options in declared(registry):
        forms = [form for model, form in built.forms.items() if model is info.model or info.model in models_above(form.info)]
        for name in options.sanitize:
            given = any(name in form.columns and form.operations & {"create", "update"} for form in forms)
            if not given and not stored.intersection(form.model for form in forms):
                yield Finding({"name": name}, info.model)


CHECKS: tuple[Check, ...] = (
    Check(
        "E127",
        Stage.MEANING,
        "The option sanitize names {name!r}, which is no column of text.",
        "It takes columns that are a CharField or a TextField. What stands inside of JSON or lists is for before_write() to sanitize.",
        no_texts,
    ),
    Check(
        "E128",
        Stage.MEANING,
        "The option sanitize allows {problem} in {name!r}.",
        "What is sanitized so isn't safe to show. Take it out, or let before_write() sanitize the column as you mean it.",
        unsafe_policies,
    ),
    Check(
        "E129",
        Stage.MEANING,
        "The option sanitize is set, and nh3 isn't installed.",
        "Install it: pip install django-graphql-auto[sanitize]. Until then nothing can be stored that has a tag in these columns.",
        nothing_sanitizes,
    ),
)
NEVER_GIVEN = Check(
    "E205",
    Stage.OUTCOME,
    "The option sanitize names {name!r}, which no input has.",
    "What the server puts in by itself, and what methods save, isn't sanitized. Call nh3 there, and take the name out.",
    never_given,
)
