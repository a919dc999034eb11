"""Roles and the users that the demo makes for them. Their passwords are public, so they exist only where ``DEBUG`` is on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ImproperlyConfigured

from hub.accounts.models import Customer, User

EDITED = ("catalogue", "fitment", "assets", "reviews")
EVERYTHING = ("view", "add", "change", "delete")


@dataclass(frozen=True, slots=True)
class Role:
    """A group and what it may do: actions per model label, or per app label for all of an app's models."""

    name: str
    may: tuple[tuple[str, tuple[str, ...]], ...]


ROLES = (
    Role("Editors", (*((app, EVERYTHING) for app in EDITED), ("graphql_audit.auditentry", ("view",)))),
    Role("Catalogue viewers", tuple((app, ("view",)) for app in (*EDITED, "feeds"))),
    Role(
        "Pricing analysts",
        (
            *((app, ("view",)) for app in ("catalogue", "fitment", "pricing", "accounts", "feeds")),
            *((label, EVERYTHING) for label in ("pricing.pricelist", "pricing.price", "pricing.purchaseprice")),
            ("feeds.feedrun", ("view", "add")),
        ),
    ),
    Role(
        "Customers",
        (
            *((label, ("view",)) for label in ("pricing.currency", "pricing.pricelist", "pricing.price", "accounts.customer")),
            ("reviews.review", ("view", "add")),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class DemoUser:
    username: str
    password: str
    sees: str
    """What the role means, for the start page."""
    role: str | None = None
    staff: bool = False
    superuser: bool = False
    customer: str | None = None
    """The number of the customer the user buys for."""


DEMO_USERS = (
    DemoUser("admin", "admin-demo-2026", "Everything, and Django's admin.", staff=True, superuser=True),
    DemoUser(
        "editor",
        "editor-demo-2026",
        "The whole catalogue with drafts and inactive products, to be written too, and who changed what in it; no prices but retail.",
        "Editors",
        staff=True,
    ),
    DemoUser("viewer", "viewer-demo-2026", "The published catalogue and the feeds.", "Catalogue viewers"),
    DemoUser(
        "analyst",
        "analyst-demo-2026",
        "Every price list, purchase prices and customers; writes prices and sends feeds.",
        "Pricing analysts",
        staff=True,
    ),
    DemoUser(
        "buyer",
        "buyer-demo-2026",
        "The published catalogue, retail prices, and those of customer C-10003 and its group alone; writes reviews.",
        "Customers",
        customer="C-10003",
    ),
)


def make_roles() -> None:
    """Makes the groups, or gives them their permissions again."""
    for role in ROLES:
        group, _ = Group.objects.get_or_create(name=role.name)
        group.permissions.set(_permissions(role))


def _permissions(role: Role) -> Iterable[Permission]:
    may = dict(role.may)
    for permission in Permission.objects.select_related("content_type"):
        app, model = permission.content_type.natural_key()
        actions = may.get(f"{app}.{model}") or may.get(app) or ()
        if permission.codename.partition("_")[0] in actions:
            yield permission


def make_demo_users() -> None:
    """Makes the demo users that are missing."""
    if not settings.DEBUG:
        raise ImproperlyConfigured("Demo users have public passwords and are made only where DEBUG is on.")
    for demo in DEMO_USERS:
        if not User.objects.filter(username=demo.username).exists():
            _make(demo)


def _make(demo: DemoUser) -> None:
    user = User.objects.create_user(
        demo.username,
        f"{demo.username}@hub.example",
        demo.password,
        is_staff=demo.staff,
        is_superuser=demo.superuser,
        is_demo=True,
        customer=Customer.objects.filter(number=demo.customer).first(),
    )
    if demo.role:
        user.groups.add(Group.objects.get(name=demo.role))
