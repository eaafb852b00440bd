"""A matcher of axes that tells sharply, and a catalog for tracks whose every vector is known by hand."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vehiclefinder.core.types import Crop, FloatArray, Motion, Track
from vehiclefinder.match.decision import Decider
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter

from ..axes import sharp_decider

START = datetime(2026, 5, 1, 12, tzinfo=UTC)
Add = Callable[..., None]


def seen(
    number: int,
    heading: float | None = None,
    cell: int = 4,
    motion: Motion = Motion.STRAIGHT,
    monochrome: bool | None = None,
) -> Track:
    times = np.array([number, number + 1], np.float32)
    box = np.array([10, 20, 50, 60], np.float32)
    crop = Crop(np.full((8, 8, 3), 90, np.uint8), float(number), box, 1.0)
    place = np.eye(9, dtype=np.float32)[cell]
    boxes = np.stack([box, box])
    return Track(number, "car", times, boxes, (640, 360), heading, motion, place, 0.1, (crop,), monochrome)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog(tmp_path / "home") as catalog:
        yield catalog


@pytest.fixture
def add(catalog: Catalog) -> Add:
    """Store a source: tracks with their vectors."""

    def run(tracks: Sequence[tuple[Track, FloatArray]], camera: str = "north", **changes: Any) -> None:
        values: dict[str, Any] = {"uri": "a.mp4", "kind": "file", "frame_size": (640, 360), "encoder": "e"}
        values["fingerprint"] = camera
        writer = catalog.begin(NewSource(camera=camera, **(values | changes)))
        assert isinstance(writer, SourceWriter)
        with writer:
            for track, vector in tracks:
                writer.add(track, vector)
            writer.finish(10.0)

    return run


@pytest.fixture
def decider() -> Decider:
    return sharp_decider()
