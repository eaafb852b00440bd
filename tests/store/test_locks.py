"""The locks of a catalog, on whatever database it lies."""

from pathlib import Path
from threading import Timer

import numpy as np
import pytest

from vehiclefinder.core.errors import LockedError
from vehiclefinder.core.types import FloatArray
from vehiclefinder.store.database.schema.tracks import SourceStatus
from vehiclefinder.store.tracks import source_removal
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.source_removal import INTERRUPTED

from .conftest import Begin, MakeSource, MakeTrack

VECTOR: FloatArray = np.ones(4, np.float32)


def test_a_lock_is_held_once_and_free_when_it_is_released(catalog: Catalog, home: Path) -> None:
    with Catalog(home) as other:
        lock = catalog.locks.hold("patrol")
        for one in (catalog, other):
            assert one.locks.is_held("patrol")
            with pytest.raises(LockedError, match="right now, by another process or thread"):
                one.locks.hold("patrol")
        assert not other.locks.is_held("courier")
        lock.keep()
        lock.release()
        lock.release()
        assert not catalog.locks.is_held("patrol")
        with other.locks.hold("patrol"):
            lock.release()  # what is another's by now stays
            assert catalog.locks.is_held("patrol")
        assert not catalog.locks.is_held("patrol")


def test_a_lock_is_waited_for(catalog: Catalog, home: Path) -> None:
    with Catalog(home) as other:
        lock = other.locks.hold("reencode")
        with pytest.raises(LockedError, match="reencode is held by another process for more than 0 s"):
            catalog.locks.wait_for("reencode", 0)
        Timer(0.1, lock.release).start()
        with catalog.locks.wait_for("reencode", 60):
            assert other.locks.is_held("reencode")


def test_a_catalog_that_is_closed_holds_nothing_of_its_server(catalog: Catalog, home: Path) -> None:
    with Catalog(home) as other, other.locks.hold("patrol"):
        pass
    with catalog.locks.hold("patrol"):
        assert catalog.locks.is_held("patrol")


@pytest.mark.sqlite("its locks are files, whose names programs of other versions know")
def test_locks_are_files_of_these_names(catalog: Catalog, home: Path, begin: Begin, make_source: MakeSource) -> None:
    with catalog.locks.hold("patrol"), begin(make_source()) as writer:
        assert {path.name for path in (home / "locks").iterdir()} == {"patrol", make_source().identity}
        writer.finish(1.0)
    assert list((home / "locks").iterdir()) == []


@pytest.mark.parametrize("flushed", [True, False])
def test_a_source_that_others_took_for_interrupted_is_not_finished(
    catalog: Catalog, begin: Begin, make_source: MakeSource, make_track: MakeTrack, flushed: bool
) -> None:
    told = "source 1 was taken over or removed by another process"
    with pytest.raises(LockedError, match=told), begin(make_source()) as writer:
        source_removal.interrupt(catalog.database, catalog.media, writer.source_id)
        if flushed:
            for number in range(100):
                writer.add(make_track(number), VECTOR)
        writer.finish(1.0)
    (source,) = catalog.sources()
    assert (source.status, source.error, source.tracks) == (SourceStatus.FAILED, INTERRUPTED, 0)
    assert not catalog.locks.is_held(make_source().identity)
    assert catalog.generation()[1] == 0


def test_a_source_that_was_finished_is_not_emptied_as_interrupted(
    catalog: Catalog, begin: Begin, make_source: MakeSource, make_track: MakeTrack
) -> None:
    with begin(make_source()) as writer:
        writer.add(make_track(), VECTOR)
        writer.finish(1.0)
    source_removal.interrupt(catalog.database, catalog.media, writer.source_id)
    (source,) = catalog.sources()
    assert (source.status, source.tracks) == (SourceStatus.DONE, 1)
    (crop, _) = catalog.track(1).crops
    assert crop.file.read() is not None
