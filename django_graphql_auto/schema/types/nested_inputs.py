"""What can be done with a relation inside a write: one row per operation, its input here, its write in ``mutations.nested.to_one`` or
``mutations.nested.to_many``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLString,
)

from django_graphql_auto.introspection import field_of, way_back
from django_graphql_auto.introspection.records import RelationKind
from django_graphql_auto.mutations import Form, GenericLink, Link
from django_graphql_auto.mutations.nested.holding import held_by, keys_between
from django_graphql_auto.schema.entities import Entity
from django_graphql_auto.schema.forms import between_of
from django_graphql_auto.schema.names import pascal_case
from django_graphql_auto.schema.types.factory import TypeFactory
from django_graphql_auto.schema.types.keys import unique_by_type
from django_graphql_auto.schema.types.late import LateInput
from django_graphql_auto.schema.types.method_arguments import without_none
from django_graphql_auto.schema.types.where import where_type

NAME = GraphQLNonNull(GraphQLString)
"""What a new row is called for the rest of the operation."""
MakeInput = Callable[..., GraphQLInputObjectType]
"""From the factory, the entity and the names of what is left out."""


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """One relation in one kind of write. ``without`` names the other model's relation that leads back."""

    factory: TypeFactory
    link: Link
    operation: str
    without: str
    inputs: Mapping[str, MakeInput]

    @property
    def target(self) -> Entity:
        return self.factory.entity(self.link.target)

    @property
    def form(self) -> Form:
        return self.factory.forms[self.link.target]

    @property
    def single(self) -> bool:
        return not self.link.relation.to_many

    def input(self, operation: str) -> Any:
        return GraphQLNonNull(self.inputs[operation](self.factory, self.target, *filter(None, [self.without])))

    @property
    def between(self) -> Form | None:
        """The form of the rows that connect the two, where they are a model's own."""
        model = between_of(self.link.relation)
        return None if model is None else self.factory.forms[model]

    def through(self, required: bool = True) -> Any:
        """The input of such a row; None where nothing of it can be given."""
        assert self.between is not None
        keys = sorted(keys_between(self.link.relation))
        members = {name: member for name, member in self.between.members.items() if member.on_create and name not in keys}
        beside = [not without_none(annotation)[1] for annotation in self.between.options.input_only.values()]
        if not (members or beside):
            return None
        kind = self.inputs["create"](self.factory, self.factory.entity(self.between.model), *keys)
        return GraphQLNonNull(kind) if required and any((*beside, *(member.required for member in members.values()))) else kind

    def by(self) -> Any:
        return GraphQLNonNull(unique_by_type(self.factory, self.target))

    def serves(self, operation: str) -> bool:
        """Whether the other model's rows may be written so, and anything of it can be given."""
        return operation in self.form.operations and bool(self.form.names(operation) - {self.without})


@dataclass(frozen=True)
class NestedOperation:
    """One row. ``is_served`` says where it makes sense; ``shape`` is the input of one element."""

    name: str
    is_served: Callable[[Site], bool]
    shape: Callable[[Site], Any]


def link_input(factory: TypeFactory, link: Link, operation: str, inputs: Mapping[str, MakeInput]) -> GraphQLInputObjectType | None:
    """The input of a relation; None where nothing can be done with it."""
    site = Site(factory, link, operation, way_back_of(factory, link), inputs)
    rows = [row for row in (TO_ONE if site.single else TO_MANY) if row.is_served(site)]
    if not rows:
        return None
    return factory.once(
        _name(site),
        (link.target, site.without, operation, tuple(row.name for row in rows)),
        lambda name: LateInput(
            name,
            partial(_link_fields, site, tuple(rows)),
            is_one_of=site.single,
            description=f"What becomes of the {site.target.info.verbose_name if site.single else site.target.info.verbose_name_plural}.",
        ),
    )


def _link_fields(site: Site, rows: Sequence[NestedOperation]) -> dict[str, GraphQLInputField]:
    return {row.name: _field(site, row.shape(site)) for row in rows}


def _field(site: Site, shape: Any) -> GraphQLInputField:
    """Names are the same everywhere."""
    made = partial(GraphQLInputField, shape if site.single else GraphQLList(shape))
    is_name = shape in (NAME, GraphQLString)
    field: GraphQLInputField = site.factory.shared(("names", site.single), made) if is_name else made()
    return field


