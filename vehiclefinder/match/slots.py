"""The joint space of pictures and words: a vector of slots, each a unit vector or all zero.

A crop fills every slot; a query fills those that it speaks of, so one inner product is the sum of the cosines
asked for.
"""

from functools import cache

import numpy as np

TYPES = (
    "sedan", "hatchback", "suv", "mpv", "estate_car", "coupe", "sports_car", "roadster", "pickup", "van", "truck",
    "bus", "motorcycle", "bicycle", "vintage_car",
)  # fmt: skip
SERVICES = ("none", "taxi", "police", "ambulance", "fire")
COLOURS = (
    "white", "black", "grey", "silver", "red", "blue", "green", "yellow", "orange", "brown", "beige",
    "purple", "pink", "multi",
)  # fmt: skip
VIEWS = ("front", "front_right", "right", "rear_right", "rear", "rear_left", "left", "front_left")
"""Which side faces the camera and where the nose points; the angle of travel is 45 degrees times the position."""

SLOTS = {"type": TYPES, "service": SERVICES, "colour": COLOURS, "orientation": VIEWS}
"""Slot name -> its canonical values. A value's own vector in the slot is its prototype."""


@cache
def value_names(slot: str) -> tuple[str, ...]:
    """Return the names of a slot's values, each the only one of all slots."""
    return tuple(f"{slot}-{value}" for value in SLOTS[slot])


VALUES = tuple(name for slot in SLOTS for name in value_names(slot))
"""The names of all values, slot by slot."""

APPEARANCE = "appearance"
"""The slot without values, last of all: by it pictures are held against pictures. No word fills it."""

WIDTHS = {"type": 64, "service": 16, "colour": 32, "orientation": 16, APPEARANCE: 64}
"""Slot name -> its number of dimensions; wider than it has values, so that what differs within a value is kept too."""


def _ranges() -> dict[str, slice]:
    stops = np.cumsum(list(WIDTHS.values()))
    return {name: slice(int(stop) - WIDTHS[name], int(stop)) for name, stop in zip(WIDTHS, stops, strict=True)}


RANGES = _ranges()
"""Slot name -> its dimensions of the vector."""
DIM = sum(WIDTHS.values())
VALUED = sum(WIDTHS[slot] for slot in SLOTS)
"""Dimensions of the slots that have values, which come first."""
