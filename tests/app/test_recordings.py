"""Recordings as they lie, over HTTP: parts of them, and what is refused."""

import shutil
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from vehiclefinder.control import ControlRoom
from vehiclefinder.core.access import LOCAL
from vehiclefinder.store.database.schema.tracks import SourceRow

from .conftest import FAR, NEAR, bearer

MASK = [[[0.0, 0.0], [0.5, 0.0], [0.5, 0.5]]]


@pytest.fixture(scope="module")
def track(local: TestClient) -> int:
    """A track of the near camera."""
    return found(local, NEAR)


def found(local: TestClient, camera: str) -> int:
    """A track of a camera."""
    answer = local.post("/v1/search", json={"sentence": "car", "cameras": [camera], "k": 1}).json()
    return int(answer["matches"][0]["track"])


def told(answer: httpx.Response) -> str:
    """What a problem says."""
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code
    return str(answer.json()["detail"])


@pytest.mark.parametrize(
    ("asked", "begin", "end"),
    [("bytes=0-0", 0, 1), ("bytes=1000-1999", 1000, 2000), ("bytes=-50", -50, None), ("bytes=99000-", 99000, None)],
)
def test_parts_are_sent(
    local: TestClient, track: int, demo_clip: Path, asked: str, begin: int, end: int | None
) -> None:
    whole = demo_clip.read_bytes()
    part = local.get(f"/v1/tracks/{track}/recording", headers={"Range": asked})
    first = begin % len(whole)
    last = (end or len(whole)) - 1
    assert (part.status_code, part.content) == (206, whole[begin:end])
    assert part.headers["content-range"] == f"bytes {first}-{last}/{len(whole)}"
    assert part.headers["content-type"] == "video/mp4"


def test_the_whole_is_sent_by_its_name(local: TestClient, track: int, demo_clip: Path) -> None:
    path = f"/v1/tracks/{track}/recording"
    whole = local.get(path)
    assert (whole.status_code, whole.content) == (200, demo_clip.read_bytes())
    assert whole.headers["cache-control"].startswith("private")
    head = local.head(path)
    names = ("content-length", "content-type", "etag", "accept-ranges")
    assert (head.status_code, head.content) == (200, b"")
    assert [head.headers[name] for name in names] == [whole.headers[name] for name in names]
    etag = whole.headers["etag"]
    assert local.get(path, headers={"If-None-Match": etag}).status_code == 304
    part = {"Range": "bytes=5-9"}
    assert local.get(path, headers=part | {"If-Range": etag}).content == whole.content[5:10]
    assert local.get(path, headers=part | {"If-Range": '"another"'}).content == whole.content


def test_a_part_that_is_not_there_is_a_problem(local: TestClient, track: int, demo_clip: Path) -> None:
    size = demo_clip.stat().st_size
    case = local.post("/v1/cases", json={"name": "parts"}).json()["id"]
    for path in (f"/v1/tracks/{track}/recording", f"/v1/tracks/{track}/crop", f"/v1/cases/{case}/export"):
        beyond = local.get(path, headers={"Range": "bytes=99999999-"})
        assert beyond.status_code == 416
        within = beyond.headers["content-range"].removeprefix("bytes */")
        assert told(beyond) == f"there is no such part: expected a range within its {within} bytes"
        for no_range in ("bytes=9-5", "lines=1-2", "bytes"):
            whole = local.get(path, headers={"Range": no_range})
            assert (whole.status_code, int(whole.headers["content-length"])) == (200, len(whole.content))
    assert len(local.get(f"/v1/tracks/{track}/recording", headers={"Range": "bytes=9-5"}).content) == size


def test_where_it_is_in_the_recording_is_told(local: TestClient, track: int) -> None:
    played = local.get(f"/v1/tracks/{track}/playback").json()
    facts = local.get(f"/v1/tracks/{track}").json()
    assert played == {
        "recording": f"/v1/tracks/{track}/recording",
        "media_type": "video/mp4",
        "offset": 0.0,
        "interval": 0.1,
        "start": facts["start"],
        "end": facts["end"],
    }


def test_a_masked_camera_shows_no_recording(local: TestClient, room: ControlRoom) -> None:
    far = found(local, FAR)
    assert local.get(f"/v1/tracks/{far}/recording").status_code == 200
    room.cameras.update(LOCAL, FAR, {"masks": MASK})
    for asked in ("recording", "playback"):
        refused = local.get(f"/v1/tracks/{far}/{asked}", headers={"Range": "bytes=0-9"})
        assert (refused.status_code, "privacy masks" in told(refused)) == (403, True)
    assert local.head(f"/v1/tracks/{far}/recording").status_code == 403
    room.cameras.update(LOCAL, FAR, {"masks": []})


def test_what_is_no_single_mp4_is_refused_and_what_is_gone_is_told(
    local: TestClient, room: ControlRoom, track: int, demo_clip: Path, tmp_path: Path
) -> None:
    catalog, source = room.videos._catalog, room.tracks.get(LOCAL, track).source_id
    copy = shutil.copyfile(demo_clip, tmp_path / "copy.mp4")

    def lies_at(path: Path) -> httpx.Response:
        with catalog.database.write() as session:
            session.execute(update(SourceRow).where(SourceRow.id == source).values(uri=str(path)))
        answer: httpx.Response = local.get(f"/v1/tracks/{track}/recording")
        return answer

    assert lies_at(copy).content == demo_clip.read_bytes()
    copy.write_bytes(demo_clip.read_bytes() + b"more")
    changed = lies_at(copy)
    assert (changed.status_code, str(tmp_path) in told(changed)) == (503, False)
    assert "has changed since" in told(changed)
    copy.unlink()
    assert "is gone: copy.mp4" in told(lies_at(copy))
    assert lies_at(demo_clip).status_code == 200


def test_others_are_told_that_there_is_none(local: TestClient, track: int, secrets: dict[str, str]) -> None:
    near = bearer(secrets["near viewer"])
    far = next(
        one["track"]
        for one in local.post(
            "/v1/search", json={"sentence": "car", "k": 50}, headers=bearer(secrets["viewer"])
        ).json()["matches"]
        if one["camera"] == FAR
    )
    assert local.get(f"/v1/tracks/{track}/recording", headers=near).status_code == 200
    assert local.get(f"/v1/tracks/{far}/recording", headers=near).status_code == 404
    assert local.head(f"/v1/tracks/{far}/recording", headers=near).status_code == 404
    assert local.head(f"/v1/tracks/{far}/recording").status_code == 401
