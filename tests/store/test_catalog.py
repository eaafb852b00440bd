from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from time_machine import Traveller

from vehiclefinder.core.errors import StoreError
from vehiclefinder.core.types import Decision, FloatArray, Motion, Phase, Track
from vehiclefinder.store.database.schema.tracks import SourceStatus
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.phase_packing import pack_phases, phase_columns
from vehiclefinder.store.tracks.records import AlreadyThere, NewSource, StoredCamera
from vehiclefinder.store.tracks.source_writer import SourceWriter

from ..conftest import NOW

MakeSource = Callable[..., NewSource]
MakeTrack = Callable[..., Track]
Begin = Callable[[NewSource], SourceWriter]
Ingest = Callable[..., int]
UnitVectors = Callable[..., FloatArray]

VECTOR = np.array([0.5, -0.25, 1.0], np.float32)


def test_a_track_comes_back_as_it_was(
    catalog: Catalog, home: Path, begin: Begin, make_source: MakeSource, make_track: MakeTrack
) -> None:
    with begin(make_source()) as writer:
        writer.add(make_track(), VECTOR)
        writer.finish(duration=3.5)

    (source,) = catalog.sources()
    assert (source.camera, source.status, source.duration, source.tracks) == ("north", SourceStatus.DONE, 3.5, 1)
    assert (source.start_time, source.settings) == (datetime(2024, 5, 1, 12, tzinfo=UTC), {"stride": 2})
    track = catalog.track(1)
    assert (track.camera, track.source, track.source_id) == ("north", "/videos/a.mp4", source.id)
    assert (track.label, track.motion, track.heading, track.speed) == ("truck", Motion.LEFT, 90.0, 0.125)
    assert (track.start, track.end, track.frame_size) == (1.0, 2.25, (640, 360))
    np.testing.assert_array_equal(track.place, np.array([0.5, 0.25, 0, 0, 0.25, 0, 0, 0, 0], np.float32))
    path = [[1.0, 10, 20, 30, 40], [1.5, 11, 21, 31, 41], [2.25, 12.5, 22, 32, 42]]
    np.testing.assert_array_equal(track.path, np.array(path, np.float32))
    assert [(crop.time, crop.quality) for crop in track.crops] == [(1.5, 0.75), (2.25, 0.5)]
    np.testing.assert_array_equal(track.crops[0].box, np.array([11, 21, 31, 41], np.float32))
    picture = np.asarray(Image.open(track.crops[0].file.path))
    assert picture.shape == (24, 32, 3)
    np.testing.assert_allclose(picture.astype(int), np.full((24, 32, 3), (200, 30, 40)), atol=6)
    assert track.crops[0].file.path.is_relative_to(home)


def test_an_unknown_heading_and_start_time_stay_unknown(
    catalog: Catalog, begin: Begin, make_source: MakeSource, make_track: MakeTrack
) -> None:
    with begin(make_source(start_time=None)) as writer:
        writer.add(make_track(heading=None), VECTOR)
        writer.finish(duration=1.0)
    track = catalog.track(1)
    assert track.heading is None
    assert track.start_time is None


def test_times_of_any_zone_come_back_as_the_same_moment(
    catalog: Catalog, begin: Begin, make_source: MakeSource
) -> None:
    local = datetime(2024, 5, 1, 14, tzinfo=timezone(timedelta(hours=2)))
    begin(make_source(start_time=local)).finish(duration=1.0)
    assert catalog.sources()[0].start_time == datetime(2024, 5, 1, 12, tzinfo=UTC)


def test_tracks_come_in_the_order_asked_for(catalog: Catalog, ingest: Ingest, unit_vectors: UnitVectors) -> None:
    ingest(unit_vectors(5))
    assert [track.id for track in catalog.tracks([4, 2, 99, 5])] == [4, 2, 5]
    assert catalog.tracks([]) == []
    with pytest.raises(StoreError, match="no track 99"):
        catalog.track(99)


