"""The contender's view, or its URLs, under ``/graphql/``, for those who are asked over HTTP."""

import os
from importlib import import_module

from django.urls import path

CONTENDER = import_module(os.environ["BENCHMARK_CONTENDER"])

urlpatterns = [path("graphql/", CONTENDER.urls() if hasattr(CONTENDER, "urls") else CONTENDER.make_view())]
