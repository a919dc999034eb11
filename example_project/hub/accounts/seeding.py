"""Seeds customer groups and customers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from hub.accounts.models import Customer, CustomerGroup
from hub.seeding import Seeding, settle_timestamps

GROUPS = (
    ("fleet", "Fleet operators", "22.5", 60),
    ("retail", "Shops", "15.0", 30),
    ("workshop", "Workshops", "30.0", 14),
)
PLACES = (("SE", "Malmö"), ("DE", "Kassel"), ("FR", "Nantes"), ("ES", "Zaragoza"), ("IT", "Bologna"), ("CZ", "Brno"), ("AT", "Linz"))
FIRST_WORDS = ("Autohaus", "Garage", "Werkstatt", "Motor", "Carrera", "Meridian", "Ostsee", "Union", "Rapid", "Star")
LAST_WORDS = ("Lindqvist", "Moreau", "Bauer", "Novák", "Rossi", "García", "Huber", "Berg")


def seed_customers(seeding: Seeding) -> None:
    groups = seeding.store(
        CustomerGroup(code=code, name=name, discount_percent=Decimal(discount), payment_term=timedelta(days=days))
        for code, name, discount, days in GROUPS
    )
    seeding.store(_customers(seeding, groups))
    settle_timestamps(Customer)


def _customers(seeding: Seeding, groups: list[CustomerGroup]) -> Iterator[Customer]:
    for index in range(60):
        country, city = seeding.random.choice(PLACES)
        yield Customer(
            number=f"C-{10_001 + index}",
            name=f"{FIRST_WORDS[index % len(FIRST_WORDS)]} {LAST_WORDS[index // len(FIRST_WORDS) % len(LAST_WORDS)]}",
            group=groups[index % len(groups)],
            country=country,
            city=city,
            credit_limit=Decimal(seeding.random.randrange(1, 60) * 500),
            internal_rating=seeding.random.randint(1, 5),
            is_active=index % 20 != 19,
            created_at=seeding.moment(1_800),
        )
