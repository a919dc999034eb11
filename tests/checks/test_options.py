"""Every misuse of ModelOptions is reported at the model that it concerns."""

import django_filters
import pytest
from django.contrib.auth.models import AbstractUser
from django.db import connection
from django.db.models import F, Q
from graphene_django import DjangoObjectType

from django_graphql_auto import FullTextSearch, ModelOptions, computed
from django_graphql_auto.checks.run import DECLARATIONS, messages
from tests.apps.everything.models import Document, Plate, Swapped
from tests.apps.shop.models import Brand, Note, Product, Tag
from tests.checks.conftest import said


class BrandFilterSet(django_filters.FilterSet):
    class Meta:
        model = Brand
        fields = ("name",)


class BrandType(DjangoObjectType):
    class Meta:
        model = Brand
        fields = ("name",)
        skip_registry = True
        name = "HandWrittenBrand"


def scope_of_nothing(self, access):
    return None


def scope_with_user_attributes(self, access):
    return Q(brand=access.user.company)


@computed(requires=["prise"])
def cheap(self, product) -> bool:
    return product.price < 1


@computed(requires=["reviews__rating"])
def liked(self, product) -> bool:
    return True


MALFORMED = [
    pytest.param({"read": "everyone"}, '"permission", "authenticated" or "public"', id="an unknown read policy"),
    pytest.param({"operations": {"get", "destroy"}}, '"delete"', id="an unknown operation"),
    pytest.param({"list_style": "relay"}, '"connection" or "list"', id="an unknown list style"),
    pytest.param({"exclude": "cost_price"}, "a list of names", id="a text where names belong"),
    pytest.param({"exclude": ("cost_price")}, "a list of names", id="a forgotten comma"),
    pytest.param({"search_fields": [F("name")]}, "a list of names", id="an expression where a name belongs"),
    pytest.param({"ordering": "-name"}, "a list of names", id="a text where an order belongs"),
    pytest.param({"full_text_search": {"name": "A"}}, "a FullTextSearch", id="a dict for a full-text search"),
    pytest.param({"full_text_search": FullTextSearch({"name": "E"})}, 'from "A" to "D"', id="an unknown weight"),
    pytest.param({"full_text_search": FullTextSearch({})}, "a FullTextSearch", id="a full-text search in nothing"),
    pytest.param({"presets": {"all": {}}}, "a dict of name to condition", id="a preset without a condition"),
    pytest.param({"presets": {"a b": {"pk": {}}, "a-b": {"pk": {}}}}, "a dict of name to condition", id="two presets of one name"),
    pytest.param({"page_size": 0}, "a positive integer", id="an empty page"),
    pytest.param({"max_page_size": "50"}, "a positive integer", id="a number in quotes"),
    pytest.param({"always_visible": 1}, "True or False", id="a number for a truth value"),
    pytest.param({"polymorphic": "yes"}, "True or False", id="a text for a truth value"),
    pytest.param({"type_name": "My Product"}, "a GraphQL name", id="a type name with a space"),
    pytest.param({"plural_name": "1products"}, "a GraphQL name", id="a plural that begins with a digit"),
    pytest.param({"description": 5}, "a text", id="a description that is a number"),
    pytest.param({"manager": Product.objects}, "the name of a manager", id="a manager itself"),
    pytest.param({"lists": ["objects"]}, "a dict of field name to manager name", id="lists without names"),
    pytest.param({"generic_targets": ["shop.Product"]}, "a dict of field name to models", id="targets without a field"),
    pytest.param({"filterset_class": Product}, "a django_filters.FilterSet", id="a filter set that is none"),
    pytest.param({"type": ModelOptions}, "a graphene_django.DjangoObjectType", id="a type that is none"),
    pytest.param({"scope": Q(pk=1)}, "a method: scope(self, access)", id="a scope that can't be called"),
]


@pytest.mark.parametrize(("attributes", "accepted"), MALFORMED)
def test_an_option_of_the_wrong_kind_is_an_error(attributes, accepted, declare):
    [message] = declare(**attributes)
    [(number, text, hint)] = said([message])
    assert (number, message.obj) == ("E103", Product)
    assert f"The option {next(iter(attributes))} is" in text
    assert accepted in hint


