"""Videos to ingest, over HTTP."""

import time
import warnings
from pathlib import Path

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the test client announces its successor
    from fastapi.testclient import TestClient

from tests.video.dying import crash
from vehiclefinder.control import LOCAL, ControlRoom, Role, SourceRequest, TokenRequest

from .conftest import FAR, bearer

SECONDS = 600.0
"""How long the demonstration's clip may take, beside other work of the machine: whoever ingests is at nice 10."""


def ended(local: TestClient, job: int) -> dict[str, object]:
    """Wait until a job has ended."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        told: dict[str, object] = local.get(f"/v1/sources/{job}").json()
        if told["ended"] is not None:
            return told
        time.sleep(0.1)
    pytest.fail("the job does not end")


@pytest.mark.sqlite("its worker is told of no other database; test_worker_pool has workers on PostgreSQL")
def test_a_video_is_ingested_beside_the_service_and_found(local: TestClient, demo_clip: Path) -> None:
    asked = {"camera": "gate", "path": str(demo_clip), "start_time": "2026-05-01T08:00:00Z", "fps": 5}
    made = local.post("/v1/sources", json=asked)
    assert (made.status_code, made.json()["camera"]) == (201, "gate")
    done = ended(local, made.json()["id"])
    assert (done["state"], done["error"], done["sources"]) == ("done", None, 1)
    found = local.post("/v1/search", json={"sentence": "red car", "cameras": ["gate"], "k": 1}).json()
    assert found["matches"][0]["seen"].startswith("2026-05-01T08:00:")
    metrics = local.get("/metrics").text
    assert "vehiclefinder_queue_jobs 0.0" in metrics
    for name in ("ingest_frames", "ingest_detections", "ingest_tracks", "detector_seconds", "encoder_seconds"):
        (value,) = [line.split()[1] for line in metrics.splitlines() if line.startswith(f"vehiclefinder_{name}_total ")]
        assert float(value) > 0, name


@pytest.mark.sqlite("its worker is told of no other database; test_worker_pool has workers on PostgreSQL")
def test_an_upload_is_ingested(local: TestClient, demo_clip: Path) -> None:
    with demo_clip.open("rb") as file:
        made = local.post("/v1/sources/upload", files={"file": ("Gate.mp4", file)}, data={"camera": FAR})
    assert (made.status_code, made.json()["uri"]) == (201, "Gate.mp4")
    assert ended(local, made.json()["id"])["state"] == "done"


@pytest.mark.parametrize("content", [b"", b"plain text", b"\x00\x00\x00\x20ftypisom" + bytes(100)])
def test_a_hostile_upload_is_refused_and_leaves_nothing(local: TestClient, app_home: Path, content: bytes) -> None:
    before = sorted((app_home / "uploads").glob("*"))
    sent = local.post("/v1/sources/upload", files={"file": ("a.mp4", content)}, data={"camera": "gate"})
    assert (sent.status_code, sent.headers["content-type"]) == (422, "application/problem+json")
    assert sent.json()["detail"].startswith("expected a video: ") and "a.mp4" in sent.json()["detail"]
    assert "/" not in sent.json()["detail"]
    assert sorted((app_home / "uploads").glob("*")) == before


def test_an_upload_that_crashes_its_reader_is_refused_and_the_service_goes_on(
    local: TestClient, app_home: Path, demo_clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = [sorted(folder.glob("*")) for folder in (app_home / "uploads", app_home / "staging")]
    jobs = local.get("/v1/sources").json()["items"]
    with monkeypatch.context() as patched, demo_clip.open("rb") as file:
        patched.setattr("vehiclefinder.control.sources.sources.probe", crash)
        sent = local.post("/v1/sources/upload", files={"file": ("a.mp4", file)}, data={"camera": "gate"})
    assert (sent.status_code, sent.headers["content-type"]) == (422, "application/problem+json")
    told = "expected a video: reading this video ended the process that did it (signal 11 (SIGSEGV))"
    assert sent.json()["detail"] == told
    assert [sorted(folder.glob("*")) for folder in (app_home / "uploads", app_home / "staging")] == kept
    assert local.get("/v1/sources").json()["items"] == jobs
    assert local.post("/v1/search", json={"sentence": "red car", "k": 1}).json()["matches"][0]["camera"] == "demo"


def test_an_upload_that_announces_too_much_is_refused_before_it_is_read(local: TestClient) -> None:
    headers = {"Content-Length": str(9 * 1024**3), "Content-Type": "multipart/form-data; boundary=x"}
    assert local.post("/v1/sources/upload", content=b"", headers=headers).status_code == 413


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"path": "/etc/passwd"}, 403),
        ({"path": "a\u0000b"}, 422),
        ({"url": "file:///etc/passwd"}, 422),
        ({"url": "rtsp://eve:s3cret@elsewhere/live"}, 403),
        ({}, 422),
    ],
)
def test_what_may_not_be_ingested_is_refused(local: TestClient, body: dict[str, str], status: int) -> None:
    sent = local.post("/v1/sources", json={"camera": "gate"} | body)
    assert sent.status_code == status
    assert "s3cret" not in sent.text


def test_a_stream_that_cannot_be_had_is_cancelled(local: TestClient, room: ControlRoom) -> None:
    made = local.post("/v1/sources", json={"camera": "gate", "url": "rtsp://eve:s3cret@127.0.0.1:9/live"})
    assert made.json()["uri"] == "rtsp://***@127.0.0.1:9/live"
    gone = local.delete(f"/v1/sources/{made.json()['id']}")
    assert gone.json()["state"] == "cancelled"
    assert local.delete(f"/v1/sources/{made.json()['id']}").status_code == 409
    assert "s3cret" not in local.get("/v1/sources").text


def test_where_videos_lie_on_the_server_is_told_to_nobody_who_may_not_say_it(
    local: TestClient, room: ControlRoom, demo_clip: Path
) -> None:
    found = local.post("/v1/search", json={"sentence": "car", "k": 200}).json()["matches"]
    track = local.get(f"/v1/tracks/{found[0]['track']}")
    assert demo_clip.name in {one["source"] for one in found}
    assert not any("/" in one["source"] for one in found)
    assert "/" not in track.json()["source"]
    job = room.sources.submit(LOCAL, SourceRequest("gate", str(demo_clip), stride=30))
    assert local.get(f"/v1/sources/{job.id}").json()["uri"] == str(demo_clip)
    # The last test here: from the first token on, nobody is let in without one.
    viewer = bearer(room.tokens.create(LOCAL, TokenRequest("vera", Role.VIEWER)).secret)
    for uri in (
        local.get(f"/v1/sources/{job.id}", headers=viewer).json()["uri"],
        local.get("/v1/sources", headers=viewer).json()["items"][0]["uri"],
    ):
        assert uri == demo_clip.name


def test_who_may_not_upload_is_refused_before_the_body_is_read(local: TestClient, room: ControlRoom) -> None:
    no_form = {"Content-Type": "multipart/form-data"}
    statuses = {}
    for role in (Role.OPERATOR, Role.ADMIN):
        secret = room.tokens.create(LOCAL, TokenRequest(f"upload-{role}", role)).secret
        sent = local.post("/v1/sources/upload", content=b"x", headers=bearer(secret) | no_form)
        statuses[role] = sent.status_code
    assert statuses == {Role.OPERATOR: 403, Role.ADMIN: 400}
