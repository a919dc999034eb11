"""``path("graphql/", include("django_graphql_auto.urls"))``."""

from django.urls import path

from django_graphql_auto.http.assets import asset_view
from django_graphql_auto.http.views import graphql_view

app_name = "django_graphql_auto"

urlpatterns = [
    path("", graphql_view, name="graphql"),
    path("assets/<slug:digest>/<str:name>", asset_view, name="asset"),
]
