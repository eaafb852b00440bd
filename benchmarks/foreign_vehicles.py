"""What tracks of cameras that nobody trained on are told to be, against what they are by eye.

``python -m benchmarks.foreign_vehicles --clips DIR`` ingests the clips that ``data/gallery/vehicles.csv`` names and
tells, for the vehicles that were found, how often the likeliest type and colour are among those that an eye accepts,
and the mean negative logarithm of the share of the accepted ones: with the detector's label counted as in a search (the
baseline is without it).
"""

import argparse
import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.ingester import open_ingester
from vehiclefinder.assemble.models import IMAGE, open_decider, open_models
from vehiclefinder.core.types import FloatArray, IntArray
from vehiclefinder.ingest.ingest_job import IngestJob
from vehiclefinder.match.slots import SLOTS
from vehiclefinder.settings import Settings
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.train.clip_evaluation import ClipTruth, meets

LABELS = Path(__file__).resolve().parent.parent / "data" / "gallery" / "vehicles.csv"
ASKED = ("type", "colour")


@dataclass(frozen=True)
class Vehicle:
    """A vehicle, where it is seen, and slot -> what it may be said to be."""

    clip: str
    where: ClipTruth
    accepted: dict[str, tuple[str, ...]]


def read() -> list[Vehicle]:
    with LABELS.open(newline="", encoding="utf-8") as file:
        return [
            Vehicle(
                row["clip"],
                ClipTruth(float(row["t"]), (float(row["x1"]), float(row["y1"]), float(row["x2"]), float(row["y2"]))),
                {slot: tuple(filter(None, row[slot].split("|"))) for slot in ASKED},
            )
            for row in csv.DictReader(file)
        ]


def rows_of(catalog: Catalog, ids: Sequence[int], vehicles: Sequence[Vehicle]) -> dict[int, Vehicle]:
    """Return the place among the ids of each vehicle that was found, and the vehicle."""
    found: dict[int, Vehicle] = {}
    places = {id_: place for place, id_ in enumerate(ids)}
    for track in catalog.tracks(list(ids)):
        for vehicle in vehicles:
            if vehicle.clip == Path(track.source).name and meets(track.path, track.frame_size, [vehicle.where]):
                found.setdefault(places[track.id], vehicle)
    return found


def figures(shares: FloatArray, slot: str, found: dict[int, Vehicle]) -> tuple[float, float, int]:
    """Return accuracy, mean negative logarithm of the accepted shares, and how many vehicles have a label."""
    rows = {row: vehicle.accepted[slot] for row, vehicle in found.items() if vehicle.accepted[slot]}
    right = [SLOTS[slot][int(shares[row].argmax())] in names for row, names in rows.items()]
    accepted = [sum(shares[row, SLOTS[slot].index(name)] for name in names) for row, names in rows.items()]
    return float(np.mean(right)), float(-np.log(np.maximum(accepted, 1e-6)).mean()), len(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=Path, required=True)
    clips, vehicles = parser.parse_args().clips, read()
    with TemporaryDirectory() as home:
        settings = Settings.from_environment().replace(home=Path(home), database=None, media=None)
        with open_ingester(settings) as ingester:
            for name in sorted({vehicle.clip for vehicle in vehicles}):
                ingester.ingest(IngestJob(clips / name))
        decider, encoder = open_decider(settings), open_models(settings).get(IMAGE).sha256
        with open_catalog(settings) as catalog:
            facts, vectors = catalog.facts(encoder, catalog.finished_sources())
            found = rows_of(catalog, facts.track.tolist(), vehicles)
    labels: IntArray = facts.label.astype(np.int64)
    print(f"{len(found)} of {len(vehicles)} vehicles were found")
    for slot in ASKED:
        for name, witness in (("with labels", labels), ("without", None))[: 2 if slot == "type" else 1]:
            accuracy, loss, n = figures(decider.values(slot, vectors, witness), slot, found)
            print(f"{slot:7}{name:12} told {accuracy:.3f}   mean -log {loss:.3f}   of {n}")


if __name__ == "__main__":
    main()
