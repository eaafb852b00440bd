"""Labelled crops: a folder with ``labels.csv`` and ``crops/``, and what each row accepts as right."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import numpy as np

from vehiclefinder.core.labelled_crops import COLUMNS, CROPS, TABLE
from vehiclefinder.core.types import FloatArray, IntArray
from vehiclefinder.match.slots import SLOTS

TRAIN, DEV = "train", "dev"
CHECKED, UNCHECKED = "ok", "check"
"""Values of ``quality``: a row that a person vouches for, and a guess that nobody has looked at. The rest is bad."""
ZENODO_STEP = 4
"""Every so many pictures of ``zenodo6`` are taken: one camera, one heading, so more would only repeat them."""
SECOND_CHOICE = 0.6
"""How right an alternative is, where the first choice is 1."""

CAR = ("sedan", "hatchback", "suv", "mpv", "estate_car", "coupe", "sports_car", "roadster", "vintage_car")
COARSE = {
    "car": (*CAR, "pickup", "van"),
    "bus": ("bus",),
    "minibus": ("van", "bus"),
    "truck": ("truck",),
    "juggernaut": ("truck",),
    "pickup": ("pickup",),
    "ambulance": ("van", "truck"),
    "motorcycle": ("motorcycle",),
    "bicycle": ("bicycle",),
    "bike": ("motorcycle",),
    "bicycle_or_motorcycle": ("motorcycle", "bicycle"),
}
"""A source's coarse class -> the types that it may be."""


@dataclass(frozen=True)
class Crops:
    """Pictures and how right each value of each slot is for them.

    :param files: n paths.
    :param accepted: Slot -> float32 (n, values): 1 the label, less an alternative, 0 wrong; a row of zeros is unknown.
    """

    files: tuple[Path, ...]
    accepted: Mapping[str, FloatArray]

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, rows: IntArray) -> "Crops":
        """Return some of the crops, by row."""
        return Crops(tuple(self.files[row] for row in rows), {slot: part[rows] for slot, part in self.accepted.items()})

    def __add__(self, other: "Crops") -> "Crops":
        joined = {slot: np.concatenate([rows, other.accepted[slot]]) for slot, rows in self.accepted.items()}
        return Crops(self.files + other.files, joined)


def read_rows(data: Path, split: str | None) -> list[dict[str, str]]:
    """Return the usable rows of ``labels.csv``: quality ok (where there is such a column) and of the split.

    :param data: Folder with ``labels.csv`` and ``crops/``.
    :param split: A value of the column ``split``; None or a file without that column takes every row.
    :raises ValueError: No such file, a column is missing, or no row is left.
    """
    table = data / TABLE
    if not table.is_file():
        raise ValueError(f"expected a folder with labels.csv and crops/, got {data}")
    with table.open(newline="", encoding="utf-8-sig") as file:  # spreadsheets put a mark before the first name
        rows = list(csv.DictReader(file))
    missing = {"file", "type", "colour", "view"} - set(rows[0] if rows else ())
    if missing:
        raise ValueError(f"expected columns file, type, colour, view in {table}, got none called {sorted(missing)}")
    rows = [row for row in rows if split is None or row.get("split", split) == split]
    checked = [row for row in rows if row.get("quality", CHECKED) == CHECKED]
    if not checked:
        _refuse(sum(row.get("quality") == UNCHECKED for row in rows), split, table)
    return checked


def _refuse(waiting: int, split: str | None, table: Path) -> NoReturn:
    if waiting:
        raise ValueError(f"no row is checked yet: {waiting} guesses in {table} wait for a person to say {CHECKED!r}")
    raise ValueError(f"expected rows of split {split!r} in {table}, got none")


def read_crops(data: Path, split: str | None) -> Crops:
    """Return the labelled crops of a folder; see :func:`read_rows`."""
    rows = read_rows(data, split)
    choices = {slot: [row.get(column, "").split("|") for row in rows] for slot, column in COLUMNS.items()}
    accepted = {slot: _weights(slot, labels, SECOND_CHOICE) for slot, labels in choices.items()}
    return Crops(tuple(data / CROPS / row["file"] for row in rows), accepted)


def read_coarse(data: Path) -> Crops:
    """Return the crops of which only a coarse class is known: ``unlabelled.csv`` and the names in ``zenodo6/``."""
    files, classes = [], []
    table = data / "unlabelled.csv"
    if table.is_file():
        with table.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                files.append(data / "unlabelled" / row["file"])
                classes.append(row["source_class"])
    for path in sorted((data / "zenodo6").glob("*.jpg"))[::ZENODO_STEP]:
        files.append(path)
        classes.append(path.stem.rstrip("0123456789"))
    services = ["ambulance" if name == "ambulance" else "" for name in classes]
    accepted = {slot: np.zeros((len(files), len(values)), np.float32) for slot, values in SLOTS.items()}
    accepted["type"] = _weights("type", [COARSE.get(name, ()) for name in classes], 1.0)
    accepted["service"] = _weights("service", [[name] for name in services], 1.0)
    return Crops(tuple(files), accepted)


def _weights(slot: str, labels: Iterable[Sequence[str]], second: float) -> FloatArray:
    values = SLOTS[slot]
    rows = list(labels)
    weights = np.zeros((len(rows), len(values)), np.float32)
    for row, choices in enumerate(rows):
        for rank, name in enumerate(choices):
            if name in values:
                weights[row, values.index(name)] = second if rank else 1.0
    return weights
