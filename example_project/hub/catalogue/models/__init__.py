"""What is sold, and how it is described."""

from hub.catalogue.models.attributes import Attribute, AttributeValue
from hub.catalogue.models.organisation import Brand, Category, Tag
from hub.catalogue.models.products import DiscontinuedProduct, Product, ProductRelation, ProductTag, ProductVariant

__all__ = [
    "Attribute",
    "AttributeValue",
    "Brand",
    "Category",
    "DiscontinuedProduct",
    "Product",
    "ProductRelation",
    "ProductTag",
    "ProductVariant",
    "Tag",
]
