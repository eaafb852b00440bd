"""Cameras over HTTP, from their creation to a sentence with km/h."""

import pytest
from fastapi.testclient import TestClient

from .conftest import NEAR

ZONE = {"name": "bay", "polygon": [[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]]}
CALIBRATION = {
    "image": [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]],
    "road": [[0.0, 40.0], [70.0, 40.0], [70.0, 0.0], [0.0, 0.0]],
}


def test_a_camera_is_made_changed_renamed_and_removed(local: TestClient) -> None:
    made = local.post("/v1/cameras", json={"name": "gate 3", "zones": [ZONE]})
    assert made.status_code == 201
    assert made.json()["zones"] == [ZONE]
    changed = local.patch("/v1/cameras/gate 3", json={"name": "gate 4", "description": "east"}).json()
    assert (changed["name"], changed["description"], changed["zones"]) == ("gate 4", "east", [ZONE])
    names = [camera["name"] for camera in local.get("/v1/cameras").json()["items"]]
    assert names[-1] == "gate 4"
    assert local.post("/v1/cameras", json={"name": "gate 4"}).status_code == 409
    assert local.get("/v1/cameras/gate 4/still").status_code == 404
    assert local.delete(f"/v1/cameras/{NEAR}").status_code == 409
    assert local.delete("/v1/cameras/gate 4").status_code == 204
    assert local.get("/v1/cameras/gate 4").status_code == 404


def test_a_still_is_a_picture(local: TestClient) -> None:
    still = local.get(f"/v1/cameras/{NEAR}/still")
    assert still.headers["content-type"] == "image/jpeg"
    assert still.content[:2] == b"\xff\xd8"


def test_a_calibration_makes_sentences_with_speed_count(local: TestClient) -> None:
    search = {"sentence": "car over 10 km/h", "k": 50, "cameras": [NEAR]}
    before = local.post("/v1/search", json=search).json()
    assert any("calibrated road" in note for note in before["notes"])
    answered = local.patch(f"/v1/cameras/{NEAR}", json={"calibration": CALIBRATION})
    assert answered.status_code == 200
    after = local.post("/v1/search", json=search).json()
    speeds = {
        match["track"]: local.get(f"/v1/tracks/{match['track']}").json()["speed_kmh"] for match in after["matches"]
    }
    counted = {
        match["track"]: part["probability"]
        for match in after["matches"]
        for part in match["contributions"]
        if part["label"] == "vehicle_velocity"
    }
    assert any(speeds.values())
    for track, speed in speeds.items():
        if speed is None:
            assert counted[track] is None
        elif not 9 < speed < 11:
            assert counted[track] == (0.95 if speed > 10 else 0.03)


def test_north_lets_compass_points_count_until_it_is_cleared(local: TestClient) -> None:
    search = {"sentence": "car heading north, not in the bus lane", "k": 50, "cameras": [NEAR]}
    before = local.post("/v1/search", json=search).json()
    assert f"“heading north” did not count: nobody has said where north is on camera {NEAR}" in before["notes"]
    assert "no zone is called bus lane; draw one to search it" in before["notes"]
    north = {"degrees": 180.0, "at": [0.5, 0.5]}
    assert local.patch(f"/v1/cameras/{NEAR}", json={"north": north}).json()["north"] == north
    assert local.get(f"/v1/cameras/{NEAR}").json()["north"] == north
    after = local.post("/v1/search", json=search).json()
    counted = {
        match["track"]: part["probability"]
        for match in after["matches"]
        for part in match["contributions"]
        if part["label"] == "compass"
    }
    headings = {track: local.get(f"/v1/tracks/{track}").json()["heading"] for track in counted}
    away = [track for track, heading in headings.items() if heading is not None and abs(heading - 180) < 40]
    assert away and all(counted[track] == 0.95 for track in away)
    assert local.patch(f"/v1/cameras/{NEAR}", json={"north": None}).json()["north"] is None


def test_what_a_sentence_says_of_compass_and_zones_is_parsed(local: TestClient) -> None:
    local.patch(f"/v1/cameras/{NEAR}", json={"zones": [ZONE]})
    parsed = local.post("/v1/parse", json={"sentence": "southbound van not in the bay"}).json()
    local.patch(f"/v1/cameras/{NEAR}", json={"zones": []})
    (target,) = parsed["targets"]
    assert [(k["label"], k["value"]) for k in target["keywords"]] == [("compass", "south"), ("vehicle_type", "van")]
    assert (parsed["zones"], parsed["excluded_zones"]) == ([], [{"camera": NEAR, "zone": "bay"}])


@pytest.mark.parametrize(
    "body",
    [
        {"calibration": {**CALIBRATION, "road": [[0, 0], [1, 1], [2, 2], [3, 3]]}},
        {"masks": [[[0, 0], [2, 0], [1, 1]]]},
        {"zones": [ZONE, ZONE]},
        {"colour": "red"},
        {"north": {"degrees": 360}},
        {"north": {"at": [0.5, 0.5]}},
        {"north": {"degrees": 10, "at": [0.5, 2]}},
        {"name": "a/b"},
    ],
)
def test_what_is_not_valid_changes_nothing(local: TestClient, body: dict[str, object]) -> None:
    before = local.get(f"/v1/cameras/{NEAR}").json()
    assert local.patch(f"/v1/cameras/{NEAR}", json=body).status_code == 422
    assert local.get(f"/v1/cameras/{NEAR}").json() == before
