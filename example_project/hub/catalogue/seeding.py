"""Seeds the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from django.utils.text import slugify

from hub.catalogue.models import Attribute, AttributeValue, Brand, Category, Product, ProductRelation, ProductTag, ProductVariant, Tag
from hub.catalogue.parts import MEASURES, PARTS, PartWords
from hub.catalogue.vocabulary import ATTRIBUTES, BRANDS, TAGS
from hub.seeding import SEEDED_ON, Seeding, settle_timestamps

PARTS_BY_CATEGORY = {slugify(part.category): part for part in PARTS}


def seed_organisation(seeding: Seeding) -> None:
    """Brands, categories, tags and attributes."""
    seeding.store(_brands(seeding))
    shelves = {row.name: row for row in seeding.store(_shelves())}
    seeding.store(_categories(shelves))
    seeding.store(Tag(name=name, slug=slugify(name), kind=kind, synonyms=synonyms) for name, kind, synonyms in TAGS)
    seeding.store(
        Attribute(code=code, name=name, data_type=data_type, unit=unit, allowed_values=allowed)
        for code, name, data_type, unit, allowed in ATTRIBUTES
    )
    settle_timestamps(Brand)


def _brands(seeding: Seeding) -> Iterator[Brand]:
    for words in BRANDS:
        slug = slugify(words.name)
        yield Brand(
            name=words.name,
            slug=slug,
            country=words.country,
            founded=words.founded,
            website=f"https://{slug}.example/",
            logo=f"logos/{slug}.png",
            story=f"{words.name} has made parts since {words.founded}; its series are {', '.join(words.series)}.",
            is_active=words.name != "Halvorsen",
            created_at=seeding.moment(2_000),
        )


def _shelves() -> Iterator[Category]:
    for position, name in enumerate(dict.fromkeys(part.shelf for part in PARTS)):
        slug = slugify(name)
        yield Category(name=name, slug=slug, path=f"{slug}/", position=position)


def _categories(shelves: dict[str, Category]) -> Iterator[Category]:
    for position, part in enumerate(PARTS):
        shelf, slug = shelves[part.shelf], slugify(part.category)
        yield Category(parent=shelf, name=part.category, slug=slug, path=f"{shelf.path}{slug}/", position=position)


def seed_products(seeding: Seeding) -> None:
    """Products with their variants, attribute values, tags and relations."""
    products = seeding.store(_products(seeding))
    seeding.store(variant for product in products for variant in _variants(seeding, product))
    attributes = {attribute.code: attribute for attribute in Attribute.objects.all()}
    seeding.store(value for product in products for value in _attribute_values(seeding, product, attributes))
    tags = list(Tag.objects.all())
    seeding.store(link for product in products for link in _tags(seeding, product, tags))
    seeding.store(_relations(seeding, products))
    settle_timestamps(Product)
    settle_timestamps(ProductVariant)


def part_of(product: Product) -> PartWords:
    """The words that a seeded product was made of."""
    return PARTS_BY_CATEGORY[product.category.slug]


def _products(seeding: Seeding) -> Iterator[Product]:
    brands = {brand.name: brand for brand in Brand.objects.all()}
    categories = {category.slug: category for category in Category.objects.filter(parent__isnull=False)}
    for index in range(seeding.products):
        words, part = seeding.random.choice(BRANDS), seeding.random.choice(PARTS)
        series, qualifier = seeding.random.choice(words.series), seeding.random.choice(part.qualifiers.split("|"))
        name = f"{words.name} {series} {qualifier} {part.noun} {seeding.random.randrange(100, 1000)}"
        product = Product(
            number=f"{words.name[:3].upper()}-{100_000 + index}",
            name=name,
            slug=f"{slugify(name)}-{index}",
            brand=brands[words.name],
            category=categories[slugify(part.category)],
            hazard_class=part.hazard_class,
            summary=f"{qualifier} {part.noun.lower()} of the {series} series.",
            description=f"{name}, made by {words.name} for {part.category.lower()} in daily use and on long journeys.",
        )
        _draw_life(seeding, product)
        _draw_terms(seeding, product, part)
        yield product


def _draw_life(seeding: Seeding, product: Product) -> None:
    product.created_at = seeding.moment(1_500)
    product.status = seeding.random.choices(Product.Status.values, weights=(6, 86, 8))[0]
    product.is_active = seeding.chance(0.97)
    if product.status != Product.Status.DRAFT:
        product.published_at = product.created_at + timedelta(hours=seeding.random.randrange(1, 200))
        product.launched_on = product.published_at.date()
        product.published_at = min(product.published_at, SEEDED_ON)


def _draw_terms(seeding: Seeding, product: Product, part: PartWords) -> None:
    cheapest, dearest = part.price
    retail = cheapest + (dearest - cheapest) * seeding.random.betavariate(2, 4)
    product.cost_price = Decimal(f"{retail * seeding.random.uniform(0.42, 0.68):.2f}")
    product.warranty = None if part.hazard_class else timedelta(days=365 * seeding.random.choice((1, 2, 2, 3, 5)))
    product.packaging = {
        "unitsPerCarton": seeding.random.choice((1, 6, 12, 24)),
        "material": "cardboard",
        "recyclable": seeding.chance(0.9),
    }
    if seeding.chance(0.05):
        product.internal_notes = "The maker announced a new packaging; check the dimensions."


def _variants(seeding: Seeding, product: Product) -> Iterator[ProductVariant]:
    part = part_of(product)
    option, values = part.option
    count = seeding.random.choice((1, 2, 2, len(values)))
    for position, value in enumerate(values[:count]):
        length, width, height = (max(10, round(side * seeding.random.uniform(0.8, 1.2))) for side in part.size_mm)
        yield ProductVariant(
            product=product,
            sku=f"{product.number}-{position + 1}",
            name=f"{option}: {value}",
            options={option: value},
            ean=4_000_000_000_000 + product.pk * 100 + position,
            pack_size=value if isinstance(value, int) and option == "pack" else 1,
            weight_g=seeding.random.randint(*part.weight_g),
            length_mm=length,
            width_mm=width,
            height_mm=height,
            is_default=position == 0,
            position=position,
            created_at=product.created_at,
        )


SOURCES = ("Maker's data sheet", "Own laboratory", "Supplier's file")


def _attribute_values(seeding: Seeding, product: Product, attributes: dict[str, Attribute]) -> Iterator[AttributeValue]:
    for code in part_of(product).measures.split():
        yield AttributeValue(
            product=product, attribute=attributes[code], value=seeding.random.choice(MEASURES[code]), source=seeding.random.choice(SOURCES)
        )


def _tags(seeding: Seeding, product: Product, tags: list[Tag]) -> Iterator[ProductTag]:
    for tag in seeding.random.sample(tags, seeding.random.choice((0, 1, 2, 2, 3))):
        yield ProductTag(product=product, tag=tag, relevance=seeding.random.randint(10, 100), added_on=seeding.day(400))


def _relations(seeding: Seeding, products: list[Product]) -> Iterator[ProductRelation]:
    for source in products:
        for position, target in enumerate(seeding.random.sample(products, min(len(products), seeding.random.choice((0, 1, 2, 3))))):
            if source is not target:
                yield ProductRelation(source=source, target=target, kind=_kind(seeding, source), position=position)


def _kind(seeding: Seeding, source: Product) -> str:
    if source.status == Product.Status.DISCONTINUED:
        return ProductRelation.Kind.SUCCESSOR
    return seeding.random.choice((ProductRelation.Kind.ACCESSORY, ProductRelation.Kind.ALTERNATIVE))
