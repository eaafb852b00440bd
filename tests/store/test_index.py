import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from numpy.typing import NDArray

from vehiclefinder.core.camera_view import CameraView, RoadCalibration
from vehiclefinder.core.types import VEHICLE_CLASSES, FloatArray, Motion, OnRoad, Phase, Track
from vehiclefinder.ingest.road_measurement import measure
from vehiclefinder.store.database.half_vectors import halved
from vehiclefinder.store.index import index_header
from vehiclefinder.store.index.track_index import IndexKeeper, IndexOrigin, TrackIndex
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.facts import Facts
from vehiclefinder.store.tracks.phase_packing import MOTIONS
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.road_measurements import RoadMeasurements
from vehiclefinder.store.tracks.source_writer import SourceWriter

from ..blank_facts import blank_facts
from .conftest import FirstTwo

Ingest = Callable[..., int]
UnitVectors = Callable[..., FloatArray]

ENCODER = "encoder-1"


@pytest.fixture
def keeper(catalog: Catalog, home: Path) -> IndexKeeper:
    return IndexKeeper(home / "index", catalog, ENCODER, FirstTwo())


def index_of(vectors: FloatArray) -> TrackIndex:
    return TrackIndex.judged(blank_facts(len(vectors), track=np.arange(len(vectors))), vectors, FirstTwo())


@pytest.mark.parametrize("share", [None, 0.5, 0.02])
def test_search_finds_what_brute_force_finds(unit_vectors: UnitVectors, share: float | None) -> None:
    exact, queries = unit_vectors(3000, 64), unit_vectors(20, 64, seed=1)
    vectors = exact.astype(np.float16)
    allowed = None if share is None else np.random.default_rng(2).random(3000) < share
    index = index_of(exact)
    for query in queries:
        scores = vectors.astype(np.float64) @ query.astype(np.float64)
        scores[~allowed if allowed is not None else slice(0)] = -np.inf
        expected = np.argsort(-scores)[:50]
        rows, found = index.search(query, 50, allowed)
        np.testing.assert_array_equal(rows, expected)
        np.testing.assert_allclose(found, scores[expected], atol=1e-6)
        np.testing.assert_allclose(found, exact[rows] @ query, atol=2e-4)


def test_half_precision_keeps_the_ranking_of_slot_vectors(unit_vectors: UnitVectors) -> None:
    exact = np.concatenate([unit_vectors(2000, 64, seed) for seed in range(4)], axis=1)
    index = index_of(exact)
    for query in exact[:20]:
        scores = exact @ query
        rows, found = index.search(query, 10)
        np.testing.assert_allclose(found, scores[rows], atol=1e-3)
        np.testing.assert_allclose(found, np.sort(scores)[::-1][:10], atol=1e-3)


def test_search_returns_no_more_than_there_is(unit_vectors: UnitVectors) -> None:
    vectors = unit_vectors(5).astype(np.float16).astype(np.float32)
    index = index_of(vectors)
    allowed = np.array([True, False, False, True, False])
    rows, scores = index.search(vectors[3], 10, allowed)
    assert rows.tolist() == [3, 0]
    np.testing.assert_allclose(scores, vectors[[3, 0]] @ vectors[3], atol=1e-6)
    assert index.search(vectors[3], 10, np.zeros(5, np.bool_))[0].tolist() == []
    np.testing.assert_array_equal(index.vectors(np.array([4, 1])), vectors[[4, 1]])


def test_search_checks_what_it_is_given(unit_vectors: UnitVectors) -> None:
    vectors = unit_vectors(5)
    index = index_of(vectors)
    with pytest.raises(ValueError, match=r"expected a vector \(8,\), got \(7,\)"):
        index.search(vectors[0, :7], 1)
    with pytest.raises(ValueError, match="NaN"):
        index.search(vectors[0] * np.nan, 1)
    with pytest.raises(ValueError, match="k of at least 1, got 0"):
        index.search(vectors[0], 0)
    with pytest.raises(ValueError, match=r"expected bool rows \(5,\), got int64 \(2,\)"):
        index.search(vectors[0], 1, np.array([0, 1]))


