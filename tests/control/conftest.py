"""A store with two cameras, the tokens and the log over it, people who see both cameras or one, and who watches it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from vehiclefinder.control.alerts import Alerts
from vehiclefinder.control.tokens import AccessTokens
from vehiclefinder.control.watches.evaluation import WatchEvaluator
from vehiclefinder.control.watches.watches import Watches
from vehiclefinder.control.watches.webhooks import Webhooks
from vehiclefinder.core.access import Identity, Role
from vehiclefinder.core.types import Crop, Motion, Track
from vehiclefinder.match.slots import DIM
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.tokens import TokenStore
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource, StoredTrack
from vehiclefinder.store.tracks.source_writer import SourceWriter

from .street import Street

START = datetime(2024, 5, 1, 12, tzinfo=UTC)
ADMIN = Identity("ada", Role.ADMIN)
OPERATOR = Identity("olga", Role.OPERATOR)
VIEWER = Identity("vera", Role.VIEWER)
NORTH_ONLY = Identity("nora", Role.OPERATOR, ("north",))

Fill = Callable[..., list[StoredTrack]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def catalog(home: Path) -> Iterator[Catalog]:
    with Catalog(home) as catalog:
        yield catalog


@pytest.fixture
def fill(catalog: Catalog) -> Fill:
    """Ingest one finished source of 10 s with a few tracks, and return them."""

    def run(
        camera: str = "north",
        tracks: int = 1,
        start: datetime | None = START,
        uri: str = "/videos/a.mp4",
        monochrome: bool | None = None,
    ) -> list[StoredTrack]:
        number = len(catalog.sources())
        writer = catalog.begin(NewSource(camera, uri, f"{number:064d}", "file", (640, 360), "e", start))
        assert isinstance(writer, SourceWriter)
        for one in range(tracks):
            writer.add(replace(track(one, shade=40 * number + one), monochrome=monochrome), np.ones(DIM, np.float32))
        writer.finish(duration=10.0)
        first = 1 + sum(source.tracks for source in catalog.sources()[:-1])
        return catalog.tracks(range(first, first + tracks))

    return run


def track(number: int, shade: int) -> Track:
    times = np.array([1.0, 1.5, 2.25], np.float32)
    boxes = np.array([[10, 20, 30, 40], [11, 21, 31, 41], [12.5, 22, 32, 42]], np.float32)
    place = np.array([0.5, 0.25, 0, 0, 0.25, 0, 0, 0, 0], np.float32)
    picture = np.full((24, 32, 3), (200, shade, 40), np.uint8)
    crops = (Crop(picture, 1.5, boxes[1], 0.75), Crop(picture, 2.25, boxes[2], 0.5))
    return Track(number, "truck", times, boxes, (640, 360), 90.0, Motion.LEFT, place, 0.125, crops)


@pytest.fixture
def log(catalog: Catalog) -> AuditLog:
    return AuditLog(catalog.database)


@pytest.fixture
def tokens(catalog: Catalog, log: AuditLog) -> AccessTokens:
    return AccessTokens(TokenStore(catalog.database), log)


@pytest.fixture
def street(catalog: Catalog) -> Street:
    return Street(catalog)


@pytest.fixture
def watches(street: Street, catalog: Catalog, log: AuditLog) -> Watches:
    return Watches(catalog, street.finder, Webhooks(["hooks.example.org", "127.0.0.1"]), log, UTC)


@pytest.fixture
def alerts(catalog: Catalog, log: AuditLog) -> Alerts:
    return Alerts(catalog, log)


@pytest.fixture
def evaluator(street: Street, catalog: Catalog) -> WatchEvaluator:
    return WatchEvaluator(catalog, street.finder, UTC)
