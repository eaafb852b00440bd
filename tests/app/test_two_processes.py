"""A service in a process of its own and this one, over one store."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import httpx
import pytest

from vehiclefinder import IngestJob, Settings, open_control_room, open_ingester
from vehiclefinder.control import ControlRoom
from vehiclefinder.core.access import LOCAL

from ..postgresql import environment_of
from ..service import SECONDS, running


@pytest.fixture(scope="module")
def home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copytree(demo_home, tmp_path_factory.mktemp("shared") / "home")


@pytest.fixture(scope="module")
def service(home: Path) -> Iterator[httpx.Client]:
    with running("serve", home) as url, httpx.Client(base_url=url, timeout=SECONDS) as client:
        yield client


@pytest.fixture(scope="module")
def here(home: Path) -> Iterator[ControlRoom]:
    with open_control_room(Settings(home=home)) as room:
        yield room


def test_each_sees_what_the_other_writes(service: httpx.Client, here: ControlRoom, home: Path, demo_clip: Path) -> None:
    asked = {"sentence": "red car", "k": 50}
    before = len(service.post("/v1/search", json=asked).json()["matches"])
    with open_ingester(Settings(home=home)) as ingester:
        ingester.ingest(IngestJob(demo_clip, camera="second"))
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
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS, env=environment_of(home))
    assert service.get("/v1/cameras").status_code == 401
