"""What an index follows by: which sources changed when, and how many of their tracks have vectors."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sqlalchemy import event, select, update

from vehiclefinder.core.shard import WHOLE, Shard
from vehiclefinder.core.types import FloatArray
from vehiclefinder.store.database.schema.tracks import EmbeddingRow, SourceRow, StateRow
from vehiclefinder.store.index.kept_rows import together
from vehiclefinder.store.index.track_index import IndexKeeper, IndexOrigin
from vehiclefinder.store.tracks import vector_health
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.changes import Changes
from vehiclefinder.store.tracks.source_correction import SourceCorrection

from .conftest import START, FirstTwo

Ingest = Callable[..., int]
UnitVectors = Callable[..., FloatArray]


def keeper(catalog: Catalog, shard: Shard = WHOLE) -> IndexKeeper:
    return IndexKeeper(catalog.home / "index", catalog, "encoder-1", FirstTwo(), shard)


@pytest.fixture
def three(catalog: Catalog, ingest: Ingest, unit_vectors: UnitVectors) -> Catalog:
    """Sources 1, 2 and 3 of one, two and three tracks, in generations 1, 2 and 3."""
    for count in (1, 2, 3):
        ingest(unit_vectors(count, seed=count), camera=f"camera {count}")
    return catalog


def test_a_source_changes_in_the_generation_in_which_it_is_finished_or_corrected(three: Catalog) -> None:
    assert three.changes(-1, 3) == Changes({1: 1, 2: 2, 3: 3}, [], 0)
    assert (three.changes(1, 3).finished, three.changes(1, 2).finished) == ({2: 2, 3: 3}, {2: 2})
    three.correct_source(1, SourceCorrection("camera 9", START))
    assert (three.changes(3, 4), three.changes(1, 3).finished) == (Changes({1: 1}, [], 0), {2: 2, 3: 3})
    assert three.changes(3, 4, Shard(0, 2)).finished == {}


def test_of_a_source_that_is_removed_the_generation_is_kept(three: Catalog) -> None:
    three.remove_source(2)
    assert (three.changes(3, 4), three.finished_sources()) == (Changes({}, [], 4), [1, 3])


def test_tracks_and_vectors_of_a_source_are_counted(three: Catalog) -> None:
    counts = select(SourceRow.tracks, SourceRow.vectors).order_by(SourceRow.id)
    with three.database.columns() as connection:
        assert connection.execute(counts).all() == [(1, 1), (2, 2), (3, 3)]
    with three.database.write() as session:
        session.execute(update(EmbeddingRow).where(EmbeddingRow.track_id == 6).values(vector=bytes(16)))
    vector_health.drop(three.database, three.media, vector_health.check(three.database).damaged)
    with three.database.columns() as connection:
        assert connection.execute(counts).all() == [(1, 1), (2, 2), (3, 2)]
    assert three.changes(3, 4).finished == {3: 3}
    assert [(gap.source, gap.tracks, gap.outdated) for gap in three.coverage("encoder-1").gaps] == [(3, 1, False)]
    assert [(camera.name, camera.sources, camera.tracks) for camera in three.cameras()][-1] == ("camera 3", 1, 3)


def test_an_index_that_follows_reads_no_more_than_what_changed(
    three: Catalog, ingest: Ingest, unit_vectors: UnitVectors
) -> None:
    """Neither tracks nor vectors of other sources, however many there are: of each new source a few statements."""
    index = keeper(three)
    index.coverage()
    ingest(unit_vectors(1, seed=9), camera="camera 4")
    asked: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        asked.append((statement, parameters))

    engine = three.database._engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        rows, gaps = len(index.current()), index.coverage().gaps
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert (rows, gaps, index.origin) == (7, (), IndexOrigin.EXTENDED)
    reading = [one for one in asked if "FROM tracks" in one[0] or "JOIN tracks" in one[0]]
    assert ["[4]" in (values.values() if isinstance(values, dict) else values) for _, values in reading] == [True]
    assert len([statement for statement, _ in asked if statement.startswith("SELECT")]) < 12


def test_what_is_gone_or_corrected_leaves_every_shard_that_holds_it(three: Catalog) -> None:
    odd, even = keeper(three, Shard(1, 2)), keeper(three, Shard(0, 2))
    assert [len(one.current()) for one in (odd, even)] == [4, 2]
    three.remove_source(3)
    three.correct_source(2, SourceCorrection("camera 9", START))
    assert [one.current().facts.source.tolist() for one in (odd, even)] == [[1], [2, 2]]
    camera = three.camera_ids()["camera 9"]
    assert even.current().facts.camera.tolist() == [camera, camera]


def test_an_index_of_another_past_is_made_again(three: Catalog) -> None:
    """As after a restore: other sources by the same numbers, in generations that were reached once more, or not yet."""
    keeper(three).current()
    with three.database.write() as session:
        source = session.get_one(SourceRow, 3)
        source.created = source.created.replace(year=2001)
        session.execute(update(StateRow).values(generation=4))
    again = keeper(three)
    assert (len(again.current()), again.origin, "former" in again.reason) == (6, IndexOrigin.REBUILT, True)
    with three.database.write() as session:
        session.execute(update(StateRow).values(generation=2))
    earlier = keeper(three)
    assert (earlier.current().facts.source.tolist(), earlier.origin) == ([1, 2, 2], IndexOrigin.REBUILT)


def test_rows_of_sources_are_found_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    from vehiclefinder.store.index import kept_rows

    monkeypatch.setattr(kept_rows, "BLOCK", 3)
    column = np.array([5, 1, 5, 2, 2, 7, 5], np.int32)
    assert kept_rows.rows_of([5, 7], column).tolist() == [0, 2, 5, 6]
    assert (kept_rows.sources_in(column), kept_rows.rows_of([], column).tolist()) == ({1, 2, 5, 7}, [])


def test_sources_are_read_as_many_at_a_time_as_have_few_tracks_together() -> None:
    assert list(together({1: 2, 2: 0, 3: 1, 4: 9, 5: 1}, most=3)) == [[1, 3], [4], [5]]
    assert list(together({7: 0}, most=3)) == []
