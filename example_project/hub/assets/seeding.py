"""Seeds assets and ties them to what they show."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from hub.assets.drawing import LOGO_SIZE, PICTURE_SIZE, document, keep, picture
from hub.assets.models import Asset, AssetLink, DocumentAsset, ImageAsset, VideoAsset
from hub.catalogue.models import Brand, Category, Product
from hub.catalogue.parts import PARTS
from hub.fitment.models import VehicleModel
from hub.seeding import Seeding, settle_timestamps

LICENCE = {"owner": "the maker", "regions": ["EU", "EFTA"]}
Kind = DocumentAsset.Kind


class Shelf:
    """The assets made so far, by what they show."""

    def __init__(self, seeding: Seeding) -> None:
        self.seeding = seeding
        self.brands = list(Brand.objects.all())
        self.categories = list(Category.objects.filter(parent__isnull=False))
        self.pictures: dict[tuple[int, int], Asset] = {}
        self.documents: dict[int, list[Asset]] = defaultdict(list)

    def make(self, model: type[Asset], **values: Any) -> Any:
        """One asset with a drawn key; children of a multi-table parent cannot be written in bulk."""
        made = model(
            id=uuid.UUID(int=self.seeding.random.getrandbits(128), version=4),
            licence=LICENCE,
            created_at=self.seeding.moment(900),
            **values,
        )
        made.save(force_insert=True)
        self.seeding.on_rows(1)
        return made


def seed_assets(seeding: Seeding) -> None:
    shelf = Shelf(seeding)
    _make_pictures(shelf)
    _make_documents(shelf)
    seeding.store(_brand_links(shelf))
    seeding.store(_category_links(shelf))
    seeding.store(_vehicle_links(shelf))
    seeding.store(link for product in Product.objects.order_by("pk") for link in _product_links(shelf, product))
    settle_timestamps(Asset)


def _make_pictures(shelf: Shelf) -> None:
    for number, category in enumerate(shelf.categories):
        name = f"previews/{category.slug}.png"
        size = keep(name, picture(category.name, number))
        for brand in shelf.brands:
            shelf.pictures[brand.pk, category.pk] = _image(shelf, f"{brand.name} {category.name.lower()}", name, size, PICTURE_SIZE)


def _image(shelf: Shelf, title: str, name: str, bytes_: int, size: tuple[int, int]) -> Any:
    return shelf.make(
        ImageAsset,
        title=title,
        file=name,
        preview=name,
        media_type="image/png",
        size_bytes=bytes_,
        width=size[0],
        height=size[1],
        alternative_text=f"{title}, seen from the front",
    )


def _make_documents(shelf: Shelf) -> None:
    dangerous = {part.category for part in PARTS if part.hazard_class}
    files = {kind: keep(f"assets/{kind}.pdf", document(kind.label)) for kind in Kind}
    for category in shelf.categories:
        kinds = [Kind.DATA_SHEET, Kind.MANUAL, *([Kind.SAFETY] if category.name in dangerous else [])]
        shelf.documents[category.pk] = [_document(shelf, f"{category.name}: {kind.label.lower()}", kind, files[kind]) for kind in kinds]
        shelf.documents[category.pk].append(_video(shelf, category))


def _document(shelf: Shelf, title: str, kind: DocumentAsset.Kind, size: int) -> Any:
    return shelf.make(
        DocumentAsset,
        title=title,
        kind=kind,
        file=f"assets/{kind}.pdf",
        media_type="application/pdf",
        size_bytes=size,
        language="en",
        pages=shelf.seeding.random.randint(1, 24),
        revision=f"{shelf.seeding.random.randint(1, 9)}.0",
        visibility=Asset.Visibility.INTERNAL if kind == Kind.CONTRACT else Asset.Visibility.PUBLIC,
    )


def _video(shelf: Shelf, category: Category) -> Any:
    seconds = timedelta(seconds=shelf.seeding.random.randint(40, 900))
    return shelf.make(
        VideoAsset, title=f"{category.name}: fitting film", media_type="video/mp4", running_time=seconds, captions=["en", "de"]
    )


def _link(asset: Asset, target: models.Model, role: AssetLink.Role, position: int = 0) -> AssetLink:
    return AssetLink(asset=asset, content_type=ContentType.objects.get_for_model(target), object_id=target.pk, role=role, position=position)


def _brand_links(shelf: Shelf) -> Iterator[AssetLink]:
    contract_size = len(document(Kind.CONTRACT.label))
    for number, brand in enumerate(shelf.brands):
        name = f"logos/{brand.slug}.png"
        size = keep(name, picture(brand.name, number, LOGO_SIZE))
        yield _link(_image(shelf, f"{brand.name} logo", name, size, LOGO_SIZE), brand, AssetLink.Role.LOGO)
        yield _link(
            _document(shelf, f"{brand.name}: supply contract", Kind.CONTRACT, contract_size), brand, AssetLink.Role.DOCUMENTATION, 1
        )


def _category_links(shelf: Shelf) -> Iterator[AssetLink]:
    for category in shelf.categories:
        yield _link(shelf.pictures[shelf.brands[0].pk, category.pk], category, AssetLink.Role.MAIN)


def _vehicle_links(shelf: Shelf) -> Iterator[AssetLink]:
    name = "previews/vehicle.png"
    size = keep(name, picture("Vehicle", 5))
    for model in VehicleModel.objects.select_related("make"):
        yield _link(_image(shelf, f"{model.make.name} {model.name}", name, size, PICTURE_SIZE), model, AssetLink.Role.MAIN)


def _product_links(shelf: Shelf, product: Product) -> Iterator[AssetLink]:
    yield _link(shelf.pictures[product.brand_id, product.category_id], product, AssetLink.Role.MAIN)
    for position, asset in enumerate(shelf.documents[product.category_id], start=1):
        if shelf.seeding.chance(0.6):
            yield _link(asset, product, AssetLink.Role.DOCUMENTATION, position)
