"""Draws a brand with its model: as the lexicon has them, or in FindVehicle's shares of body types."""

from dataclasses import dataclass
from functools import cache
from random import Random
from zlib import crc32

from ner.labels import fine_body
from ner.lexicon import VehicleModel, vehicle_models

HELD_OUT = 5
"""One value in so many is kept from training in the split by value."""
SPANS = {
    "bus": 471, "coupe": 932, "estate_car": 483, "hatchback": 1562, "motorcycle": 2482, "mpv": 539, "roadster": 339,
    "sedan": 3680, "sports_car": 1587, "suv": 2570, "truck": 867, "van": 562, "vintage_car": 1397,
}  # fmt: skip
"""Fine body type → its spans in FindVehicle's test set."""


@dataclass(frozen=True, slots=True)
class _Stock:
    """Models to draw from, and the same by brand."""

    vehicles: tuple[VehicleModel, ...]
    brands: tuple[tuple[VehicleModel, ...], ...]

    def draw(self, random: Random) -> VehicleModel:
        """Draw half the time by brand, so that small brands count, half by model."""
        return random.choice(random.choice(self.brands) if random.random() < 0.5 else self.vehicles)


def draw_make(random: Random, findvehicle: bool, held_out: bool | None) -> VehicleModel:
    """Draw a brand and its model.

    :param findvehicle: Whether the body types come in FindVehicle's shares.
    :param held_out: True for held-out brands and models only, False for the others only, None for all.
    """
    if not findvehicle:
        return _stock(held_out, None).draw(random)
    body = random.choices(list(SPANS), list(SPANS.values()))[0]
    return _stock(held_out, body).draw(random)


def allows(surface: str, held_out: bool | None) -> bool:
    """Tell whether a brand, model or colour is on the wanted side of the split by value."""
    return held_out is None or (crc32(surface.lower().encode()) % HELD_OUT == 0) is held_out


@cache
def _stock(held_out: bool | None, body: str | None) -> _Stock:
    """Return what may be drawn; where nothing of a body type is held out, all of its held-out kin serve."""
    allowed = [v for v in vehicle_models() if allows(v.brand, held_out) and allows(v.model, held_out)]
    vehicles = tuple(v for v in allowed if body in (None, fine_body(v.body))) or tuple(allowed)
    brands = dict.fromkeys(v.brand for v in vehicles)
    return _Stock(vehicles, tuple(tuple(v for v in vehicles if v.brand == brand) for brand in brands))
