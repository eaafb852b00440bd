"""Makes a change of a home again and again, in a process whose first, second, ... operation kills it or fails.

A program of its own, which has one thread and so may fork: ``SCENARIO FAULT HOME OUT``. For each n it leaves in
``OUT/n`` the home as the fault at the n-th operation left it; the last one is that of a run without any.
"""

import errno
import os
import shutil
import sqlite3
import sys
import traceback
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from vehiclefinder.control.retention import Expiry, Retention
from vehiclefinder.core.access import LOCAL
from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.types import Crop, Motion, Track
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter

STRUCK = 9
OPERATIONS = frozenset({"os.remove", "os.rmdir", "os.rename", "os.mkdir", "shutil.rmtree", "fcntl.flock"})
NOW = datetime(2026, 5, 1, tzinfo=UTC)
OLD, NEW = NOW - timedelta(days=60), NOW - timedelta(days=1)
BOX = np.array([10, 20, 30, 40], np.float32)


def vehicle(number: int) -> Track:
    """A track with two pictures."""
    crop = Crop(np.full((8, 8, 3), 40 + number, np.uint8), 1.0, BOX, 0.5)
    place, boxes = np.eye(9, dtype=np.float32)[4], np.stack([BOX, BOX])
    times = np.array([1, 2], np.float32)
    return Track(number, "car", times, boxes, (640, 360), None, Motion.STOPPED, place, 0.0, (crop, crop))


def described(home: Path, name: str, start: datetime) -> NewSource:
    """A segment of a stream, recorded in the home."""
    return NewSource("north", str(home / "recordings" / f"{name}.mkv"), name, "stream", (640, 360), "e", start)


def ingest(catalog: Catalog, source: NewSource) -> None:
    """Ingest a source of two tracks, unless it is there."""
    writer = catalog.begin(source)
    if not isinstance(writer, SourceWriter):
        return
    with writer:
        for number in range(2):
            writer.add(vehicle(number), np.ones(4, np.float32))
        writer.finish(10.0)


def prune(home: Path) -> None:
    """Forget what is old."""
    with Catalog(home) as catalog:
        Retention(catalog).prune(LOCAL, Expiry(timedelta(days=30)), NOW)


def remove(home: Path) -> None:
    """Delete the first source."""
    with Catalog(home) as catalog:
        catalog.remove_source(1)


def add(home: Path) -> None:
    """Ingest one more source."""
    with Catalog(home) as catalog:
        ingest(catalog, replace(described(home, "added", NEW), settings={"stride": 2}))


SCENARIOS: dict[str, Callable[[Path], None]] = {"prune": prune, "remove": remove, "add": add}


def main(scenario: str, fault: str, home: Path, out: Path) -> None:
    """Leave a home for each operation that the fault can strike."""
    for last in count(1):
        left = copied(home, out / str(last))
        child = os.fork()
        if not child:
            _run(SCENARIOS[scenario], FAULTS[fault], left, last)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code == 0:
            return
        assert code == STRUCK, code


def copied(home: Path, copy: Path) -> Path:
    """Copy a home, whose recordings are then those of the copy."""
    shutil.copytree(home, copy)
    with closing(sqlite3.connect(copy / "catalog.db")) as connection, connection:
        connection.execute("update sources set uri = replace(uri, ?, ?)", (str(home), str(copy)))
    return copy


def _run(change: Callable[[Path], None], strike: Callable[[bool], None], home: Path, last: int) -> None:
    """Make a change, and let a fault strike the operation of a number, before it is done."""
    done = 0

    def operate(on_file: bool) -> None:
        nonlocal done
        done += 1
        if done == last:
            strike(on_file)

    def audit(name: str, arguments: tuple[Any, ...]) -> None:
        if name in OPERATIONS or (name == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wxa")):
            operate(True)

    sys.addaudithook(audit)
    for one in ("before_cursor_execute", "commit"):
        event.listen(Engine, one, lambda *_: operate(False))
    code = 1
    try:
        with suppress(StoreError):
            change(home)
        code = STRUCK if done >= last else 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _kill(on_file: bool) -> None:
    os._exit(STRUCK)


def _fail(on_file: bool) -> None:
    """Fail as on a disk that is full."""
    if on_file:
        raise OSError(errno.ENOSPC, "No space left on device")
    raise OperationalError("a statement", {}, Exception("database or disk is full"))


FAULTS = {"kill": _kill, "fail": _fail}

if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
