"""Words for the canonical values of what vehicles look like and do."""

SPECIAL = {"suv": "SUV", "mpv": "MPV", "u_turn": "U-turn", "multi": "several colours", "fire": "fire engine"}
DIRECTIONS = {"this way": "towards the camera", "unknown": "hardly moved"}
"""Directions whose names say too little."""


def words(value: str, of: str = "") -> str:
    """Return the words for a value: "estate car" for ``estate_car``.

    :param of: What it is a value of, such as ``direction``.
    """
    known = DIRECTIONS if of == "direction" else SPECIAL if of not in ("camera", "label") else {}
    return value if of == "camera" else known.get(value, value.replace("_", " "))
