"""What belongs to tracks lies in partitions on PostgreSQL: they are there before rows need them, and go without any."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import make_url, text

from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.types import Track
from vehiclefinder.store.database import partitions
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.partitions import AHEAD, SIZE, TABLES
from vehiclefinder.store.move.move import StoreMove
from vehiclefinder.store.tidying.stranded import Place
from vehiclefinder.store.tidying.tidier import Tidier
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter

from .full_catalogs import rows_of

MakeDatabase = Callable[..., str]
MakeSource = Callable[..., NewSource]
MakeTrack = Callable[..., Track]
Ingest = Callable[[Catalog, int], int]


@pytest.fixture
def url(make_database: MakeDatabase) -> str:
    return make_database()


@pytest.fixture
def one(home: Path, url: str) -> Iterator[Catalog]:
    with Catalog(home, url) as catalog:
        yield catalog


@pytest.fixture
def ingest_into(make_source: MakeSource, make_track: MakeTrack) -> Ingest:
    """Ingest a source of some tracks, of which it names the number; returns its id."""

    def run(catalog: Catalog, tracks: int) -> int:
        count = len(catalog.sources())
        with catalog.begin(make_source(fingerprint=f"{tracks} {count}")) as writer:  # type: ignore[union-attr]
            assert isinstance(writer, SourceWriter)
            for number in range(tracks):
                writer.add(make_track(number), np.ones(4, np.float32))
            writer.finish(1.0)
        return writer.source_id

    return run


def go_on_behind(catalog: Catalog, last: int) -> None:
    with catalog.database.write() as session:
        session.execute(text("SELECT setval('tracks_id_seq', :last)"), {"last": last})


def tracks_of(catalog: Catalog) -> dict[str, list[int]]:
    """Return partition -> the ids of its tracks."""
    with catalog.database.columns() as connection:
        names = connection.scalars(
            text("SELECT relid::regclass::text FROM pg_partition_tree('tracks') WHERE isleaf")
        ).all()
        return {name: sorted(connection.scalars(text(f"SELECT id FROM {name}")).all()) for name in sorted(names)}


def blocks_of(catalog: Catalog, table: str) -> list[str]:
    with catalog.database.columns() as connection:
        query = text("SELECT relid::regclass::text FROM pg_partition_tree(:table) WHERE isleaf")
        return sorted(connection.scalars(query, {"table": table}).all())


def test_tracks_go_on_in_the_next_block(one: Catalog, ingest_into: Ingest) -> None:
    assert tracks_of(one) == {"tracks_p0000": []}
    go_on_behind(one, SIZE - 20)
    source = ingest_into(one, 40)
    assert tracks_of(one) == {
        "tracks_p0000": list(range(SIZE - 19, SIZE)),
        "tracks_p0001": list(range(SIZE, SIZE + 21)),
    }
    assert {table: blocks_of(one, table) for table in TABLES} == {
        table: [f"{table}_p0000", f"{table}_p0001"] for table in TABLES
    }
    facts, vectors = one.facts("encoder-1", [source])
    assert facts.track.tolist() == list(range(SIZE - 19, SIZE + 21))
    assert vectors.tolist() == [[1.0] * 4] * 40
    assert [len(track.crops) for track in one.tracks(facts.track.tolist())] == [2] * 40


def test_a_block_is_made_a_million_tracks_before_it_is_needed(one: Catalog, ingest_into: Ingest) -> None:
    go_on_behind(one, SIZE - AHEAD - 100)
    ingest_into(one, 1)
    assert blocks_of(one, "crops") == ["crops_p0000"]
    go_on_behind(one, SIZE - AHEAD)
    ingest_into(one, 1)
    assert blocks_of(one, "crops") == ["crops_p0000", "crops_p0001"]


def test_ids_that_are_far_ahead_have_a_block_too(one: Catalog, ingest_into: Ingest) -> None:
    go_on_behind(one, 57 * SIZE + 5)
    ingest_into(one, 2)
    assert tracks_of(one) == {"tracks_p0000": [], "tracks_p0057": [57 * SIZE + 6, 57 * SIZE + 7]}


def test_many_who_ingest_at_once_need_the_next_block_at_once(
    one: Catalog, home: Path, url: str, make_source: MakeSource, make_track: MakeTrack
) -> None:
    def work(number: int) -> int:
        with Catalog(home, url) as catalog:
            with catalog.begin(make_source(fingerprint=str(number))) as writer:  # type: ignore[union-attr]
                assert isinstance(writer, SourceWriter)
                for track in range(40):
                    writer.add(make_track(track, crops=()), np.ones(4, np.float32))
                writer.finish(1.0)
            return len(catalog.track_ids(writer.source_id))

    go_on_behind(one, 3 * SIZE - 60)
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(work, range(4))) == [40] * 4
    assert {name: len(ids) for name, ids in tracks_of(one).items()} == {
        "tracks_p0000": 0,
        "tracks_p0002": 59,
        "tracks_p0003": 101,
    }


def test_a_block_without_tracks_goes_and_its_disk_is_free(one: Catalog, ingest_into: Ingest) -> None:
    first = ingest_into(one, 3)
    go_on_behind(one, SIZE + 3)
    second = ingest_into(one, 3)
    tidier = Tidier(Place(one, None))
    assert [left.kind for left in tidier.stranded()] == []
    one.remove_source(first)
    one.remove_source(second)
    (left,) = tidier.stranded()
    assert (left.kind, left.name) == ("partition without tracks", "tracks 0 to 9999999")
    assert left.size >= sum(8192 for _ in TABLES)
    done = tidier.tidy()
    assert ([one.name for one in done.mended], done.failures) == (["tracks 0 to 9999999"], [])
    assert {table: blocks_of(one, table) for table in TABLES} == {table: [f"{table}_p0001"] for table in TABLES}
    third = ingest_into(one, 3)
    assert tracks_of(one) == {"tracks_p0001": [SIZE + 7, SIZE + 8, SIZE + 9]}
    assert len(one.track_ids(third)) == 3
    with one.database.columns() as connection:
        left_tables = connection.scalars(text("SELECT relname FROM pg_class WHERE relname LIKE '%p0000'")).all()
    assert left_tables == []


def test_whoever_reads_is_waited_for_but_not_for_long(
    one: Catalog, home: Path, url: str, ingest_into: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions, "PATIENCE_MS", 50)
    go_on_behind(one, SIZE + 3)
    source = ingest_into(one, 3)
    with Catalog(home, url) as other, other.database.columns() as reader:
        reader.execute(text("SELECT count(*) FROM tracks")).all()
        done = Tidier(Place(one, None)).tidy()
        assert done.mended == []
        assert len(done.failures) == 1 and "lock timeout" in done.failures[0]
        assert len(one.track_ids(source)) == 3
    assert [left.kind for left in Tidier(Place(one, None)).tidy().mended] == ["partition without tracks"]


def test_a_block_with_tracks_or_to_come_is_not_dropped(one: Catalog, ingest_into: Ingest) -> None:
    ingest_into(one, 1)
    with one.database.write() as session:
        assert [partitions.drop(session, block) for block in (0, 1)] == [False, False]
    go_on_behind(one, SIZE + 3)
    with one.database.write() as session:
        assert partitions.drop(session, 0) is False
    assert tracks_of(one) == {"tracks_p0000": [1]}


def test_a_catalog_whose_ids_are_far_apart_is_moved_both_ways(
    one: Catalog, home: Path, tmp_path: Path, url: str, make_database: MakeDatabase, ingest_into: Ingest
) -> None:
    ingest_into(one, 2)
    go_on_behind(one, 4 * SIZE - 2)
    ingest_into(one, 2)
    before = rows_of(one.database)
    file = f"sqlite:///{tmp_path / 'moved.db'}"
    again = make_database()
    for ends in ((url, file), (file, again)):
        StoreMove(home, *ends).run(lambda _one, _other: None)
    database = Database(make_url(again))
    assert {name: rows for name, rows in rows_of(database).items() if name != "state"} == {
        name: rows for name, rows in before.items() if name != "state"
    }
    database.close()
    with Catalog(home, again) as moved:
        assert tracks_of(moved) == {
            "tracks_p0000": [1, 2],
            "tracks_p0003": [4 * SIZE - 1],
            "tracks_p0004": [4 * SIZE],
        }
        assert len(moved.track_ids(ingest_into(moved, 40))) == 40


def test_tracks_and_vectors_by_id_are_looked_for_in_their_partition_alone(one: Catalog, ingest_into: Ingest) -> None:
    ingest_into(one, 2)
    go_on_behind(one, SIZE + 3)
    ingest_into(one, 2)
    with one.database.columns() as connection:
        plan = "\n".join(
            connection.scalars(
                text(
                    "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) SELECT vector FROM embeddings"
                    " WHERE track_id = 1 AND encoder = 'encoder-1'"
                )
            )
        )
    assert "embeddings_p0000" in plan
    assert "embeddings_p0001" not in plan


def test_a_reader_is_not_shut_out_while_a_block_is_made(one: Catalog, home: Path, url: str) -> None:
    with Catalog(home, url) as other, other.database.columns() as reader:
        reader.execute(text("SELECT count(*) FROM tracks JOIN embeddings ON track_id = id")).all()
        with one.database.write() as session:
            session.execute(text("SET LOCAL lock_timeout = 50"))
            session.execute(text("SELECT setval('tracks_id_seq', :last)"), {"last": 2 * SIZE})
            partitions.provide(session)
            assert reader.scalar(text("SELECT count(*) FROM embeddings")) == 0
    assert blocks_of(one, "embeddings") == ["embeddings_p0000", "embeddings_p0002"]


@pytest.mark.sqlite("there are none")
def test_sqlite_has_no_partitions(catalog: Catalog) -> None:
    with catalog.database.write() as session:
        partitions.provide(session)
        partitions.provide_for(session.connection(), [3 * SIZE])
        assert partitions.empty(session.connection()) == []


def test_where_a_block_is_missing_the_error_is_told(one: Catalog, ingest_into: Ingest) -> None:
    with one.database.write() as session:
        session.execute(text("SELECT setval('tracks_id_seq', :last)"), {"last": 9 * SIZE})
        with pytest.raises(StoreError, match="no partition of relation"), one.database.translated():
            session.execute(
                text(
                    'INSERT INTO tracks (source_id, label, start, "end", motion, place, speed, width, height, path)'
                    " VALUES (1, 'car', 0, 1, 'left', '', 0, 1, 1, '')"
                )
            )
        session.rollback()
