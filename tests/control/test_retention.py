from datetime import timedelta

import pytest
from time_machine import Traveller

from vehiclefinder.control.retention import Expiry, Retention
from vehiclefinder.core.access import Identity, Role
from vehiclefinder.core.errors import ForbiddenError, NotFoundError, StoreError
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter

from .conftest import ADMIN, OPERATOR, START, Fill

MONTH = Expiry(timedelta(days=30))


@pytest.fixture
def retention(catalog: Catalog) -> Retention:
    return Retention(catalog)


def test_a_source_ages_from_its_end(retention: Retention, fill: Fill) -> None:
    fill()
    end = START + timedelta(seconds=10)
    assert retention.due(ADMIN, MONTH, end + timedelta(days=30)) == ()
    (due,) = retention.due(ADMIN, MONTH, end + timedelta(days=30, seconds=1))
    assert due.camera == "north"


def test_a_source_of_no_known_time_ages_from_its_ingest(retention: Retention, fill: Fill, clock: Traveller) -> None:
    fill(start=None)
    clock.shift(timedelta(days=30))
    assert retention.due(ADMIN, MONTH) == ()
    clock.shift(1)
    assert [source.id for source in retention.due(ADMIN, MONTH)] == [1]


def test_pruning_removes_what_is_due_and_nothing_else(retention: Retention, catalog: Catalog, fill: Fill) -> None:
    old, new = fill("north"), fill("north", start=START + timedelta(days=20))
    fill("south")
    writer = catalog.begin(NewSource("north", "/videos/b.mp4", "b" * 64, "file", (640, 360), "e", START))
    assert isinstance(writer, SourceWriter)
    now = START + timedelta(days=40)
    assert [source.id for source in retention.due(ADMIN, MONTH, now)] == [1, 3]
    removed = retention.prune(ADMIN, Expiry(MONTH.age, "north"), now)
    assert [(source.id, source.tracks) for source in removed] == [(1, 1)]
    assert [source.id for source in catalog.sources()] == [2, 3, 4]
    assert not old[0].crops[0].file.path.exists()
    assert new[0].crops[0].file.path.exists()
    assert catalog.tracks([old[0].id]) == []
    with writer:
        pass


def test_only_an_admin_prunes(retention: Retention, catalog: Catalog, fill: Fill) -> None:
    fill()
    for ask in (retention.due, retention.prune):
        with pytest.raises(ForbiddenError, match="olga is operator; this needs admin"):
            ask(OPERATOR, MONTH, START + timedelta(days=90))
    assert len(catalog.sources()) == 1


def test_an_admin_of_some_cameras_reaches_no_others(retention: Retention, catalog: Catalog, fill: Fill) -> None:
    fill("north")
    fill("south")
    some = Identity("sam", Role.ADMIN, ("south",))
    for camera in ("north", "nowhere"):
        with pytest.raises(NotFoundError, match=f"^no camera '{camera}'$"):
            retention.due(some, Expiry(MONTH.age, camera))
    assert [source.camera for source in retention.prune(some, MONTH, START + timedelta(days=90))] == ["south"]
    assert [source.camera for source in catalog.sources()] == ["north"]


def test_one_that_cannot_be_removed_keeps_no_other(retention: Retention, catalog: Catalog, fill: Fill) -> None:
    fill("north")
    fill("south")
    held = NewSource("north", "", f"{0:064d}", "file", (640, 360), "e").identity
    with (
        catalog.locks.hold(held),
        pytest.raises(StoreError, match="removed 1 source, but not 1 more: source 1: this source is being"),
    ):
        retention.prune(ADMIN, MONTH, START + timedelta(days=90))
    assert [source.camera for source in catalog.sources()] == ["north"]


def test_no_age_is_no_expiry() -> None:
    with pytest.raises(ValueError, match="longer than zero"):
        Expiry(timedelta(0))


def test_each_source_that_is_removed_is_written_down(retention: Retention, log: AuditLog, fill: Fill) -> None:
    fill("north")
    fill("south")
    retention.prune(ADMIN, MONTH, START + timedelta(days=40))
    ended = (START + timedelta(seconds=10)).isoformat()
    assert [(one.who, one.action, one.camera, one.detail) for one in reversed(log.page(9))] == [
        ("ada", "video.prune", "north", {"video": 1, "name": "a.mp4", "ended": ended}),
        ("ada", "video.prune", "south", {"video": 2, "name": "a.mp4", "ended": ended}),
    ]
