"""Who may see and change what: model and row rules, as Q objects."""

from django_graphql_auto.access.access import Access, access_for
from django_graphql_auto.access.audiences import require_audience
from django_graphql_auto.access.columns import WriteRule, may_write
from django_graphql_auto.access.marks import Deleted, Mark
from django_graphql_auto.access.models import may_read, permission_name
from django_graphql_auto.access.rows import DENIED, NOTHING, RowScope, Visibility, is_local, leaves, prefixed, row_scope, without_strangers

__all__ = [
    "DENIED",
    "NOTHING",
    "Access",
    "Deleted",
    "Mark",
    "RowScope",
    "Visibility",
    "WriteRule",
    "access_for",
    "is_local",
    "leaves",
    "may_read",
    "may_write",
    "permission_name",
    "prefixed",
    "require_audience",
    "row_scope",
    "without_strangers",
]
