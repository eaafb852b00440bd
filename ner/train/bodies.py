"""What people write behind a model: its body and its trim."""

import re

CAR_BODIES = (
    ("estate_car", "estate"), ("estate_car", "wagon"), ("estate_car", "station wagon"), ("estate_car", "estate car"),
    ("sedan", "saloon"), ("sedan", "sedan"), ("hatchback", "hatchback"), ("hatchback", "hatch"), ("coupe", "coupe"),
    ("roadster", "convertible"), ("roadster", "cabriolet"),
)  # fmt: skip
OPEN_BODIES = (("coupe", "coupe"), ("roadster", "convertible"), ("roadster", "cabriolet"), ("roadster", "roadster"))
BODY_WORDS = {
    **dict.fromkeys(("sedan", "hatchback", "estate_car"), CAR_BODIES),
    **dict.fromkeys(("coupe", "sports_car", "roadster"), OPEN_BODIES),
    "suv": (("suv", "suv"), ("suv", "4x4"), ("suv", "SUV")),
    "mpv": (("mpv", "people carrier"), ("mpv", "mpv"), ("mpv", "minivan")),
    "van": (("van", "van"), ("van", "panel van")),
    "truck": (("truck", "truck"),),
    "bus": (("bus", "bus"), ("bus", "coach")),
    "motorcycle": (("motorcycle", "motorbike"), ("motorcycle", "bike"), ("motorcycle", "motorcycle")),
}
"""Fine body type of a model → fine type and body word that may stand behind it: "Octavia estate"."""
_SPORTY = ("gti", "GT", "RS", "ST", "Sport", "Turbo", "type R", "S line", "AMG", "Hybrid", "TDI", "Cross", "SE")
TRIMS = dict.fromkeys(("sedan", "hatchback", "coupe", "suv", "estate_car"), _SPORTY)
"""Fine body type → trims of its models."""
ENDS_IN_BODY = re.compile(r" (estate|sedan|saloon|wagon|coupe|pick-up|cabriolet|van|coach)$", re.IGNORECASE)
"""Models of the lexicon whose last word would be a noun of its own."""
