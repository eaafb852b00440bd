"""Cameras: rights, names, masks and stills."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.video.dying import crash
from vehiclefinder.control.cameras import Cameras
from vehiclefinder.core.access import LOCAL, Identity, Role
from vehiclefinder.core.camera_view import CameraView
from vehiclefinder.core.compass import North
from vehiclefinder.core.errors import ConflictError, ForbiddenError, NotFoundError
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import AlreadyThere, NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter
from vehiclefinder.video.clips.encoding import write_clip

LEFT = [[0.0, 0.0], [0.5, 0.0], [0.5, 1.0], [0.0, 1.0]]
RIGHT = [[0.5, 0.0], [1.0, 0.0], [1.0, 1.0], [0.5, 1.0]]
VIEWER = Identity("eve", Role.VIEWER, ("south",))
OPERATOR = Identity("olaf", Role.OPERATOR)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog(tmp_path / "home") as catalog:
        yield catalog


@pytest.fixture
def cameras(catalog: Catalog) -> Cameras:
    return Cameras(catalog, AuditLog(catalog.database))


def begin(catalog: Catalog, camera: str, uri: str = "gone.mp4", **settings: Any) -> SourceWriter:
    writer = catalog.begin(NewSource(camera, uri, uri[-64:], "file", (64, 48), "e", settings=settings))
    assert isinstance(writer, SourceWriter)
    return writer


def source(catalog: Catalog, camera: str, uri: str = "gone.mp4", **settings: Any) -> int:
    writer = begin(catalog, camera, uri, **settings)
    writer.finish(1.0)
    return writer.source_id


def test_a_camera_of_before_there_was_a_north_has_none(cameras: Cameras, catalog: Catalog) -> None:
    cameras.create(LOCAL, "north", {"description": "the gate"})
    old = '{"description": "the gate", "zones": [], "masks": [], "calibration": null}'
    with catalog.database.write() as session:
        session.connection().exec_driver_sql(f"update camera_views set view = '{old}'")
    assert cameras.get(LOCAL, "north").view == CameraView(description="the gate")
    assert CameraStore(catalog.database).with_north() == {}
    cameras.update(LOCAL, "north", {"north": {"degrees": 90}})
    assert {view.north for view in CameraStore(catalog.database).with_north().values()} == {North(90.0)}
    assert cameras.get(LOCAL, "north").view.description == "the gate"


def test_a_camera_keeps_what_is_said_of_it(cameras: Cameras) -> None:
    zone = {"name": "loading bay", "polygon": LEFT}
    made = cameras.create(LOCAL, "north", {"description": "the gate", "zones": [zone]})
    assert made.to_json() == cameras.get(LOCAL, "north").to_json()
    cameras.update(LOCAL, "north", {"masks": [RIGHT]})
    assert cameras.get(LOCAL, "north").to_json() == {
        "id": 1,
        "name": "north",
        "sources": 0,
        "tracks": 0,
        "differently_masked": 0,
        "description": "the gate",
        "zones": [zone],
        "masks": [RIGHT],
        "calibration": None,
        "north": None,
    }
    assert cameras.update(LOCAL, "north", {"zones": None, "description": ""}).view.zones == ()


def test_only_what_one_may_see_is_listed_page_by_page(cameras: Cameras, catalog: Catalog) -> None:
    for name in ("south", "north", "east"):
        source(catalog, name)
    assert [card.camera.name for card in cameras.list(LOCAL)] == ["south", "north", "east"]
    first = cameras.list(LOCAL, limit=2)
    assert [c.camera.name for c in cameras.list(LOCAL, limit=2, after=first[-1].id)] == ["east"]
    assert [card.camera.name for card in cameras.list(VIEWER)] == ["south"]


def test_what_one_may_not_see_is_not_there(cameras: Cameras, catalog: Catalog) -> None:
    source(catalog, "north")
    for call in (cameras.get, cameras.still):
        with pytest.raises(NotFoundError) as hidden:
            call(VIEWER, "north")
        with pytest.raises(NotFoundError) as missing:
            call(VIEWER, "nowhere")
        assert str(hidden.value) == str(missing.value) == "no such camera"


def test_only_admins_change_cameras(cameras: Cameras) -> None:
    cameras.create(LOCAL, "south")
    for who in (VIEWER, OPERATOR):
        for call in (
            lambda who: cameras.create(who, "new"),
            lambda who: cameras.update(who, "south", {}),
            lambda who: cameras.update(who, "south", {}, "new"),
            lambda who: cameras.delete(who, "south"),
        ):
            with pytest.raises(ForbiddenError):
                call(who)
    limited = Identity("ada", Role.ADMIN, ("south",))
    with pytest.raises(ForbiddenError):
        cameras.create(limited, "new")
    with pytest.raises(NotFoundError):
        cameras.update(limited, "north", {})
    assert [card.camera.name for card in cameras.list(LOCAL)] == ["south"]


def test_a_renamed_camera_keeps_its_sources_and_they_stay_known(cameras: Cameras, catalog: Catalog) -> None:
    held = source(catalog, "north", stride=1)
    cameras.update(LOCAL, "north", {"description": "gate"})
    card = cameras.update(LOCAL, "north", {}, "gate 3")
    assert (card.camera.sources, card.view.description) == (1, "gate")
    again = catalog.begin(NewSource("gate 3", "x", "gone.mp4", "file", (64, 48), "e", settings={"stride": 1}))
    assert again == AlreadyThere(held, 0)
    cameras.create(LOCAL, "south")
    with pytest.raises(ConflictError, match="'south' already"):
        cameras.update(LOCAL, "gate 3", {"description": "x"}, "south")
    assert cameras.get(LOCAL, "gate 3").view.description == "gate"
    with pytest.raises(NotFoundError):
        cameras.update(LOCAL, "north", {}, "other")


def test_a_camera_is_not_renamed_under_a_running_ingest(cameras: Cameras, catalog: Catalog) -> None:
    with begin(catalog, "north") as writer:
        with pytest.raises(ConflictError, match="not finished"):
            cameras.update(LOCAL, "north", {}, "other")
        writer.finish(1.0)
    assert cameras.update(LOCAL, "north", {}, "other").camera.sources == 1


def test_a_camera_with_sources_is_not_removed(cameras: Cameras, catalog: Catalog) -> None:
    held = source(catalog, "north")
    with pytest.raises(ConflictError, match="1 source; remove it first"):
        cameras.delete(LOCAL, "north")
    catalog.remove_source(held)
    cameras.delete(LOCAL, "north")
    assert cameras.list(LOCAL) == []


@pytest.mark.parametrize("name", ["", " north", "a/b", "a\nb", ".", "..", "x" * 201])
def test_names_are_checked(cameras: Cameras, name: str) -> None:
    with pytest.raises(ValueError, match="expected a camera's name"):
        cameras.create(LOCAL, name)


def test_the_same_name_twice_is_a_conflict(cameras: Cameras) -> None:
    cameras.create(LOCAL, "north")
    with pytest.raises(ConflictError):
        cameras.create(LOCAL, "north")
    with pytest.raises(ValueError, match="got 'colour'"):
        cameras.update(LOCAL, "north", {"colour": "red"})


def test_a_still_is_of_the_newest_readable_source_and_masked(
    cameras: Cameras, catalog: Catalog, tmp_path: Path
) -> None:
    for name, grey in (("old.mp4", 90), ("new.mp4", 200)):
        write_clip(tmp_path / name, [np.full((48, 64, 3), grey, np.uint8)] * 3, 10)
        source(catalog, "north", str(tmp_path / name))
    source(catalog, "north", "moved.mp4")
    cameras.update(LOCAL, "north", {"masks": [LEFT]})
    image = np.asarray(Image.open(BytesIO(cameras.still(LOCAL, "north"))))
    assert image.shape == (48, 64, 3)
    assert image[:, :24].max() < 20
    assert np.abs(image[:, 40:].astype(int) - 200).max() < 20
    assert cameras.get(LOCAL, "north").differently_masked == 3


def test_a_source_that_crashes_its_reader_has_no_still(
    cameras: Cameras, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    source(catalog, "north", "mad.mp4")
    monkeypatch.setattr("vehiclefinder.control.cameras.still", crash)
    with pytest.raises(NotFoundError, match="no picture of this camera"):
        cameras.still(LOCAL, "north")


def test_changes_are_in_the_audit_log(cameras: Cameras, catalog: Catalog) -> None:
    cameras.create(LOCAL, "north")
    cameras.update(LOCAL, "north", {"description": "gate"}, "gate")
    cameras.delete(LOCAL, "gate")
    log = AuditLog(catalog.database).page(10)
    assert [(entry.who, entry.action, entry.camera) for entry in log] == [
        ("local", "camera.delete", "gate"),
        ("local", "camera.update", "north"),
        ("local", "camera.create", "north"),
    ]
    assert log[1].detail == {"description": "gate", "name": "gate"}


def test_a_camera_without_video_has_no_still(cameras: Cameras) -> None:
    cameras.create(LOCAL, "north")
    with pytest.raises(NotFoundError, match="no picture of this camera"):
        cameras.still(LOCAL, "north")