def test_cameras_count_finished_sources_alone(
    catalog: Catalog, ingest: Ingest, begin: Begin, make_source: MakeSource, unit_vectors: UnitVectors
) -> None:
    ingest(unit_vectors(3), camera="south")
    ingest(unit_vectors(2), camera="south", fingerprint="b" * 64)
    begin(make_source(camera="east")).fail("no picture in it")
    assert catalog.cameras() == [StoredCamera(2, "east", 0, 0), StoredCamera(1, "south", 2, 5)]


def test_the_same_source_is_stored_once(
    catalog: Catalog, ingest: Ingest, make_source: MakeSource, unit_vectors: UnitVectors
) -> None:
    source_id = ingest(unit_vectors(3))
    before = catalog.health().rows
    assert catalog.begin(make_source()) == AlreadyThere(source_id, tracks=3)
    assert catalog.begin(make_source(uri="/moved/a.mp4", start_time=None)) == AlreadyThere(source_id, tracks=3)
    assert catalog.health().rows == before


@pytest.mark.parametrize(
    "change", [{"camera": "south"}, {"fingerprint": "b" * 64}, {"settings": {"stride": 3}}, {"encoder": "encoder-2"}]
)
def test_another_camera_content_setting_or_encoder_is_another_source(
    catalog: Catalog, ingest: Ingest, unit_vectors: UnitVectors, change: dict[str, object]
) -> None:
    assert ingest(unit_vectors(1)) != ingest(unit_vectors(1), **change)
    assert len(catalog.sources()) == 2


def test_a_removed_source_leaves_nothing(
    catalog: Catalog, home: Path, begin: Begin, make_source: MakeSource, make_track: MakeTrack
) -> None:
    with begin(make_source()) as writer:
        writer.add(make_track(), VECTOR)
        writer.finish(duration=1.0)
    catalog.remove_source(writer.source_id)
    rows = catalog.health().rows
    assert {name: rows[name] for name in ("sources", "tracks", "crops", "embeddings")} == dict.fromkeys(
        ("sources", "tracks", "crops", "embeddings"), 0
    )
    assert list(home.glob("crops/*/*")) == []
    with pytest.raises(StoreError, match=f"no source {writer.source_id}"):
        catalog.remove_source(writer.source_id)


def test_ids_are_never_used_twice(catalog: Catalog, ingest: Ingest, unit_vectors: UnitVectors) -> None:
    first = ingest(unit_vectors(2))
    catalog.remove_source(first)
    second = ingest(unit_vectors(2))
    assert second > first
    assert catalog.tracks([1, 2]) == []
    assert [track.id for track in catalog.tracks([3, 4])] == [3, 4]


def test_every_change_of_what_can_be_found_is_a_new_generation(
    catalog: Catalog, ingest: Ingest, begin: Begin, make_source: MakeSource, unit_vectors: UnitVectors
) -> None:
    name, generation = catalog.generation()
    source_id = ingest(unit_vectors(1))
    assert catalog.generation() == (name, generation + 1)
    begin(make_source(fingerprint="b" * 64)).fail("unreadable")
    assert catalog.generation() == (name, generation + 1)
    catalog.remove_source(source_id)
    assert catalog.generation() == (name, generation + 2)


