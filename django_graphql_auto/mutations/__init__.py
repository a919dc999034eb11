"""Django only: the writes. A write is an object (check, clean, store, report) that knows no HTTP and no GraphQL."""

from django_graphql_auto.mutations.arguments import Argument, Arguments, Attachment, Choice, KeyOf, ListOf, Plain, Record, RowOf, Shape
from django_graphql_auto.mutations.bulk import CreateMany, DeleteMany, ErrorPolicy, RestoreMany, UpdateMany
from django_graphql_auto.mutations.calling import Call, CallFree
from django_graphql_auto.mutations.listed import UpdateEach, UpsertEach
from django_graphql_auto.mutations.operators import Change
from django_graphql_auto.mutations.records import (
    CREATED_AS,
    Form,
    GenericLink,
    InputError,
    Link,
    Member,
    Namesake,
    Outcome,
    Rejected,
    Report,
)
from django_graphql_auto.mutations.returning import Returns, RowsReturned
from django_graphql_auto.mutations.rows.created import CreatedRows
from django_graphql_auto.mutations.rules import Occasion, Rules
from django_graphql_auto.mutations.submissions.submitting import Fill, Submit, SubmitRow
from django_graphql_auto.mutations.telling.changes import Listener, RowChange, Written, subscribe, unsubscribe
from django_graphql_auto.mutations.telling.steps import Step, step, watching
from django_graphql_auto.mutations.transactions import Transactions, database_of
from django_graphql_auto.mutations.writes import Create, Delete, Restore, Update, Upsert, Write, perform

__all__ = [
    "CREATED_AS",
    "Argument",
    "Arguments",
    "Attachment",
    "Call",
    "CallFree",
    "Change",
    "Choice",
    "Create",
    "CreateMany",
    "CreatedRows",
    "Delete",
    "DeleteMany",
    "ErrorPolicy",
    "Fill",
    "Form",
    "GenericLink",
    "InputError",
    "KeyOf",
    "Link",
    "ListOf",
    "Listener",
    "Member",
    "Namesake",
    "Occasion",
    "Outcome",
    "Plain",
    "Record",
    "Rejected",
    "Report",
    "Restore",
    "RestoreMany",
    "Returns",
    "RowChange",
    "RowOf",
    "RowsReturned",
    "Rules",
    "Shape",
    "Step",
    "Submit",
    "SubmitRow",
    "Transactions",
    "Update",
    "UpdateEach",
    "UpdateMany",
    "Upsert",
    "UpsertEach",
    "Write",
    "Written",
    "database_of",
    "perform",
    "step",
    "subscribe",
    "unsubscribe",
    "watching",
]
