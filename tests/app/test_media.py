"""Clips, stills, likenesses and counts over HTTP."""

import csv
import io
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from vehiclefinder.video.sources.open import open_video

from .conftest import FAR, NEAR, bearer


@pytest.fixture(scope="module")
def track(local: TestClient) -> int:
    """A track of the near camera."""
    matches = local.post("/v1/search", json={"sentence": "car", "cameras": [NEAR], "k": 1}).json()["matches"]
    return int(matches[0]["track"])


def test_a_clip_plays_and_parts_of_it_are_sent(local: TestClient, track: int, tmp_path: Path) -> None:
    whole = local.get(f"/v1/tracks/{track}/clip?seconds=0.5")
    assert whole.headers["content-type"] == "video/mp4"
    assert whole.headers["accept-ranges"] == "bytes"
    (tmp_path / "clip.mp4").write_bytes(whole.content)
    with open_video(tmp_path / "clip.mp4") as video:
        assert video.size == (768, 432)
    part = local.get(f"/v1/tracks/{track}/clip?seconds=0.5", headers={"Range": "bytes=100-199"})
    assert part.status_code == 206
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole.content)}"
    assert part.content == whole.content[100:200]
    tail = local.get(f"/v1/tracks/{track}/clip?seconds=0.5", headers={"Range": f"bytes={len(whole.content)}-"})
    assert tail.status_code == 416


def test_what_is_held_is_not_sent_again(local: TestClient, track: int) -> None:
    first = local.get(f"/v1/tracks/{track}/still")
    assert first.content[:2] == b"\xff\xd8"
    again = local.get(f"/v1/tracks/{track}/still", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_every_picture_of_a_track_is_sent(local: TestClient, track: int) -> None:
    many = len(local.get(f"/v1/tracks/{track}").json()["crops"])
    sent = [local.get(f"/v1/tracks/{track}/crop", params={"rank": rank}) for rank in range(1, many + 2)]
    assert [answer.status_code for answer in sent] == [200] * many + [404]
    assert sent[0].content == local.get(f"/v1/tracks/{track}/crop").content
    assert len({answer.content for answer in sent}) == many + 1 > 2
    assert local.get(f"/v1/tracks/{track}/crop?rank=0").status_code == 422


@pytest.mark.parametrize("seconds", ["-1", "31", "nan", "long"])
def test_clips_are_bounded(local: TestClient, track: int, seconds: str) -> None:
    assert local.get(f"/v1/tracks/{track}/clip?seconds={seconds}").status_code == 422


def test_the_same_vehicle_of_another_camera_is_most_alike(local: TestClient, track: int) -> None:
    answer = local.get(f"/v1/tracks/{track}/similar", params={"k": 3}).json()
    best = answer["matches"][0]
    assert (best["camera"], round(best["score"], 2)) == (FAR, 1.0)
    assert best["crop"] == f"/v1/tracks/{best['track']}/crop"
    assert [part["keyword"] for part in best["contributions"]][-1] == "orientation"
    assert len(answer["matches"]) == 3 and track not in {match["track"] for match in answer["matches"]}
    near = local.get(f"/v1/tracks/{track}/similar", params={"camera": NEAR}).json()
    assert {match["camera"] for match in near["matches"]} == {NEAR}


def test_counts_add_up_as_json_and_as_csv(local: TestClient) -> None:
    counts = local.get("/v1/stats", params={"by": ["camera", "colour"], "zone": "UTC"}).json()
    assert counts["total"] == counts["untimed"] == sum(row["count"] for row in counts["rows"]) > 0
    assert {row["camera"] for row in counts["rows"]} == {NEAR, FAR}
    assert set(counts["rows"][0]) == {"start", "camera", "colour", "count"}
    table = local.get("/v1/stats.csv", params={"by": ["camera", "colour"], "zone": "UTC"})
    assert table.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [int(row["count"]) for row in rows] == [row["count"] for row in counts["rows"]]


@pytest.mark.parametrize("wrong", ["by=size", "by=type&by=type", "zone=Mars", "bucket=week", "since=yesterday"])
def test_counts_are_asked_for_rightly(local: TestClient, wrong: str) -> None:
    assert local.get(f"/v1/stats?{wrong}").status_code == 422


def test_only_what_one_may_see_is_alike_or_counted(local: TestClient, track: int, secrets: dict[str, str]) -> None:
    near = bearer(secrets["near viewer"])
    alike = local.get(f"/v1/tracks/{track}/similar?k=200", headers=near).json()["matches"]
    assert {match["camera"] for match in alike} == {NEAR}
    seen = local.get("/v1/stats?by=camera", headers=near).json()
    every = local.get("/v1/stats?by=camera", headers=bearer(secrets["viewer"])).json()
    assert {row["camera"] for row in seen["rows"]} == {NEAR}
    assert every["total"] == 2 * seen["total"]
