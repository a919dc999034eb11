"""The kinds of parts that the seeded catalogue holds, and what each looks like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MEASURES: dict[str, tuple[Any, ...]] = {
    "capacity": (44, 60, 70, 80, 95, 320, 400),
    "diameter": (180, 190, 200, 210, 220, 230, 240, 250, 260, 270, 280, 290, 300, 310, 320, 330, 340, 350, 360, 370, 380),
    "length": (340, 400, 450, 530, 600, 650),
    "material": ("Steel", "Aluminium", "Cast iron", "Composite"),
    "standards": (["ECE R90"], ["ECE R90", "ISO 9001"], ["ISO 9001"], ["ISO 14001", "ISO 9001"]),
    "thickness": (8.5, 10, 12.2, 14.5, 16, 18.3, 20, 22, 25.5, 28),
    "thread": ("M8×1.0", "M10×1.25", "M12×1.5", "M14×1.5", "M18×1.5", "M20×1.5"),
    "torque": (25, 50, 100, 200, 340),
    "viscosity": ("0W-20", "0W-30", "5W-30", "5W-40", "10W-40"),
    "voltage": (12, 24),
    "wear-sensor": (True, False),
}
"""The values that each attribute takes, by its code."""

FRONT_REAR, SIDES = (1, 2), (3, 4)
GRADES = ("grade", ("Standard", "Premium", "Heavy duty"))
LITRES = ("litres", (1, 5, 20, 60))
COLOURS = ("colour", ("Black", "Silver", "Anthracite"))


@dataclass(frozen=True, slots=True)
class PartWords:
    """A kind of part: the shelf it stands on and what its products look like."""

    shelf: str
    category: str
    noun: str
    qualifiers: str
    """Separated by bars."""
    price: tuple[float, float]
    size_mm: tuple[int, int, int]
    weight_g: tuple[int, int]
    measures: str
    """Codes of its attributes, separated by blanks."""
    positions: tuple[int, ...] = (0,)
    universal: bool = False
    """Fits every vehicle, so that no fitments are kept."""
    hazard_class: int = 0
    option: tuple[str, tuple[Any, ...]] = GRADES


PARTS = (
    PartWords(
        "Brakes",
        "Brake pads",
        "Brake Pad Set",
        "Ceramic|Organic|Low-Dust",
        (18, 95),
        (160, 140, 70),
        (900, 2600),
        "thickness wear-sensor standards",
        FRONT_REAR,
    ),
    PartWords(
        "Brakes",
        "Brake discs",
        "Brake Disc",
        "Vented|Solid|Slotted",
        (24, 180),
        (340, 340, 60),
        (4200, 12500),
        "diameter thickness material standards",
        FRONT_REAR,
    ),
    PartWords(
        "Brakes", "Brake calipers", "Brake Caliper", "Floating|Fixed", (75, 420), (260, 190, 160), (2900, 6800), "material thread", SIDES
    ),
    PartWords(
        "Brakes",
        "Brake fluid",
        "Brake Fluid",
        "DOT 4|DOT 5.1",
        (7, 60),
        (90, 60, 210),
        (500, 5400),
        "standards",
        universal=True,
        hazard_class=8,
        option=LITRES,
    ),
    PartWords("Filters", "Oil filters", "Oil Filter", "Spin-On|Cartridge", (5, 29), (95, 95, 120), (180, 640), "diameter thread standards"),
    PartWords("Filters", "Air filters", "Air Filter", "Panel|Round|Washable", (9, 75), (300, 220, 60), (220, 900), "material thickness"),
    PartWords(
        "Filters",
        "Cabin filters",
        "Cabin Filter",
        "Activated Carbon|Particle|Anti-Allergen",
        (8, 48),
        (260, 210, 40),
        (150, 420),
        "thickness standards",
    ),
    PartWords("Filters", "Fuel filters", "Fuel Filter", "In-Line|Cartridge", (11, 82), (90, 90, 180), (260, 980), "diameter thread"),
    PartWords(
        "Ignition",
        "Spark plugs",
        "Spark Plug",
        "Iridium|Platinum|Nickel",
        (3, 24),
        (25, 25, 100),
        (45, 70),
        "thread material",
        option=("pack", (1, 4, 6)),
    ),
    PartWords("Ignition", "Ignition coils", "Ignition Coil", "Pencil|Block", (22, 135), (180, 70, 60), (190, 850), "voltage standards"),
    PartWords("Ignition", "Glow plugs", "Glow Plug", "Fast|Ceramic", (8, 54), (25, 25, 140), (50, 110), "voltage thread"),
    PartWords(
        "Suspension",
        "Shock absorbers",
        "Shock Absorber",
        "Gas|Oil|Adjustable",
        (38, 340),
        (720, 130, 130),
        (2100, 5400),
        "diameter material",
        FRONT_REAR,
    ),
    PartWords(
        "Suspension",
        "Springs",
        "Coil Spring",
        "Progressive|Lowered|Reinforced",
        (25, 160),
        (480, 160, 160),
        (1900, 4100),
        "diameter material",
        FRONT_REAR,
    ),
    PartWords(
        "Suspension", "Control arms", "Control Arm", "Forged|Pressed", (32, 210), (520, 260, 120), (1400, 4800), "material thread", SIDES
    ),
    PartWords(
        "Lighting",
        "Bulbs",
        "Bulb",
        "H7|H4|LED",
        (3, 49),
        (60, 60, 90),
        (30, 120),
        "voltage standards",
        universal=True,
        option=("pack", (1, 2, 10)),
    ),
    PartWords(
        "Lighting",
        "Headlamps",
        "Headlamp",
        "Halogen|LED|Xenon",
        (85, 980),
        (560, 380, 320),
        (1900, 5200),
        "voltage standards",
        SIDES,
        option=("colour", ("Clear", "Smoked")),
    ),
    PartWords(
        "Lighting",
        "Rear lamps",
        "Rear Lamp",
        "LED|Standard",
        (42, 390),
        (420, 260, 210),
        (900, 2400),
        "voltage standards",
        SIDES,
        option=("colour", ("Red", "Smoked")),
    ),
    PartWords(
        "Electrics",
        "Batteries",
        "Battery",
        "AGM|EFB|Lead",
        (58, 290),
        (310, 175, 190),
        (12000, 26000),
        "voltage capacity",
        universal=True,
        hazard_class=8,
    ),
    PartWords(
        "Electrics", "Alternators", "Alternator", "New|Remanufactured", (110, 620), (210, 190, 180), (4800, 8600), "voltage material"
    ),
    PartWords(
        "Electrics", "Sensors", "Sensor", "Wheel Speed|Oxygen|Coolant Temperature", (12, 190), (120, 80, 40), (60, 320), "voltage thread"
    ),
    PartWords("Cooling", "Radiators", "Radiator", "Brazed|Mechanical", (64, 480), (720, 480, 90), (2600, 6900), "material thickness"),
    PartWords("Cooling", "Water pumps", "Water Pump", "Electric|Belt-Driven", (28, 260), (170, 140, 130), (900, 2900), "material voltage"),
    PartWords(
        "Cooling",
        "Coolants",
        "Coolant",
        "G12|G13|Ready-Mixed",
        (6, 120),
        (200, 140, 300),
        (1100, 22000),
        "standards",
        universal=True,
        option=LITRES,
    ),
    PartWords("Exhaust", "Silencers", "Silencer", "Centre|Rear|Sport", (48, 640), (900, 300, 240), (5200, 14500), "diameter material"),
    PartWords(
        "Exhaust",
        "Catalytic converters",
        "Catalytic Converter",
        "Euro 4|Euro 5|Euro 6",
        (160, 1450),
        (620, 220, 200),
        (4100, 9800),
        "diameter standards",
    ),
    PartWords(
        "Transmission", "Clutch kits", "Clutch Kit", "Two-Piece|Three-Piece", (89, 560), (320, 320, 140), (5600, 12800), "diameter material"
    ),
    PartWords(
        "Transmission",
        "Drive shafts",
        "Drive Shaft",
        "Left-Hand|Right-Hand",
        (72, 390),
        (820, 140, 140),
        (5200, 9400),
        "diameter material",
        SIDES,
    ),
    PartWords("Steering", "Tie rod ends", "Tie Rod End", "Outer|Inner", (9, 68), (180, 60, 60), (320, 1200), "thread material", SIDES),
    PartWords(
        "Steering",
        "Wheel bearings",
        "Wheel Bearing Kit",
        "Sealed|With Hub",
        (24, 230),
        (150, 150, 90),
        (900, 3900),
        "diameter material",
        FRONT_REAR,
    ),
    PartWords(
        "Oils & fluids",
        "Engine oils",
        "Engine Oil",
        "Fully Synthetic|Semi-Synthetic",
        (9, 380),
        (200, 140, 320),
        (950, 55000),
        "viscosity standards",
        universal=True,
        hazard_class=3,
        option=LITRES,
    ),
    PartWords(
        "Oils & fluids",
        "Aerosols",
        "Spray",
        "Chain|Brake Cleaner|Rust Remover",
        (4, 19),
        (65, 65, 235),
        (340, 620),
        "standards",
        universal=True,
        hazard_class=2,
        option=("pack", (1, 6, 12)),
    ),
    PartWords(
        "Body & glass", "Wiper blades", "Wiper Blade", "Flat|Hybrid|Winter", (6, 42), (640, 50, 40), (140, 360), "length", FRONT_REAR
    ),
    PartWords(
        "Body & glass",
        "Mirrors",
        "Door Mirror",
        "Heated|Folding|Manual",
        (24, 290),
        (300, 240, 210),
        (700, 1900),
        "voltage material",
        SIDES,
        option=COLOURS,
    ),
    PartWords(
        "Accessories",
        "Roof boxes",
        "Roof Box",
        "Slim|Family|Sport",
        (190, 890),
        (2100, 880, 420),
        (14000, 24000),
        "capacity material",
        universal=True,
        option=COLOURS,
    ),
    PartWords(
        "Accessories", "Floor mats", "Floor Mat Set", "Rubber|Velours", (19, 120), (800, 560, 60), (1900, 5200), "material", option=COLOURS
    ),
    PartWords(
        "Tools",
        "Torque wrenches",
        "Torque Wrench",
        "Click|Digital",
        (39, 420),
        (620, 90, 70),
        (900, 3100),
        "torque material",
        universal=True,
        option=("drive", ("1/4 inch", "3/8 inch", "1/2 inch")),
    ),
)
