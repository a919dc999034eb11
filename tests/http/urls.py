"""A project with pages to log in and out."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

urlpatterns = [
    path("graphql/", include("django_graphql_auto.urls")),
    path("other/", include("django_graphql_auto.urls", namespace="other")),
    path("accounts/login/", LoginView.as_view()),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
]
