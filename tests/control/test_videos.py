"""What was ingested is corrected and deleted, and the index follows at once."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from vehiclefinder.control.sources.videos import VideoChange, Videos
from vehiclefinder.core.access import Identity, Role
from vehiclefinder.core.camera_view import CameraView, RoadCalibration
from vehiclefinder.core.errors import ConflictError, ForbiddenError, NotFoundError
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.index.track_index import IndexKeeper, IndexOrigin
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter

from ..axes import sharp_decider
from .conftest import ADMIN, NORTH_ONLY, OPERATOR, START, VIEWER, Fill

LATER = START + timedelta(hours=5)
NORTH_ADMIN = Identity("nils", Role.ADMIN, ("north",))


@pytest.fixture
def videos(catalog: Catalog, log: AuditLog) -> Videos:
    return Videos(catalog, log)


@pytest.fixture
def keeper(catalog: Catalog, home: Path) -> IndexKeeper:
    return IndexKeeper(home / "index", catalog, "e", sharp_decider())


def where(keeper: IndexKeeper, catalog: Catalog) -> list[tuple[int, str, float]]:
    """Track, camera and first second of all that the index holds."""
    facts, names = keeper.current().facts, {id_: name for name, id_ in catalog.camera_ids().items()}
    rows = zip(facts.track.tolist(), facts.camera.tolist(), facts.start.tolist(), strict=True)
    return sorted((track, names[camera], start) for track, camera, start in rows)


def test_the_index_follows_a_correction_at_once(
    videos: Videos, keeper: IndexKeeper, catalog: Catalog, fill: Fill, home: Path
) -> None:
    (wrong,), (right,) = fill("north"), fill("south", uri="/videos/b.mp4")
    begin = START.timestamp()
    assert where(keeper, catalog) == [(1, "north", begin + wrong.start), (2, "south", begin + right.start)]
    done = videos.update(ADMIN, wrong.source_id, VideoChange("gate", LATER))
    assert (done.camera, done.start_time, done.settings["start_time_from"]) == ("gate", LATER, "corrected")
    expected = [(1, "gate", LATER.timestamp() + wrong.start), (2, "south", begin + right.start)]
    assert where(keeper, catalog) == expected
    assert keeper.origin is IndexOrigin.EXTENDED
    assert where(IndexKeeper(home / "index", catalog, "e", sharp_decider()), catalog) == expected
    assert where(IndexKeeper(home / "other", catalog, "e", sharp_decider()), catalog) == expected
    (track,) = catalog.tracks([wrong.id])
    assert (track.camera, track.start_time) == ("gate", LATER)


def test_what_is_not_said_stays(videos: Videos, keeper: IndexKeeper, catalog: Catalog, fill: Fill) -> None:
    (track,) = fill("north")
    assert videos.update(ADMIN, track.source_id, VideoChange("gate")).start_time == START
    assert videos.update(ADMIN, track.source_id, VideoChange(start_time=LATER)).camera == "gate"
    assert videos.update(ADMIN, track.source_id, VideoChange(untimed=True)).start_time is None
    assert np.isnan(keeper.current().facts.start).all()
    assert "start_time_from" not in videos.get(ADMIN, track.source_id).settings


def test_what_was_corrected_is_still_the_same_video(videos: Videos, catalog: Catalog, fill: Fill) -> None:
    (track,) = fill("north")
    videos.update(ADMIN, track.source_id, VideoChange("gate", LATER))
    with pytest.raises(ConflictError, match="camera 'gate' has the same video already, as source 1"):
        same = catalog.begin(NewSource("north", "/videos/a.mp4", f"{0:064d}", "file", (640, 360), "e"))
        assert isinstance(same, SourceWriter)
        same.finish(10.0)
        videos.update(ADMIN, same.source_id, VideoChange("gate"))


def test_a_track_is_measured_on_the_road_of_its_new_camera(
    videos: Videos, keeper: IndexKeeper, catalog: Catalog, fill: Fill
) -> None:
    square = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    road = ((0.0, 12.0), (32.0, 12.0), (32.0, 0.0), (0.0, 0.0))
    CameraStore(catalog.database).create("gate", CameraView(calibration=RoadCalibration(square, road)))
    (track,) = fill("north")
    assert np.isnan(keeper.current().facts.nearest).all()
    videos.update(ADMIN, track.source_id, VideoChange("gate"))
    facts = keeper.current().facts
    assert 0 < facts.nearest[0] <= facts.farthest[0] <= 12
    videos.update(ADMIN, track.source_id, VideoChange("north"))
    assert np.isnan(keeper.current().facts.nearest).all()


def test_a_deleted_video_is_gone(videos: Videos, keeper: IndexKeeper, catalog: Catalog, fill: Fill) -> None:
    (gone,), (stays,) = fill("north"), fill("north", uri="/videos/b.mp4")
    assert videos.delete(ADMIN, gone.source_id).id == gone.source_id
    assert [track for track, _, _ in where(keeper, catalog)] == [stays.id]
    assert [video.id for video in videos.list(ADMIN)] == [stays.source_id]
    with pytest.raises(NotFoundError):
        videos.delete(ADMIN, gone.source_id)


def test_only_admins_change_videos_and_only_of_their_cameras(videos: Videos, fill: Fill) -> None:
    (north,), (south,) = fill("north"), fill("south", uri="/videos/b.mp4")
    for who in (VIEWER, OPERATOR, NORTH_ONLY):
        with pytest.raises(ForbiddenError):
            videos.update(who, north.source_id, VideoChange("gate"))
        with pytest.raises(ForbiddenError):
            videos.delete(who, north.source_id)
    for act in (videos.delete, videos.get):
        with pytest.raises(NotFoundError):
            act(NORTH_ADMIN, south.source_id)
    with pytest.raises(ForbiddenError, match="nils is limited to other cameras"):
        videos.update(NORTH_ADMIN, north.source_id, VideoChange("south"))
    assert [video.id for video in videos.list(NORTH_ADMIN)] == [north.source_id]
    assert [video.id for video in videos.list(ADMIN)] == [south.source_id, north.source_id]
    assert [video.id for video in videos.list(ADMIN, 50, south.source_id)] == [north.source_id]
    assert [video.id for video in videos.list(ADMIN, camera="south")] == [south.source_id]


def test_while_it_is_ingested_nothing_of_a_video_changes(videos: Videos, catalog: Catalog) -> None:
    writer = catalog.begin(NewSource("north", "/videos/a.mp4", "f" * 64, "file", (640, 360), "e"))
    with pytest.raises(ConflictError, match="is being ingested right now"):
        videos.delete(ADMIN, writer.source_id)
    with pytest.raises(ConflictError, match="is being ingested right now"):
        videos.update(ADMIN, writer.source_id, VideoChange("gate"))
    assert isinstance(writer, SourceWriter)
    writer.finish(10.0)


def test_the_audit_log_tells_what_was_before(videos: Videos, log: AuditLog, fill: Fill) -> None:
    (track,) = fill("north")
    videos.update(ADMIN, track.source_id, VideoChange("gate"))
    videos.delete(ADMIN, track.source_id)
    deleted, changed = log.page(2)
    start = START.isoformat()
    assert [(one.action, one.camera) for one in (changed, deleted)] == [
        ("video.update", "gate"),
        ("video.delete", "gate"),
    ]
    assert changed.detail == {
        "video": 1,
        "before": {"camera": "north", "start_time": start},
        "after": {"camera": "gate", "start_time": start},
    }
    assert deleted.detail == {"video": 1, "name": "a.mp4", "camera": "gate", "start_time": start}


@pytest.mark.parametrize("camera", ["", " ", "a/b", "x" * 201])
def test_what_is_no_name_or_no_change_is_refused(videos: Videos, fill: Fill, camera: str) -> None:
    (track,) = fill("north")
    with pytest.raises(ValueError, match="expected a camera's name"):
        videos.update(ADMIN, track.source_id, VideoChange(camera))
    for start, untimed in ((None, False), (datetime(2026, 1, 1), False), (START, True)):
        with pytest.raises(ValueError, match="expected"):
            VideoChange(start_time=start, untimed=untimed)
