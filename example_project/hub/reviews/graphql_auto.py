"""How reviews are served: approved ones to everybody, the others to moderators and to who wrote them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Q

from django_graphql_auto import FormMutation, FullTextSearch, ModelOptions, mutation, register
from hub.catalogue.visibility import visible_products
from hub.reviews.forms import ReviewForm
from hub.reviews.models import Review

if TYPE_CHECKING:
    from django_graphql_auto.access import Access


@register(Review)
class ReviewOptions(ModelOptions):
    read = "public"
    exclude = ("author_email",)
    search_fields = ("title", "text")
    presets = {"praise": {"rating": {"gte": 4}}, "complaints": {"rating": {"lte": 2}, "text": {"ne": ""}}}
    full_text_search = FullTextSearch({"title": "A", "text": "B"}, config="english")  # on PostgreSQL
    enum_fields = ("moderation",)  # a rating is a number, to be averaged and compared

    soft_delete = "deleted_at"
    create_only_fields = ("product",)
    readonly_fields = ("helpful_votes",)
    set_on_create: ClassVar = {"author": lambda access: access.user}
    write_rules: ClassVar = {"moderation": "reviews.change_review"}
    input_only: ClassVar = {"website": str | None}

    def before_write(self, row: Review, access: Access, website: str | None = None) -> None:
        if website:  # a field that people leave empty, and robots don't
            raise ValidationError({"website": ValidationError("We take this for advertising.", "robot")})
        row.title, row.text = row.title.strip(), row.text.strip()
        if access.action == "add" and row.text and row.text.isupper():
            raise ValidationError({"text": ValidationError("Please don't shout.", "shouting")})

    def scope(self, access: Access) -> Q:
        return (self._readable(access) if access.action == "view" else self._writable(access)) & visible_products(access, "product__")

    def _writable(self, access: Access) -> Q:
        """Who moderates may write all; others hand in reviews of their own, which wait for approval."""
        if access.user.has_perm("reviews.change_review"):
            return Q()
        return Q(author=access.user, moderation=Review.Moderation.WAITING)

    def _readable(self, access: Access) -> Q:
        approved = Q(moderation=Review.Moderation.APPROVED)
        if not access.authenticated:
            return approved
        return Q() if access.user.has_perm("reviews.change_review") else approved | Q(author=access.user)


@register
@mutation("reviews.add_review")
class WriteReview(FormMutation):
    """Hands in a review of your own, which waits for approval."""

    form_class = ReviewForm
