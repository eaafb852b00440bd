"""A service that starts with another matcher than the one that its home was filled by."""

import shutil
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.rest import create_app
from vehiclefinder import Settings
from vehiclefinder.control import scheduler
from vehiclefinder.ingest import reencoder
from vehiclefinder.store.tracks.catalog import Catalog

from ..cli.test_doctor import replace_encoder

PATIENCE = 120.0
"""Seconds in which what must happen may happen."""


def searched(client: TestClient) -> tuple[str, int, int]:
    answer = client.post("/v1/search", json={"sentence": "red car", "k": 3}).json()
    return answer["decision"], len(answer["matches"]), answer["waiting"]


def waiting(client: TestClient) -> float:
    lines = client.get("/metrics").text.splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith("vehiclefinder_waiting_tracks ")))


def test_it_says_what_waits_and_encodes_it_by_itself(
    demo_home: Path, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "AFTER_FAILURE", 0.01)
    monkeypatch.setattr(reencoder, "PATIENCE", 0.0)
    home, folder = shutil.copytree(demo_home, tmp_path / "home"), shutil.copytree(models, tmp_path / "models")
    replace_encoder(folder)
    with (
        Catalog(home) as other,
        other.locks.hold("reencode") as held,
        TestClient(create_app(Settings(home=home, models=folder))) as client,
    ):
        tracks = int(waiting(client))
        assert tracks > 0
        assert searched(client) == ("none", 0, tracks)
        held.release()
        deadline = time.monotonic() + PATIENCE
        while waiting(client) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert searched(client) == ("match", 3, 0)
