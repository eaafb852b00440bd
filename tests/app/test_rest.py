"""The REST endpoint over the demonstration's catalog."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the test client announces its successor
    from fastapi.testclient import TestClient

from app.rest import create_app
from vehiclefinder import Settings


@pytest.fixture(scope="module")
def client(demo_home: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(home=demo_home))) as client:
        yield client


def test_it_answers(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"


def test_a_sentence_finds_a_vehicle_and_its_picture(client: TestClient) -> None:
    answer = client.post("/v1/search", json={"sentence": "red car", "k": 3}).json()
    assert 1 <= len(answer["matches"]) <= 3
    best = answer["matches"][0]
    assert best["decision"] in ("match", "possible", "none")
    picture = client.get(best["crop"])
    assert picture.headers["content-type"] == "image/jpeg"
    assert picture.content[:2] == b"\xff\xd8"
    track = client.get(f"/v1/tracks/{best['track']}").json()
    assert track["camera"] == best["camera"] == "demo"
    assert len(track["path"][0]) == 5


def test_a_sentence_is_read(client: TestClient) -> None:
    (target,) = client.post("/v1/parse", json={"sentence": "white van"}).json()["targets"]
    assert [keyword["value"] for keyword in target["keywords"]] == ["white", "van"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"sentence": ""},
        {"sentence": "x" * 1001},
        {"sentence": "car", "k": 0},
        {"sentence": "car", "since": "2026-01-01T00:00"},
    ],
)
def test_a_bad_body_is_refused(client: TestClient, body: dict[str, object]) -> None:
    assert client.post("/v1/search", json=body).status_code == 422


def test_a_callers_mistake_is_a_problem_document(client: TestClient) -> None:
    response = client.post("/v1/search", json={"sentence": "car", "cameras": ["nowhere"]})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert "got 'nowhere'" in response.json()["detail"]


def test_a_track_that_is_not_there_is_not_found(client: TestClient) -> None:
    assert client.get("/v1/tracks/999999").status_code == 404
    assert client.get("/v1/tracks/999999/crop").status_code == 404