def test_an_empty_catalog_finds_nothing(keeper: IndexKeeper) -> None:
    rows, scores = keeper.current().search(np.ones(8, np.float32), 5)
    assert (rows.tolist(), scores.tolist()) == ([], [])


def test_facts_are_those_of_the_tracks(keeper: IndexKeeper, ingest: Ingest, unit_vectors: UnitVectors) -> None:
    vectors = unit_vectors(2)
    ingest(vectors)
    ingest(vectors[:1], camera="south", start_time=None)
    index = keeper.current()
    facts = index.facts
    assert facts.track.tolist() == [1, 2, 3]
    assert facts.camera.tolist() == [1, 1, 2]
    assert facts.source.tolist() == [1, 1, 2]
    assert [VEHICLE_CLASSES[code] for code in facts.label] == ["truck"] * 3
    assert [MOTIONS[code] for code in facts.motion] == [Motion.LEFT] * 3
    noon = datetime(2024, 5, 1, 12, tzinfo=UTC).timestamp()
    np.testing.assert_array_equal(facts.start, [noon + 1.0, noon + 2.0, np.nan])
    np.testing.assert_array_equal(facts.end, [noon + 2.25, noon + 3.25, np.nan])
    np.testing.assert_array_equal(facts.heading, np.full(3, 90, np.float32))
    place = [facts.time_in([cell], slice(None)) for cell in range(9)]
    np.testing.assert_allclose(np.transpose(place), [[0.5, 0.25, 0, 0, 0.25, 0, 0, 0, 0]] * 3, atol=1e-5)
    np.testing.assert_allclose(facts.time_in([1, 4], np.array([0, 2])), [0.5, 0.5], atol=1e-5)
    np.testing.assert_allclose(facts.degrees([0], slice(None)), [90] * 3, atol=2e-3)
    np.testing.assert_allclose(facts.degrees([0, 1], slice(None)), [0] * 3, atol=2e-3)
    shares = np.stack([index.share(value, slice(None)) for value in FirstTwo.columns], axis=1)
    np.testing.assert_allclose(shares, halved(vectors)[[0, 1, 0], :2] ** 2, atol=2e-5)
    assert index.most_probable(FirstTwo.columns).tolist() == shares.argmax(axis=1).tolist()
    np.testing.assert_array_equal(index.vectors(np.arange(3)), vectors[[0, 1, 0]].astype(np.float16))


def test_the_index_follows_the_catalog(
    keeper: IndexKeeper, catalog: Catalog, ingest: Ingest, unit_vectors: UnitVectors
) -> None:
    vectors = unit_vectors(6)
    first = ingest(vectors[:2])
    before = keeper.current()
    assert keeper.current() is before
    ingest(vectors[2:5], fingerprint="b" * 64)
    after = keeper.current()
    assert (keeper.origin, after.facts.track.tolist(), len(before)) == (IndexOrigin.EXTENDED, [1, 2, 3, 4, 5], 2)
    catalog.remove_source(first)
    ingest(vectors[5:], fingerprint="c" * 64)
    last = keeper.current()
    assert last.facts.track.tolist() == [3, 4, 5, 6]
    np.testing.assert_array_equal(last.vectors(np.arange(4)), vectors[2:].astype(np.float16))
    rows, _ = last.search(vectors[5], 1)
    assert last.facts.track[rows].tolist() == [6]


def test_the_index_holds_one_encoder_alone(
    catalog: Catalog, home: Path, ingest: Ingest, unit_vectors: UnitVectors
) -> None:
    ingest(unit_vectors(2))
    ingest(unit_vectors(3, d=5), encoder="encoder-2")
    for encoder, tracks in ((ENCODER, [1, 2]), ("encoder-2", [3, 4, 5])):
        index = IndexKeeper(home / "index", catalog, encoder, FirstTwo()).current()
        assert index.facts.track.tolist() == tracks


