"""Indexes of shards: each holds the sources of its own, and together they hold all, once."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from vehiclefinder.core.shard import WHOLE, Shard
from vehiclefinder.core.types import FloatArray
from vehiclefinder.store.index import index_health
from vehiclefinder.store.index.track_index import IndexKeeper, IndexOrigin
from vehiclefinder.store.tracks.catalog import Catalog

from .conftest import FirstTwo

Ingest = Callable[..., int]
UnitVectors = Callable[..., FloatArray]


def keeper(catalog: Catalog, shard: Shard = WHOLE) -> IndexKeeper:
    return IndexKeeper(catalog.home / "index", catalog, "encoder-1", FirstTwo(), shard)


def test_a_shard_is_read_as_it_is_written() -> None:
    assert Shard.of("0/4") == Shard(0, 4) and str(Shard.of("3/4")) == "3/4"
    assert [source for source in range(9) if source in Shard(1, 4)] == [1, 5]


@pytest.mark.parametrize("text", ["", "4", "4/4", "0/0", "0/65", "-1/4", "a/b", "1/4/2"])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a shard"):
        Shard.of(text)


def test_every_track_is_in_the_index_of_one_shard(catalog: Catalog, ingest: Ingest, unit_vectors: UnitVectors) -> None:
    """Sources 1, 2, 3 of one, two and three tracks, in two shards; then a fourth of one."""
    for count in (1, 2, 3):
        ingest(unit_vectors(count, seed=count), camera=f"camera {count}")
    even, odd, whole = keeper(catalog, Shard(0, 2)), keeper(catalog, Shard(1, 2)), keeper(catalog)
    assert [one.current().facts.source.tolist() for one in (even, odd)] == [[2, 2], [1, 3, 3, 3]]
    tracks = np.concatenate([one.current().facts.track for one in (even, odd)])
    assert sorted(tracks.tolist()) == whole.current().facts.track.tolist() == [1, 2, 3, 4, 5, 6]
    ingest(unit_vectors(1, seed=9), camera="camera 4")
    assert even.current().facts.source.tolist() == [2, 2, 4]
    assert (even.origin, odd.current().facts.source.tolist()) == (IndexOrigin.EXTENDED, [1, 3, 3, 3])


def test_shards_of_one_home_have_files_of_their_own(
    catalog: Catalog, ingest: Ingest, unit_vectors: UnitVectors, home: Path
) -> None:
    for count in (1, 2):
        ingest(unit_vectors(count, seed=count), camera=f"camera {count}")
    shards = (WHOLE, Shard(0, 2), Shard(1, 2), Shard(1, 4))
    first = [len(keeper(catalog, shard).current()) for shard in shards]
    again = [keeper(catalog, shard) for shard in shards]
    assert first == [len(one.current()) for one in again] == [3, 2, 1, 1]
    assert [one.origin for one in again] == [IndexOrigin.LOADED] * 4
    whole = again[0].files.folder.name
    names = {path.name for path in (home / "index").iterdir() if path.is_dir()}
    assert names == {whole, f"{whole}-0of2", f"{whole}-1of2", f"{whole}-1of4"}


def test_the_files_of_one_shard_are_none_of_another(
    catalog: Catalog, ingest: Ingest, unit_vectors: UnitVectors
) -> None:
    ingest(unit_vectors(1))
    one, other = keeper(catalog, Shard(1, 2)), keeper(catalog, Shard(0, 2))
    one.current()
    one.files.folder.rename(other.files.folder)
    assert len(other.current()) == 0
    assert (other.origin, "another catalog, encoder" in other.reason) == (IndexOrigin.REBUILT, True)


def test_a_shard_is_sound_without_the_sources_of_others(
    catalog: Catalog, ingest: Ingest, unit_vectors: UnitVectors
) -> None:
    for count in (1, 2):
        ingest(unit_vectors(count, seed=count), camera=f"camera {count}")
    one = keeper(catalog, Shard(1, 2))
    assert (len(one.current()), one.coverage().gaps) == (1, ())
    health = index_health.check(one.files, one.identity(catalog.generation()[0]), catalog, deep=True)
    assert (health.rows, health.state, health.problem) == (1, "current", "")


def test_what_waits_for_a_model_waits_in_its_shard(catalog: Catalog, ingest: Ingest, unit_vectors: UnitVectors) -> None:
    for count in (1, 2):
        ingest(unit_vectors(count, seed=count), camera=f"camera {count}")
    told = [
        IndexKeeper(catalog.home / "index", catalog, "encoder-2", FirstTwo(), shard).coverage().waiting()
        for shard in (Shard(0, 2), Shard(1, 2), WHOLE)
    ]
    assert told == [2, 1, 3]