def generic_input(factory: TypeFactory, entity: Entity, generic: GenericLink, operation: str) -> GraphQLInputObjectType:
    """What becomes of a generic foreign key: it leads to any row by its global id."""
    fields = {"connect": GraphQLInputField(GraphQLID, description="A global id.")}
    if any("create" in factory.forms[target].operations for target in generic.targets):
        fields["connectCreated"] = GraphQLInputField(GraphQLString, description="What `createdAs` has named before.")
    if operation == "update" and not generic.required:
        fields["disconnect"] = GraphQLInputField(GraphQLBoolean)
    return factory.once(
        f"{entity.stem}{pascal_case(generic.name)}In{operation.capitalize()}",
        (generic, operation),
        lambda name: GraphQLInputObjectType(name, fields, is_one_of=True, description=f"What {generic.name} leads to."),
    )


def _name(site: Site) -> str:
    """Relations without a way back share their types where they allow the same."""
    kept = "" if site.without else "Kept" if not _may_release(site) else ""
    return f"{_stem(site)}{'One' if site.single else 'Many'}{kept}In{site.operation.capitalize()}"


def _stem(site: Site) -> str:
    ending = f"Without{pascal_case(site.form.served[site.without])}" if site.without else ""
    kind = {RelationKind.GENERIC_RELATION: "Generic", RelationKind.MANY_TO_MANY: "Linked"}.get(site.link.relation.kind, "")
    by = f"By{site.factory.entity(site.between.model).stem}" if site.between else ""
    return f"{site.target.stem}{kind}{by}{ending}"


def way_back_of(factory: TypeFactory, link: Link) -> str:
    """Django's name of the relation, on the other model, that this write settles; empty where it isn't input there."""
    kind = link.relation.kind
    if kind is RelationKind.GENERIC_RELATION:
        generics = factory.forms[link.target].generics
        return next(name for name, generic in generics.items() if generic.relation.object_id_field == link.relation.object_id_field)
    reverse = kind in (RelationKind.REVERSE_FOREIGN_KEY, RelationKind.REVERSE_ONE_TO_ONE)
    name = held_by(link.relation) if reverse else way_back(link.relation)
    return name if name in factory.forms[link.target].links else ""


def _part(site: Site, ending: str, *names: str, between: GraphQLInputType | None = None) -> Any:
    """An input of one operation that takes several things: what ``PARTS`` names, and what is given of the row between."""
    owner = (site.link.target, between_of(site.link.relation), site.without, ending)
    fields = partial(_part_fields, site, names, between)
    return GraphQLNonNull(site.factory.once(f"{_stem(site)}{ending}", owner, lambda name: LateInput(name, fields)))


def _part_fields(site: Site, names: Sequence[str], between: GraphQLInputType | None) -> dict[str, GraphQLInputField]:
    fields = {name: PARTS[name](site) for name in names}
    return {**fields, "through": GraphQLInputField(between)} if between else fields


PARTS: Mapping[str, Callable[[Site], GraphQLInputField]] = {
    "by": lambda site: GraphQLInputField(site.by()),
    "created": lambda site: GraphQLInputField(NAME),
    "create": lambda site: GraphQLInputField(site.input("create")),
    "update": lambda site: GraphQLInputField(site.input("update")),
    "where": lambda site: GraphQLInputField(GraphQLNonNull(where_type(site.factory, site.target))),
    "set": lambda site: GraphQLInputField(site.input("update")),
    "atMost": lambda site: GraphQLInputField(GraphQLNonNull(GraphQLInt), default_value=1, description="Nothing is done where more match."),
}


def _beside_through(site: Site, ending: str, *names: str, required: bool = True) -> Any:
    """The same, with what may be given of the row between, where there is one."""
    return _part(site, ending, *names, between=site.through(required) if site.between else None)


def _by(site: Site) -> Any:
    """A row that is there."""
    return site.by() if site.between is None else _beside_through(site, "Connect", "by")


def _is_created(site: Site) -> bool:
    """Whether rows may be hung here that can have been created before, as whatever they are served."""
    forms = site.factory.forms
    return _may_take(site) and any("create" in forms[model].operations for model in (site.link.target, *site.form.kin))


def _created(site: Site) -> Any:
    """A row that was created before."""
    return NAME if site.between is None else _beside_through(site, "ConnectCreated", "created")


def _by_or_not(site: Site) -> Any:
    """A row that may be connected already: then nothing is needed of the row between."""
    return site.by() if site.between is None else _beside_through(site, "Set", "by", required=False)


