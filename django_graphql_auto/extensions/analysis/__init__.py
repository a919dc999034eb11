"""Warns, while a project is developed, of what a query does that it need not do: lazy loads, missing indexes, repeated statements."""

from django_graphql_auto.extensions.analysis.analysis import LOGGER, listener
from django_graphql_auto.extensions.analysis.lazy_loads import LazyLoad, LazyLoads

__all__ = ["LOGGER", "LazyLoad", "LazyLoads", "listener"]
