"""A service whose disk is full, or read-only: what it answers, what it says of itself, and how it recovers."""

import shutil
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.rest import create_app
from vehiclefinder import Settings

from ..small_disk import SmallDisk

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the test client announces its successor
    from fastapi.testclient import TestClient

PATIENCE = 60.0
"""Seconds that it may take; a few are usual."""
REFUSED = (
    "the audit log cannot be written (the disk is full), and this service answers nothing that it cannot log "
    "(setting audit_required)"
)
UNTOLD = "this is not in the audit log yet: the disk is full"
READS = (
    "/healthz", "/metrics", "/v1/cameras", "/v1/videos", "/v1/sources", "/v1/stats", "/v1/watches", "/v1/alerts",
    "/v1/cases", "/v1/feedback", "/v1/audit", "/v1/tokens", "/v1/tracks/1", "/v1/tracks/1/crop",
)  # fmt: skip
"""What is read and leaves no entry of the audit log."""


@pytest.fixture
def home(demo_home: Path, disk: SmallDisk) -> Path:
    """A home without an index, which other tests may have made."""
    return Path(shutil.copytree(demo_home, disk.path / "home", ignore=shutil.ignore_patterns("index")))


@contextmanager
def client(home: Path, **chosen: Any) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(home=home, **chosen)), raise_server_exceptions=False) as client:
        yield client


def search(client: TestClient) -> tuple[int, dict[str, Any]]:
    answered = client.post("/v1/search", json={"sentence": "red car"})
    return answered.status_code, answered.json()


def refused(client: TestClient) -> list[tuple[int, str]]:
    answers = [client.post("/v1/cases", json={"name": "a"}), client.get("/v1/tracks/1/still")]
    return [(answer.status_code, answer.json()["detail"]) for answer in answers]


def recovered(client: TestClient) -> dict[str, Any]:
    """Return what it says once it can write again: what works in the background may have tried a moment before."""
    deadline = time.monotonic() + PATIENCE
    while (ready := client.get("/readyz")).status_code != 200 or ready.json()["warnings"]:
        if time.monotonic() > deadline:
            break
        time.sleep(0.1)
    told: dict[str, Any] = ready.json()
    return told


def actions(client: TestClient) -> list[str]:
    return [entry["action"] for entry in client.get("/v1/audit").json()["items"]]


def test_where_it_must_log_it_refuses_says_so_and_recovers(home: Path, disk: SmallDisk) -> None:
    with client(home, audit_required=True) as local:
        assert local.get("/readyz").json() == {"status": "ready", "warnings": []}
        disk.fill()
        while (answered := search(local))[0] == 200:  # what the files of the database have room for
            pass
        assert (answered[0], answered[1]["detail"]) == (503, REFUSED)
        ready = local.get("/readyz")
        assert (ready.status_code, ready.json()["detail"]) == (503, REFUSED)
        assert {path: local.get(path).status_code for path in READS} == dict.fromkeys(READS, 200)
        assert refused(local) == [(507, "nothing can be stored now: the disk is full")] * 2
        before = len(actions(local))
        disk.free()
        assert recovered(local) == {"status": "ready", "warnings": []}
        assert search(local)[0] == 200
        assert len(actions(local)) == before + 1
        assert local.get("/v1/tracks/1/still").status_code == 200


def test_where_it_need_not_it_answers_says_so_and_logs_later(home: Path, disk: SmallDisk) -> None:
    disk.fill()
    with client(home) as local:
        before = actions(local)
        status, answer = search(local)
        assert (status, answer["decision"], answer["notes"]) == (200, "match", [UNTOLD])
        assert local.get("/v1/tracks").json()["notes"] == [UNTOLD]
        assert local.get("/v1/tracks/1/similar").json()["notes"][-1] == UNTOLD
        ready = local.get("/readyz")
        assert (ready.status_code, ready.json()["status"]) == (200, "ready")
        assert ready.json()["warnings"] == [
            "nothing can be stored now: the disk is full; the log of queries is not written",
            "the index is held in memory alone: the disk is full",
            "what is answered is not in the audit log yet: the disk is full; 3 entries wait in memory, or are lost",
        ]
        assert actions(local) == before
        disk.free()
        assert recovered(local) == {"status": "ready", "warnings": []}
        assert actions(local) == ["similar", "browse", "search", *before]
        assert search(local)[1]["notes"] == []


def test_a_service_over_a_read_only_home_reads_all_that_is_there(home: Path, disk: SmallDisk) -> None:
    disk.make_read_only()
    with client(home) as local:
        assert search(local)[1]["notes"] == ["this is not in the audit log yet: it is read-only"]
        assert {path: local.get(path).status_code for path in READS} == dict.fromkeys(READS, 200)
        assert refused(local) == [(507, "nothing can be stored now: it is read-only")] * 2
        assert local.get("/readyz").status_code == 200
        disk.make_writable()
        assert recovered(local) == {"status": "ready", "warnings": []}
        assert local.post("/v1/cases", json={"name": "a"}).status_code == 201