def _new(site: Site) -> Any:
    return site.input("create") if site.between is None else _beside_through(site, "Create", "create")


def _connect_or_create(site: Site) -> Any:
    return _beside_through(site, "ConnectOrCreate", "by", "create")


def _update(site: Site) -> Any:
    return _part(site, "UpdateBy", "by", "update")


def _update_many(site: Site) -> Any:
    return _part(site, "UpdateMany", "where", "set", "atMost")


def _delete_many(site: Site) -> Any:
    return _part(site, "DeleteMany", "where", "atMost")


def _upsert(site: Site) -> Any:
    return _beside_through(site, "UpsertBy", "by", "create", "update")


def _upsert_one(site: Site) -> Any:
    """What a to-one relation leads to needs no name."""
    return _part(site, "Upsert", "create", "update")


def _is_update(site: Site) -> bool:
    return site.operation == "update"


def _may_take(site: Site) -> bool:
    """Whether rows may be hung here: where they hold the key themselves, that changes them."""
    if site.between:
        return "create" in site.between.operations
    if _changes_nothing_there(site):
        return True
    many = site.link.relation.kind is RelationKind.MANY_TO_MANY
    return "update" in site.form.operations and (many or site.without in site.form.names("update"))


def _changes_nothing_there(site: Site) -> bool:
    relation = site.link.relation
    return relation.kind.has_column or (relation.kind is RelationKind.MANY_TO_MANY and field_of(relation) is not None)


def _may_release(site: Site) -> bool:
    relation = site.link.relation
    if site.between:
        return "delete" in site.between.operations
    if relation.kind.has_column:
        return relation.null
    if relation.kind is RelationKind.MANY_TO_MANY:
        return _may_take(site)
    return _may_take(site) and _may_be_empty(site.form, site.without)


def _may_be_empty(form: Form, name: str) -> bool:
    if name in form.generics:
        return not form.generics[name].required
    return name in form.links and form.links[name].relation.null


def _may_create(site: Site) -> bool:
    return site.serves("create") and (site.link.relation.kind is not RelationKind.MANY_TO_MANY or _may_take(site))


def _bare(kind: GraphQLNonNull[Any]) -> GraphQLInputType:
    nullable: GraphQLInputType = kind.of_type
    return nullable


TO_ONE: tuple[NestedOperation, ...] = (
    NestedOperation("connect", _may_take, lambda site: _bare(site.by())),
    NestedOperation("connectCreated", _is_created, lambda site: _bare(NAME)),
    NestedOperation("create", lambda site: site.serves("create"), lambda site: _bare(site.input("create"))),
    NestedOperation(
        "connectOrCreate", lambda site: _may_take(site) and site.serves("create"), lambda site: _bare(_connect_or_create(site))
    ),
    NestedOperation("update", lambda site: _is_update(site) and site.serves("update"), lambda site: _bare(site.input("update"))),
    NestedOperation(
        "upsert",
        lambda site: _is_update(site) and site.serves("update") and site.serves("create"),
        lambda site: _bare(_upsert_one(site)),
    ),
    NestedOperation("disconnect", lambda site: _is_update(site) and _may_release(site), lambda site: GraphQLBoolean),
    NestedOperation(
        "delete",
        lambda site: (
            _is_update(site) and "delete" in site.form.operations and (_may_release(site) or not site.link.relation.kind.has_column)
        ),
        lambda site: GraphQLBoolean,
    ),
)
TO_MANY: tuple[NestedOperation, ...] = (
    NestedOperation("create", _may_create, _new),
    NestedOperation("connect", _may_take, _by),
    NestedOperation("connectCreated", _is_created, _created),
    NestedOperation("connectOrCreate", lambda site: _may_take(site) and _may_create(site), _connect_or_create),
    NestedOperation("set", lambda site: _is_update(site) and _may_take(site) and _may_release(site), _by_or_not),
    NestedOperation("disconnect", lambda site: _is_update(site) and _may_release(site), lambda site: site.by()),
    NestedOperation("update", lambda site: _is_update(site) and site.serves("update"), _update),
    NestedOperation("updateMany", lambda site: _is_update(site) and site.serves("update"), _update_many),
    NestedOperation("upsert", lambda site: _is_update(site) and site.serves("update") and _may_create(site), _upsert),
    NestedOperation("delete", lambda site: _is_update(site) and "delete" in site.form.operations, lambda site: site.by()),
    NestedOperation("deleteMany", lambda site: _is_update(site) and "delete" in site.form.operations, _delete_many),
)
