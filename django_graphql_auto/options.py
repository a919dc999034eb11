"""What a user declares for a model. Options are dumb data: ``checks.py`` reports misuse."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from django_graphql_auto.access.access import Access
    from django_graphql_auto.access.columns import WriteRule

OPERATIONS = frozenset({"get", "list", "aggregate", "create", "update", "delete"})

Method = TypeVar("Method", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class FullTextSearch:
    """How PostgreSQL searches a model's texts. ``weights`` are text columns of the model with their weight, ``"A"`` (most) to ``"D"``."""

    weights: Mapping[str, str]
    config: str | None = None
    """The text search configuration, e.g. ``"english"``; None takes the database's own."""
    vector: str | None = None
    """A ``SearchVectorField`` that holds these columns' vector; without one it is made of them, row by row."""


@dataclass(frozen=True, slots=True, eq=False)
class AllowedHTML:
    """What stays of the HTML that clients give for a column: see the option ``sanitize``. None takes what nh3 allows."""

    tags: Collection[str] | None = None
    """Other tags go, and what is inside of them stays; of ``script`` and ``style`` nothing does."""
    attributes: Mapping[str, Collection[str]] | None = None
    """By tag, ``"*"`` for all of them."""
    url_schemes: Collection[str] = ("http", "https", "mailto", "tel")
    """URLs with another one go; those without any, as ``/about``, stay."""
    max_tags: int = 1_000
    """The most tags that a text may open. Those that were never closed can make the sanitized text longer by all that follow."""


class ModelOptions:
    """How one model is served. Subclass it and :func:`~django_graphql_auto.register` it; every attribute is optional."""

    read: str | None = None
    """``"permission"``, ``"authenticated"`` or ``"public"``; None takes the setting ``READ``."""
    fields: Sequence[str] | None = None
    """Only these columns and relations; None serves all that are not secret."""
    exclude: Sequence[str] = ()
    include_secret: Sequence[str] = ()
    """Columns whose name says secret (``*token*`` …) and that are served all the same."""
    personal_fields: Sequence[str] = ()
    """Columns and relations that tell of a person: the audit trail says that they changed, never what they held."""
    operations: Collection[str] = OPERATIONS
    """What is served of the model, as far as the user's permissions go."""
    readonly_fields: Sequence[str] = ()
    """Columns and relations that are never input."""
    create_only_fields: Sequence[str] = ()
    """Those that are input of new rows alone."""
    version_field: str | None = None
    """The column that changes whenever a row does; None: the row's ``version`` is a digest of its served columns."""
    soft_delete: str | None = None
    """The column that deleting marks a row in, which then is hidden everywhere: a ``DateTimeField(null=True)`` or a
    ``BooleanField(default=False)``. Adds ``restore…``, and the argument ``deleted`` of the root list. Never input. Multi-table children and
    proxies are marked in it, too.
    """
    soft_delete_manager: str | None = None
    """Name of the manager that has the marked rows, where the usual one leaves them out; None: the usual one."""
    set_on_create: Mapping[str, Any] = {}
    """What the server puts into new rows: values, or functions of the access. Never input: ``{"owner": lambda access: access.user}``."""
    set_on_update: Mapping[str, Any] = {}
    """The same for rows that are changed."""
    write_rules: Mapping[str, WriteRule] = {}
    """Who may write a column or relation, beside who may write the row: a permission, or a function of the access.

    ``{"price": "shop.set_prices", "status": lambda access: access.user.is_staff}``
    """
    sanitize: Sequence[str] | Mapping[str, AllowedHTML] = ()
    """Text columns that hold HTML: what clients give of them is rid of scripts before it is validated. Needs the extra ``sanitize``.

    ``("description",)``, or with what is to stay: ``{"description": AllowedHTML(tags={"b", "i", "a"})}``. Holds for multi-table children
    and proxies, too.
    """
    input_only: Mapping[str, Any] = {}
    """Values that are input and never stored, by annotations: ``{"captcha": str, "notify": bool | None}``. The hooks get them by name."""
    type_name: str | None = None
    plural_name: str | None = None
    description: str | None = None
    search_fields: Sequence[str] = ()
    """Paths that the ``search`` argument looks into, e.g. ``["name", "brand__name"]``."""
    full_text_search: FullTextSearch | None = None
    """On PostgreSQL, what ``search`` looks into instead, best matches first."""
    filter_fields: Sequence[str] | None = None
    """Columns and relations that ``where`` accepts; None: all that are served."""
    order_fields: Sequence[str] | None = None
    regex_fields: Sequence[str] = ()
    presets: Mapping[str, Mapping[str, Any]] = {}
    """Conditions with a name, written as a client writes ``where``: ``{"low_stock": {"stock": {"lt": 5}}}``."""
    filterset_class: type | None = None
    """A django-filter ``FilterSet``, served as the ``filter`` argument."""
    ordering: Sequence[str] | None = None
    """The default order; None takes ``Meta.ordering``."""
    page_size: int | None = None
    max_page_size: int | None = None
    list_style: str = "connection"
    """``"connection"``, or ``"list"`` for plain lists where this model is the target of a to-many relation."""
    manager: str | None = None
    """Name of the manager whose queryset is every hop's base; None takes ``_default_manager``."""
    always_visible: bool = False
    """Promises that no row is ever hidden, so that a to-one field over a non-null column is non-null."""
    polymorphic: bool | None = None
    """Whether fields that target this multi-table parent return its interface, resolved to the most derived visible type.

    None: where it is a ``PolymorphicModel`` of django-polymorphic.
    """
    lists: Mapping[str, str] = {}
    """More root lists, by field name, each over the rows of a manager: ``{"publishedProducts": "published"}``."""
    tree: str | None = None
    """The foreign key to the model itself by which rows stand below each other: adds the fields ``ancestors`` and ``descendants``."""
    generic_targets: Mapping[str, Sequence[str | type[models.Model]]] = {}
    """Per generic foreign key, the models it may lead to; the default is every exposed model."""
    relation_targets: Mapping[str, str | type[models.Model]] = {}
    """Per relation, the proxy that its rows are served as: ``{"products": "shop.PublicProduct"}``."""
    enum_fields: Sequence[str] | None = None
    """Columns with choices that become enums; None: all."""
    type: Any = None
    """A hand-written ``DjangoObjectType`` that takes the place of the generated one."""

    def scope(self, access: Access) -> Q:
        """The rows ``access.user`` may touch with ``access.action``; holds on every hop and only narrows."""
        return Q()

    def before_write(self, row: Any, access: Access) -> None:
        """Is called with each row before it is validated and stored, or deleted, as ``access.action`` says; may change it.

        A ``ValidationError`` refuses the write. Where rows that were written together are tried again one by one, it is called again.
        A further parameter is named after what ``input_only`` declares: ``def before_write(self, row, access, captcha=None)``.
        """

    def after_write(self, row: Any, access: Access) -> None:
        """The same after the row was stored or deleted, in the same transaction: what leaves the database waits for its ``on_commit``."""


