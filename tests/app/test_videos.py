"""Correcting and deleting what was ingested, over REST."""

from pathlib import Path

from fastapi.testclient import TestClient

from .conftest import FAR, NEAR


def found(local: TestClient, **scope: object) -> set[int]:
    answer = local.post("/v1/search", json={"sentence": "car", "k": 200, **scope}).json()
    return {match["track"] for match in answer["matches"]}


def test_a_corrected_video_is_found_where_it_belongs_at_once(local: TestClient, demo_clip: Path) -> None:
    near, far = found(local, cameras=[NEAR]), found(local, cameras=[FAR])
    video = next(one for one in local.get("/v1/videos").json()["items"] if one["camera"] == FAR)
    assert (video["name"], video["start_time"]) == (demo_clip.name, None)
    day = {"since": "2026-11-23T08:00:00Z", "until": "2026-11-23T08:10:00Z"}
    assert not found(local, **day)
    changed = local.patch(f"/v1/videos/{video['id']}", json={"camera": "gate", "start_time": "2026-11-23T08:00:00Z"})
    assert changed.status_code == 200
    assert (changed.json()["camera"], changed.json()["start_time_from"]) == ("gate", "corrected")
    assert found(local, **day) == found(local, cameras=["gate"]) == far
    assert found(local, cameras=[NEAR]) == near
    cleared = local.patch(f"/v1/videos/{video['id']}", json={"start_time": None}).json()
    assert (cleared["camera"], cleared["start_time"], cleared["start_time_from"]) == ("gate", None, None)
    assert not found(local, **day)
    same = local.patch(f"/v1/videos/{video['id']}", json={"camera": NEAR})
    assert (same.status_code, same.json()["detail"]) == (409, "camera 'demo' has the same video already, as source 1")
    assert local.patch(f"/v1/videos/{video['id']}", json={}).status_code == 422
    assert local.patch("/v1/videos/987654", json={"camera": "gate"}).status_code == 404
    assert local.delete(f"/v1/videos/{video['id']}").status_code == 204
    assert not found(local, cameras=["gate"])
    assert found(local) == near
    assert local.get(f"/v1/videos/{video['id']}").status_code == 404
