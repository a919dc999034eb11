from django.http import HttpRequest, HttpResponse
from django.urls import include, path


async def ping(request: HttpRequest) -> HttpResponse:
    """What the loop answers by itself."""
    return HttpResponse("pong")


urlpatterns = [path("graphql/", include("django_graphql_auto.urls")), path("ping/", ping)]
