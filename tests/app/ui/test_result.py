"""The page of one track."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vehiclefinder.control import ControlRoom
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.core.access import LOCAL, Role
from vehiclefinder.runtime.resources import load_app
from vehiclefinder.store.tracks.records import StoredTrack

from .conftest import OpenPage, shown


@pytest.fixture(scope="module")
def track(page_room: ControlRoom) -> StoredTrack:
    """The best of what a search finds."""
    return page_room.tracks.get(LOCAL, page_room.search.find(LOCAL, "red car").matches[0].track)


@pytest.mark.parametrize("number", ["", "seven", "-1", "99999999999999999999"])
def test_without_a_track_it_sends_to_where_there_are_some(open_page: OpenPage, number: str) -> None:
    page = open_page("result", track=number)
    assert not page.exception
    assert page.info[0].value.startswith("No result is chosen. Search or browse")


def test_it_plays_the_recording_beside_the_facts(
    open_page: OpenPage, track: StoredTrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    played: list[dict[str, Any]] = []
    part = load_app("ui.player")
    monkeypatch.setattr(part, "component", lambda *names: lambda data, key: played.append(data))
    page = open_page("result", track=str(track.id))
    assert not page.exception and not page.error
    assert page.title[0].value == f"Car on demo, track {track.id}"
    html = shown(page)
    (data,) = played
    assert data["recording"] == {"src": f"/v1/tracks/{track.id}/recording", "offset": 0.0, "interval": 0.1}
    assert (data["start"], data["end"], len(data["path"])) == (track.start, track.end, len(track.path))
    assert np.allclose(
        np.array(data["path"])[:, 1:] * (*track.frame_size, *track.frame_size), track.path[:, 1:], atol=0.1
    )
    assert html.count(f"/v1/tracks/{track.id}/crop?rank=") == len(track.crops)
    assert "<th>Camera</th><td>demo</td>" in html


def test_it_shows_the_json_of_the_endpoint(open_page: OpenPage, track: StoredTrack) -> None:
    page = open_page("result", track=str(track.id))
    told = json.loads(page.json[0].value)
    assert (told["track"], told["crop"]) == (track.id, f"/v1/tracks/{track.id}/crop")
    assert [set(crop) for crop in told["crops"]] == [{"time", "box", "quality"}] * len(track.crops)


def test_it_steps_through_the_last_answer(open_page: OpenPage, track: StoredTrack) -> None:
    page = open_page("result", track=str(track.id))
    assert page.button[0].disabled and page.button[1].disabled
    other = 1 if track.id != 1 else 2
    page.session_state["shown"] = (track.id, other)
    page.run()
    assert page.button[0].disabled
    page.button[1].click().run()
    assert page.title[0].value.endswith(f"track {other}")
    assert page.button[1].disabled
    page.button[0].click().run()
    assert page.title[0].value.endswith(f"track {track.id}")


def test_a_result_is_judged_where_it_is_seen(open_page: OpenPage, track: StoredTrack, page_room: ControlRoom) -> None:
    page = open_page("result", track=str(track.id))
    assert not [button for button in page.button if button.label == "Right"]
    page.session_state["answer"] = (("red car",), page_room.search.find(LOCAL, "red car"))
    page.run()
    assert page_room.feedback.list(LOCAL) == []
    next(button for button in page.button if button.label == "Right").click().run()
    page.run()
    (given,) = page_room.feedback.list(LOCAL)
    assert (given.track, given.sentence, given.verdict, given.decision) == (track.id, "red car", "right", "match")


def test_who_may_not_see_the_camera_is_told_that_nothing_is_there(
    open_page: OpenPage, track: StoredTrack, page_room: ControlRoom
) -> None:
    page_room.cameras.create(LOCAL, "elsewhere")
    token = page_room.tokens.create(LOCAL, TokenRequest("there", Role.OPERATOR, ("elsewhere",)))
    page = open_page("result", token=token.secret, track=str(track.id))
    assert page.error[0].value == f"No track {track.id} in the catalog."
    assert f"/v1/tracks/{track.id}" not in shown(page)


def test_it_keeps_the_track_in_a_case(open_page: OpenPage, track: StoredTrack, page_room: ControlRoom) -> None:
    page_room.cases.create(LOCAL, "Hit and run")
    page = open_page("result", track=str(track.id))
    next(box for box in page.selectbox if box.label == "Case").set_value("Hit and run")
    keep = next(button for button in page.button if button.label == "Keep")
    keep.click().run()
    assert page.success[0].value.endswith("holds 1 vehicle now\\.")
    (case,) = page_room.cases.list(LOCAL)
    (item,) = page_room.cases.items(LOCAL, case.id)
    assert (case.name, item.track, item.sentence) == ("Hit and run", track.id, None)
    page.run()
    assert len(page_room.cases.list(LOCAL)) == 1


def test_a_track_that_is_not_there_is_told_plainly(open_page: OpenPage) -> None:
    page = open_page("result", track="999999")
    assert not page.exception
    assert page.error[0].value == "No track 999999 in the catalog."


def test_a_video_that_is_gone_is_told_plainly(
    open_page: OpenPage, track: StoredTrack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = open_page("result", track=str(track.id))
    monkeypatch.setattr(Path, "exists", lambda path: False if path == Path(track.source) else path.is_file())
    page.run()
    assert page.error[0].value.startswith(f"The video of track {track.id} is gone")
    assert "<th>Camera</th><td>demo</td>" in shown(page)


def test_values_are_said_in_words(track: StoredTrack) -> None:
    rows = load_app("ui.track_facts").rows
    assert dict(rows(track.to_json() | {"label": "estate_car"}))["Detector's label"] == "estate car"


def test_headings_are_said_in_words() -> None:
    heading = load_app("ui.track_facts").heading
    assert heading(None) == "none; it hardly moved"
    said = {degrees: heading(degrees).partition(" (")[0] for degrees in (0, 22, 90, 135, 180, 270, 359)}
    assert said == {
        0: "towards the camera",
        22: "towards the camera",
        90: "right",
        135: "away and right",
        180: "away",
        270: "left",
        359: "towards the camera",
    }


def test_a_calibrated_track_has_a_speed_a_distance_and_a_time(track: StoredTrack) -> None:
    measured = {"speed_kmh": 48.4, "nearest_m": 12.2, "farthest_m": 40.0, "start_time": "2026-05-01T12:00:00+00:00"}
    named = dict(load_app("ui.track_facts").rows(track.to_json() | measured))
    assert named["Speed"].startswith("48 km/h (0.")
    assert named["Distance"] == "12 to 40 m"
    assert "2026" in named["When"]
    assert "Distance" not in dict(load_app("ui.track_facts").rows(track.to_json()))


def test_what_a_track_did_is_told_with_its_times(track: StoredTrack) -> None:
    rows = load_app("ui.track_facts").rows
    waited = [{"motion": "stopped", "start": 0.0, "end": 24.0}, {"motion": "left", "start": 24.0, "end": 27.5}]
    assert (
        dict(rows(track.to_json() | {"phases": waited}))["Motion"] == "stopped 0.0 to 24.0 s; turns left 24.0 to 27.5 s"
    )
    kept_before = {name: value for name, value in track.to_json().items() if name != "phases"}
    told = f"{track.motion} {track.start:.1f} to {track.end:.1f} s"
    assert dict(rows(kept_before))["Motion"] == told.replace("left ", "turns left ")


def test_the_colour_of_a_grey_picture_is_said_not_to_be_known(track: StoredTrack) -> None:
    rows = load_app("ui.track_facts").rows
    assert dict(rows(track.to_json() | {"monochrome": True}))["Colour"] == "grey picture, not known"
    kept_before = {name: value for name, value in track.to_json().items() if name != "monochrome"}
    for facts in (track.to_json(), kept_before):
        assert "Colour" not in dict(rows(facts))
