"""A service in a process of its own and this one, over one store."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import httpx
import pytest

from vehiclefinder import LOCAL, ControlRoom, Job, Settings, open_control_room, open_ingester

SECONDS = 60.0
"""How long a service may take to answer."""


@pytest.fixture(scope="module")
def home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copytree(demo_home, tmp_path_factory.mktemp("shared") / "home")


@pytest.fixture(scope="module")
def service(home: Path) -> Iterator[httpx.Client]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "vehiclefinder", "--home", str(home), "serve", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=SECONDS) as client:
            _await(client)
            yield client
    finally:
        process.terminate()
        process.wait(SECONDS)


def _await(client: httpx.Client) -> None:
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            assert client.get("/readyz").status_code == 200
            return
        except httpx.TransportError:
            assert time.monotonic() < deadline, "the service does not start"
            time.sleep(0.2)


@pytest.fixture(scope="module")
def here(home: Path) -> Iterator[ControlRoom]:
    with open_control_room(Settings(home=home)) as room:
        yield room


def test_each_sees_what_the_other_writes(service: httpx.Client, here: ControlRoom, home: Path, demo_clip: Path) -> None:
    asked = {"sentence": "red car", "k": 50}
    before = len(service.post("/v1/search", json=asked).json()["matches"])
    with open_ingester(Settings(home=home)) as ingester:
        ingester.ingest(Job(demo_clip, camera="second"))
    found = service.post("/v1/search", json=asked).json()["matches"]
    assert len(found) == 2 * before
    assert {match["camera"] for match in found} == {"demo", "second"}
    case = service.post("/v1/cases", json={"name": "Seen by both"}).json()["id"]
    service.post(f"/v1/cases/{case}/items", json={"tracks": [found[0]["track"]]}).raise_for_status()
    assert here.cases.get(LOCAL, case).items == 1
    here.cameras.update(LOCAL, "second", {"description": "said here"})
    assert service.get("/v1/cameras/second").json()["description"] == "said here"


def test_a_token_made_here_is_asked_for_there(service: httpx.Client, home: Path) -> None:
    assert service.get("/v1/cameras").status_code == 200
    command = [sys.executable, "-m", "vehiclefinder", "--home", str(home), "token", "create", "ada", "--role", "admin"]
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    assert service.get("/v1/cameras").status_code == 401
