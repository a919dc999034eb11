"""Who is asked, how often, and whose answer it is."""

import pytest
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.db.models import F, Q
from django.test import RequestFactory
from django.utils.functional import SimpleLazyObject

from django_graphql_auto.access import Access, access_for
from django_graphql_auto.execution import OperationRequest, execute
from tests.access.intruding import codes, user_with
from tests.apps.shop.models import Article, Book, Brand, Product, Review, SoldProduct, Supply, Tag

COUNTS = "{ products { totalCount } brands { totalCount } }"


# model permissions


@pytest.fixture
def closed(declare, shop, settings):
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "READ": "permission"}
    return shop


def test_a_user_reads_the_models_whose_permission_it_has(closed, ask):
    answer = ask(COUNTS, user_with("clerk", "product"))
    assert answer.data == {"products": {"totalCount": 4}, "brands": None}
    assert codes(answer) == ["FORBIDDEN"]


def test_a_stranger_is_asked_to_log_in(closed, ask):
    answer = ask(COUNTS)
    assert answer.data == {"products": None, "brands": None}
    assert codes(answer) == ["UNAUTHENTICATED"] * 2


def test_a_superuser_reads_every_model(closed, see):
    assert see(COUNTS, user_with("root", is_superuser=True)) == {"products": {"totalCount": 4}, "brands": {"totalCount": 2}}


def test_a_proxy_needs_its_own_permission(closed, ask):
    assert codes(ask("{ soldProducts { totalCount } }", user_with("clerk", "product"))) == ["FORBIDDEN"]
    assert ask("{ soldProducts { totalCount } }", user_with("seller", "soldproduct")).data == {"soldProducts": {"totalCount": 4}}


def test_every_authenticated_user_reads_what_is_for_the_authenticated(declare, shop, ask):
    declare(Brand, read="authenticated")
    assert codes(ask("{ brands { totalCount } }")) == ["UNAUTHENTICATED"]
    assert ask("{ brands { totalCount } }", shop.alice).data == {"brands": {"totalCount": 2}}


def test_an_unknown_policy_lets_nobody_in(declare, shop, ask):
    declare(Brand, read="everybody")
    assert ask("{ brands { totalCount } }", user_with("root", is_superuser=True)).data == {"brands": None}


# deactivated users


@pytest.mark.parametrize("read", ["permission", "authenticated"])
def test_a_deactivated_user_is_a_stranger(declare, shop, ask, read):
    declare(Brand, read=read)
    gone = user_with("gone", "brand", is_active=False, is_superuser=True)
    assert codes(ask("{ brands { totalCount } }", gone)) == ["UNAUTHENTICATED"]


def test_a_deactivated_users_own_rows_are_nobodys(declare, shop, see):
    declare(Review, scope=lambda self, access: Q(author=access.user))
    assert see("{ reviews { totalCount } }", shop.alice) == {"reviews": {"totalCount": 2}}
    User.objects.filter(pk=shop.alice.pk).update(is_active=False)
    assert see("{ reviews { totalCount } viewer { isAuthenticated username } }", User.objects.get(pk=shop.alice.pk)) == {
        "reviews": {"totalCount": 0},
        "viewer": {"isAuthenticated": False, "username": None},
    }


# strangers in rules


