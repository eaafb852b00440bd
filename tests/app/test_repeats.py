"""Creations that are asked for twice."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Annotated

import pytest
from fastapi import Body, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import URL
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from app.problems import add_problems
from app.repeats import Repeats
from vehiclefinder import Identity, Role
from vehiclefinder.store.database import Database
from vehiclefinder.store.replies import Replies


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
def client() -> Iterator[TestClient]:
    app = FastAPI(middleware=[Middleware(KnownByHeader), Middleware(Repeats)])
    add_problems(app)
    made: list[str] = []

    @app.post("/things", status_code=201)
    def make(name: Annotated[str, Body(embed=True)]) -> int:
        made.append(name)
        if name == "bad":
            raise HTTPException(503, "not now")
        return len(made)

    database = Database(URL.create("sqlite", database=":memory:"))
    app.state.room = SimpleNamespace(replies=Replies(database))
    with TestClient(app) as client:
        yield client
    database.close()
