"""Django only: the writes. A write is an object (check, clean, store, report) that knows no HTTP and no GraphQL."""

from django_graphql_auto.mutations.records import Form, GenericLink, InputError, Link, Member, Rejected, Report
from django_graphql_auto.mutations.rules import Rules
from django_graphql_auto.mutations.writes import Create, Delete, Update, Upsert, Write, perform

__all__ = [
    "Create",
    "Delete",
    "Form",
    "GenericLink",
    "InputError",
    "Link",
    "Member",
    "Rejected",
    "Report",
    "Rules",
    "Update",
    "Upsert",
    "Write",
    "perform",
]