RULES = {
    "the user": (lambda user: Q(author=user), 0),
    "not the user": (lambda user: ~Q(author=user), 4),
    "the user or something else": (lambda user: Q(author=user) | Q(rating=5), 1),
    "the user and something else": (lambda user: Q(author=user) & Q(rating=5), 0),
    "the user's key": (lambda user: Q(author__pk=user), 0),
    "one of several": (lambda user: Q(author__in=[user]), 0),
    "one of several, some known": (lambda user: Q(author__in=[user, User.objects.get(username="bob")]), 1),
    "over a relation": (lambda user: Q(product__reviews__author=user), 0),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_stranger_in_a_rule_matches_nothing(declare, shop, see, rule):
    make, expected = RULES[rule]
    declare(Review, scope=lambda self, access: make(access.user))
    assert see("{ reviews { totalCount nodes { pk } } }")["reviews"]["totalCount"] == expected
    assert (
        sum(len(row["reviews"]["nodes"]) for row in see("{ products { nodes { reviews { nodes { pk } } } } }")["products"]["nodes"])
        == expected
    )


def test_a_stranger_of_the_session_middleware_matches_nothing_either(declare, shop):
    declare(Review, scope=lambda self, access: Q(author=access.user))
    request = RequestFactory().get("/")
    request.user = SimpleLazyObject(AnonymousUser)
    assert execute(OperationRequest("{ reviews { totalCount } }"), request).data == {"reviews": {"totalCount": 0}}


def test_a_request_without_a_user_is_a_strangers():
    assert access_for(RequestFactory().get("/")).user.is_anonymous
    assert not Access(AnonymousUser()).authenticated


# how often


def test_a_rule_is_asked_once_per_request_and_model(declare, shop, see):
    asked = []

    def scope(self, access):
        asked.append((self.label, access.action))
        return Q(pk__gt=0)

    for model in (Product, Brand, Review, Tag, Supply, Book, SoldProduct):
        declare(model, scope=scope, label=model._meta.label)
    request = OperationRequest(
        """{ products(where: {brand: {name: {ne: ""}}, reviews: {count: {gte: 0}}}, orderBy: [{brand: {name: ASC}}]) {
            totalCount aggregate { count } groups(by: [{brand: true}], first: 3) { key { brand { name } } }
            nodes { brand { name products(first: 2) { nodes { tags { nodes { name } } } } } }
            edges { node { suppliers(first: 2) { edges { through { days product { name } } } } book { pages } } } }
          again: books { nodes { name } } sold: soldProducts { nodes { brand { name } } } node(id: "WyJzaG9wLnByb2R1Y3QiLDFd") { id } }"""
    )
    answer = execute(request)
    assert answer.errors == []
    names = ("Book", "Brand", "Product", "Review", "SoldProduct", "Supply", "Tag")
    assert sorted(asked) == [(f"shop.{name}", "view") for name in names]


def test_a_superuser_is_asked_about_too(declare, shop, see):
    declare(Product, scope=lambda self, access: Q(stock=1))
    assert see("{ products { totalCount } }", user_with("root", is_superuser=True)) == {"products": {"totalCount": 1}}


def test_a_rule_only_narrows(declare, shop, ask):
    declare(Product, read="permission", scope=lambda self, access: Q())
    assert ask("{ products { totalCount } }", shop.alice).data == {"products": None}
    declare(Article, scope=lambda self, access: Q(is_deleted=True))
    assert ask("{ articles { totalCount } }").data == {"articles": {"totalCount": 0}}


@pytest.mark.parametrize("rule", [lambda self, access: 1 / 0, lambda self, access: None, lambda self, access: Q(no_such_column=1)])
def test_a_rule_that_fails_shows_nothing_and_tells_nothing(declare, shop, ask, rule):
    declare(Product, scope=rule)
    for query in ("{ products { nodes { name } } }", '{ product(by: {sku: "A1"}) { name } }', "{ reviews { nodes { product { name } } } }"):
        answer = ask(query)
        assert set(codes(answer)) == {"INTERNAL"}
        assert "Anvil" not in str(answer.data)
        assert {error["message"] for error in answer.errors} == {"Internal error"}


def test_a_rule_may_compare_columns_and_hold_subqueries(declare, shop, see):
    declare(Product, scope=lambda self, access: Q(cost_price__lt=F("price"), brand__in=Brand.objects.filter(is_active=True)))
    assert see("{ products { totalCount } reviews { nodes { product { name } } } }")["products"]["totalCount"] == 3


IMPOSSIBLE = {
    "a rule that nothing meets": {"scope": lambda self, access: Q(pk__in=[])},
    "a related rule that nothing meets": {"scope": lambda self, access: Q(products__reviews__author=access.user)},
    "no permission": {"read": "permission"},
}


@pytest.mark.parametrize("options", IMPOSSIBLE)
@pytest.mark.parametrize("order", ["{brand: {name: ASC}}", "{brand: {products: {count: DESC}}}", "{brand: {pk: DESC_NULLS_LAST}}"])
def test_an_order_by_a_row_that_is_always_hidden_loses_no_row(declare, shop, see, options, order):
    declare(Brand, **IMPOSSIBLE[options])
    found = see(f'{{ products(orderBy: [{order}], where: {{NOT: {{brand: {{name: {{eq: "x"}}}}}}}}) {{ nodes {{ brand {{ name }} }} }} }}')
    assert found["products"]["nodes"] == [{"brand": None}] * 4


@pytest.mark.parametrize("options", IMPOSSIBLE)
def test_figures_of_rows_that_are_always_hidden_are_those_of_no_rows(declare, shop, see, options):
    declare(Product, **(IMPOSSIBLE[options] if "scope" not in IMPOSSIBLE[options] else {"scope": lambda self, access: Q(pk__in=[])}))
    orders = ("{products: {count: ASC}}", "{products: {max: {price: DESC}}}", "{products: {min: {createdAt: ASC_NULLS_LAST}}}")
    wheres = ("{products: {count: {eq: 0}}}", "{products: {max: {price: {isNull: true}}}}", "{NOT: {products: {some: {}}}}")
    for arguments in (*(f"orderBy: [{order}]" for order in orders), *(f"where: {where}" for where in wheres)):
        found = see(f"{{ brands({arguments}) {{ nodes {{ name }} edges {{ cursor }} }} }}")["brands"]
        assert [row["name"] for row in found["nodes"]] == ["Acme", "Umbra"], arguments
        after = see(f'{{ brands({arguments}, after: "{found["edges"][0]["cursor"]}") {{ nodes {{ name }} }} }}')["brands"]["nodes"]
        assert after == [{"name": "Umbra"}], arguments


# one user's plan is not another's


MIXED = """query($first: Int) { reviews(first: $first, orderBy: [{pk: ASC}]) {
    totalCount nodes { text author { username } product { name brand { name } tags { nodes { name } } } } } }"""


def test_answers_follow_the_user_whoever_asked_the_same_document_before(declare, shop, ask):
    """Every visibility of a model in turn: free, by own columns, by relations, denied; there and back again."""

    def scope(self, access):
        rules = {"alice": Q(), "bob": Q(name="Anvil"), "carol": Q(brand__is_active=True)}
        return rules.get(access.user.get_username(), Q(pk__in=[]))

    declare(Product, scope=scope)
    declare(Brand, read="permission", scope=lambda self, access: Q(name="Acme") if access.user.get_username() == "bob" else Q())
    users = [shop.alice, shop.bob, user_with("carol", "brand"), None, user_with("root", is_superuser=True)]
    shop.bob.user_permissions.set(Permission.objects.filter(codename="view_brand"))
    fresh = {}
    for user in users:
        fresh[user] = ask(MIXED + f" # {user}", user, first=10).data
    assert len({str(data) for data in fresh.values()}) == 4
    for user in [*users, *reversed(users), *users]:
        assert ask(MIXED, user and User.objects.get(pk=user.pk), first=10).data == fresh[user]


def test_a_permission_that_was_taken_away_is_gone_with_the_next_request(closed, ask):
    clerk = user_with("clerk", "product", "brand")
    query = "{ products(first: 1) { nodes { name brand { name } } } }"
    assert ask(query, clerk).data == {"products": {"nodes": [{"name": "Anvil", "brand": {"name": "Acme"}}]}}
    clerk.user_permissions.remove(Permission.objects.get(codename="view_brand"))
    assert ask(query, User.objects.get(pk=clerk.pk)).data == {"products": {"nodes": [{"name": "Anvil", "brand": None}]}}
    clerk.user_permissions.clear()
    assert ask(query, User.objects.get(pk=clerk.pk)).data == {"products": None}


def test_values_of_a_rule_are_not_kept_from_one_request_to_the_next(declare, shop, see):
    declare(Review, scope=lambda self, access: Q(author=access.user))
    declare(Product, scope=lambda self, access: Q(reviews__author=access.user))
    query = "{ reviews { nodes { text } } products { nodes { name } } }"
    names = {user.username: {row["name"] for row in see(query, user)["products"]["nodes"]} for user in (shop.alice, shop.bob, shop.alice)}
    assert names == {"alice": {"Anvil", "Ghost"}, "bob": {"Anvil"}}


def test_a_changed_setting_or_declaration_holds_at_once(declare, shop, ask, settings):
    assert ask("{ brands { totalCount } }").data == {"brands": {"totalCount": 2}}
    settings.DJANGO_GRAPHQL_AUTO = {**settings.DJANGO_GRAPHQL_AUTO, "READ": "permission"}
    assert ask("{ brands { totalCount } }").data == {"brands": None}
    declare(Brand, read="public", scope=lambda self, access: Q(is_active=True))
    assert ask("{ brands { totalCount } }").data == {"brands": {"totalCount": 1}}
