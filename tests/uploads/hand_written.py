"""What a project writes with graphene itself, and takes files by."""

from __future__ import annotations

from typing import Any

import graphene
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from django_graphql_auto import Upload, type_for
from django_graphql_auto.graphene_schemas import PlannedGraphQLView
from tests.apps.shop.models import Product


class PageInput(graphene.InputObjectType):
    page_title = graphene.String()
    file_sent = Upload(required=True)


class ReplacePhoto(graphene.Mutation):
    class Arguments:
        product_id = graphene.ID(required=True, name="id")
        file = Upload(required=True)

    product = graphene.Field(type_for(Product))

    @staticmethod
    def mutate(root: Any, info: graphene.ResolveInfo, product_id: str, file: Any) -> ReplacePhoto:
        product = Product.objects.get(pk=product_id)
        product.photo = file
        product.save()
        return ReplacePhoto(product=product)


class ReadPages(graphene.Mutation):
    class Arguments:
        cover = Upload()
        more_pages = graphene.List(graphene.NonNull(PageInput))

    told = graphene.List(graphene.String)

    @staticmethod
    def mutate(root: Any, info: graphene.ResolveInfo, cover: Any = None, more_pages: Any = ()) -> ReadPages:
        pages = [(page.page_title, page.file_sent) for page in more_pages]
        return ReadPages(told=[f"{title} {file.content_type} {len(file.read())}" for title, file in [("cover", cover), *pages] if file])


class Mutation(graphene.ObjectType):
    replace_photo = ReplacePhoto.Field()
    read_pages = ReadPages.Field()


class Query(graphene.ObjectType):
    title = graphene.String(file=Upload())

    @staticmethod
    def resolve_title(root: Any, info: graphene.ResolveInfo, file: Any = None) -> str | None:
        return file and f"{type(file).__name__} of {file.size}"


class OwnMutation(graphene.ObjectType):
    """Of a schema without generated types."""

    read_pages = ReadPages.Field()


own_schema = graphene.Schema(query=Query, mutation=OwnMutation)

urlpatterns = [
    path("own/", csrf_exempt(PlannedGraphQLView.as_view(schema=own_schema))),
    path("batches/", csrf_exempt(PlannedGraphQLView.as_view(schema=own_schema, batch=True))),
]
