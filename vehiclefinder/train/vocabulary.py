"""What words mean: phrases with the values that they accept, and words that mean nothing here.

``words/meanings.csv`` was written for this project; ``words/xkcd_colours.csv`` are the colour names of the XKCD survey
(CC0); ``words/unrelated.txt`` are everyday words, many of them from the CityFlow-NL sentences (Apache-2.0).
"""

import csv
from importlib.resources import files

import cv2
import numpy as np
from numpy.random import Generator

from vehiclefinder.core.types import FloatArray
from vehiclefinder.match.slots import COLOURS, SLOTS

Meanings = dict[str, FloatArray]
"""Phrase -> float32 (values of all slots,), how well it accepts each, in [0, 1]."""

STARTS = {slot: sum(len(v) for v in list(SLOTS.values())[:i]) for i, slot in enumerate(SLOTS)}
VALUES = sum(len(values) for values in SLOTS.values())
NEAR = 9.0
"""Distance in CIELAB over which a colour name's influence falls to 60 %."""
SHADES = ("dark", "light", "bright", "pale", "deep", "metallic", "very dark", "dull", "shiny", "matt")


def meanings() -> Meanings:
    """Return every phrase of the tables and every canonical value; a phrase may speak of several slots."""
    table: Meanings = {}
    others = set(unrelated())
    for name, accepted in _survey().items():
        if name not in others:
            _put(table, "colour", name, accepted)
    for row in _rows("meanings.csv"):
        accepted = _accepted(row["slot"], row["values"])
        for phrase in row["words"].split(";"):
            _put(table, row["slot"], phrase, accepted)
    for slot, values in SLOTS.items():
        for value, one in zip(values, np.eye(len(values), dtype=np.float32), strict=True):
            if (slot, value) not in (("orientation", "left"), ("orientation", "right")):
                for spelling in (value, value.replace("_", " ")):
                    _put(table, slot, spelling, one)
    for side in ("front", "rear", "left", "right"):
        _put(table, "orientation", side, _accepted("orientation", _quadrant(side)))
    return table


def unrelated() -> tuple[str, ...]:
    """Return words that mean nothing in any slot, even where the colour survey has them ("banana")."""
    text = (files(__package__) / "words" / "unrelated.txt").read_text(encoding="utf-8")
    return tuple(text.split())


def vary(phrase: str, random: Generator) -> str:
    """Return a phrase as people type it: joined, hyphenated, in the plural, or with a letter wrong."""
    choice = random.random()
    if choice < 0.1 and " " in phrase:
        return phrase.replace(" ", str(random.choice(["", "-"])))
    if choice < 0.2:
        return phrase + "s"
    if choice < 0.35 and len(phrase) >= 6:
        at = int(random.integers(1, len(phrase) - 1))
        return phrase[:at] + phrase[at + 1 :] if random.random() < 0.5 else phrase[:at] + phrase[at] + phrase[at:]
    return phrase


def _survey() -> dict[str, FloatArray]:
    """Colour names -> values; the compound names of the survey ("sky blue") say where each canonical colour lies."""
    rows = _rows("xkcd_colours.csv")
    lab = _lab([row["hex"] for row in rows])
    heads = [_head(row["name"]) for row in rows]
    anchors = np.array([head is not None for head in heads])
    labels = np.array([COLOURS.index(head) for head in heads if head])
    distances = np.linalg.norm(lab[:, None] - lab[None, anchors], axis=2)
    density = np.exp(-0.5 * (distances / NEAR) ** 2) @ np.eye(len(COLOURS))[labels]
    shares = density / density.max(axis=1, keepdims=True)
    shares = np.where(shares < 0.35, 0.0, shares).astype(np.float32)
    for row, head in zip(shares, heads, strict=True):
        if head:
            row *= 0.4
            row[COLOURS.index(head)] = 1.0
    return {row["name"]: share for row, share in zip(rows, shares, strict=True)}


def _head(name: str) -> str | None:
    last = name.replace("gray", "grey").split()[-1]
    return last if last in COLOURS else None


def _lab(hexes: list[str]) -> FloatArray:
    rgb = np.array([[int(text[i : i + 2], 16) for i in (1, 3, 5)] for text in hexes], np.float32) / 255
    lab: FloatArray = cv2.cvtColor(rgb[None], cv2.COLOR_RGB2Lab)[0]
    return lab


def _accepted(slot: str, text: str) -> FloatArray:
    row = np.zeros(len(SLOTS[slot]), np.float32)
    for part in text.split("|"):
        value, _, weight = part.partition(":")
        row[SLOTS[slot].index(value)] = float(weight or 1)
    return row


def _quadrant(side: str) -> str:
    return "|".join(view for view in SLOTS["orientation"] if side in view.split("_"))


def _put(table: Meanings, slot: str, phrase: str, accepted: FloatArray) -> None:
    start = STARTS[slot]
    row = table.setdefault(phrase, np.zeros(VALUES, np.float32))
    row[start : start + len(accepted)] = accepted


def _rows(name: str) -> list[dict[str, str]]:
    text = (files(__package__) / "words" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
