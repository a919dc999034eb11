"""Where the pages' examples run: the shop of the tests, under the name that the pages give it."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any
from unittest.mock import patch

from django.contrib.auth.models import User
from django.test import override_settings

import tests.apps.shop
import tests.apps.shop.models
from django_graphql_auto.registry import default_registry
from django_graphql_auto.schema.live import live
from django_graphql_auto.testing.client import HttpGraphQLClient
from tests.docs.pages import FILE, Block

SETTINGS = {"READ": "public", "EXPOSE": ["shop", "auth.user"]}
MODULES = {"shop": tests.apps.shop, "shop.models": tests.apps.shop.models}


@contextmanager
def declared(blocks: tuple[Block, ...]) -> Iterator[None]:
    """Runs Python blocks of a page; what they register and set is taken back at the end."""
    before, functions, submissions = default_registry.registered(), default_registry.functions(), default_registry.submissions()
    with ExitStack() as stack:
        stack.enter_context(patch.dict(sys.modules, MODULES))
        stack.callback(_take_back, before, functions, submissions)
        settings = dict(SETTINGS)
        for block in blocks:
            settings |= _run(block).get("DJANGO_GRAPHQL_AUTO", {})
        stack.enter_context(override_settings(DJANGO_GRAPHQL_AUTO=settings))
        live.local()  # Where the declarations make no schema, a request would be answered by the one before.
        yield


def _run(block: Block) -> dict[str, Any]:
    """Runs a block as the module that its first line names, so that others can import it."""
    named = FILE.match(block.text)
    module = ModuleType(named["path"].removesuffix(".py").replace("/", ".") if named else "shop.graphql_auto")
    sys.modules[module.__name__] = module
    exec(compile("\n" * (block.line - 1) + block.text, str(block.page), "exec", dont_inherit=True), module.__dict__)
    return module.__dict__


def _take_back(before: dict[Any, Any], functions: Collection[Any], submissions: Collection[Any]) -> None:
    for function in default_registry.functions().keys() - functions:
        default_registry.unregister_function(function)
    for declared in default_registry.submissions().keys() - submissions:
        default_registry.unregister_submission(declared)
    for model in default_registry.registered():
        default_registry.unregister(model)
    for model, options in before.items():
        default_registry.register(model, type(options), type=options.type)


def client(username: str | None) -> HttpGraphQLClient:
    """Somebody with a browser: ``ann`` and ``ben`` are customers, ``admin`` may do everything, None is a stranger."""
    return HttpGraphQLClient(user(username))


def user(username: str | None) -> User | None:
    """A user of the shop; ``admin`` is made where a page asks for one."""
    if username == "admin":
        return User.objects.filter(username="admin").first() or User.objects.create_superuser("admin", pk=100)
    return User.objects.get(username=username) if username else None
