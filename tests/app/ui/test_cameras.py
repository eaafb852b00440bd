"""The page of cameras."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button, NumberInput, TextArea

from vehiclefinder.control import ControlRoom
from vehiclefinder.control.cameras import CameraCard
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.core.access import LOCAL, Role
from vehiclefinder.core.errors import NotFoundError
from vehiclefinder.runtime.resources import load_app
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter

from .conftest import OpenPage, shown

QUAD = [[0.4, 0.5], [0.6, 0.5], [0.9, 0.9], [0.1, 0.9]]
"""Far left, far right, near right, near left."""
TRIANGLE = [[0.1, 0.9], [0.4, 0.9], [0.3, 0.5]]


def button(page: AppTest, label: str) -> Button:
    return next(one for one in page.button if one.label == label)


def text_of(page: AppTest, kind: str, card: CameraCard) -> TextArea:
    return page.text_area(key=f"{kind} of {card.id}, 0")


def metres(page: AppTest, label: str) -> NumberInput:
    return next(one for one in page.number_input if one.label == label)


@pytest.fixture(scope="module")
def admin(page_room: ControlRoom) -> str:
    """The token of an admin."""
    return page_room.tokens.create(LOCAL, TokenRequest("anna", Role.ADMIN)).secret


@pytest.fixture
def camera(page_room: ControlRoom, request: pytest.FixtureRequest) -> CameraCard:
    """A camera without video, called by the name of the test."""
    return page_room.cameras.create(LOCAL, request.node.name)


def test_cameras_are_listed_with_their_stills(open_page: OpenPage, page_room: ControlRoom) -> None:
    page_room.cameras.create(LOCAL, "A & B?", {"description": "by the <b>gate</b>"})
    page = open_page("cameras")
    assert not page.exception and not page.error
    assert 'src="/v1/cameras/demo/still?masks=' in shown(page)
    assert 'src="/v1/cameras/A%20%26%20B%3F/still?masks=' in shown(page)
    card = page_room.cameras.get(LOCAL, "demo")
    assert f"1 source · {card.camera.tracks} tracks" in [one.value.replace("\\", "") for one in page.caption]
    assert r"by the \<b\>gate\<\/b\>" in [one.value for one in page.caption]
    button(page, r"A \& B\?").click().run()
    assert page.title[0].value == r"A \& B\?"
    button(page, "All cameras").click().run()
    assert page.title[0].value == "Cameras"


def test_many_cameras_come_by_pages(
    open_page: OpenPage, camera: CameraCard, page_room: ControlRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_app("ui.cameras"), "SHOWN", 1)
    page = open_page("cameras")
    assert shown(page).count("<img") == 1 and "/v1/cameras/demo/still" in shown(page)
    pages = len(page_room.cameras.list(LOCAL, 200))
    page.session_state[f"cameras page {pages}"] = pages
    page.run()
    assert shown(page).count("<img") == 1 and camera.camera.name in shown(page)


def test_a_camera_is_created_described_renamed_and_deleted(
    open_page: OpenPage, admin: str, page_room: ControlRoom
) -> None:
    page = open_page("cameras", token=admin)
    page.text_input[0].input("Station Road")
    page.text_input[1].input("looks north")
    button(page, "Add a camera").click().run()
    assert page.title[0].value == "Station Road"
    assert page_room.cameras.get(LOCAL, "Station Road").view.description == "looks north"
    page.text_input[0].input("Station Street")
    next(one for one in page.text_area if one.label == "Description").input("looks south")
    button(page, "Save").click().run()
    assert page.title[0].value == "Station Street"
    assert page_room.cameras.get(LOCAL, "Station Street").view.description == "looks south"
    button(page, "Delete for good").click().run()
    assert page.title[0].value == "Cameras"
    with pytest.raises(NotFoundError):
        page_room.cameras.get(LOCAL, "Station Street")


def test_what_is_refused_is_told_plainly(open_page: OpenPage, admin: str, page_room: ControlRoom) -> None:
    page = open_page("cameras", token=admin, camera="demo")
    button(page, "Delete for good").click().run()
    assert "has 1 source; remove it first" in page.error[0].value
    assert page_room.cameras.get(LOCAL, "demo").camera.sources == 1
    page = open_page("cameras", token=admin)
    page.text_input[0].input("demo")
    button(page, "Add a camera").click().run()
    assert "demo" in page.error[0].value
    assert open_page("cameras", token=admin, camera="nowhere").error[0].value == "No such camera."


@pytest.mark.parametrize(
    ("kind", "said"), [("zones", [{"name": "Bus lane", "polygon": TRIANGLE}]), ("masks", [TRIANGLE, QUAD])]
)
def test_outlines_are_written_and_saved(
    open_page: OpenPage, camera: CameraCard, admin: str, page_room: ControlRoom, kind: str, said: list[Any]
) -> None:
    page = open_page("cameras", token=admin, camera=camera.camera.name)
    assert text_of(page, kind, camera).value == "[]"
    assert button(page, f"Save {kind}").disabled
    text_of(page, kind, camera).input(json.dumps(said)).run()
    assert not page.error
    assert page_room.cameras.get(LOCAL, camera.camera.name).view == camera.view
    button(page, f"Save {kind}").click().run()
    assert page_room.cameras.get(LOCAL, camera.camera.name).view.to_json()[kind] == said
    assert button(page, f"Save {kind}").disabled
    again = open_page("cameras", token=admin, camera=camera.camera.name)
    assert json.loads(text_of(again, kind, camera).value or "") == said


def test_outlines_that_are_none_are_told_and_not_saved(
    open_page: OpenPage, camera: CameraCard, admin: str, page_room: ControlRoom
) -> None:
    page = open_page("cameras", token=admin, camera=camera.camera.name)
    text_of(page, "masks", camera).input("[[[0, 0], [2, 0], [0, 1]]]").run()
    assert page.error[0].value == "Masks as text, at 0.1.0: Input should be less than or equal to 1."
    assert not any(one.label == "Save masks" for one in page.button)
    text_of(page, "masks", camera).input("[" * 10_000).run()
    assert not page.exception and page.error[0].value.startswith("Masks as text: Invalid JSON")
    text_of(page, "masks", camera).input("[[[0, 0], [0.5, 0.5], [1, 1]]]").run()
    button(page, "Save masks").click().run()
    assert "encloses something" in page.error[0].value
    assert page_room.cameras.get(LOCAL, camera.camera.name).view.masks == ()


def test_north_is_written_saved_and_removed(
    open_page: OpenPage, camera: CameraCard, admin: str, page_room: ControlRoom
) -> None:
    north = {"degrees": 200.0, "at": [0.5, 0.7]}
    page = open_page("cameras", token=admin, camera=camera.camera.name)
    text_of(page, "north", camera).input(json.dumps([north, north])).run()
    assert "at most 1 item" in page.error[0].value
    text_of(page, "north", camera).input(json.dumps([north])).run()
    button(page, "Save north").click().run()
    assert page_room.cameras.get(LOCAL, camera.camera.name).view.to_json()["north"] == north
    assert button(page, "Save north").disabled
    assert "north is known" in page.caption[0].value
    text_of(page, "north", camera).input("[]").run()
    button(page, "Save north").click().run()
    assert page_room.cameras.get(LOCAL, camera.camera.name).view.north is None


def test_a_road_is_measured_by_its_sides(
    open_page: OpenPage, camera: CameraCard, admin: str, page_room: ControlRoom
) -> None:
    page = open_page("cameras", token=admin, camera=camera.camera.name)
    text_of(page, "road", camera).input(json.dumps([QUAD])).run()
    assert button(page, "Save road").disabled
    metres(page, "Width in metres").set_value(7.0)
    metres(page, "Length in metres").set_value(30.0)
    metres(page, "Metres from the camera to the width").set_value(12.5).run()
    button(page, "Save road").click().run()
    saved = page_room.cameras.get(LOCAL, camera.camera.name).view.to_json()["calibration"]
    assert saved == {"image": QUAD, "road": [[0, 30], [7, 30], [7, 0], [0, 0]], "near": 12.5}
    assert button(page, "Save road").disabled
    text_of(page, "road", camera).input("[]").run()
    button(page, "Save road").click().run()
    assert page_room.cameras.get(LOCAL, camera.camera.name).view.calibration is None


def test_a_road_that_is_no_rectangle_is_measured_by_its_corners(
    open_page: OpenPage, camera: CameraCard, admin: str, page_room: ControlRoom
) -> None:
    crooked = [[0, 30], [7, 28], [7, 0], [0, 0]]
    calibration = {"image": QUAD, "road": crooked, "near": 3.0}
    page_room.cameras.update(LOCAL, camera.camera.name, {"calibration": calibration})
    page = open_page("cameras", token=admin, camera=camera.camera.name)
    box = page.text_input(key=f"metres {camera.id}")
    assert json.loads(box.value or "") == crooked
    assert button(page, "Save road").disabled
    box.input("[[0, 30], [7, 27], [7, 0]]").run()
    button(page, "Save road").click().run()
    assert "Expected 4 points" in page.error[0].value
    box.input("[[0, 30], [7, 27], [7, 0], [0, 0]]").run()
    button(page, "Save road").click().run()
    changed = page_room.cameras.get(LOCAL, camera.camera.name).view.to_json()["calibration"]
    assert changed["road"] == [[0, 30], [7, 27], [7, 0], [0, 0]]


@pytest.mark.parametrize("first", range(4))
@pytest.mark.parametrize("turn", [1, -1])
def test_a_rectangle_lies_the_same_wherever_its_drawing_began(first: int, turn: int) -> None:
    road = load_app("ui.road")
    image = [QUAD[(first + turn * step) % 4] for step in range(4)]
    corners = road.rectangle(image, 7.0, 30.0)
    assert dict(zip(map(tuple, image), corners, strict=True)) == {
        (0.1, 0.9): [0, 0],
        (0.9, 0.9): [7, 0],
        (0.6, 0.5): [7, 30],
        (0.4, 0.5): [0, 30],
    }
    assert road.sides({"image": image, "road": corners}) == (7.0, 30.0)


def test_who_is_no_admin_sees_and_changes_nothing(
    open_page: OpenPage, camera: CameraCard, page_room: ControlRoom
) -> None:
    calibration = {"image": QUAD, "road": [[0, 30], [7, 30], [7, 0], [0, 0]], "near": 4}
    page_room.cameras.update(LOCAL, camera.camera.name, {"description": "by the gate", "calibration": calibration})
    page = open_page("cameras", camera=camera.camera.name)
    assert not page.exception and not page.error
    assert [one.label for one in page.button] == ["All cameras"]
    assert not page.text_input and not page.text_area and not page.number_input
    assert "The marked road: 7 by 30 m, 4 m from the camera." in [one.value for one in page.markdown]
    assert [one.label for one in open_page("cameras").text_input] == []


def test_cameras_that_are_not_theirs_do_not_exist(
    open_page: OpenPage, camera: CameraCard, page_room: ControlRoom
) -> None:
    token = page_room.tokens.create(LOCAL, TokenRequest(camera.camera.name, Role.VIEWER, (camera.camera.name,))).secret
    page = open_page("cameras", token=token)
    assert shown(page).count("<img") == 1 and "/v1/cameras/demo/" not in shown(page)
    page = open_page("cameras", token=token, camera="demo")
    assert page.error[0].value == "No such camera."
    assert "/v1/cameras/demo/" not in shown(page)


def test_sources_that_were_masked_differently_are_told(open_page: OpenPage, page_room: ControlRoom) -> None:
    assert not open_page("cameras").warning
    page_room.cameras.update(LOCAL, "demo", {"masks": [TRIANGLE]})
    try:
        assert open_page("cameras").warning[0].value.startswith("1 source ingested with other privacy masks")
        assert open_page("cameras", camera="demo").warning[0].value.startswith("1 source ingested")
    finally:
        page_room.cameras.update(LOCAL, "demo", {"masks": []})


def test_a_recording_is_corrected_and_deleted(
    open_page: OpenPage, page_room: ControlRoom, admin: str, page_home: Path
) -> None:
    with Catalog(page_home) as catalog:
        writer = catalog.begin(NewSource("yard", "/videos/secret/y.mp4", "c" * 64, "file", (64, 48), "e"))
        assert isinstance(writer, SourceWriter)
        writer.finish(10.0)
    video = writer.source_id
    page = open_page("cameras", camera="yard")
    assert r"**y\.mp4**" in [one.value for one in page.markdown]
    assert not [one for one in page.button if one.key == f"delete video {video}"]
    page = saved(open_page("cameras", camera="yard", token=admin), video, "eight", "yard")
    assert page.error[0].value.startswith("Expected a time such as")
    saved(page, video, "2026-11-23 08:00:00+01:00", "gate 7")
    stored = page_room.videos.get(LOCAL, video)
    assert (stored.camera, stored.start_time) == ("gate 7", datetime(2026, 11, 23, 7, tzinfo=UTC))
    page = open_page("cameras", camera="gate 7", token=admin)
    page.button(key=f"delete video {video}").click().run()
    assert video not in [one.id for one in page_room.videos.list(LOCAL)]


def saved(page: AppTest, video: int, start: str, camera: str) -> AppTest:
    page.text_input(key=f"start of video {video}").input(start)
    page.text_input(key=f"camera of video {video}").input(camera)
    return [one for one in page.button if one.label == "Save"][-1].click().run()
