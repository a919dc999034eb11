from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import include, path


async def ping(request: HttpRequest) -> HttpResponse:
    """What the loop answers by itself."""
    return HttpResponse("pong")


def only_sync(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """A middleware that knows nothing of async."""
    return lambda request: get_response(request)


urlpatterns = [path("graphql/", include("django_graphql_auto.urls")), path("ping/", ping)]
