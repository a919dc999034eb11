"""The words that the seeded catalogue is made of. Brands are invented; kinds of parts are not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


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


@dataclass(frozen=True, slots=True)
class Measure:
    """One attribute of a kind of part, with the values it takes."""

    code: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class PartWords:
    """A kind of part: the shelf it stands on and what its products look like."""

    shelf: str
    category: str
    noun: str
    qualifiers: tuple[str, ...]
    price: tuple[float, float]
    size_mm: tuple[int, int, int]
    weight_g: tuple[int, int]
    measures: tuple[Measure, ...]
    positions: tuple[int, ...] = (0,)
    universal: bool = False
    """Fits every vehicle, so that no fitments are kept."""
    hazard_class: int = 0
    options: tuple[tuple[str, tuple[Any, ...]], ...] = field(default=(("grade", ("Standard", "Premium", "Heavy duty")),))


FRONT_REAR, SIDES = (1, 2), (3, 4)
MATERIAL = Measure("material", ("Steel", "Aluminium", "Cast iron", "Composite"))
DIAMETER = Measure("diameter", tuple(range(180, 381, 10)))
THICKNESS = Measure("thickness", (8.5, 10, 12.2, 14.5, 16, 18.3, 20, 22, 25.5, 28))
VOLTAGE = Measure("voltage", (12, 24))
THREAD = Measure("thread", ("M8×1.0", "M10×1.25", "M12×1.5", "M14×1.5", "M18×1.5", "M20×1.5"))
WEAR_SENSOR = Measure("wear-sensor", (True, False))
STANDARDS = Measure("standards", (["ECE R90"], ["ECE R90", "ISO 9001"], ["ISO 9001"], ["ISO 14001", "ISO 9001"]))
VISCOSITY = Measure("viscosity", ("0W-20", "0W-30", "5W-30", "5W-40", "10W-40"))
LITRES = (("litres", (1, 5, 20, 60)),)
COLOURS = (("colour", ("Black", "Silver", "Anthracite")),)

PARTS = (
    PartWords("Brakes", "Brake pads", "Brake Pad Set", ("Ceramic", "Organic", "Low-Dust"), (18, 95), (160, 140, 70), (900, 2600), (THICKNESS, WEAR_SENSOR, STANDARDS), FRONT_REAR),
    PartWords("Brakes", "Brake discs", "Brake Disc", ("Vented", "Solid", "Slotted"), (24, 180), (340, 340, 60), (4200, 12500), (DIAMETER, THICKNESS, MATERIAL, STANDARDS), FRONT_REAR),
    PartWords("Brakes", "Brake calipers", "Brake Caliper", ("Floating", "Fixed"), (75, 420), (260, 190, 160), (2900, 6800), (MATERIAL, THREAD), SIDES),
    PartWords("Brakes", "Brake fluid", "Brake Fluid", ("DOT 4", "DOT 5.1"), (7, 60), (90, 60, 210), (500, 5400), (STANDARDS,), universal=True, hazard_class=8, options=LITRES),
    PartWords("Filters", "Oil filters", "Oil Filter", ("Spin-On", "Cartridge"), (5, 29), (95, 95, 120), (180, 640), (DIAMETER, THREAD, STANDARDS)),
    PartWords("Filters", "Air filters", "Air Filter", ("Panel", "Round", "Washable"), (9, 75), (300, 220, 60), (220, 900), (MATERIAL, THICKNESS)),
    PartWords("Filters", "Cabin filters", "Cabin Filter", ("Activated Carbon", "Particle", "Anti-Allergen"), (8, 48), (260, 210, 40), (150, 420), (THICKNESS, STANDARDS)),
    PartWords("Filters", "Fuel filters", "Fuel Filter", ("In-Line", "Cartridge"), (11, 82), (90, 90, 180), (260, 980), (DIAMETER, THREAD)),
    PartWords("Ignition", "Spark plugs", "Spark Plug", ("Iridium", "Platinum", "Nickel"), (3, 24), (25, 25, 100), (45, 70), (THREAD, MATERIAL), options=(("pack", (1, 4, 6)),)),
    PartWords("Ignition", "Ignition coils", "Ignition Coil", ("Pencil", "Block"), (22, 135), (180, 70, 60), (190, 850), (VOLTAGE, STANDARDS)),
    PartWords("Ignition", "Glow plugs", "Glow Plug", ("Fast", "Ceramic"), (8, 54), (25, 25, 140), (50, 110), (VOLTAGE, THREAD)),
    PartWords("Suspension", "Shock absorbers", "Shock Absorber", ("Gas", "Oil", "Adjustable"), (38, 340), (720, 130, 130), (2100, 5400), (DIAMETER, MATERIAL), FRONT_REAR),
    PartWords("Suspension", "Springs", "Coil Spring", ("Progressive", "Lowered", "Reinforced"), (25, 160), (480, 160, 160), (1900, 4100), (DIAMETER, MATERIAL), FRONT_REAR),
    PartWords("Suspension", "Control arms", "Control Arm", ("Forged", "Pressed"), (32, 210), (520, 260, 120), (1400, 4800), (MATERIAL, THREAD), SIDES),
    PartWords("Lighting", "Bulbs", "Bulb", ("H7", "H4", "LED"), (3, 49), (60, 60, 90), (30, 120), (VOLTAGE, STANDARDS), universal=True, options=(("pack", (1, 2, 10)),)),
    PartWords("Lighting", "Headlamps", "Headlamp", ("Halogen", "LED", "Xenon"), (85, 980), (560, 380, 320), (1900, 5200), (VOLTAGE, STANDARDS), SIDES, options=(("colour", ("Clear", "Smoked")),)),
    PartWords("Lighting", "Rear lamps", "Rear Lamp", ("LED", "Standard"), (42, 390), (420, 260, 210), (900, 2400), (VOLTAGE, STANDARDS), SIDES, options=(("colour", ("Red", "Smoked")),)),
    PartWords("Electrics", "Batteries", "Battery", ("AGM", "EFB", "Lead"), (58, 290), (310, 175, 190), (12000, 26000), (VOLTAGE, Measure("capacity", (44, 60, 70, 80, 95))), universal=True, hazard_class=8),
    PartWords("Electrics", "Alternators", "Alternator", ("New", "Remanufactured"), (110, 620), (210, 190, 180), (4800, 8600), (VOLTAGE, MATERIAL)),
    PartWords("Electrics", "Sensors", "Sensor", ("Wheel Speed", "Oxygen", "Coolant Temperature"), (12, 190), (120, 80, 40), (60, 320), (VOLTAGE, THREAD)),
    PartWords("Cooling", "Radiators", "Radiator", ("Brazed", "Mechanical"), (64, 480), (720, 480, 90), (2600, 6900), (MATERIAL, THICKNESS)),
    PartWords("Cooling", "Water pumps", "Water Pump", ("Electric", "Belt-Driven"), (28, 260), (170, 140, 130), (900, 2900), (MATERIAL, VOLTAGE)),
    PartWords("Cooling", "Coolants", "Coolant", ("G12", "G13", "Ready-Mixed"), (6, 120), (200, 140, 300), (1100, 22000), (STANDARDS,), universal=True, options=LITRES),
    PartWords("Exhaust", "Silencers", "Silencer", ("Centre", "Rear", "Sport"), (48, 640), (900, 300, 240), (5200, 14500), (DIAMETER, MATERIAL)),
    PartWords("Exhaust", "Catalytic converters", "Catalytic Converter", ("Euro 4", "Euro 5", "Euro 6"), (160, 1450), (620, 220, 200), (4100, 9800), (DIAMETER, STANDARDS)),
    PartWords("Transmission", "Clutch kits", "Clutch Kit", ("Two-Piece", "Three-Piece"), (89, 560), (320, 320, 140), (5600, 12800), (DIAMETER, MATERIAL)),
    PartWords("Transmission", "Drive shafts", "Drive Shaft", ("Left-Hand", "Right-Hand"), (72, 390), (820, 140, 140), (5200, 9400), (DIAMETER, MATERIAL), SIDES),
    PartWords("Steering", "Tie rod ends", "Tie Rod End", ("Outer", "Inner"), (9, 68), (180, 60, 60), (320, 1200), (THREAD, MATERIAL), SIDES),
    PartWords("Steering", "Wheel bearings", "Wheel Bearing Kit", ("Sealed", "With Hub"), (24, 230), (150, 150, 90), (900, 3900), (DIAMETER, MATERIAL), FRONT_REAR),
    PartWords("Oils & fluids", "Engine oils", "Engine Oil", ("Fully Synthetic", "Semi-Synthetic"), (9, 380), (200, 140, 320), (950, 55000), (VISCOSITY, STANDARDS), universal=True, hazard_class=3, options=LITRES),
    PartWords("Oils & fluids", "Aerosols", "Spray", ("Chain", "Brake Cleaner", "Rust Remover"), (4, 19), (65, 65, 235), (340, 620), (STANDARDS,), universal=True, hazard_class=2, options=(("pack", (1, 6, 12)),)),
    PartWords("Body & glass", "Wiper blades", "Wiper Blade", ("Flat", "Hybrid", "Winter"), (6, 42), (640, 50, 40), (140, 360), (Measure("length", (340, 400, 450, 530, 600, 650)),), FRONT_REAR),
    PartWords("Body & glass", "Mirrors", "Door Mirror", ("Heated", "Folding", "Manual"), (24, 290), (300, 240, 210), (700, 1900), (VOLTAGE, MATERIAL), SIDES, options=COLOURS),
    PartWords("Accessories", "Roof boxes", "Roof Box", ("Slim", "Family", "Sport"), (190, 890), (2100, 880, 420), (14000, 24000), (Measure("capacity", (320, 400, 480, 550)), MATERIAL), universal=True, options=COLOURS),
    PartWords("Accessories", "Floor mats", "Floor Mat Set", ("Rubber", "Velours"), (19, 120), (800, 560, 60), (1900, 5200), (MATERIAL,), options=COLOURS),
    PartWords("Tools", "Torque wrenches", "Torque Wrench", ("Click", "Digital"), (39, 420), (620, 90, 70), (900, 3100), (Measure("torque", (25, 50, 100, 200, 340)), MATERIAL), universal=True, options=(("drive", ("1/4 inch", "3/8 inch", "1/2 inch")),)),
)

ATTRIBUTES = (
    ("capacity", "Capacity", "number", "", []),
    ("diameter", "Diameter", "number", "mm", []),
    ("length", "Length", "number", "mm", []),
    ("material", "Material", "text", "", list(MATERIAL.values)),
    ("standards", "Standards met", "list", "", []),
    ("thickness", "Thickness", "number", "mm", []),
    ("thread", "Thread", "text", "", list(THREAD.values)),
    ("torque", "Highest torque", "number", "N·m", []),
    ("viscosity", "Viscosity", "text", "", list(VISCOSITY.values)),
    ("voltage", "Voltage", "number", "V", list(VOLTAGE.values)),
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
