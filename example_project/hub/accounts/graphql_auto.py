"""How accounts are served: a customer's users see their own company alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from django_graphql_auto import ModelOptions, register
from hub.accounts.models import Customer, CustomerGroup, User

if TYPE_CHECKING:
    from django_graphql_auto.access import Access


@register(CustomerGroup)
class CustomerGroupOptions(ModelOptions):
    search_fields = ("name",)


@register(Customer)
class CustomerOptions(ModelOptions):
    exclude = ("internal_rating",)
    search_fields = ("number", "name", "city")

    def scope(self, access: Access) -> Q:
        own = getattr(access.user, "customer_id", None)
        return Q(pk=own) if own else Q()


@register(User)
class UserOptions(ModelOptions):
    fields = ("username", "customer")
    read = "authenticated"

    def scope(self, access: Access) -> Q:
        """Everybody is visible to themselves; others only to who may view users."""
        return Q() if access.user.has_perm("accounts.view_user") else Q(pk=access.user.pk)
