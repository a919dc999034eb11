"""A hand-written relay schema of the shop, as projects with graphene-django have them."""

from __future__ import annotations

from typing import Any

import django_filters
import graphene
from django.contrib.auth.models import User
from django.db.models import Count, Prefetch
from graphene import relay
from graphene_django import DjangoConnectionField, DjangoListField, DjangoObjectType
from graphene_django.debug import DjangoDebug
from graphene_django.filter import DjangoFilterConnectionField
from graphene_django.registry import Registry
from graphql import GraphQLError

from django_graphql_auto import optimize_query
from tests.apps.shop.models import Article, Barcode, Book, Brand, Category, Product, Review, Supplier, Supply, Tag

registry = Registry()


class CountedConnection(relay.Connection):
    class Meta:
        abstract = True

    total_count = graphene.Int(required=True)
    how_many = graphene.Int()
    titles = graphene.List(graphene.String)

    def resolve_total_count(self, info: Any) -> int:
        return self.iterable.count()

    def resolve_how_many(self, info: Any) -> int:
        return self.length

    def resolve_titles(self, info: Any) -> list[str]:
        return [str(edge.node.pk) for edge in self.edges]


class BrandFilter(django_filters.FilterSet):
    class Meta:
        model = Brand
        fields = {"name": ["exact", "icontains"], "country": ["exact"]}


class BrandNode(DjangoObjectType):
    """Inactive brands are hidden, for those who don't ask by a header."""

    class Meta:
        model = Brand
        fields = "__all__"
        interfaces = (relay.Node,)
        filterset_class = BrandFilter
        registry = registry

    shout = graphene.String()
    product_count = graphene.Int()
    best = graphene.Field(lambda: ProductNode)
    cheap = graphene.List(lambda: ProductNode)

    @classmethod
    def get_queryset(cls, queryset: Any, info: Any) -> Any:
        if info.context.headers.get("X-Refuse") == "brands":
            raise GraphQLError("No brands for you", extensions={"code": "REFUSED"})
        return queryset.filter(is_active=True)

    @optimize_query(only=["name"])
    def resolve_shout(self, info: Any) -> str:
        return self.name.upper()

    @optimize_query(prefetch_related=["products"])
    def resolve_product_count(self, info: Any) -> int:
        return len(self.products.all())

    @optimize_query(prefetch_related=["products"])
    def resolve_best(self, info: Any) -> Any:
        return max(self.products.all(), key=lambda product: (product.price or 0, product.pk), default=None)

    @optimize_query(prefetch_related=["products"])
    def resolve_cheap(self, info: Any) -> Any:
        return [product for product in self.products.all() if product.price and product.price < 30]


class CategoryNode(DjangoObjectType):
    class Meta:
        model = Category
        fields = "__all__"
        interfaces = (relay.Node,)
        connection_class = CountedConnection
        registry = registry


class TagType(DjangoObjectType):
    """No node: a plain list."""

    class Meta:
        model = Tag
        fields = "__all__"
        registry = registry


class ProductFilter(django_filters.FilterSet):
    order_by = django_filters.OrderingFilter(fields=(("price", "price"), ("name", "name")))
    tag = django_filters.ModelMultipleChoiceFilter(field_name="tags", queryset=Tag.objects.all())

    class Meta:
        model = Product
        fields = {"name": ["exact", "icontains"], "stock": ["gte"], "status": ["exact"]}