def test_queries_are_remembered(catalog: Catalog, clock: Traveller) -> None:
    catalog.log_query("red van", Decision.MATCH, 0.9)
    catalog.log_query("pink tank", Decision.NONE, None)
    newest, oldest = catalog.queries()
    assert (newest.sentence, newest.decision, newest.best_score) == ("pink tank", Decision.NONE, None)
    assert (oldest.sentence, oldest.decision, oldest.best_score) == ("red van", Decision.MATCH, 0.9)
    assert newest.time == NOW
    assert [query.sentence for query in catalog.queries(limit=1)] == ["pink tank"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"camera": " "}, "expected a camera name of 1 to 200 characters, got ' '"),
        ({"start_time": datetime(2024, 5, 1)}, "expected a start time with its zone"),
    ],
)
def test_a_source_checks_itself(make_source: MakeSource, change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make_source(**change)


def test_vectors_are_checked(begin: Begin, make_source: MakeSource, make_track: MakeTrack) -> None:
    with begin(make_source()) as writer:
        writer.add(make_track(), VECTOR)
        for wrong in (VECTOR[:2], VECTOR[None], VECTOR * np.nan):
            with pytest.raises(ValueError, match=r"expected a vector \(3,\), finite in half precision"):
                writer.add(make_track(), wrong)
        writer.finish(duration=1.0)
        with pytest.raises(ValueError, match="expected a running source"):
            writer.add(make_track(), VECTOR)
    with begin(make_source(camera="south")) as writer, pytest.raises(ValueError, match=r"\(3,\)"):
        writer.add(make_track(), np.ones(4, np.float32))


def test_whether_pictures_are_without_colour_is_kept_and_what_was_not_measured_counts_as_coloured(
    catalog: Catalog, begin: Begin, make_source: MakeSource, make_track: MakeTrack
) -> None:
    said = [True, False, None]
    with begin(make_source()) as writer:
        for number, monochrome in enumerate(said):
            writer.add(make_track(number, monochrome=monochrome), np.ones(3, np.float32))
        writer.finish(10.0)
    facts, _ = catalog.facts("encoder-1", [writer.source_id])
    assert facts.monochrome.tolist() == [True, False, False]
    stored = catalog.tracks(facts.track.tolist())
    assert [track.monochrome for track in stored] == [track.to_json()["monochrome"] for track in stored] == said


def test_phases_are_kept_and_a_track_of_before_has_one_for_all_its_time(
    catalog: Catalog, begin: Begin, make_source: MakeSource, make_track: MakeTrack
) -> None:
    waited = (Phase(Motion.STOPPED, 1.0, 2.0), Phase(Motion.U_TURN, 2.0, 2.25, 180.0, 359.99997))
    with begin(make_source()) as writer:
        writer.add(make_track(0, phases=waited), np.ones(3, np.float32))
        writer.add(make_track(0), np.ones(3, np.float32))
        writer.finish(10.0)
    facts, _ = catalog.facts("encoder-1", [writer.source_id])
    assert [[m for bit, m in enumerate(Motion) if flags >> bit & 1] for flags in facts.motions.tolist()] == [
        [Motion.STOPPED, Motion.U_TURN],
        [Motion.LEFT],
    ]
    apart = [facts.degrees([number], slice(None)) for number in range(4)]
    np.testing.assert_allclose(np.transpose(apart), [[0, 90, 0, 90], [90, 0, 90, 180]], atol=2e-3)
    kept, before = catalog.tracks(facts.track.tolist())
    assert (kept.motion, kept.phases[0]) == (Motion.U_TURN, waited[0])
    assert before.phases == (Phase(Motion.LEFT, 1.0, 2.25, 90.0, 90.0),)
    assert before.to_json()["phases"] == [
        {"motion": "left", "start": 1.0, "end": 2.25, "heading_start": 90.0, "heading_end": 90.0}
    ]


def test_of_many_phases_the_longest_tell_where_to() -> None:
    many = [Phase(Motion.STRAIGHT, 10.0 * n, 10.0 * n + n, float(n), float(n)) for n in range(1, 7)]
    motions, apart = phase_columns([None, pack_phases(many)], np.zeros(2, np.int64), np.full(2, np.nan, np.float32))
    np.testing.assert_array_equal(apart, [[np.nan] * 4, [3, 84, 174, 93]])
    assert motions.tolist() == [1, 1]


@pytest.mark.parametrize(
    ("broken_by", "said"),
    [(KeyboardInterrupt(), "interrupted"), (RuntimeError("no memory"), "no memory"), (MemoryError(), "MemoryError")],
)
def test_a_source_says_what_broke_it_off(
    catalog: Catalog, begin: Begin, make_source: MakeSource, broken_by: BaseException, said: str
) -> None:
    with pytest.raises(type(broken_by)), begin(make_source()):
        raise broken_by
    assert [source.error for source in catalog.sources()] == [said]
