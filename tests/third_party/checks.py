"""What must hold for any model: each check asks the API and the ORM the same."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models
from django.db.models import F

from django_graphql_auto.introspection import RelationKind
from django_graphql_auto.schema.entities import Column, Entity, GenericHop, Hop
from tests.third_party.asking import Api, columns

Rows = dict[str, Any]

SAMPLE = 4
"""Rows whose relations are looked at, beside as many that certainly have related ones."""


def check_list(api: Api, entity: Entity) -> None:
    """Every row, every value."""
    answered = by_key(api.rows(entity, api.selection(entity)))
    for row in entity.model._default_manager.all():
        found, expected = answered.pop(str(row.pk)), api.expected(entity, row)
        assert {name: found[name] for name in expected} == expected
    assert not answered


def check_cursors(api: Api, entity: Entity) -> None:
    """Page after page of one row leads to what one page holds, in its order."""
    whole = api.page(entity, "totalCount nodes { id } edges { cursor node { id } }")
    cursors = [edge["cursor"] for edge in whole["edges"]]
    assert [edge["node"] for edge in whole["edges"]] == whole["nodes"]
    assert whole["totalCount"] == entity.model._default_manager.count()
    for cursor, following in list(zip(cursors, whole["nodes"][1:], strict=False))[:SAMPLE]:
        text = f"query ($after: String) {{ {entity.plural}(first: 1, after: $after) {{ nodes {{ id }} }} }}"
        assert api.data(text, {"after": cursor})[entity.plural]["nodes"] == [following]


def check_single_rows(api: Api, entity: Entity) -> None:
    """A row by its global id and by its key is the row of the list."""
    for row in api.page(entity, "nodes { id pk }")["nodes"][:2]:
        text = f"query ($id: ID!) {{ node(id: $id) {{ id }} {entity.singular}(id: $id) {{ id pk }} }}"
        assert api.data(text, {"id": row["id"]}) == {"node": {"id": row["id"]}, entity.singular: row}
        assert api.data(text.replace("node(id: $id) { id }", ""), {"id": str(row["pk"])}) == {entity.singular: row}


def check_to_one(api: Api, entity: Entity, hop: Hop) -> None:
    parents = sample(entity, hop)
    answered = by_key(api.rows(entity, f"pk {hop.name} {{ pk }}", variables=keys(parents)))
    visible = hop.target._default_manager
    for parent in parents:
        related = read(parent, hop.relation.name)
        expected = str(related.pk) if related is not None and visible.filter(pk=related.pk).exists() else None
        found = answered[str(parent.pk)][hop.name]
        assert (found and str(found["pk"])) == expected


def check_to_many(api: Api, entity: Entity, hop: Hop) -> None:
    parents = sample(entity, hop)
    connection = f"{hop.name}(first: 100) {{ totalCount nodes {{ pk }} edges {{ cursor node {{ pk }} }} aggregate {{ count }} }}"
    answered = by_key(api.rows(entity, f"pk {connection}", f"first: {2 * SAMPLE}", keys(parents)))
    for parent in parents:
        expected, found = sorted(str(row.pk) for row in getattr(parent, hop.relation.name).all()), answered[str(parent.pk)][hop.name]
        assert sorted(str(row["pk"]) for row in found["nodes"]) == expected
        assert [edge["node"] for edge in found["edges"]] == found["nodes"]
        assert (found["totalCount"], found["aggregate"]["count"]) == (len(expected), len(expected))
    check_quantifiers(api, entity, hop, parents)
    check_through_rows(api, entity, hop, parents)


def check_quantifiers(api: Api, entity: Entity, hop: Hop, parents: list[models.Model]) -> None:
    """Whether a row has related ones can be asked as well."""
    having = {str(parent.pk) for parent in parents if getattr(parent, hop.relation.name).all().exists()}
    for quantifier, expected in (("some", having), ("none", {str(parent.pk) for parent in parents} - having)):
        where = {**keys(parents)["where"], hop.name: {quantifier: {}}}
        assert set(by_key(api.rows(entity, "pk", variables={"where": where}))) == expected


def check_through_rows(api: Api, entity: Entity, hop: Hop, parents: list[models.Model]) -> None:
    """Where the rows between are served, each edge reaches its own."""
    relation = hop.relation
    if not api.reaches_through_rows(entity, hop):
        return
    selection = f"pk {hop.name}(first: 100) {{ edges {{ through {{ pk }} node {{ pk }} }} }}"
    answered = by_key(api.rows(entity, selection, f"first: {2 * SAMPLE}", keys(parents)))
    for parent in parents:
        rows = relation.through._default_manager.filter(**{relation.through_parent_key: getattr(parent, relation.parent_key)})
        if relation.content_type_field:
            rows = rows.filter(**{relation.content_type_field: ContentType.objects.get_for_model(parent)})
        expected = sorted((str(row.pk), str(getattr(row, relation.through_target).pk)) for row in rows)
        edges = answered[str(parent.pk)][hop.name]["edges"]
        assert sorted((str(edge["through"]["pk"]), str(edge["node"]["pk"])) for edge in edges) == expected


def check_generic(api: Api, entity: Entity, generic: GenericHop) -> None:
    answered = by_key(api.rows(entity, f"pk {generic.name} {{ __typename ... on Node {{ id }} }}"))
    present = {str(row["pk"]) for row in answered.values() if row[generic.name]}
    for absent, expected in ((False, present), (True, answered.keys() - present)):
        assert set(by_key(api.rows(entity, "pk", variables={"where": {generic.name: {"isNull": absent}}}))) == expected
    for row in entity.model._default_manager.all():
        found, target = answered[str(row.pk)][generic.name], read(row, generic.relation.name)
        expected = target and target_type(api, generic, row)
        assert (found and found["__typename"]) == expected
        assert not expected or found["id"] == api.global_id(api.schema.entities[type(target)], target)


def check_generic_filter(api: Api, entity: Entity, generic: GenericHop) -> None:
    """A row is found by the global id that its generic foreign key answers."""
    for row in api.page(entity, f"nodes {{ pk {generic.name} {{ ... on Node {{ id }} }} }}")["nodes"][:SAMPLE]:
        if row[generic.name]:
            where = {generic.name: {"id": {"eq": row[generic.name]["id"]}}}
            assert row["pk"] in [found["pk"] for found in api.rows(entity, "pk", variables={"where": where})]


def target_type(api: Api, generic: GenericHop, row: models.Model) -> str | None:
    """The type of what a generic foreign key leads to, where that is served."""
    model = ContentType.objects.get_for_id(getattr(row, f"{generic.relation.content_type_field}_id")).model_class()
    return api.schema.entities[model].type_name if model in generic.targets else None


def check_order(api: Api, entity: Entity, column: Column) -> None:
    for direction, ascending in (("ASC", True), ("DESC", False)):
        rows = api.page(entity, "nodes { pk }", variables={"orderBy": [{column.name: direction}, {"pk": "ASC"}]})["nodes"]
        expression = F(column.path).asc() if ascending else F(column.path).desc()
        expected = entity.model._default_manager.order_by(expression, "pk").values_list("pk", flat=True)[:100]
        assert [str(row["pk"]) for row in rows] == [str(key) for key in expected]


def check_filter(api: Api, entity: Entity, column: Column) -> None:
    """What is answered can be asked for."""
    manager, operators = entity.model._default_manager, api.operators(entity, column)
    absent = manager.filter(**{f"{column.path}__isnull": True}).count()
    assert len(api.rows(entity, "pk", variables={"where": {column.name: {"isNull": True}}})) == absent
    row = manager.exclude(**{f"{column.path}__isnull": True}).order_by("pk").first()
    if row is None or "eq" not in operators:
        return
    value = api.expected(entity, row)[column.name]
    if value is not None:
        expected = manager.filter(**{column.path: getattr(row, column.info.attname)}).count()
        assert len(api.rows(entity, "pk", variables={"where": {column.name: {"eq": value}}})) == expected


def check_figures(api: Api, entity: Entity) -> None:
    """All aggregates at once, and one group per value."""
    figures = api.page(entity, f"aggregate {{ {api.aggregates(entity)} }}")["aggregate"]
    manager = entity.model._default_manager
    assert figures["count"] == manager.count()
    for column in columns(entity, own=True):
        if column.name in figures.get("distinctCount", ()):
            values = set(manager.order_by().exclude(**{f"{column.path}__isnull": True}).values_list(column.path, flat=True))
            assert figures["distinctCount"][column.name] == len(values)


def sample(entity: Entity, hop: Hop) -> list[models.Model]:
    """Rows with and without related ones."""
    rows = entity.model._default_manager.order_by("pk")
    if hop.relation.kind is RelationKind.GENERIC_RELATION or hop.relation.content_type_field:
        certain = rows.order_by("-pk")
    else:
        certain = rows.filter(pk__in=entity.model._base_manager.filter(**{f"{hop.relation.query_name}__isnull": False}).values("pk"))
    return list({row.pk: row for row in [*rows[:SAMPLE], *certain[:SAMPLE]]}.values())


def keys(parents: list[models.Model]) -> dict[str, Any]:
    return {"where": {"pk": {"in": [str(parent.pk) if not isinstance(parent.pk, int) else parent.pk for parent in parents]}}}


def by_key(rows: list[dict[str, Any]]) -> Rows:
    return {str(row["pk"]): row for row in rows}


def read(row: models.Model, name: str) -> models.Model | None:
    try:
        return getattr(row, name)
    except ObjectDoesNotExist:
        return None


def has_table(entity: Entity) -> bool:
    """django-oscar's view of categories exists on PostgreSQL only."""
    return entity.info.managed or connection.vendor == "postgresql"
