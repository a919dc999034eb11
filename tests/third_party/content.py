"""A small site and a small shop, made with wagtail's, django-oscar's and django-taggit's own functions."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from importlib import import_module
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import connection
from oscar.apps.catalogue.categories import create_from_breadcrumbs
from oscar.apps.catalogue.models import Product
from oscar.apps.partner.strategy import Default
from oscar.core.loading import get_model
from oscar.test.factories import create_order, create_product, create_product_image
from PIL import Image as Picture
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, Locale, Page, Site
from wagtail.test.demosite.models import BlogEntryPage, BlogIndexPage, EventPage, HomePage
from wagtail.test.testapp.models import SimplePage

TEXT = {"body": "<p>Text</p>"}
FIRST_DAY = datetime.date(2024, 1, 1)
TAGS = ("harbour", "salt", "wind")


def make_content() -> None:
    """What a site and a shop hold after their first day."""
    make_ground()
    make_pages()
    make_media()
    make_shop()


def make_ground() -> None:
    """What wagtail's and django-oscar's migrations would have made."""
    for code in ("en", "fr"):
        Locale.objects.create(language_code=code)
    Collection.add_root(name="Root").add_child(name="Harbours")
    root = Page.add_root(title="Root", slug="root")
    home = root.add_child(instance=HomePage(title="Home", slug="home", body="<p>Welcome.</p>"))
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    if connection.vendor == "postgresql":
        import_module("oscar.apps.catalogue.migrations.0030_auto_20250217_1247").create_materialized_view(apps, None)


def make_pages() -> None:
    """A tree three levels deep: a published and a changed entry, a draft, a translation, an alias, a redirect."""
    home = HomePage.objects.get()
    blog = home.add_child(instance=BlogIndexPage(title="Blog", slug="blog", intro="News"))
    for number, tag in enumerate(TAGS):
        entry = blog.add_child(instance=BlogEntryPage(title=f"Entry {number}", slug=f"entry-{number}", date=FIRST_DAY, **TEXT))
        entry.tags.add(tag, "sea")
        entry.save_revision().publish()
    entry.title = "A better title"
    entry.save_revision()
    blog.add_child(instance=BlogEntryPage(title="A draft", slug="draft", date=FIRST_DAY, **TEXT, live=False))
    regatta = EventPage(
        title="A regatta", slug="regatta", date_from=FIRST_DAY, audience="public", location="Kiel", body="<p>Text</p>", cost="0"
    )
    home.add_child(instance=regatta)
    home.add_child(instance=SimplePage(title="Imprint", slug="imprint", content="<p>Who we are</p>"))
    home.copy_for_translation(Locale.objects.get(language_code="fr"))
    entry.create_alias(update_slug="alias")
    Redirect.add_redirect("/old", redirect_to=entry.page_ptr)


def make_media() -> None:
    user = User.objects.create_user("editor")
    harbours = Collection.objects.get(name="Harbours")
    for number, tag in enumerate(TAGS):
        picture = io.BytesIO()
        Picture.new("RGB", (40 + number, 30), "navy").save(picture, "PNG")
        image = Image.objects.create(title=f"Harbour {number}", file=ImageFile(picture, f"harbour-{number}.png"), uploaded_by_user=user)
        image.tags.add(tag, "sea")
        image.get_rendition("width-20")
        file = ContentFile(b"tides", f"tides-{number}.txt")
        Document.objects.create(title=f"Tides {number}", file=file, collection=harbours).tags.add(tag)


def make_shop() -> None:
    """Categories three levels deep, products with attributes, stock, pictures, variants and recommendations, an order."""
    sailing = create_from_breadcrumbs("Sport > Sailing")
    rope = create_product(
        upc="rope", title="Rope", product_class="Ropes", price=Decimal("9.90"), num_in_stock=5, attributes={"colour": "red"}
    )
    line = create_product(
        upc="line", title="Line", product_class="Ropes", price=Decimal("0.10"), num_in_stock=0, attributes={"colour": "blue"}
    )
    create_product(upc="rope-10", title="Rope, 10 m", product_class="Ropes", parent=rope, price=Decimal("99.00"), num_in_stock=1)
    create_product_image(rope, original=Image.objects.first().file.name)
    for product in (rope, line):
        get_model("catalogue", "ProductCategory").objects.create(product=product, category=sailing)
    get_model("catalogue", "ProductRecommendation").objects.create(primary=rope, recommendation=line)
    create_order(number="1001", basket=_basket(rope), user=User.objects.get(username="editor"))


def _product(title: str, price: Decimal, **rest: Any) -> Product:
    return create_product(title=title, upc=title.lower(), product_class="Ropes", price=price, **rest)


def _basket(product: Product) -> object:
    basket = get_model("basket", "Basket").objects.create()
    basket.strategy = Default()
    basket.add_product(product, quantity=2)
    return basket
