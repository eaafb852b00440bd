"""Makes the colour lexicon from the XKCD colour survey (CC0): names → CIELAB → mixtures of the canonical colours.

The survey asked 222,500 people to name colours; matplotlib ships its 949 names. Anchors are the plain names ("blue")
and their light, dark and pale kin; every other name votes with its neighbourhood in CIELAB.
"""

import csv
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SHADES = ("", "light ", "dark ", "pale ", "bright ", "deep ", "very dark ", "very light ")
BASIC = (
    "white",
    "black",
    "grey",
    "silver",
    "red",
    "blue",
    "green",
    "yellow",
    "orange",
    "brown",
    "beige",
    "purple",
    "pink",
)
SPREAD = 12.0
"""Width of the neighbourhood in CIELAB: differences beyond it are seen as another colour."""
LIGHTNESS = 0.5
"""Weight of a difference in lightness: out of doors it says more about the light than about the paint."""
SHARE = 0.18
"""A colour must hold this share of the neighbourhood to be an alternative."""
COARSE = re.compile(
    r"\b(poo|poop|shit|puke|vomit|snot|barf|bile|booger|piss|diarrhea|baby|bland|custom|strong|toxic|with|and|of)\b|/|'"
)


def colour_mixtures() -> dict[str, str]:
    """Return every usable name of the survey with its canonical colours, best first, joined by ``|``.

    Shades of a plain colour ("dark blue") are left out: ``ner.values`` reads them as the colour.
    """
    from matplotlib.colors import XKCD_COLORS, to_rgb

    names = {name.removeprefix("xkcd:"): value for name, value in XKCD_COLORS.items()}
    labs = {name: to_lab(np.array(to_rgb(value))) for name, value in names.items()}
    anchors = {f"{shade}{basic}": basic for basic in BASIC for shade in SHADES if f"{shade}{basic}" in names}
    plain = {f"{shade}{basic}" for basic in BASIC for shade in SHADES if shade}
    usable = sorted(name for name in names if name not in plain and not COARSE.search(name))
    return {name: _mixture(name, labs[name], anchors, labs) for name in usable}


def to_lab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """Convert sRGB in [0, 1] to CIELAB under D65 (CIE 15:2004).

    *Shape:* (3,) → (3,): L* in [0, 100], a*, b*.
    """
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array(
        [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    )
    xyz = to_xyz @ linear / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def _mixture(name: str, lab: NDArray[np.float64], anchors: dict[str, str], labs: dict[str, NDArray[np.float64]]) -> str:
    votes = dict.fromkeys(BASIC, 0.0)
    distances = {anchor: float(np.linalg.norm((labs[anchor] - lab) * (LIGHTNESS, 1.0, 1.0))) for anchor in anchors}
    nearest = min(distances.values())
    for anchor, distance in distances.items():
        votes[anchors[anchor]] += float(np.exp(-(distance**2 - nearest**2) / (2 * SPREAD**2)))
    total = sum(votes.values())
    said = [basic for basic in reversed(re.split(r"[ -]", name)) if basic in BASIC]
    seen = [basic for basic in sorted(votes, key=lambda b: -votes[b]) if votes[basic] / total >= SHARE]
    return "|".join(dict.fromkeys([*said, *seen][:3] if said else seen[:3]))


def write(path: Path) -> None:
    """Write the lexicon ``surface,value``."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["surface", "value"])
        rows.writerows(colour_mixtures().items())