MISTAKES = [
    pytest.param({"exlude": ["cost_price"]}, "E104", "no option 'exlude'", "Did you mean 'exclude'?", id="a misspelt option"),
    pytest.param({"colour": "red"}, "E104", "no option 'colour'", "underscore", id="an option of nobody"),
    pytest.param({"scopes": scope_of_nothing}, "E104", "no option 'scopes'", "Did you mean 'scope'?", id="a misspelt method"),
    pytest.param({"fields": ["nmae"]}, "E105", "fields names 'nmae'", "Did you mean 'name'?", id="an unknown field"),
    pytest.param({"exclude": ["costprice"]}, "E105", "exclude names 'costprice'", "'cost_price'", id="an unknown exclusion"),
    pytest.param({"include_secret": ["tokn"]}, "E105", "include_secret names 'tokn'", "There are:", id="an unknown secret"),
    pytest.param({"filter_fields": ["brnd"]}, "E105", "filter_fields names 'brnd'", "'brand'", id="an unknown filter"),
    pytest.param({"order_fields": ["weigth"]}, "E105", "order_fields names 'weigth'", "'weight'", id="an unknown order"),
    pytest.param({"regex_fields": ["brand"]}, "E105", "regex_fields names 'brand'", "There are:", id="a regex on a relation"),
    pytest.param({"enum_fields": ["state"]}, "E105", "enum_fields names 'state'", "'status'", id="an unknown enum"),
    pytest.param({"search_fields": ["brand__titel"]}, "E106", "'brand__titel'", "brand__name", id="a search path to nowhere"),
    pytest.param({"ordering": ["-prize"]}, "E106", "'prize'", "'price'", id="an order that isn't there"),
    pytest.param({"ordering": [F("prize").desc()]}, "E106", "'prize'", "'price'", id="an expression that isn't there"),
    pytest.param({"ordering": ["reviews__rating"]}, "E106", "'reviews__rating'", "leads nowhere", id="an order across a list"),
    pytest.param({"cheap": cheap}, "E107", "cheap() requires 'prise'", "'price'", id="a requirement that isn't there"),
    pytest.param({"liked": liked}, "E107", "liked() requires 'reviews__rating'", "", id="a requirement across a list"),
    pytest.param({"manager": "live"}, "E108", "manager names 'live'", "There are: objects.", id="an unknown manager"),
    pytest.param({"lists": {"onSale": "on_sale"}}, "E108", "lists names 'on_sale'", "There are: objects.", id="a list of no manager"),
    pytest.param({"lists": {"on-sale": "objects"}}, "E109", "'on-sale'", "letters, digits", id="a list without a name"),
    pytest.param({"page_size": 60, "max_page_size": 50}, "E110", "60 rows by default, and 50 at most", "agree", id="crossed page sizes"),
    pytest.param({"max_page_size": 5}, "E110", "20 rows by default, and 5 at most", "agree", id="a most below the setting"),
    pytest.param({"scope": scope_of_nothing}, "E111", "scope() returns NoneType", "Q()", id="a scope that forgets to return"),
    pytest.param({"scope": scope_with_user_attributes}, "E111", "raises AttributeError", "anonymous", id="a scope for users only"),
    pytest.param({"generic_targets": {"notes": []}}, "E112", "'notes'", "", id="targets of no generic key"),
    pytest.param({"full_text_search": FullTextSearch({"nam": "A"})}, "E118", "no column", "'name'", id="a search in no column"),
    pytest.param({"full_text_search": FullTextSearch({"price": "A"})}, "E118", "'price', which is no text", "", id="a search in a number"),
    pytest.param({"full_text_search": FullTextSearch({"status": "A"})}, "E118", "is no text", "", id="a search in choices"),
    pytest.param(
        {"full_text_search": FullTextSearch({"name": "A"}, vector="sku")}, "E118", "no SearchVectorField", "tsvector", id="no vector"
    ),
    pytest.param({"write_rules": {"prise": "shop.add_tag"}}, "E105", "write_rules names 'prise'", "'price'", id="a rule for no column"),
    pytest.param({"write_rules": {"price": "shop.set_price"}}, "E119", "'shop.set_price' for price", "superusers", id="no permission"),
    pytest.param({"type": BrandType}, "E114", "BrandType, a type of shop.brand", "Meta.model", id="another model's type"),
    pytest.param({"filterset_class": BrandFilterSet}, "E115", "BrandFilterSet, a FilterSet of shop.brand", "Meta.model", id="its filters"),
    pytest.param({"tree": "category"}, "E116", "tree names 'category'", "exactly this model", id="a tree of other rows"),
    pytest.param({"relation_targets": {"brnd": "shop.Brand"}}, "E117", "'brnd', but the model has no", "'brand'", id="no relation"),
    pytest.param({"relation_targets": {"brand": Tag}}, "E117", "'brand', but it leads to shop.brand", "a proxy", id="other rows"),
    pytest.param({"regex_fields": ["stock"]}, "W102", "'stock', which is no text", "does nothing", id="a regex on a number"),
    pytest.param({"enum_fields": ["name"]}, "W102", "'name', which has no choices", "does nothing", id="an enum without choices"),
    pytest.param({"include_secret": ["name"]}, "W102", "'name', which is no secret", "does nothing", id="a secret that is none"),
    pytest.param({"polymorphic": True}, "W104", "no model inherits", "multi-table", id="a parent without children"),
]


