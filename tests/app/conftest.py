"""A home of two cameras, and clients of every role."""

import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from app.request_limits import RequestLimits
from app.rest import create_app
from vehiclefinder import IngestJob, Settings, open_ingester
from vehiclefinder.control import ControlRoom
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.core.access import LOCAL, Role

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the test client announces its successor
    from fastapi.testclient import TestClient

NEAR, FAR = "demo", "far"
"""The camera that everybody sees, and the one that those limited to the first do not."""

ROLES: dict[str, tuple[Role, tuple[str, ...] | None]] = {
    "viewer": (Role.VIEWER, None),
    "operator": (Role.OPERATOR, None),
    "admin": (Role.ADMIN, None),
    "near viewer": (Role.VIEWER, (NEAR,)),
    "near operator": (Role.OPERATOR, (NEAR,)),
}
"""Who asks: role, and the cameras that exist for them."""


@pytest.fixture(scope="session")
def two_camera_home(demo_home: Path, demo_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's clip as seen by two cameras; not to be changed."""
    home = tmp_path_factory.mktemp("two") / "home"
    shutil.copytree(demo_home, home)
    with open_ingester(Settings(home=home)) as ingester:
        ingester.ingest(IngestJob(demo_clip, camera=FAR))
    return home


@pytest.fixture(scope="module")
def app_home(two_camera_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of two cameras for one file of tests."""
    return Path(shutil.copytree(two_camera_home, tmp_path_factory.mktemp("app") / "home"))


@pytest.fixture(scope="module")
def app(app_home: Path, demo_clip: Path) -> FastAPI:
    """The application over that home."""
    settings = Settings(home=app_home, video_roots=(demo_clip.parent,), stream_hosts=("127.0.0.1",))
    return create_app(settings, RequestLimits(stream_seconds=0))


@pytest.fixture(scope="module")
def local(app: FastAPI) -> Iterator[TestClient]:
    """A client on this machine; where there are tokens, one that has none."""
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def room(app: FastAPI, local: TestClient) -> ControlRoom:
    """What the application stands on."""
    room: ControlRoom = app.state.room
    return room


@pytest.fixture(scope="module")
def secrets(room: ControlRoom) -> dict[str, str]:
    """A token for each of ``ROLES``; from then on the application asks for one."""
    requests = {who: TokenRequest(who.replace(" ", "-"), *rights) for who, rights in ROLES.items()}
    return {who: room.tokens.create(LOCAL, request).secret for who, request in requests.items()}


def bearer(secret: str) -> dict[str, str]:
    """The header that carries a token."""
    return {"Authorization": f"Bearer {secret}"}
