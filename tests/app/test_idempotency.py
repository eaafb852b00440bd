"""Creations that are asked for twice."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated

import pytest
from fastapi import Body, FastAPI
from fastapi.testclient import TestClient
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from app.idempotency import IdempotencyMiddleware
from app.problems import add_problems
from vehiclefinder.core.access import Identity, Role
from vehiclefinder.store.control.idempotency import IdempotencyStore
from vehiclefinder.store.database.home import open_database


class KnownByHeader:
    """Whoever says who they are is believed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            name = dict(scope["headers"]).get(b"who", b"ann").decode()
            scope.setdefault("state", {})["identity"] = Identity(name, Role.VIEWER)
        await self._app(scope, receive, send)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    app = FastAPI(middleware=[Middleware(KnownByHeader), Middleware(IdempotencyMiddleware)])
    add_problems(app)
    made: list[str] = []

    @app.post("/things", status_code=201)
    def make(name: Annotated[str, Body(embed=True)]) -> int:
        made.append(name)
        if name == "bad":
            raise HTTPException(503, "not now")
        return len(made)

    database = open_database(tmp_path)
    app.state.room = SimpleNamespace(idempotency=IdempotencyStore(database))
    with TestClient(app) as client:
        yield client
    database.close()


def post(client: TestClient, name: str, key: str, **headers: str) -> tuple[int, object]:
    response = client.post("/things", json={"name": name}, headers={"Idempotency-Key": key, **headers})
    return response.status_code, response.json()


def test_the_same_request_is_answered_the_same(client: TestClient) -> None:
    assert [post(client, "a", "k1") for _ in range(3)] == [(201, 1)] * 3
    assert post(client, "a", "k2") == (201, 2)


def test_a_reply_that_is_given_again_says_so(client: TestClient) -> None:
    sent = [client.post("/things", json={"name": "a"}, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert [one.headers.get("Idempotent-Replayed") for one in sent] == [None, "true"]


def test_without_a_key_each_request_creates(client: TestClient) -> None:
    assert [client.post("/things", json={"name": "a"}).json() for _ in range(2)] == [1, 2]


def test_a_key_stands_for_one_request(client: TestClient) -> None:
    assert post(client, "a", "k") == (201, 1)
    status, refused = post(client, "b", "k")
    assert status == 409
    assert isinstance(refused, dict)
    assert refused["detail"] == "the Idempotency-Key was used for another request"
    assert client.post("/things", json={"name": "c"}).json() == 2


def test_two_people_may_use_one_key(client: TestClient) -> None:
    assert post(client, "a", "k", Who="ann") == (201, 1)
    assert post(client, "a", "k", Who="bob") == (201, 2)


def test_what_failed_may_be_tried_again(client: TestClient) -> None:
    assert post(client, "bad", "k")[0] == 503
    assert post(client, "bad", "k")[0] == 503
    assert post(client, "a", "k") == (201, 3)


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_has_bounds(client: TestClient, key: str) -> None:
    assert post(client, "a", key)[0] == 422


def test_only_json_may_carry_a_key(client: TestClient) -> None:
    refused = client.post("/things", files={"video": b"x"}, headers={"Idempotency-Key": "k"})
    assert refused.status_code == 422
    assert "expected JSON" in refused.json()["detail"]