class ProductNode(DjangoObjectType):
    class Meta:
        model = Product
        exclude = ("cost_price",)
        interfaces = (relay.Node,)
        filterset_class = ProductFilter
        registry = registry

    label = graphene.String(required=True)
    slogan = graphene.String()
    brand_id = graphene.ID()
    rows = graphene.List(lambda: ReviewNode, at_least=graphene.Int(default_value=0))
    odd = graphene.Int()
    strict = graphene.Int(required=True)
    maker = graphene.Field(BrandNode)

    def resolve_label(self, info: Any) -> str:
        return f"{self.name} ({self.sku})"

    @optimize_query(only=["name", "sku"])
    def resolve_slogan(self, info: Any) -> str:
        return f"{self.name}!"

    def resolve_rows(self, info: Any, at_least: int) -> Any:
        return self.reviews.filter(rating__gte=at_least)

    def resolve_odd(self, info: Any) -> int:
        if self.pk % 2:
            raise ValueError(f"{self.pk} is odd")
        return self.pk

    def resolve_strict(self, info: Any) -> Any:
        return None if self.pk == 4 else self.pk

    @optimize_query(select_related=["brand"])
    def resolve_maker(self, info: Any) -> Any:
        return self.brand


class BookNode(DjangoObjectType):
    class Meta:
        model = Book
        fields = ("id", "name", "pages", "isbn", "brand", "tags", "reviews")
        interfaces = (relay.Node,)
        registry = registry


class ReviewNode(DjangoObjectType):
    """Only public ones."""

    class Meta:
        model = Review
        fields = "__all__"
        interfaces = (relay.Node,)
        registry = registry

    @classmethod
    def get_queryset(cls, queryset: Any, info: Any) -> Any:
        return queryset.filter(is_public=True)


class UserType(DjangoObjectType):
    class Meta:
        model = User
        fields = ("id", "username", "reviews")
        registry = registry


class SupplierType(DjangoObjectType):
    class Meta:
        model = Supplier
        fields = "__all__"
        registry = registry


class SupplyType(DjangoObjectType):
    class Meta:
        model = Supply
        fields = "__all__"
        convert_choices_to_enum = False
        registry = registry


class BarcodeType(DjangoObjectType):
    class Meta:
        model = Barcode
        fields = "__all__"
        registry = registry


class ArticleType(DjangoObjectType):
    class Meta:
        model = Article
        fields = "__all__"
        registry = registry

    upper_title = graphene.String()

    def resolve_upper_title(self, info: Any) -> str:
        return self.title.upper()


class Found(graphene.Union):
    class Meta:
        types = (ProductNode, BrandNode, TagType)


class Numbers(graphene.ObjectType):
    products = DjangoConnectionField(ProductNode)
    tags = DjangoListField(TagType)


class AnnotatedBrand(DjangoObjectType):
    class Meta:
        model = Brand
        fields = ("name", "country")
        skip_registry = True
        registry = registry

    how_many = graphene.Int()


