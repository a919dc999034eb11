"""The checks that look at the schema as it is served, and at where it is."""

from __future__ import annotations

from django_graphql_auto.checks import (
    deployment,
    hand_written,
    methods,
    schema,
    serving,
)
from django_graphql_auto.checks.records import Check, Stage

OF_WHAT_IS_SERVED: tuple[Check, ...] = (
    Check(
        "E203",
        Stage.OUTCOME,
        "The preset {name} is no condition: {failure}",
        "Write it as a client writes `where`: fields in camel case, operators, and members of enumerations by their names.",
        schema.misread_presets,
    ),
    Check(
        "E204",
        Stage.OUTCOME,
        "The mutation {method} needs the permission {permission!r}, which no model has.",
        "Nobody but superusers could use it. {nearest}",
        schema.unknown_mutation_permissions,
    ),
    Check(
        "W204",
        Stage.OUTCOME,
        "{function} is marked with @mutation and registered nowhere, so that it isn't served.",
        "Write @register above @mutation, or @register(Model) for the database of a model.",
        methods.unregistered_functions,
    ),
    Check(
        "W001",
        Stage.OUTCOME,
        "PLAN_GRAPHENE is on, but {middleware} must see every field, so that nothing is planned.",
        "Name it in GRAPHENE_ROOT_MIDDLEWARE if it is content with root fields and resolvers of your own.",
        hand_written.middleware_of_every_field,
    ),
    Check(
        "W105",
        Stage.OUTCOME,
        "@optimize_query of {field} names {path!r} in {option}, which {model} doesn't have.",
        "Name columns and relations of the model; two underscores lead over a relation.",
        hand_written.hints_of_nothing,
    ),
    Check(
        "W201",
        Stage.OUTCOME,
        "{method} has {annotation}, so it is served as JSON.",
        "Annotate it with a scalar (str, int, Decimal, datetime …), an enumeration, a list of these, or dict if JSON is meant.",
        schema.unclear_annotations,
    ),
    Check(
        "W202",
        Stage.OUTCOME,
        "The option {option} names {path!r}, which isn't served and so is left out.",
        "Serve the column and everything on the way to it, or take the path away: it would tell of hidden values.",
        schema.ignored_paths,
    ),
    Check(
        "W203",
        Stage.OUTCOME,
        "Nothing is known of the field class {field_class}, so its columns are served as text: {columns}.",
        "Say how it is served with django_graphql_auto.schema.field_mappings.map_field() in a graphql_auto module, or exclude the columns.",
        schema.guessed_fields,
    ),
    Check(
        "I201",
        Stage.OUTCOME,
        "Field classes of third parties are served as the nearest class that is known: {classes}.",
        "If that isn't right, say how it is served with django_graphql_auto.schema.field_mappings.map_field() in a graphql_auto module.",
        schema.inherited_mappings,
    ),
    Check(
        "W301",
        Stage.DEPLOYMENT,
        "READ is {policy!r}: {audience} may read every model that says nothing itself, those that are added later included.",
        'Leave READ at "permission", and open models one by one with `read`.',
        deployment.open_default,
    ),
    Check(
        "W302",
        Stage.DEPLOYMENT,
        "{name} is on, without DEBUG.",
        "Leave it to follow DEBUG, unless strangers are meant to see it.",
        deployment.open_tools,
    ),
    Check(
        "W303",
        Stage.DEPLOYMENT,
        "DEBUG is on, and these follow it: {names}.",
        "Set DEBUG to False in deployment.",
        deployment.debugging,
    ),
    Check(
        "W304",
        Stage.DEPLOYMENT,
        "{name} is {value}, more than {times} times its default of {default}.",
        "Raise a limit as far as your own clients need: it is what keeps one request from occupying the server.",
        deployment.raised_limits,
    ),
    Check(
        "W305",
        Stage.DEPLOYMENT,
        "BATCHING is on: one request may hold {most} operations.",
        "Each is held to the limits by itself, so that one request may cost so many times as much. Leave it off unless clients need it.",
        deployment.batching,
    ),
    Check(
        "W306",
        Stage.DEPLOYMENT,
        "{name} is on, without DEBUG.",
        "{meaning}",
        deployment.watching_tools,
    ),
    Check(
        "W307",
        Stage.DEPLOYMENT,
        "Everybody may have lists of {rows} rows streamed, {streams} at a time.",
        'Leave STREAM_FOR at "authenticated", or name a permission: strangers could occupy all streams.',
        serving.open_streams,
    ),
    Check(
        "I301",
        Stage.DEPLOYMENT,
        "Everybody may read what says read = 'public', {count} models: {models}.",
        "Their scopes and hidden columns hold all the same.",
        deployment.public_models,
    ),
    Check(
        "I302",
        Stage.DEPLOYMENT,
        "Columns whose names say secret are served: {columns}.",
        "Everybody who may read the model reads them. Take them out of include_secret if that isn't meant.",
        deployment.served_secrets,
    ),
    Check(
        "I303",
        Stage.DEPLOYMENT,
        "OPTIONS of {aliases} say nothing of prepare_threshold, so that PostgreSQL parses every statement anew.",
        "Set it to 0 where connections outlive a request (CONN_MAX_AGE, or OPTIONS['pool']), and to None behind a pooler in transaction "
        "mode that doesn't keep prepared statements: PgBouncer before 1.22, or with max_prepared_statements = 0.",
        deployment.unprepared_databases,
    ),
    Check(
        "I304",
        Stage.DEPLOYMENT,
        "Streams don't see one state of the database: ATOMIC_REQUESTS is on for {aliases}.",
        "Django ends the transaction before the body is written, so that each chunk shows what is committed when it is read.",
        serving.streams_in_pieces,
    ),
)
