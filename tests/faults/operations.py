"""What changes a home: each operation with the home that it begins with, and what finishes it after a fault."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine

from vehiclefinder import Settings
from vehiclefinder.assemble.catalog import open_catalog
from vehiclefinder.assemble.finder import open_finder, open_index
from vehiclefinder.assemble.models import open_decider
from vehiclefinder.assemble.reencoder import open_reencoder
from vehiclefinder.assemble.tidier import open_tidier
from vehiclefinder.control.cameras import Cameras
from vehiclefinder.control.cases.cases import Cases
from vehiclefinder.control.retention import Expiry, Retention
from vehiclefinder.control.sources.videos import VideoChange, Videos
from vehiclefinder.control.watches.evaluation import WatchEvaluator
from vehiclefinder.core.access import LOCAL
from vehiclefinder.store.backup.backup import back_up
from vehiclefinder.store.backup.restore import restore
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.job_leases import JobLeases
from vehiclefinder.store.tracks.catalog import Catalog

from ..store.old_catalogs import rows_of
from . import jobs
from .homes import NOW, backed_up, ingest, judge, keep, kept, make_index, old, sent, some, watched
from .state import half, segments, sound, state, stranded
from .verdict import doctor

EXPIRY = Expiry(timedelta(days=30))
LATER = timedelta(days=30)
"""After a fault it is tidied at once and so much later, when what no lock tells of has settled."""
SQUARE = [[0.2, 0.4], [0.8, 0.4], [0.8, 0.9], [0.2, 0.9]]
ROAD = {"image": SQUARE, "road": [[0, 20], [8, 20], [8, 0], [0, 0]], "near": 5.0}

Act = Callable[[Path], object]
"""Does something with a home."""


def tidy(home: Path) -> None:
    """Tidy as a service does when it starts, and as one that starts later."""
    settings = Settings(home=home)
    with open_catalog(settings) as catalog:
        open_tidier(settings, catalog).tidy()
        with time_machine.travel(datetime.now(UTC) + LATER, tick=False):
            JobLeases(catalog.database).expire()
            if failures := open_tidier(settings, catalog).tidy().failures:
                raise RuntimeError(f"the tidying has failed: {failures}")


def wrong(home: Path) -> list[str]:
    """Return what is stranded or half in a home, and what ``doctor`` says."""
    return [*stranded(home), *half(home), *doctor(home)]


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that changes a home.

    :param prepare: Makes the home that it begins with.
    :param act: What is done; done again after a fault it ends where it would have ended without.
    :param holds: What the home holds afterwards, to be compared with what it holds without a fault.
    :param wrong: What is stranded or half in the home afterwards.
    :param tidy: What is done after a fault before it is done again.
    """

    prepare: Act
    act: Act
    holds: Callable[[Path], Any] = state
    wrong: Callable[[Path], list[str]] = wrong
    tidy: Act = tidy


def prune(home: Path) -> None:
    """Remove what is old."""
    with Catalog(home) as catalog:
        Retention(catalog).prune(LOCAL, EXPIRY, NOW)


def delete_source(home: Path) -> None:
    """Delete the second source, unless that was done."""
    with Catalog(home) as catalog:
        if any(source.id == 2 for source in catalog.sources()):
            Videos(catalog, AuditLog(catalog.database)).delete(LOCAL, 2)


def correct(home: Path) -> None:
    """Say that the first source is of another camera, and where the roads of both lie."""
    with Catalog(home) as catalog:
        log = AuditLog(catalog.database)
        Cameras(catalog, log).update(LOCAL, "north", {"calibration": ROAD})
        Videos(catalog, log).update(LOCAL, 1, VideoChange("south", NOW))
        Cameras(catalog, log).update(LOCAL, "south", {"calibration": ROAD | {"near": 9.0}})


def export(home: Path) -> None:
    """Export a case, and make a backup."""
    keep(home)
    for name in ("case.zip", "home.tar"):
        home.with_name(name).unlink(missing_ok=True)
    with Catalog(home) as catalog:
        Cases(catalog, {}).export(LOCAL, 1, home.with_name("case.zip"))
        back_up(catalog, home.with_name("home.tar"))


def delete_item(home: Path) -> None:
    """Take an item out of a case, unless that was done."""
    with Catalog(home) as catalog:
        cases = Cases(catalog, {})
        if any(item.id == 2 for item in cases.items(LOCAL, 1)):
            cases.remove(LOCAL, 1, 2)


def delete_case(home: Path) -> None:
    """Delete a case, unless that was done."""
    with Catalog(home) as catalog:
        cases = Cases(catalog, {})
        if cases.list(LOCAL):
            cases.delete(LOCAL, 1)


def watch(home: Path) -> None:
    """Let the watch look at all that is new."""
    with open_catalog(settings := Settings(home=home)) as catalog, open_finder(settings) as finder:
        evaluator = WatchEvaluator(catalog, finder)
        while evaluator.step():
            pass


def reencode(home: Path) -> None:
    """Take everything over to the present model."""
    with Catalog(home) as catalog:
        open_reencoder(Settings(home=home), catalog).run()


def migrate(home: Path) -> None:
    """Open a catalog of an older program."""
    Catalog(home).close()


def make_of_backup(home: Path) -> None:
    """Make a home of a backup, unless that was done."""
    if not home.exists():
        restore(home.with_name("backup.tar"), home)


def nothing(home: Path) -> None:
    """Tidy nothing: there is no home yet."""


def rows(home: Path) -> dict[str, Any]:
    """Return all rows but when a catalog was taken over."""
    return {table: found for table, found in rows_of(home / "catalog.db").items() if table != "migrations"}


def indexed(home: Path) -> Any:
    """Return which tracks the index has, loaded or made anew, and the state of the home."""
    settings = Settings(home=home)
    with Catalog(home) as catalog:
        index = open_index(settings, catalog, open_decider(settings)).current()
        return sorted(index.facts.track.tolist()), state(home)


def beside(home: Path) -> Any:
    """Return what lies beside a home, but for locks that nobody holds, and its state."""
    return sorted(path.name for path in home.parent.iterdir() if path.suffix != ".lock"), state(home)


def received(home: Path) -> Any:
    """Return what was seen in the segments of streams, and the rest of the state of the home."""
    rest = {name: found for name, found in state(home).items() if name not in ("sources", "failed", "jobs")}
    return segments(home), rest


def wrong_if_there(home: Path) -> list[str]:
    """Return what is wrong with a home that is there whole or not at all."""
    return wrong(home) if home.exists() else []


OPERATIONS = {
    "ingest": Operation(sent, ingest),
    "upload": Operation(sent, jobs.upload),
    "stream": Operation(lambda home: sent(home, 6.0), jobs.stream, received),
    "re-encode": Operation(some, reencode),
    "reindex": Operation(some, make_index, indexed),
    "prune": Operation(some, prune),
    "delete a source": Operation(some, delete_source),
    "correct a camera": Operation(some, correct),
    "watch": Operation(watched, watch),
    "feedback": Operation(kept, judge),
    "keep in a case": Operation(some, keep),
    "delete an item": Operation(kept, delete_item),
    "delete a case": Operation(kept, delete_case),
    "export": Operation(some, export, beside),
    "restore": Operation(backed_up, make_of_backup, beside, wrong_if_there, nothing),
    "migration": Operation(old, migrate, rows, sound),
}
