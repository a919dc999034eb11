"""Twenty-five products."""

from tests.apps.shop.models import Brand, Product

ROWS = 25


def make_rows() -> None:
    brand = Brand.objects.create(name="Acme")
    Product.objects.bulk_create(
        Product(name=f"Product {number:02}", sku=f"S-{number}", brand=brand, created_at="2024-01-01T00:00:00Z") for number in range(ROWS)
    )