def computed(requires: Sequence[str] = (), *, description: str | None = None, name: str | None = None) -> Callable[[Method], Method]:
    """Marks a ``ModelOptions`` method as a field computed in Python.

    ``requires`` names the columns (or to-one paths) that are read for it; the method receives an instance with exactly these. The return
    annotation gives the GraphQL type.
    """

    def mark(method: Method) -> Method:
        method.graphql_computed = ComputedOptions(tuple(requires), description, name)  # type: ignore[attr-defined]
        return method

    return mark


class ComputedOptions:
    """What ``@computed`` was told."""

    __slots__ = ("description", "name", "requires")

    def __init__(self, requires: tuple[str, ...], description: str | None, name: str | None) -> None:
        self.requires, self.description, self.name = requires, description, name


def expression(*, description: str | None = None, name: str | None = None) -> Callable[[Method], Method]:
    """Marks a ``ModelOptions`` method as a field that the database computes.

    The method gets the ``Access``, then the field's arguments, and returns an expression over the model's own rows:
    ``def price_with(self, access, tax: Decimal = Decimal("0.2")) -> Decimal``. Annotations give the GraphQL types; a parameter without a
    default is required. A field that can be asked without arguments can be filtered and ordered by.
    """

    def mark(method: Method) -> Method:
        method.graphql_expression = ExpressionOptions(description, name)  # type: ignore[attr-defined]
        return method

    return mark


class ExpressionOptions:
    """What ``@expression`` was told."""

    __slots__ = ("description", "name")

    def __init__(self, description: str | None, name: str | None) -> None:
        self.description, self.name = description, name


