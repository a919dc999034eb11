"""``path("graphql/", include("django_graphql_auto.urls"))``, for WSGI and ASGI."""

from django.urls import path
from django.urls.resolvers import RoutePattern

from django_graphql_auto.http.asgi import EitherPattern
from django_graphql_auto.http.assets import asset_view
from django_graphql_auto.http.views import graphql_view

app_name = "django_graphql_auto"

urlpatterns = [
    EitherPattern(RoutePattern("", name="graphql", is_endpoint=True), graphql_view, name="graphql"),
    path("assets/<slug:digest>/<str:name>", asset_view, name="asset"),
]
