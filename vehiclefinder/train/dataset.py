"""Labelled crops: a folder with ``labels.csv`` and ``crops/``, and what each row accepts as right."""

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import numpy as np

from vehiclefinder.core.labelled_crops import COLUMNS, CROPS, TABLE
from vehiclefinder.core.types import FloatArray, IntArray
from vehiclefinder.match.slots import SLOTS

Row = Mapping[str, str]
TRAIN, DEV = "train", "dev"
CHECKED, UNCHECKED = "ok", "check"
"""Values of ``quality``: a row that a person vouches for, and a guess that nobody has looked at. The rest is bad."""
UNLABELLED = "unlabelled"
"""Folder of the crops without fine labels, and stem of the table beside it."""
ZENODO = "z6"
"""The source that ``zenodo6/`` is."""
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
    "goods_vehicle": ("truck", "pickup", "van"),
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


@dataclass(frozen=True)
class RowSelection:
    """Which rows of ``labels.csv`` are taken besides those of a split.

    :param only: Values of the column ``source``, one of which a row must have; any will do unless given.
    :param without: Values of ``source`` that are left out.
    :param as_drawn: Leave out what was chosen for being rare or doubtful (column ``round`` not empty): how frequent
        values are, only the rest can tell.
    """

    only: Collection[str] = ()
    without: Collection[str] = ()
    as_drawn: bool = False

    def of(self, rows: Sequence[Row]) -> list[Row]:
        """Return the rows that are taken.

        :raises ValueError: A source is not there.
        """
        sources = {row.get("source", "") for row in rows}
        unknown = {*self.only, *self.without} - sources
        if unknown:
            raise ValueError(f"expected sources among {sorted(sources)}, got {sorted(unknown)}")
        taken = set(self.only or sources) - set(self.without)
        rows = [row for row in rows if row.get("source", "") in taken]
        return [row for row in rows if not (self.as_drawn and row.get("round"))]


EVERYTHING = RowSelection()


def read_rows(data: Path, split: str | None, selection: RowSelection = EVERYTHING) -> list[Row]:
    """Return the usable rows of ``labels.csv``: quality ok (where there is such a column), of the split, selected.

    :param data: Folder with ``labels.csv`` and ``crops/``.
    :param split: A value of the column ``split``; None or a file without that column takes every row.
    :raises ValueError: No such file, a column is missing, a source is not there, or no row is left.
    """
    table = data / TABLE
    if not table.is_file():
        raise ValueError(f"expected a folder with labels.csv and crops/, got {data}")
    with table.open(newline="", encoding="utf-8-sig") as file:  # spreadsheets put a mark before the first name
        rows: list[Row] = list(csv.DictReader(file))
    missing = {"file", "type", "colour", "view"} - set(rows[0] if rows else ())
    if missing:
        raise ValueError(f"expected columns file, type, colour, view in {table}, got none called {sorted(missing)}")
    rows = [row for row in selection.of(rows) if split is None or row.get("split", split) == split]
    checked = [row for row in rows if row.get("quality", CHECKED) == CHECKED]
    if not checked:
        _refuse(sum(row.get("quality") == UNCHECKED for row in rows), split, table)
    return checked


def _refuse(waiting: int, split: str | None, table: Path) -> NoReturn:
    if waiting:
        raise ValueError(f"no row is checked yet: {waiting} guesses in {table} wait for a person to say {CHECKED!r}")
    raise ValueError(f"expected rows of split {split!r} in {table}, got none")


def read_crops(data: Path, split: str | None, selection: RowSelection = EVERYTHING) -> Crops:
    """Return the labelled crops of a folder; see :func:`read_rows`."""
    return crops_of(data, read_rows(data, split, selection))


def crops_of(data: Path, rows: Sequence[Row]) -> Crops:
    """Return the crops of rows of ``labels.csv``."""
    choices = {slot: [row.get(column, "").split("|") for row in rows] for slot, column in COLUMNS.items()}
    accepted = {slot: _weights(slot, labels, SECOND_CHOICE) for slot, labels in choices.items()}
    return Crops(tuple(data / CROPS / row["file"] for row in rows), accepted)


def read_coarse(folders: Sequence[Path], without: Collection[str] = ()) -> Crops:
    """Return the crops of which a coarse class at most is known: ``unlabelled.csv`` and the names in ``zenodo6/``.

    :param folders: Any that hold either.
    :param without: Sources (column ``source``, or z6 for ``zenodo6/``) that are left out.
    """
    crops = [crop for folder in folders for crop in (*_unlabelled(folder, without), *_zenodo(folder, without))]
    files, classes = [path for path, _ in crops], [name for _, name in crops]
    services = ["ambulance" if name == "ambulance" else "" for name in classes]
    accepted = {slot: np.zeros((len(files), len(values)), np.float32) for slot, values in SLOTS.items()}
    accepted["type"] = _weights("type", [COARSE.get(name, ()) for name in classes], 1.0)
    accepted["service"] = _weights("service", [[name] for name in services], 1.0)
    return Crops(tuple(files), accepted)


def _unlabelled(folder: Path, without: Collection[str]) -> Iterator[tuple[Path, str]]:
    table = folder / f"{UNLABELLED}.csv"
    if table.is_file():
        with table.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if row["source"] not in without:
                    yield folder / UNLABELLED / row["file"], row["source_class"]


def _zenodo(folder: Path, without: Collection[str]) -> Iterator[tuple[Path, str]]:
    if ZENODO not in without:
        for path in sorted((folder / "zenodo6").glob("*.jpg"))[::ZENODO_STEP]:
            yield path, path.stem.rstrip("0123456789")


def _weights(slot: str, labels: Iterable[Sequence[str]], second: float) -> FloatArray:
    values = SLOTS[slot]
    rows = list(labels)
    weights = np.zeros((len(rows), len(values)), np.float32)
    for row, choices in enumerate(rows):
        for rank, name in enumerate(choices):
            if name in values:
                weights[row, values.index(name)] = second if rank else 1.0
    return weights
