"""What training did, epoch by epoch: a table beside the checkpoint, continued when training resumes."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from vehiclefinder.core.errors import ModelError

TABLE = "history.csv"
MEASURES = ("type", "colour", "orientation_quadrant", "orientation_45")
"""What is measured on the dev split; a column each."""


@dataclass(frozen=True)
class Epoch:
    """One pass over the data.

    :param number: From 1.
    :param loss: Mean over the epoch's batches.
    :param seconds: Time of its training steps; measuring is not counted.
    :param dev: Measure -> accuracy of the averaged weights on the dev split; empty where there is none.
    """

    number: int
    loss: float
    seconds: float
    dev: Mapping[str, float]


def read(folder: Path, until: int) -> list[Epoch]:
    """Return the epochs up to one that training goes on from; later ones will be trained again.

    :param folder: Folder of the checkpoint; a table is not needed.
    :raises ModelError: The table is damaged.
    """
    table = folder / TABLE
    if until == 0 or not table.exists():
        return []
    try:
        with table.open(newline="", encoding="utf-8") as file:
            epochs = [_epoch(row) for row in csv.DictReader(file)]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"no readable history of the training in {table}: {error}") from error
    return [epoch for epoch in epochs if epoch.number <= until]


def write(epochs: Iterable[Epoch], folder: Path) -> None:
    """Write the table, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{TABLE}.part"
    with part.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("epoch", "loss", "seconds", *MEASURES))
        for epoch in epochs:
            dev = [f"{epoch.dev[name]:.4f}" if name in epoch.dev else "" for name in MEASURES]
            rows.writerow((epoch.number, f"{epoch.loss:.6f}", f"{epoch.seconds:.2f}", *dev))
    part.replace(folder / TABLE)


def _epoch(row: Mapping[str, str]) -> Epoch:
    dev = {name: float(row[name]) for name in MEASURES if row[name]}
    return Epoch(int(row["epoch"]), float(row["loss"]), float(row["seconds"]), dev)
