"""An empty store, and makers of what goes into it; empty databases of a PostgreSQL."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import create_engine, text

from vehiclefinder.core.types import Crop, FloatArray, Motion, Track
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter

from ..postgresql import PostgresHomes, running_server, url_of

START = datetime(2024, 5, 1, 12, tzinfo=UTC)

MakeSource = Callable[..., NewSource]
Begin = Callable[[NewSource], SourceWriter]
MakeTrack = Callable[..., Track]
Ingest = Callable[..., int]
MakeDatabase = Callable[..., str]


class FirstTwo:
    """Takes the squares of a vector's first two numbers for the shares of two values."""

    identity = "first two"
    columns = ("type-van", "type-bus")

    def shares(self, vectors: FloatArray, labels: NDArray[np.integer]) -> FloatArray:
        return vectors[:, :2] ** 2


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def catalog(home: Path) -> Iterator[Catalog]:
    with Catalog(home) as catalog:
        yield catalog


@pytest.fixture
def make_source() -> MakeSource:
    def make(**changes: Any) -> NewSource:
        values: dict[str, Any] = {
            "camera": "north",
            "uri": "/videos/a.mp4",
            "fingerprint": "a" * 64,
            "kind": "file",
            "frame_size": (640, 360),
            "encoder": "encoder-1",
            "start_time": START,
            "settings": {"stride": 2},
        }
        return NewSource(**(values | changes))

    return make


@pytest.fixture
def make_track() -> MakeTrack:
    def make(number: int = 0, **changes: Any) -> Track:
        times = np.array([1.0, 1.5, 2.25], np.float32) + number
        boxes = np.array([[10, 20, 30, 40], [11, 21, 31, 41], [12.5, 22, 32, 42]], np.float32)
        picture = np.full((24, 32, 3), (200, 30, 40), np.uint8)
        values: dict[str, Any] = {
            "id": number,
            "label": "truck",
            "times": times,
            "boxes": boxes,
            "frame_size": (640, 360),
            "heading": 90.0,
            "motion": Motion.LEFT,
            "place": np.array([0.5, 0.25, 0, 0, 0.25, 0, 0, 0, 0], np.float32),
            "speed": 0.125,
            "crops": (Crop(picture, float(times[1]), boxes[1], 0.75), Crop(picture, float(times[2]), boxes[2], 0.5)),
        }
        return Track(**(values | changes))

    return make


@pytest.fixture
def begin(catalog: Catalog) -> Callable[[NewSource], SourceWriter]:
    """Begin a source that is not there yet."""

    def run(source: NewSource) -> SourceWriter:
        begun = catalog.begin(source)
        assert isinstance(begun, SourceWriter)
        return begun

    return run


@pytest.fixture
def ingest(begin: Begin, make_source: MakeSource, make_track: MakeTrack) -> Ingest:
    """Ingest one source that holds one track per row of ``vectors``; returns its id."""

    def run(vectors: FloatArray, **changes: Any) -> int:
        with begin(make_source(**changes)) as writer:
            for number, vector in enumerate(vectors):
                writer.add(make_track(number, crops=()), vector)
            writer.finish(duration=10.0)
        return writer.source_id

    return run


@pytest.fixture
def unit_vectors() -> Callable[..., FloatArray]:
    def make(n: int, d: int = 8, seed: int = 0) -> FloatArray:
        vectors: FloatArray = np.random.default_rng(seed).standard_normal((n, d)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    return make


@pytest.fixture(scope="module")
def server(databases: PostgresHomes | None) -> Iterator[Any]:
    """A server that a test may stop."""
    if databases is None:
        pytest.skip("of PostgreSQL alone")
    with running_server() as server:
        yield server


@pytest.fixture(scope="module")
def make_database(server: Any) -> MakeDatabase:
    """Make an empty database, with a setting; returns its address."""
    numbers = count()

    def run(setting: str = "search_path = public") -> str:
        name = f"empty_{next(numbers)}"
        admin = create_engine(url_of(server), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
            connection.execute(text(f"ALTER DATABASE {name} SET {setting}"))
        admin.dispose()
        return url_of(server, name).render_as_string(hide_password=False)

    return run
