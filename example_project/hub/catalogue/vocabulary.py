"""The words that the seeded catalogue is made of. Brands are invented; kinds of parts are not."""

from __future__ import annotations

from dataclasses import dataclass

from hub.catalogue.parts import MEASURES


@dataclass(frozen=True, slots=True)
class BrandWords:
    name: str
    country: str
    founded: int
    series: tuple[str, ...]


BRANDS = (
    BrandWords("Nordbrems", "SE", 1953, ("Fjord", "Polar")),
    BrandWords("Castellan", "DE", 1921, ("Pro", "Classic", "Ultra")),
    BrandWords("Arvika Filtration", "SE", 1968, ("Pure", "Micro")),
    BrandWords("Velotech", "IT", 1974, ("Corsa", "Strada")),
    BrandWords("Lumiq", "FR", 1988, ("Clair", "Nuit")),
    BrandWords("Okabe Seiko", "JP", 1949, ("Zen", "Kaze")),
    BrandWords("Hartmann & Voss", "DE", 1898, ("Meister", "Werk")),
    BrandWords("Brnotech", "CZ", 1962, ("Standard", "Heavy")),
    BrandWords("Alpenöl", "AT", 1937, ("Gipfel", "Tal")),
    BrandWords("Sierra Suspensión", "ES", 1979, ("Cumbre", "Valle")),
    BrandWords("Great Lakes Ignition", "US", 1955, ("Superior", "Huron")),
    BrandWords("Ferrante", "IT", 1961, ("Sport", "Touring")),
    BrandWords("Kintsu", "JP", 1983, ("Alpha", "Sigma")),
    BrandWords("Mirador Glass", "ES", 1992, ("Vista",)),
    BrandWords("Rheinkabel", "DE", 1946, ("Flex", "Duro")),
    BrandWords("Beaumont Échappement", "FR", 1958, ("Série A", "Série R")),
    BrandWords("Prairie Tool", "US", 1931, ("Shop", "Field")),
    BrandWords("Tatra Cooling", "CZ", 1971, ("Arctic", "Flow")),
    BrandWords("Steyrlager", "AT", 1925, ("Präzision", "Kompakt")),
    BrandWords("Halvorsen", "SE", 2004, ("One", "Two")),
)


ATTRIBUTES = (
    ("capacity", "Capacity", "number", "", []),
    ("diameter", "Diameter", "number", "mm", []),
    ("length", "Length", "number", "mm", []),
    ("material", "Material", "text", "", list(MEASURES["material"])),
    ("standards", "Standards met", "list", "", []),
    ("thickness", "Thickness", "number", "mm", []),
    ("thread", "Thread", "text", "", list(MEASURES["thread"])),
    ("torque", "Highest torque", "number", "N·m", []),
    ("viscosity", "Viscosity", "text", "", list(MEASURES["viscosity"])),
    ("voltage", "Voltage", "number", "V", list(MEASURES["voltage"])),
    ("wear-sensor", "Wear sensor", "boolean", "", []),
)

TAGS = (
    ("Winter", "season", ["snow", "cold"]),
    ("Summer", "season", ["holiday"]),
    ("Inspection", "season", ["check-up", "roadworthiness"]),
    ("Bestseller", "campaign", ["popular"]),
    ("Clearance", "campaign", ["sale", "last chance"]),
    ("New", "campaign", ["novelty"]),
    ("Workshop choice", "quality", ["professional"]),
    ("Original equipment", "quality", ["OE", "OEM"]),
    ("Remanufactured", "quality", ["refurbished"]),
    ("Low emission", "quality", ["green", "eco"]),
    ("Tuning", "quality", ["sport", "racing"]),
    ("Classic car", "quality", ["oldtimer", "vintage"]),
)
