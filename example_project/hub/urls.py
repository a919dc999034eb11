"""Where things are."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.urls import include, path

from django_graphql_auto.graphene_schemas import PlannedGraphQLView
from hub.catalogue.hand_written import schema
from hub.start.views import start

urlpatterns = [
    path("", start, name="start"),
    path("graphql/", include("django_graphql_auto.urls")),
    path("graphene/", PlannedGraphQLView.as_view(schema=schema), name="graphene"),
    path("login/", auth_views.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", auth_views.LogoutView.as_view(), name="logout"),
    path("admin/", admin.site.urls),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]
