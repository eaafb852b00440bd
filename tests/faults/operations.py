"""What changes a home: each operation with the home that it begins with, and what finishes it after a fault."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from vehiclefinder import IngestJob, Settings, open_ingester
from vehiclefinder.assemble.finder import open_index
from vehiclefinder.assemble.models import open_decider
from vehiclefinder.assemble.reencoder import open_reencoder
from vehiclefinder.control.cases.cases import Cases, Selection
from vehiclefinder.control.retention import Expiry, Retention
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.types import Crop, Motion, Track
from vehiclefinder.match.slots import DIM
from vehiclefinder.store.backup.backup import back_up
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter
from vehiclefinder.video.sources.open import ReadSettings

from ..store.old_catalogs import make_old_catalog, rows_of
from .state import half, state, stranded

CLIP = Path(__file__).resolve().parents[2] / "data" / "demo" / "traffic.mp4"
START = datetime(2024, 5, 1, 12, tzinfo=UTC)
NOW = datetime(2024, 6, 1, tzinfo=UTC)
EXPIRY = Expiry(timedelta(days=30))
FEW = ReadSettings(fps=1.0)
"""Of the clip a frame a second is enough to have tracks."""

Act = Callable[[Path], object]
"""Does something with a home."""


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that changes a home.

    :param prepare: Makes the home that it begins with.
    :param act: What is done; done again after a fault it ends where it would have ended without.
    :param holds: What the home holds afterwards, to be compared with what it holds without a fault.
    :param wrong: What is stranded or half in the home afterwards.
    """

    prepare: Act
    act: Act
    holds: Callable[[Path], Any] = state
    wrong: Callable[[Path], list[str]] = lambda home: [*stranded(home), *half(home)]


def track(number: int, shade: int) -> Track:
    """Return a vehicle with two pictures."""
    times = np.array([1.0, 1.5, 2.25], np.float32) + number
    boxes = np.array([[10, 20, 30, 40], [11, 21, 31, 41], [12.5, 22, 32, 42]], np.float32)
    place = np.full(9, 1 / 9, np.float32)
    picture = np.full((48, 64, 3), (200, shade, 40), np.uint8)
    crops = (Crop(picture, float(times[1]), boxes[1], 0.75), Crop(picture, float(times[2]), boxes[2], 0.5))
    return Track(number, "car", times, boxes, (640, 360), 90.0, Motion.LEFT, place, 0.125, crops)


def add_source(home: Path, number: int, start: datetime = START, encoder: str = "another") -> None:
    """Ingest a source of three vehicles."""
    with Catalog(home) as catalog:
        source = NewSource("north", f"/videos/{number}.mp4", f"{number:064d}", "file", (640, 360), encoder, start)
        writer = catalog.begin(source)
        if isinstance(writer, SourceWriter):
            with writer:
                for each in range(3):
                    writer.add(track(each, 40 * number + each), np.ones(DIM, np.float32))
                writer.finish(duration=10.0)


def some(home: Path) -> None:
    """Make a home of three sources, of which two are old, and with an index."""
    for number, start in enumerate((START - timedelta(days=9), START - timedelta(days=2), NOW)):
        add_source(home, number, start)
    make_index(home)


def ingest(home: Path) -> None:
    """Ingest the clip."""
    with open_ingester(Settings(home=home)) as ingester:
        ingester.ingest(IngestJob(CLIP, "demo", START, FEW))


def prune(home: Path) -> None:
    """Remove what is old."""
    with Catalog(home) as catalog:
        Retention(catalog).prune(LOCAL, EXPIRY, NOW)


def remove(home: Path) -> None:
    """Remove a source."""
    with Catalog(home) as catalog:
        for source in catalog.sources():
            if source.uri == "/videos/1.mp4":
                catalog.remove_source(source.id)


def keep(home: Path) -> None:
    """Put vehicles into a case."""
    with Catalog(home) as catalog:
        cases = Cases(catalog, {})
        found = [case.id for case in cases.list(LOCAL)] or [cases.create(LOCAL, "theft", "of a van").id]
        cases.add(LOCAL, found[0], Selection((1, 2, 5), "white van", "see"))


def export(home: Path) -> None:
    """Export a case, and make a backup."""
    keep(home)
    for name in ("case.zip", "home.tar"):
        (home / name).unlink(missing_ok=True)
    with Catalog(home) as catalog:
        Cases(catalog, {}).export(LOCAL, 1, home / "case.zip")
        back_up(catalog, home / "home.tar")


def make_index(home: Path) -> None:
    """Make the index anew."""
    settings = Settings(home=home)
    with Catalog(home) as catalog:
        open_index(settings, catalog, open_decider(settings)).rebuild()


def reencode(home: Path) -> None:
    """Take everything over to the present model."""
    with Catalog(home) as catalog:
        open_reencoder(Settings(home=home), catalog).run()


def tidy(home: Path) -> None:
    """Tidy as a service does when it starts."""
    Catalog(home).close()


def migrate(home: Path) -> None:
    """Open a catalog of an older program."""
    Catalog(home).close()


def old(home: Path) -> None:
    """Make a catalog of an older program."""
    make_old_catalog(home / "catalog.db", 7)


def rows(home: Path) -> dict[str, Any]:
    """Return all rows but when a catalog was taken over."""
    return {table: found for table, found in rows_of(home / "catalog.db").items() if table != "migrations"}


def indexed(home: Path) -> Any:
    """Return how many tracks the index has, loaded or made anew, and the state of the home."""
    settings = Settings(home=home)
    with Catalog(home) as catalog:
        index = open_index(settings, catalog, open_decider(settings)).current()
        return sorted(index.facts.track.tolist()), state(home)


def exported(home: Path) -> Any:
    """Return what lies in the home beside its folders, and its state."""
    return sorted(path.name for path in home.iterdir() if path.is_file()), state(home)


def sound(home: Path) -> list[str]:
    """Return what the database finds wrong."""
    with closing(sqlite3.connect(home / "catalog.db")) as db:
        return [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]


OPERATIONS = {
    "ingest": Operation(some, ingest),
    "prune": Operation(some, prune),
    "delete a source": Operation(some, remove),
    "keep in a case": Operation(some, keep),
    "export": Operation(some, export, exported),
    "reindex": Operation(some, make_index, indexed),
    "re-encode": Operation(some, reencode),
    "migration": Operation(old, migrate, rows, sound),
}
