"""The routes of the timeline, over two cameras whose one clip has a time at one of them."""

from datetime import datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

from .conftest import FAR, NEAR


@pytest.fixture(scope="module")
def timed(local: TestClient) -> int:
    """The id of the video of the near camera, which began at noon."""
    (video,) = (one for one in local.get("/v1/videos").json()["items"] if one["camera"] == NEAR)
    changed = local.patch(f"/v1/videos/{video['id']}", json={"start_time": "2026-05-01T12:00:00Z"})
    assert changed.status_code == 200, changed.text
    return int(video["id"])


def listed(client: TestClient, **query: Any) -> dict[str, Any]:
    answer = client.get("/v1/timeline/tracks", params=query)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


@pytest.mark.usefixtures("timed")
def test_strips_tell_counts_gaps_and_what_has_no_time(local: TestClient) -> None:
    query = {"since": "2026-05-01T11:59:00Z", "until": "2026-05-01T12:01:00Z", "bins": 2}
    body = local.get("/v1/timeline", params=query).json()
    far, near = sorted(body["cameras"], key=lambda strip: strip["camera"] == NEAR)
    assert len(body["edges"]) == 3
    assert (far["counts"], far["recorded"], far["tracks"]) == ([0, 0], [0, 0], [None, None])
    assert near["counts"] == [0, 12]
    assert near["recorded"][0] == 0
    assert 0.1 < near["recorded"][1] < 0.3, "a clip of 13 s"
    assert local.get(f"/v1/tracks/{near['tracks'][1]}").json()["camera"] == NEAR
    assert [(one["camera"], one["tracks"]) for one in body["untimed"]] == [(FAR, 12)]
    assert (body["untimed_videos"], body["notes"]) == (1, [])
    assert local.get("/v1/timeline", params={"span": "all"}).json()["span"] == "all"


def test_pages_join_to_the_whole(local: TestClient, timed: int) -> None:
    whole = listed(local, order="oldest")
    assert (len(whole["tracks"]), whole["next"]) == (12, None)
    first = listed(local, order="oldest", limit=7)
    second = listed(local, order="oldest", limit=7, after=first["next"])
    assert first["tracks"] + second["tracks"] == whole["tracks"]
    assert second["next"] is None
    seen = [datetime.fromisoformat(one["seen"]) for one in whole["tracks"]]
    assert seen == sorted(seen)
    assert listed(local, video=timed, order="oldest")["tracks"] == whole["tracks"]
    newest = [one["track"] for one in listed(local)["tracks"]]
    assert newest == [one["track"] for one in whole["tracks"]][::-1]
    assert local.get(whole["tracks"][0]["crop"]).headers["content-type"] == "image/jpeg"


@pytest.mark.parametrize(
    ("path", "query", "status", "told"),
    [
        ("timeline", {"bins": 501}, 422, "bins"),
        ("timeline", {"span": "month"}, 422, "span"),
        ("timeline", {"span": "day", "since": "2026-05-01T00:00:00Z"}, 422, "expected a span, or since and until"),
        ("timeline", {"since": "0001-01-01T00:00:00"}, 422, "expected a time of the years 1971 to 2999"),
        ("timeline", {"camera": "nowhere"}, 422, "expected a camera of"),
        ("timeline", {"by": "type"}, 422, "by"),
        ("timeline/tracks", {"after": "7"}, 422, "expected the 'next' of the page before, got '7'"),
        ("timeline/tracks", {"order": "best"}, 422, "order"),
        ("timeline/tracks", {"limit": 201}, 422, "limit"),
        ("timeline/tracks", {"zone": "gate"}, 422, "zone"),
        ("timeline/tracks", {"video": 1, "camera": NEAR}, 422, "expected a video, or cameras"),
        ("timeline/tracks", {"video": 987654}, 404, "no source 987654"),
    ],
)
def test_what_makes_no_sense_is_refused(
    local: TestClient, path: str, query: dict[str, Any], status: int, told: str
) -> None:
    answer = local.get(f"/v1/{path}", params=query)
    assert answer.status_code == status, answer.text
    assert told in answer.text
