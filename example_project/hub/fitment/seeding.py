"""Seeds vehicles and fitments. Makes and models are invented, so that no real vehicle is given a wrong part."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product as combinations

from django.utils.text import slugify

from hub.catalogue.models import Product
from hub.catalogue.seeding import part_of
from hub.fitment.models import Fitment, Vehicle, VehicleMake, VehicleModel
from hub.seeding import Seeding

MAKES = (
    ("Halden", "SE", ("Birk", "Fjell", "Skog", "Strand")),
    ("Corvara", "IT", ("Brio", "Lupa", "Passo", "Vento")),
    ("Brandauer", "DE", ("B2", "B4", "B6", "Transporter")),
    ("Duval", "FR", ("Arc", "Mistral", "Port", "Rivage")),
    ("Takamori", "JP", ("Aki", "Haru", "Kumo", "Natsu")),
    ("Lakeshore", "US", ("Drifter", "Pioneer", "Summit", "Wrangham")),
    ("Moravia", "CZ", ("Favor", "Kombi", "Octant", "Tempo")),
    ("Ibérica", "ES", ("Alba", "Costa", "Rambla", "Sierra")),
    ("Wexford", "GB", ("Heron", "Kestrel", "Merlin", "Swift")),
    ("Hanseong", "KR", ("Ara", "Danbi", "Hana", "Miru")),
)
ENGINES = (
    ("1.0 T", "petrol", 70),
    ("1.4", "petrol", 66),
    ("1.6 T", "petrol", 132),
    ("2.0 D", "diesel", 110),
    ("2.2 D", "diesel", 140),
    ("1.8 Hybrid", "hybrid", 103),
    ("E 60", "electric", 150),
)
GENERATIONS = (("I", 1998, 2006), ("II", 2006, 2014), ("III", 2014, 2021), ("IV", 2021, None))
NOTES = (
    "",
    "",
    "",
    "",
    "Up to chassis number 48210.",
    "With sport suspension only.",
    "Not for vehicles with start-stop.",
    "Replace in pairs.",
)


def seed_vehicles(seeding: Seeding) -> None:
    """Makes, models and vehicles."""
    makes = seeding.store(VehicleMake(name=name, slug=slugify(name), country=country) for name, country, _ in MAKES)
    bodies = VehicleModel.Body.values
    models = seeding.store(
        VehicleModel(make=make, name=name, body=seeding.random.choice(bodies))
        for make, (_, _, names) in zip(makes, MAKES, strict=True)
        for name in names
    )
    seeding.store(_vehicles(seeding, models))


def _vehicles(seeding: Seeding, models: list[VehicleModel]) -> Iterator[Vehicle]:
    type_number = 10_000
    for model, (generation, year_from, year_to) in combinations(models, GENERATIONS):
        for engine, fuel, power in sorted(seeding.random.sample(ENGINES, 3)):
            type_number += 1
            yield Vehicle(
                type_number=type_number,
                model=model,
                generation=generation,
                engine=engine,
                fuel=fuel,
                power_kw=power + seeding.random.randrange(-5, 20),
                year_from=year_from,
                year_to=year_to,
            )


def seed_fitments(seeding: Seeding) -> None:
    """Which seeded product fits which vehicle."""
    vehicles = list(Vehicle.objects.all())
    products = Product.objects.select_related("category").order_by("pk")
    seeding.store(fitment for product in products for fitment in _fitments(seeding, product, vehicles))


def _fitments(seeding: Seeding, product: Product, vehicles: list[Vehicle]) -> Iterator[Fitment]:
    part = part_of(product)
    if part.universal:
        return
    first = seeding.random.randrange(len(vehicles))
    for vehicle in vehicles[first : first + seeding.random.randint(2, 9)]:
        yield Fitment(
            product=product,
            vehicle=vehicle,
            position=seeding.random.choice(part.positions),
            quantity=seeding.random.choice((1, 1, 2, 4)),
            notes=seeding.random.choice(NOTES),
            restrictions={"equipment": ["1LJ", "1ZF"]} if seeding.chance(0.04) else {},
        )