class QueryHints:
    """What ``@optimize_query`` was told."""

    __slots__ = ("only", "prefetch_related", "select_related")

    def __init__(self, only: Sequence[str] | None, select_related: Sequence[str], prefetch_related: Sequence[Any]) -> None:
        self.only = None if only is None else tuple(only)
        self.select_related, self.prefetch_related = tuple(select_related), tuple(prefetch_related)


def optimize_query(
    *, only: Sequence[str] | None = None, select_related: Sequence[str] = (), prefetch_related: Sequence[Any] = ()
) -> Callable[[Method], Method]:
    """Says what a resolver, or a model's property, reads of its row, so that all rows are read with it at once and none on its own.

    ``only`` names columns (``"name"``, or ``"brand__name"`` beside ``select_related=["brand"]``); None reads all. ``prefetch_related``
    takes what Django's does, ``Prefetch`` objects as well. Answers are the same without, only slower. Raises :class:`TypeError` for a text
    in the place of a list.
    """

    for name, given in {"only": only, "select_related": select_related, "prefetch_related": prefetch_related}.items():
        if isinstance(given, str):
            raise TypeError(f"{name} of optimize_query() must be a list, not the text {given!r}.")

    def mark(method: Method) -> Method:
        method.graphql_hints = QueryHints(only, select_related, prefetch_related)  # type: ignore[attr-defined]
        return method

    return mark


def query_hints(function: Any) -> QueryHints | None:
    """What ``@optimize_query`` said about a function."""
    found = getattr(function, "graphql_hints", None)
    return found if isinstance(found, QueryHints) else None


def mutation(permission: str, *, description: str | None = None, name: str | None = None) -> Callable[[Method], Method]:
    """Marks what is a mutation: a method of a model, one of its ``ModelOptions``, which gets the row and the ``Access`` first, one of a
    model's manager, or a function that is then registered (``@register`` above it).

    ``permission`` is Django's, e.g. ``"shop.publish_product"``. Annotations give the types of arguments and result; a parameter without a
    default is required, one called ``access`` gets the ``Access``. All runs in a transaction; a row's method on the locked row, which the
    user may change. A ``ValidationError`` undoes it and is answered as data.
    """
    if not isinstance(permission, str):
        raise TypeError('@mutation takes the permission that is needed: @mutation("shop.publish_product").')

    def mark(method: Method) -> Method:
        method.graphql_mutation = MutationOptions(permission, description, name)  # type: ignore[attr-defined]
        return method

    return mark


class MutationOptions:
    """What ``@mutation`` was told."""

    __slots__ = ("description", "name", "permission")

    def __init__(self, permission: str, description: str | None, name: str | None) -> None:
        self.permission, self.description, self.name = permission, description, name


def filter_field(method: Method) -> Method:
    """Marks a ``ModelOptions`` method as a condition of ``where``, e.g. ``def is_cheap(self, value: bool, access: Access) -> Q``.

    The annotation of ``value`` gives the GraphQL type. The Q is about the model's own rows and composes inside AND, OR, NOT and relations.
    """
    method.graphql_filter = True  # type: ignore[attr-defined]
    return method


def filter_methods(options: ModelOptions) -> list[str]:
    """Names of the methods marked with ``@filter_field``, in the order they were written, inherited ones first."""
    return list(_marked(options, "graphql_filter"))


def computed_fields(options: ModelOptions) -> dict[str, ComputedOptions]:
    """The computed fields of ``options`` by method name, likewise."""
    return _marked(options, "graphql_computed")


def expression_fields(options: ModelOptions) -> dict[str, ExpressionOptions]:
    """The fields of ``options`` that the database computes by method name, likewise."""
    return _marked(options, "graphql_expression")


def mutation_methods(owner: ModelOptions | models.Manager[Any] | type[models.Model]) -> dict[str, MutationOptions]:
    """The methods of options, of a model or of a manager that are mutations, likewise."""
    return _marked(owner, "graphql_mutation")


def marked_mutation(function: Any) -> MutationOptions | None:
    """What ``@mutation`` was told of a function."""
    found = getattr(function, "graphql_mutation", None)
    return found if isinstance(found, MutationOptions) else None


def _marked(options: ModelOptions | models.Manager[Any] | type[models.Model], mark: str) -> dict[str, Any]:
    owners = reversed((options if isinstance(options, type) else type(options)).__mro__)
    return {name: found for owner in owners for name, value in vars(owner).items() if (found := getattr(value, mark, None))}
