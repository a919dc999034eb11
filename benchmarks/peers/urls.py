"""The contender's view under ``/graphql/``, for those who are asked over HTTP."""

import os
from importlib import import_module

from django.urls import path

urlpatterns = [path("graphql/", import_module(os.environ["BENCHMARK_CONTENDER"]).make_view())]