def test_a_written_index_is_loaded(
    keeper: IndexKeeper, catalog: Catalog, home: Path, ingest: Ingest, unit_vectors: UnitVectors
) -> None:
    ingest(unit_vectors(4))
    made = keeper.current()
    assert keeper.origin is IndexOrigin.REBUILT
    again = IndexKeeper(home / "index", catalog, ENCODER, FirstTwo())
    loaded = again.current()
    assert again.origin is IndexOrigin.LOADED
    np.testing.assert_array_equal(loaded.vectors(np.arange(4)), made.vectors(np.arange(4)))
    for name, column in made.columns().items():
        np.testing.assert_array_equal(loaded.columns()[name], column)
    assert list((home / "index").iterdir()) == [again.files.folder]


def files_of(keeper: IndexKeeper) -> list[Path]:
    return sorted(path for path in keeper.files.folder.rglob("*") if path.is_file())


def test_a_damaged_index_is_rebuilt_and_loses_nothing(
    keeper: IndexKeeper, catalog: Catalog, home: Path, ingest: Ingest, unit_vectors: UnitVectors
) -> None:
    vectors = unit_vectors(4)
    ingest(vectors)
    made = {name: column.copy() for name, column in keeper.current().columns().items()}
    for number in range(len(files_of(keeper))):
        path = files_of(keeper)[number]
        whole = path.read_bytes()
        flipped = [whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :] for at in (0, len(whole) // 2)]
        for damaged in (b"", whole[: len(whole) // 2], *flipped):
            path.write_bytes(damaged)
            again = IndexKeeper(home / "index", catalog, ENCODER, FirstTwo())
            columns = again.current().columns()
            assert (again.origin, again.reason[:13]) == (IndexOrigin.REBUILT, "damaged index")
            for name, column in made.items():
                np.testing.assert_array_equal(columns[name], column)
            path = files_of(keeper)[number]


@pytest.mark.parametrize("told", ["null", "[1]", "{}", "{'format': 5}", "{'rows': 'x'}", "{'sums': 1}", "{'more': 1}"])
def test_a_header_of_any_other_shape_is_made_again(
    keeper: IndexKeeper, catalog: Catalog, home: Path, ingest: Ingest, unit_vectors: UnitVectors, told: str
) -> None:
    ingest(unit_vectors(4))
    made = keeper.current()
    header = keeper.files.folder / index_header.NAME
    values = json.loads(told.replace("'", '"'))
    if values and isinstance(values, dict) and "format" not in values:
        values = json.loads(header.read_bytes().split(b"\n", 1)[1]) | values
    wrong = json.dumps(values).encode()
    header.write_bytes(b"%08x\n%s" % (crc32(wrong), wrong))
    again = IndexKeeper(home / "index", catalog, ENCODER, FirstTwo())
    assert again.current().facts.track.tolist() == made.facts.track.tolist()
    assert (again.origin, again.reason[:13]) == (IndexOrigin.REBUILT, "damaged index")


def test_a_header_that_was_never_finished_is_removed(
    keeper: IndexKeeper, ingest: Ingest, unit_vectors: UnitVectors
) -> None:
    ingest(unit_vectors(2))
    keeper.current()
    (keeper.files.folder / f"header-0{index_header.PART}").write_bytes(b"half")
    keeper.rebuild()
    assert sorted(path.name for path in keeper.files.folder.iterdir() if path.is_file()) == ["header"]


def test_an_addition_that_was_never_finished_is_cut_off(
    keeper: IndexKeeper, catalog: Catalog, home: Path, ingest: Ingest, unit_vectors: UnitVectors
) -> None:
    vectors = unit_vectors(5)
    ingest(vectors[:2])
    before = keeper.current()
    for path in files_of(keeper):
        if path.name != "header":
            path.write_bytes(path.read_bytes() + b"torn" * 20)
    loaded = IndexKeeper(home / "index", catalog, ENCODER, FirstTwo())
    assert (len(loaded.current()), loaded.origin) == (2, IndexOrigin.LOADED)
    ingest(vectors[2:], fingerprint="b" * 64)
    extended = IndexKeeper(home / "index", catalog, ENCODER, FirstTwo())
    after = extended.current()
    assert (after.facts.track.tolist(), extended.origin) == ([1, 2, 3, 4, 5], IndexOrigin.EXTENDED)
    np.testing.assert_array_equal(after.vectors(np.arange(5)), vectors.astype(np.float16))
    np.testing.assert_array_equal(before.vectors(np.arange(2)), vectors[:2].astype(np.float16))
    assert keeper.current().facts.track.tolist() == [1, 2, 3, 4, 5]
    assert keeper.origin is IndexOrigin.LOADED


def test_rows_are_added_to_the_files_and_written_anew_only_where_some_are_gone(
    keeper: IndexKeeper, catalog: Catalog, ingest: Ingest, unit_vectors: UnitVectors
) -> None:
    vectors = unit_vectors(6)
    first = ingest(vectors[:2])
    keeper.current()
    files = files_of(keeper)
    ingest(vectors[2:5], fingerprint="b" * 64)
    middle = keeper.current()
    assert files_of(keeper) == files
    catalog.remove_source(first)
    keeper.current()
    assert not set(files_of(keeper)) & {path for path in files if path.name != "header"}
    np.testing.assert_array_equal(middle.vectors(np.arange(5)), vectors[:5].astype(np.float16))


def test_what_is_judged_otherwise_is_judged_anew(
    keeper: IndexKeeper, catalog: Catalog, home: Path, ingest: Ingest, unit_vectors: UnitVectors
) -> None:
    class Halved(FirstTwo):
        identity = "halved"

        def shares(self, vectors: FloatArray, labels: NDArray[np.integer]) -> FloatArray:
            return super().shares(vectors, labels) / np.float32(2)

    ingest(unit_vectors(3))
    before = keeper.current().share("type-van", slice(None))
    again = IndexKeeper(home / "index", catalog, ENCODER, Halved())
    np.testing.assert_allclose(again.current().share("type-van", slice(None)), before / 2, atol=2e-5)
    assert again.origin is IndexOrigin.REBUILT


def test_an_index_of_another_catalog_is_rebuilt(
    keeper: IndexKeeper, home: Path, tmp_path: Path, ingest: Ingest, unit_vectors: UnitVectors
) -> None:
    ingest(unit_vectors(2))
    keeper.current()
    with Catalog(tmp_path / "other") as other:
        stranger = IndexKeeper(home / "index", other, ENCODER, FirstTwo())
        assert len(stranger.current()) == 0
        assert (stranger.origin, "another catalog" in stranger.reason) == (IndexOrigin.REBUILT, True)


def test_an_index_can_be_rebuilt_on_demand(keeper: IndexKeeper, ingest: Ingest, unit_vectors: UnitVectors) -> None:
    ingest(unit_vectors(2))
    before = keeper.current()
    rebuilt = keeper.rebuild()
    assert (keeper.origin, rebuilt is not before, keeper.current() is rebuilt) == (IndexOrigin.REBUILT, True, True)
    assert rebuilt.facts.track.tolist() == [1, 2]


def test_an_index_held_in_memory_and_file_follows_a_calibration(
    catalog: Catalog, home: Path, keeper: IndexKeeper, ingest: Ingest, unit_vectors: UnitVectors
) -> None:
    ingest(unit_vectors(3), fingerprint="a")
    ingest(unit_vectors(2), fingerprint="b", camera="south")
    before = keeper.current()
    assert np.isnan(before.facts.nearest).all()
    frame = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    road = ((0.0, 36.0), (64.0, 36.0), (64.0, 0.0), (0.0, 0.0))
    CameraStore(catalog.database).change("north", CameraView(calibration=RoadCalibration(frame, road)))
    assert measure(catalog.database, "north") == 3
    assert measure(catalog.database, "north") == measure(catalog.database, "south") == 0
    for keeper_, origin in (
        (keeper, IndexOrigin.EXTENDED),
        (IndexKeeper(home / "index", catalog, ENCODER, FirstTwo()), IndexOrigin.LOADED),
    ):
        after = keeper_.current()
        assert keeper_.origin is origin
        order = np.argsort(after.facts.track)
        np.testing.assert_array_equal(after.facts.track[order], before.facts.track)
        np.testing.assert_array_equal(np.isnan(after.facts.nearest[order]), [False] * 3 + [True] * 2)
        np.testing.assert_allclose(after.facts.farthest[order][:3], 32.0, atol=0.3)
        exact, _ = catalog.facts(ENCODER, catalog.finished(ENCODER))
        for name, column in exact.columns().items():
            np.testing.assert_array_equal(after.facts.columns()[name][order], column)


def motions_of(facts: Facts) -> list[Motion]:
    return [motion for bit, motion in enumerate(MOTIONS) if int(facts.motions[0]) >> bit & 1]


def apart_of(facts: Facts) -> list[int]:
    return [round(float(facts.degrees([number], slice(0, 1))[0])) for number in range(4)]


def test_what_was_judged_on_the_road_counts_while_the_calibration_does(
    catalog: Catalog, keeper: IndexKeeper, make_source: Callable[..., NewSource], make_track: Callable[..., Track]
) -> None:
    seen = (Phase(Motion.STRAIGHT, 1.0, 2.25, 170.0, 170.0),)
    writer = catalog.begin(make_source(encoder=ENCODER))
    assert isinstance(writer, SourceWriter)
    writer.add(make_track(0, crops=(), phases=seen), np.ones(8, np.float32))
    writer.finish(duration=10.0)
    (track,) = catalog.tracks([1])
    assert (track.motion, track.phases) == (Motion.STRAIGHT, seen)
    frame = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    calibration = RoadCalibration(frame, ((0.0, 36.0), (64.0, 36.0), (64.0, 0.0), (0.0, 0.0)))
    CameraStore(catalog.database).change("north", CameraView(calibration=calibration))
    turn = (Phase(Motion.STOPPED, 1.0, 1.5), Phase(Motion.RIGHT, 1.5, 2.25, 180.0, 90.0))
    road = OnRoad(calibration.id, 20.0, 5.0, 9.0, turn)
    RoadMeasurements(catalog.database).save({track.id: road})
    (judged,) = catalog.tracks([track.id])
    assert (judged.motion, judged.phases, judged.road) == (Motion.RIGHT, turn, road)
    facts = keeper.current().facts
    assert motions_of(facts) == [Motion.RIGHT, Motion.STOPPED]
    assert apart_of(facts) == [90, 0, 0, 90]
    assert MOTIONS[facts.motion[0]] is Motion.RIGHT
    CameraStore(catalog.database).change("north", CameraView())
    facts = keeper.current().facts
    assert motions_of(facts) == [Motion.STRAIGHT]
    assert apart_of(facts) == [170, 80, 10, 100]
    assert catalog.tracks([track.id])[0].phases == seen


def test_an_index_of_an_older_format_is_made_again(
    keeper: IndexKeeper,
    catalog: Catalog,
    home: Path,
    ingest: Ingest,
    unit_vectors: UnitVectors,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ingest(unit_vectors(2))
    with monkeypatch.context() as patched:
        patched.setattr(index_header, "FORMAT", index_header.FORMAT - 1)
        keeper.current()
    again = IndexKeeper(home / "index", catalog, ENCODER, FirstTwo())
    assert len(again.current()) == 2
    assert again.origin is IndexOrigin.REBUILT
    assert "another catalog, encoder or version" in again.reason


def test_keepers_that_follow_at_once_add_every_track_once(
    keeper: IndexKeeper, catalog: Catalog, home: Path, ingest: Ingest, unit_vectors: UnitVectors
) -> None:
    vectors = unit_vectors(40)
    keepers = [keeper, *(IndexKeeper(home / "index", catalog, ENCODER, FirstTwo()) for _ in range(3))]
    with ThreadPoolExecutor(len(keepers)) as pool:
        for number in range(8):
            ingest(vectors[5 * number : 5 * number + 5], fingerprint=f"{number}" * 64)
            for found in pool.map(lambda one: one.current(), keepers):
                np.testing.assert_array_equal(found.facts.track, np.arange(1, 5 * number + 6))
                half = vectors[: len(found)].astype(np.float16)
                np.testing.assert_array_equal(found.vectors(np.arange(len(found))), half)
    assert sorted(one.origin for one in keepers)[0] is IndexOrigin.EXTENDED