class Query(graphene.ObjectType):
    node = relay.Node.Field()
    product = relay.Node.Field(ProductNode)
    one_product = graphene.Field(ProductNode, pk=graphene.Int(required=True))
    products = DjangoFilterConnectionField(ProductNode)
    plain_products = DjangoConnectionField(ProductNode)
    few_products = DjangoConnectionField(ProductNode, max_limit=2)
    all_products = DjangoConnectionField(ProductNode, max_limit=None)
    must_limit = DjangoConnectionField(ProductNode, enforce_first_or_last=True)
    resolved_products = DjangoConnectionField(ProductNode, cheap=graphene.Boolean())
    listed_products = DjangoConnectionField(ProductNode)
    product_list = graphene.List(ProductNode)
    strict_list = graphene.List(graphene.NonNull(ProductNode), required=True)
    prefetched = graphene.List(ProductNode)
    joined = graphene.List(ProductNode)
    tuned = graphene.List(ProductNode)
    united = graphene.List(ProductNode)
    distinct_products = graphene.List(ProductNode)
    as_list = graphene.List(ProductNode)
    values = graphene.List(ProductNode)
    strangers = graphene.List(ProductNode)
    brands = DjangoFilterConnectionField(BrandNode)
    countries = graphene.List(AnnotatedBrand)
    counted_brands = graphene.List(AnnotatedBrand)
    categories = DjangoConnectionField(CategoryNode)
    tags = DjangoListField(TagType)
    top_tags = DjangoListField(TagType)
    books = DjangoConnectionField(BookNode)
    reviews = DjangoConnectionField(ReviewNode)
    users = DjangoListField(UserType)
    suppliers = DjangoListField(SupplierType)
    supplies = DjangoListField(SupplyType)
    barcodes = DjangoListField(BarcodeType)
    articles = DjangoListField(ArticleType)
    search = graphene.List(Found)
    numbers = graphene.Field(Numbers)
    me = graphene.String()
    unsaved = graphene.Field(ProductNode)
    debug = graphene.Field(DjangoDebug, name="_debug")

    def resolve_one_product(self: Any, info: Any, pk: int) -> Any:
        return Product.objects.get(pk=pk)

    def resolve_resolved_products(self: Any, info: Any, cheap: bool = False, **args: Any) -> Any:
        return Product.objects.filter(price__lt=20) if cheap else Product.objects.order_by("-pk")

    def resolve_listed_products(self: Any, info: Any, **args: Any) -> Any:
        return [Product.objects.get(pk=key) for key in (3, 1, 4)]

    def resolve_product_list(self: Any, info: Any) -> Any:
        return Product.objects.all()

    def resolve_strict_list(self: Any, info: Any) -> Any:
        return Product.objects.order_by("-pk")[:4]

    def resolve_prefetched(self: Any, info: Any) -> Any:
        dear = Review.objects.filter(rating__gte=4)
        return Product.objects.prefetch_related(Prefetch("reviews", queryset=dear), "tags", "supplies")

    def resolve_joined(self: Any, info: Any) -> Any:
        return Product.objects.select_related("brand", "category").prefetch_related("tags").only("name", "brand__name", "category__name")

    def resolve_tuned(self: Any, info: Any) -> Any:
        rows = Product.objects.select_related("brand", "category__parent")
        return rows.prefetch_related("tags", Prefetch("supplies", queryset=Supply.objects.select_related("supplier")))

    def resolve_united(self: Any, info: Any) -> Any:
        return Product.objects.filter(pk=1).union(Product.objects.filter(pk=4)).order_by("pk")

    def resolve_distinct_products(self: Any, info: Any) -> Any:
        return Product.objects.filter(tags__isnull=False).distinct()

    def resolve_as_list(self: Any, info: Any) -> Any:
        return [None, *Product.objects.order_by("pk")[:3], None]

    def resolve_values(self: Any, info: Any) -> Any:
        return Product.objects.values("name")

    def resolve_strangers(self: Any, info: Any) -> Any:
        return Brand.objects.all()

    def resolve_countries(self: Any, info: Any) -> Any:
        return Brand.objects.order_by("country").filter(products__isnull=False).distinct()

    def resolve_counted_brands(self: Any, info: Any) -> Any:
        return Brand.objects.annotate(how_many=Count("products"))

    def resolve_top_tags(self: Any, info: Any) -> Any:
        return Tag.objects.order_by("-name")[:2]

    def resolve_search(self: Any, info: Any) -> Any:
        return [*Product.objects.order_by("pk")[:3], *Brand.objects.all(), *Tag.objects.all()]

    def resolve_numbers(self: Any, info: Any) -> Any:
        return Numbers()

    def resolve_me(self: Any, info: Any) -> str:
        return info.context.method

    def resolve_unsaved(self: Any, info: Any) -> Any:
        return Product(name="New", sku="N-1", brand=Brand(name="Fresh"), price="1.50", stock=2)


class RenameProduct(relay.ClientIDMutation):
    class Input:
        sku = graphene.String(required=True)
        name = graphene.String(required=True)

    product = graphene.Field(ProductNode)

    @classmethod
    def mutate_and_get_payload(cls, root: Any, info: Any, sku: str, name: str, **rest: Any) -> Any:
        product = Product.objects.get(sku=sku)
        product.name = name
        product.save()
        return cls(product=product)


class Mutation(graphene.ObjectType):
    rename_product = RenameProduct.Field()


schema = graphene.Schema(query=Query, mutation=Mutation, types=[BookNode])
