"""Seeds price lists, prices and purchase prices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from hub.accounts.models import Customer, CustomerGroup
from hub.catalogue.models import ProductVariant
from hub.pricing.models import Currency, Price, PriceList, PurchasePrice
from hub.seeding import Seeding

CURRENCIES = (
    ("CZK", "Czech koruna", "Kč", 2),
    ("EUR", "Euro", "€", 2),
    ("JPY", "Yen", "¥", 0),
    ("SEK", "Swedish krona", "kr", 2),
    ("USD", "US dollar", "$", 2),
)
SUPPLIERS = ("Baltic Parts AB", "Donau Handels GmbH", "Nippon Export", "Rhône Pièces SA")
YEAR = date(2026, 1, 1)
CONTRACTS = 12
CENT = Decimal("0.01")


def seed_prices(seeding: Seeding) -> None:
    seeding.store(Currency(code=code, name=name, symbol=symbol, minor_units=digits) for code, name, symbol, digits in CURRENCIES)
    lists = seeding.store(_price_lists())
    variants = list(ProductVariant.objects.order_by("pk").values_list("pk", "product__cost_price"))
    for price_list in lists:
        seeding.store(_prices(seeding, price_list, variants))
    seeding.store(_purchase_prices(seeding, variants))


def _price_lists() -> Iterator[PriceList]:
    yield PriceList(code="retail-eur", name="Retail, euro", currency_id="EUR", is_public=True, valid_from=YEAR)
    yield PriceList(code="retail-sek", name="Retail, Swedish krona", currency_id="SEK", is_public=True, valid_from=YEAR)
    for group in CustomerGroup.objects.filter(code="workshop"):
        yield PriceList(code="workshop-eur", name="Workshops, euro", currency_id="EUR", group=group, valid_from=YEAR)
    for customer in Customer.objects.order_by("number")[:CONTRACTS]:
        yield PriceList(
            code=f"contract-{customer.number.lower()}",
            name=f"Contract of {customer.name}",
            currency_id="EUR",
            customer=customer,
            valid_from=YEAR,
            valid_to=date(2026, 12, 31),
        )


def _prices(seeding: Seeding, price_list: PriceList, variants: list[tuple[int, Any]]) -> Iterator[Price]:
    rate = Decimal("11.20") if price_list.currency_id == "SEK" else Decimal(1)
    margin, tiers = (Decimal("1.9"), (1,)) if price_list.is_public else (Decimal("1.45"), (1, 10))
    chosen = variants if price_list.customer_id is None else seeding.random.sample(variants, len(variants) // 40)
    for variant_id, cost in chosen:
        for tier in tiers:
            amount = cost * rate * margin * (Decimal("0.95") if tier > 1 else 1)
            yield Price(
                price_list=price_list,
                variant_id=variant_id,
                min_quantity=tier,
                amount=amount.quantize(CENT),
                currency_id=price_list.currency_id,
            )


def _purchase_prices(seeding: Seeding, variants: list[tuple[int, Any]]) -> Iterator[PurchasePrice]:
    for variant_id, cost in variants:
        yield PurchasePrice(
            variant_id=variant_id, supplier=seeding.random.choice(SUPPLIERS), amount=cost, currency_id="EUR", agreed_on=seeding.day(300)
        )
