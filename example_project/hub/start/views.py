"""The start page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from hub.accounts.demo_users import DEMO_USERS
from hub.catalogue.hand_written import EXAMPLE as HAND_WRITTEN
from hub.start.example_queries import EXAMPLE_QUERIES, STREAMED

COUNTED = (
    "catalogue.Product",
    "catalogue.ProductVariant",
    "catalogue.Brand",
    "catalogue.Category",
    "fitment.Vehicle",
    "fitment.Fitment",
    "pricing.Price",
    "assets.Asset",
    "assets.AssetLink",
    "reviews.Review",
    "accounts.Customer",
    "feeds.FeedRun",
)


@dataclass(frozen=True, slots=True)
class Count:
    name: str
    rows: int


def start(request: HttpRequest) -> HttpResponse:
    """What the hub holds, who can log in, and where to go."""
    context = {"counts": counts(), "demo_users": DEMO_USERS if settings.DEBUG else (), "examples": EXAMPLE_QUERIES}
    context["hand_written"] = f"{reverse('graphene')}?{urlencode({'query': HAND_WRITTEN, 'pretty': 1})}"
    context["streamed"] = json.dumps({"query": STREAMED})
    return render(request, "start/index.html", context)


def counts() -> list[Count]:
    models = [apps.get_model(label) for label in COUNTED]
    return [Count(str(model._meta.verbose_name_plural), model._base_manager.count()) for model in models]
