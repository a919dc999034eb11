"""No page: the contenders' views are called."""

urlpatterns: list[object] = []
