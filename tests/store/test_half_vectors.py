"""Vectors are kept in half precision, and are the same bytes in either engine."""

import re
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from sqlalchemy import func, insert, make_url, select, text

from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.types import FloatArray, Track
from vehiclefinder.store.database import half_vectors
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.schema.tracks import EmbeddingRow, checksum_of
from vehiclefinder.store.move.move import StoreMove
from vehiclefinder.store.tracks import vector_health
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.packing import pack
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.reencoding import SourceReencoding
from vehiclefinder.store.tracks.source_writer import SourceWriter

from ..conftest import REPOSITORY

Ingest = Callable[..., int]
Begin = Callable[[NewSource], SourceWriter]
VALUES = np.array([0.1, -1 / 3, 1.0, -0.0, 6e-8, 1e-9, 65_504.0, 65_519.0], np.float32)
HALVED = np.array([0.0999755859375, -0.333251953125, 1.0, -0.0, 2.0**-24, 0.0, 65_504.0, 65_504.0], np.float32)


def test_what_is_read_is_rounded_to_half_precision(catalog: Catalog, ingest: Ingest) -> None:
    source = ingest(VALUES[None])
    _, vectors = catalog.facts("encoder-1", [source])
    assert vectors.tobytes() == HALVED.tobytes()
    assert catalog.vectors("encoder-1", [1])[1].tobytes() == HALVED.tobytes()
    with catalog.database.columns() as connection:
        blob, checksum = connection.execute(select(EmbeddingRow.vector, EmbeddingRow.checksum)).one()
        same = select(func.count()).where(EmbeddingRow.vector == HALVED.tobytes())
        assert connection.scalar(same) == 1
    assert (blob, checksum) == (HALVED.tobytes(), crc32(HALVED.tobytes()))
    assert vector_health.check(catalog.database) == vector_health.VectorHealth(1, 0, ())


def test_every_number_of_half_precision_is_kept_bit_by_bit(catalog: Catalog, ingest: Ingest) -> None:
    patterns = np.arange(2**16, dtype=np.uint16).view(np.float16)
    every = patterns[np.isfinite(patterns)].astype(np.float32).reshape(-1, 64)
    source = ingest(every)
    _, vectors = catalog.facts("encoder-1", [source])
    assert vectors.tobytes() == every.tobytes()


@pytest.mark.parametrize("large", [65_520.0, -1e9, np.inf])
def test_a_vector_that_half_precision_cannot_hold_is_refused(
    begin: Begin, make_source: Callable[..., NewSource], make_track: Callable[..., Track], large: float
) -> None:
    with (
        begin(make_source()) as writer,
        pytest.raises(ValueError, match=r"expected a vector \(2,\), finite in half precision"),
    ):
        writer.add(make_track(), np.array([1.0, large], np.float32))


def test_vectors_made_anew_are_rounded_too(catalog: Catalog, ingest: Ingest) -> None:
    source = ingest(VALUES[None])
    again = SourceReencoding(catalog.database, catalog.media, catalog.locks, source, "encoder-2")
    assert again.keep({1: VALUES[::-1]}) == 1
    assert catalog.vectors("encoder-2", [1])[1].tobytes() == HALVED[::-1].tobytes()
    assert vector_health.check(catalog.database).damaged == ()


@pytest.mark.sqlite("its older files alone have other vectors")
def test_vectors_of_before_are_read_as_they_would_be_after_a_move(catalog: Catalog, ingest: Ingest) -> None:
    source = ingest(VALUES[None])
    whole(catalog.database, 1, VALUES)
    _, vectors = catalog.facts("encoder-1", [source])
    assert vectors.tobytes() == HALVED.tobytes()
    assert catalog.vectors("encoder-1", [1])[1].tobytes() == HALVED.tobytes()
    assert vector_health.check(catalog.database) == vector_health.VectorHealth(1, 0, ())


def whole(database: Database, track: int, vector: FloatArray, checksum: int | None = None) -> None:
    """Store a vector as it was kept before."""
    with database.write() as session:
        session.execute(text("DELETE FROM embeddings WHERE track_id = :track"), {"track": track})
        blob = pack(vector)
        values = {"track_id": track, "encoder": "encoder-1", "vector": blob, "checksum": checksum or checksum_of(blob)}
        session.execute(insert(EmbeddingRow), [values])


@pytest.fixture
def older(home: Path, make_source: Callable[..., NewSource], make_track: Callable[..., Track]) -> str:
    """A file of SQLite with three tracks, whose vectors are not rounded; the third is not as it was written."""
    url = f"sqlite:///{home / 'older.db'}"
    with Catalog(home, url) as catalog:
        with catalog.begin(make_source()) as writer:  # type: ignore[union-attr]
            assert isinstance(writer, SourceWriter)
            for number in range(3):
                writer.add(make_track(number, crops=()), VALUES)
            writer.finish(1.0)
        for track, checksum in ((1, None), (2, None), (3, 77)):
            whole(catalog.database, track, VALUES / np.float32(track), checksum)
    return url


def test_vectors_of_before_are_moved_rounded_and_answer_the_same(
    home: Path, older: str, make_database: Callable[..., str]
) -> None:
    def compare(one: Catalog, other: Catalog) -> None:
        (expected, rows), (facts, found) = one.facts("encoder-1", [1]), other.facts("encoder-1", [1])
        assert rows.tobytes() == found.tobytes()
        assert expected.track.tolist() == facts.track.tolist() == [1, 2, 3]

    url = make_database()
    StoreMove(home, older, url).run(compare)
    with Catalog(home, url) as moved:
        assert moved.vectors("encoder-1", [2])[2].tobytes() == half_vectors.halved(VALUES / np.float32(2)).tobytes()
        health = vector_health.check(moved.database)
    assert [(one.track, one.fault.value) for one in health.damaged] == [(3, "not as it was written")]


def test_a_vector_that_cannot_be_moved_is_told_by_its_track(
    home: Path, older: str, make_database: Callable[..., str]
) -> None:
    database = Database(make_url(older))
    whole(database, 2, np.full(8, 1e6, np.float32))
    with database.write() as session:
        session.execute(text("UPDATE embeddings SET vector = x'000000' WHERE track_id = 3"))
    database.close()
    with pytest.raises(StoreError) as error:
        StoreMove(home, older, make_database()).run(lambda _one, _other: None)
    assert str(error.value) == (
        "2 values do not fit, and nothing was moved: "
        "embeddings 2, encoder-1: vector has a number that half precision cannot hold; "
        "embeddings 3, encoder-1: vector has 3 bytes, and a vector has 4 to 64,000, 4 a number"
    )


def test_the_server_orders_by_likeness(
    home: Path, make_database: Callable[..., str], make_source: Callable[..., NewSource],
    make_track: Callable[..., Track],
) -> None:  # fmt: skip
    with Catalog(home, make_database()) as catalog:
        with catalog.begin(make_source()) as writer:  # type: ignore[union-attr]
            assert isinstance(writer, SourceWriter)
            for number, vector in enumerate(((1, 0), (0.6, 0.8), (0, 1))):
                writer.add(make_track(number, crops=()), np.array(vector, np.float32))
            writer.finish(1.0)
        with catalog.database.columns() as connection:
            documented = (REPOSITORY / "docs" / "how-to" / "scale-out.md").read_text(encoding="utf-8")
            (like,) = re.findall(r"```sql\n(.*?);\n```", documented, re.DOTALL)
            found = connection.scalars(text(like.replace("4711", "2").replace("LIMIT 20", "LIMIT 2"))).all()
            assert found == [2, 3], "inner products 1.0, 0.8, 0.6"
