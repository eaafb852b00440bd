"""The lexicon: words of the trade with their canonical values, read from ``data/findvehicle/lexicon``.

It is the one source for the corpus generator, for :mod:`ner.values` and for the text encoder of the matcher.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from ner.errors import NerError


@dataclass(frozen=True, slots=True)
class Entry:
    """One wording of a value.

    :param surface: The words, lower case unless a name.
    :param value: Canonical value, or the name of a kind of :mod:`ner.kinds`; alternatives joined by ``|``, best first.
    :param weight: How often the generator draws it, against the others of its label.
    """

    surface: str
    value: str
    weight: float


@dataclass(frozen=True, slots=True)
class VehicleModel:
    """A model that is or was on the road, with its body type (``pickup`` counts as truck in FindVehicle)."""

    brand: str
    model: str
    body: str


def data_folder() -> Path:
    """Return the folder of templates and lexicon: in the wheel, or in the repository.

    :raises NerError: Neither is there.
    """
    for folder in (Path(str(files("ner"))) / "_findvehicle", Path(__file__).parents[1] / "data" / "findvehicle"):
        if (folder / "lexicon").is_dir():
            return folder
    raise NerError("the lexicon is missing: expected ner/_findvehicle or data/findvehicle beside the package")


@cache
def entries(label: str) -> tuple[Entry, ...]:
    """Return the wordings of a label, as written in ``lexicon/<label>.csv``.

    :raises NerError: The file is missing or lacks a column.
    """
    table = rows(f"{label}.csv", ("surface", "value"))
    return tuple(Entry(row["surface"], row["value"], float(row.get("weight") or 1)) for row in table)


@cache
def vehicle_models() -> tuple[VehicleModel, ...]:
    """Return every brand and model with its body type.

    :raises NerError: The file is missing or lacks a column.
    """
    table = rows("vehicles.csv", ("brand", "model", "body"))
    return tuple(VehicleModel(row["brand"], row["model"], row["body"]) for row in table)


def lines(name: str) -> tuple[str, ...]:
    """Return the lines of a file of the lexicon that is no table.

    :raises NerError: It is missing.
    """
    path = data_folder() / "lexicon" / name
    try:
        return tuple(path.read_text(encoding="utf-8").splitlines())
    except OSError as error:
        raise NerError(f"lexicon file missing: {path}") from error


def rows(name: str, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Yield the rows of a file of the lexicon.

    :raises NerError: It is missing or lacks a column.
    """
    yield from read_table(data_folder() / "lexicon" / name, columns, "lexicon")


def read_table(path: Path, columns: tuple[str, ...], kind: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file.

    :param columns: Those that it must have.
    :param kind: What it is called where it is missing or damaged.
    :raises NerError: It is.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            table = list(csv.DictReader(file))
    except OSError as error:
        raise NerError(f"{kind} file missing: {path}") from error
    if not table or not set(columns) <= set(table[0]):
        raise NerError(f"damaged {kind} file: {path} (expected the columns {', '.join(columns)})")
    return table
