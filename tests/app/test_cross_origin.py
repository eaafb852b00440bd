"""What pages of other origins may ask, and that errors in plain text are problems."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from fastapi.testclient import TestClient

from app.rest import create_app
from vehiclefinder import Settings, open_control_room
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.core.access import LOCAL, Role

from .conftest import bearer

OURS, OTHER = "https://app.example", "https://evil.example"
PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}


@pytest.fixture(scope="module")
def secret(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    home = copytree(demo_home, tmp_path_factory.mktemp("cors") / "home")
    with open_control_room(Settings(home=home)) as room:
        return home, room.tokens.create(LOCAL, TokenRequest("page", Role.VIEWER)).secret


@pytest.fixture(scope="module")
def client(secret: tuple[Path, str]) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(home=secret[0], cors_origins=(OURS,)))) as client:
        yield client


def test_a_page_that_is_named_may_ask_with_a_token(client: TestClient, secret: tuple[Path, str]) -> None:
    before = client.options("/v1/search", headers=PREFLIGHT | {"Origin": OURS})
    assert before.status_code == 200
    assert before.headers["access-control-allow-origin"] == OURS
    assert "POST" in before.headers["access-control-allow-methods"]
    sent = client.post("/v1/parse", json={"sentence": "car"}, headers=bearer(secret[1]) | {"Origin": OURS})
    assert (sent.status_code, sent.headers["access-control-allow-origin"]) == (200, OURS)
    assert "Retry-After" in sent.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in sent.headers
    assert "Origin" in sent.headers["vary"]
    unknown = client.get("/v1/cameras", headers={"Origin": OURS})
    assert (unknown.status_code, unknown.headers["access-control-allow-origin"]) == (401, OURS)


@pytest.mark.parametrize("origin", [OTHER, OURS.replace("https", "http"), f"{OURS}:8443", "null"])
def test_no_other_page_is(client: TestClient, secret: tuple[Path, str], origin: str) -> None:
    before = client.options("/v1/search", headers=PREFLIGHT | {"Origin": origin})
    assert (before.status_code, before.json()["detail"]) == (400, "Disallowed CORS origin")
    assert before.headers["content-type"] == "application/problem+json"
    answered = client.get("/v1/cameras", headers=bearer(secret[1]) | {"Origin": origin})
    assert "access-control-allow-origin" not in answered.headers


def test_pages_and_health_are_not_shared(client: TestClient) -> None:
    assert "access-control-allow-origin" not in client.get("/healthz", headers={"Origin": OURS}).headers


def test_none_is_by_default(local: TestClient) -> None:
    before = local.options("/v1/search", headers=PREFLIGHT | {"Origin": OURS})
    assert before.status_code in (403, 405)
    assert "access-control-allow-origin" not in before.headers


def test_what_answers_says_what_it_is(local: TestClient) -> None:
    about = local.get("/v1/about").json()
    assert (about["name"], about["api"], about["version"]) == (
        "VehicleFinder",
        "v1",
        local.get("/healthz").json()["version"],
    )
    hashes = {model["name"]: model["sha256"] for model in about["models"]}
    assert {"detector", "matcher-image"} <= set(hashes)
    assert all(len(sha256) == 64 for sha256 in hashes.values())
