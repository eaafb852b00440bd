"""The label set: FindVehicle's 21 labels (arXiv 2304.10893) and our own ``vehicle_motion``."""

BODIES = (
    "bus", "sedan", "truck", "roadster", "sports_car", "estate_car", "mpv", "van", "suv", "coupe", "hatchback",
    "motorcycle", "vintage_car",
)  # fmt: skip
"""Body types of the fine labels, which lie over brand + model."""

FINE = tuple(f"vehicle_type-{body}" for body in BODIES)
COARSE = (
    "vehicle_location", "vehicle_orientation", "vehicle_brand", "vehicle_model", "vehicle_type", "vehicle_color",
    "vehicle_range", "vehicle_velocity",
)  # fmt: skip
LABELS = (*COARSE, *FINE, "vehicle_motion")
"""Every label, in the order of the model's layers."""

NOUNS = ("vehicle_type", "vehicle_brand", "vehicle_model", *FINE)
"""Labels of words that name a vehicle, so that one of them can be its head."""


def fine_body(body: str) -> str:
    """Return a body type in FindVehicle's scheme, where pickups are trucks."""
    return "truck" if body == "pickup" else body


def is_fine(label: str) -> bool:
    """Tell whether the label is one of ``vehicle_type-*``."""
    return label.startswith("vehicle_type-")
