"""Alerts as server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from itertools import islice

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import event_streams
from app.event_streams import RETRY, EventStreams, events
from vehiclefinder import Decision, VehicleFinderError
from vehiclefinder.store.control.watch_records import StoredAlert
from vehiclefinder.store.database.schema.watches import DeliveryState

from .conftest import bearer
from .rules import World


def alert(number: int) -> StoredAlert:
    now = datetime(2026, 5, 1, tzinfo=UTC)
    things = (1, "red ones", "red van", 7, "north", 0.9, Decision.MATCH, now, None, None, None, None)
    return StoredAlert(number, *things, DeliveryState.NONE, 0, None)


class Ledger:
    """Alerts that can be read two at a time."""

    def __init__(self, *numbers: int) -> None:
        self.numbers = list(numbers)

    def read(self, after: int) -> Sequence[StoredAlert]:
        return [alert(number) for number in islice((n for n in self.numbers if n > after), 2)]


async def take(stream: AsyncIterator[str], count: int) -> list[str]:
    return [await anext(stream) for _ in range(count)]


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_streams, "EVERY", 0.01)


@pytest.mark.usefixtures("hurried")
def test_a_stream_goes_on_after_the_last_event_with_what_is_new() -> None:
    ledger = Ledger(1, 2, 3, 4, 5)

    async def listen() -> list[str]:
        stream = events(ledger.read, 2, 60)
        first = await take(stream, 4)
        ledger.numbers.append(9)
        return [*first, *await take(stream, 1)]

    hello, *told = asyncio.run(listen())
    assert hello == RETRY
    assert [text.split("\n")[0] for text in told] == ["id: 3", "id: 4", "id: 5", "id: 9"]
    identity, kind, data, *end = told[0].split("\n")
    assert (identity, kind, end) == ("id: 3", "event: alert", ["", ""])
    assert json.loads(data.removeprefix("data: ")) == alert(3).to_json()


@pytest.mark.usefixtures("hurried")
def test_silence_is_filled_with_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_streams, "HEARTBEAT", 0.05)

    async def listen() -> list[str]:
        return await take(events(Ledger().read, 0, 60), 3)

    assert asyncio.run(listen()) == [RETRY, ": still here\n\n", ": still here\n\n"]


@pytest.mark.usefixtures("hurried")
def test_a_stream_ends_in_time() -> None:
    async def listen() -> list[str]:
        return [text async for text in events(Ledger(1).read, 0, 0.03)]

    assert [text[:5] for text in asyncio.run(listen())] == ["retry", "id: 1"]


def test_places_are_limited_and_given_back() -> None:
    places = EventStreams(most=1, seconds=60)
    for _ in range(3):
        with places.one("ann"), pytest.raises(VehicleFinderError, match="all 1 streams are taken"), places.one("ann"):
            pass


def test_nobody_takes_all_places() -> None:
    places = EventStreams(most=4, seconds=60)
    told = "all 2 streams that one name may have are taken"
    with places.one("ann"), places.one("ann"), places.one("bob"):
        with pytest.raises(VehicleFinderError, match=told), places.one("ann"):
            pass
        with places.one("bob"):
            pass
    with places.one("ann"), places.one("ann"):
        pass


def test_the_route_resumes_and_shows_only_what_one_may_see(
    app: FastAPI, local: TestClient, secrets: dict[str, str]
) -> None:
    number = World(app.state.room).far_alert

    def told(who: str, headers: dict[str, str]) -> list[str]:
        response = local.get("/v1/alerts/stream", headers=bearer(secrets[who]) | headers)
        assert response.headers["content-type"].startswith("text/event-stream")
        return [line for line in response.text.split("\n") if line.startswith("id: ")]

    since = {"Last-Event-ID": str(number - 1)}
    assert told("viewer", since) == [f"id: {number}"]
    assert told("viewer", {}) == []
    assert told("viewer", {"Last-Event-ID": str(number)}) == []
    assert told("near viewer", since) == []
    begun = local.get("/v1/alerts/stream", params={"after": number - 1}, headers=bearer(secrets["viewer"]))
    assert f"id: {number}\n" in begun.text, "as a browser asks for the first time"
    resumed = local.get(
        "/v1/alerts/stream", params={"after": 0}, headers=bearer(secrets["viewer"]) | {"Last-Event-ID": str(number)}
    )
    assert "id: " not in resumed.text
    assert "event: open_alerts\ndata: 1\n" in resumed.text
    hidden = local.get("/v1/alerts/stream", headers=bearer(secrets["near viewer"]))
    assert "event: open_alerts\ndata: 0\n" in hidden.text
    refused = local.get("/v1/alerts/stream", headers=bearer(secrets["viewer"]) | {"Last-Event-ID": "last"})
    assert refused.status_code == 422


def test_one_stream_too_many_is_a_problem_and_places_come_back(
    app: FastAPI, local: TestClient, secrets: dict[str, str]
) -> None:
    viewer = bearer(secrets["viewer"])
    places: EventStreams = app.state.streams
    for _ in range(places.most + 1):
        assert local.get("/v1/alerts/stream", headers=viewer).status_code == 200
    app.state.streams = EventStreams(most=1, seconds=0)
    try:
        with app.state.streams.one("ann"):
            refused = local.get("/v1/alerts/stream", headers=viewer)
    finally:
        app.state.streams = places
    assert (refused.status_code, refused.headers["content-type"]) == (503, "application/problem+json")
    assert refused.json()["detail"] == "all 1 streams are taken; ask again later"


@pytest.mark.usefixtures("hurried")
def test_a_stream_tells_how_many_are_open_whenever_that_changes() -> None:
    counts = iter([2, 2, 3, 3, 0])

    async def listen() -> list[str]:
        return await take(events(Ledger().read, 0, 60, lambda: next(counts)), 4)

    assert asyncio.run(listen()) == [RETRY, *(f"event: open_alerts\ndata: {number}\n\n" for number in (2, 3, 0))]