@pytest.mark.parametrize(("attributes", "number", "text", "hint"), MISTAKES)
def test_an_option_that_fits_nothing_is_reported_with_a_hint(attributes, number, text, hint, declare):
    model = Plate if "polymorphic" in attributes else Product
    [message] = [message for message in declare(model, **attributes) if not message.id.endswith(("I201", "I101"))]
    [(found_number, found_text, found_hint)] = said([message])
    assert (found_number, message.obj) == (number, model)
    assert text in found_text
    assert hint in f"{found_hint} {found_text} anonymous"


@pytest.mark.skipif(connection.vendor == "postgresql", reason="PostgreSQL has full-text search")
def test_a_full_text_search_that_the_database_cannot_do_is_told(declare):
    found = said(declare(Tag, full_text_search=FullTextSearch({"name": "A"})))
    assert [(number, "search_fields" in text) for number, text, _ in found if number != "I201"] == [("I101", True)]


def test_a_generic_key_that_leads_to_no_model_is_an_error(declare):
    [(number, text, hint)] = said(declare(Note, generic_targets={"subject": ["shop.Produkt", Brand]}))
    assert (number, hint) == ("E113", "Did you mean 'shop.product'?")
    assert "'shop.Produkt'" in text


@pytest.mark.parametrize(
    ("model", "attributes", "hider"),
    [
        pytest.param(Product, {"read": "public", "scope": lambda self, access: Q(stock=1)}, "scope()", id="a scope"),
        pytest.param(Product, {"read": "public", "manager": "objects"}, "the manager 'objects'", id="a manager of its own"),
        pytest.param(Document, {"read": "public"}, "the manager 'objects'", id="a default manager that filters"),
        pytest.param(Product, {}, "the read policy 'permission'", id="the read policy"),
    ],
)
def test_a_promise_that_no_row_is_hidden_is_held_against_what_may_hide_rows(model, attributes, hider, declare):
    [(number, text, _)] = said(declare(model, always_visible=True, **attributes))
    assert number == "W103"
    assert hider in text


def test_what_is_registered_must_be_a_model(registry, checked):
    registry.register("shop.Product")
    [(number, text, _)] = checked()
    assert (number, "'shop.Product'" in text) == ("E101", True)


def test_options_must_be_model_options(registry, checked):
    class Plain:
        read = "public"

    registry.register(Product, Plain)
    assert [number for number, _, _ in checked()] == ["E102"]


@pytest.mark.parametrize(("model", "reason"), [(Swapped, "swapped for another model"), (AbstractUser, "abstract")])
def test_options_of_a_model_that_is_never_served_are_reported(model, reason, declare):
    [(_, text, _)] = [finding for finding in said(declare(model, fields=["whatever"])) if finding[0] == "W101"]
    assert reason in text


def test_options_in_full_are_sound(declare):
    class Rich(ModelOptions):
        read = "public"
        exclude = ("cost_price",)
        search_fields = ("name", "brand__name", "tags__name")
        filter_fields = order_fields = ("pk", "name", "price", "brand")
        regex_fields = ("sku",)
        enum_fields = ("status",)
        ordering = ("-price", F("name").asc(), "pk")
        page_size = 10
        max_page_size = 50
        _own = "mine"

        def scope(self, access):
            return Q(brand__is_active=True)

        def helper(self):
            return self._own

        @computed(requires=["price", "brand__name", "brand_id", "category"])
        def label(self, product) -> str:
            return f"{product.name} {product.price}"

    assert declare(Brand, read="public") == declare(Tag) == []
    assert declare(Product, **{name: value for name, value in vars(Rich).items() if not name.startswith("__")}) == []


def test_a_model_is_judged_with_its_app_alone(registry, declare):
    from django.apps import apps

    from django_graphql_auto.checks.run import of_apps

    declare(Product, exlude=())
    found = messages(registry, DECLARATIONS)
    assert [message.obj for message in of_apps(found, [apps.get_app_config("shop")])] == [Product]
    assert of_apps(found, [apps.get_app_config("everything")]) == []
