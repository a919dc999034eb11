from django.urls import include, path

urlpatterns = [path("graphql/", include("django_graphql_auto.urls"))]
