"""The application that the tests serve. A database in a file is made and filled here, since the test has none."""

from django.core.asgi import get_asgi_application
from django.core.management import call_command
from django.db import connection

application = get_asgi_application()

from django_graphql_auto import ModelOptions, computed, register  # noqa: E402
from tests.apps.shop.models import Product  # noqa: E402
from tests.served.rows import make_rows  # noqa: E402


@register(Product)
class ProductOptions(ModelOptions):
    @computed(requires=["name"])
    def label(self, row: Product) -> str:
        """Cuts the connection on the way: the next chunk can't be read."""
        if row.name == "Product 17":
            connection.connection.close()
        return row.name


if connection.vendor == "sqlite":
    call_command("migrate", run_syncdb=True, verbosity=0)
    make_rows()
    connection.close()
