"""How many searches are answered at once, and what those are told for whom there is no turn."""

import asyncio

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.concurrency_limit import ConcurrencyLimit
from vehiclefinder.control import BusyError


def test_turns_come_in_the_order_in_which_they_are_asked_for_and_not_too_many_wait() -> None:
    async def run() -> None:
        limit, order, held = ConcurrencyLimit(1, waiting=2, seconds=60), [], asyncio.Event()

        async def search(name: str) -> None:
            async with limit.slot():
                order.append(name)
                await held.wait()

        tasks = [asyncio.create_task(search(name)) for name in "abc"]
        await asyncio.sleep(0)
        with pytest.raises(BusyError, match="2 searches wait already; ask again later") as refused:
            async with limit.slot():
                pass
        assert refused.value.seconds == 2
        assert order == ["a"]
        held.set()
        await asyncio.gather(*tasks)
        assert order == ["a", "b", "c"]
        async with limit.slot():
            order.append("d")

    asyncio.run(run())


def test_whoever_waits_too_long_is_sent_away_and_takes_nobodys_turn() -> None:
    async def run() -> None:
        limit = ConcurrencyLimit(1, waiting=5, seconds=0)
        async with limit.slot():
            with pytest.raises(BusyError, match="the search waited 0 seconds for its turn"):
                async with limit.slot():
                    pass
        assert limit._waiting == 0
        async with limit.slot():
            assert limit._free.locked()

    asyncio.run(run())


def test_a_turn_is_given_back_where_the_search_fails() -> None:
    async def run() -> None:
        limit = ConcurrencyLimit(1, waiting=0, seconds=0)
        for _ in range(2):
            with pytest.raises(ValueError, match="no such camera"):
                async with limit.slot():
                    raise ValueError("no such camera")

    asyncio.run(run())


def test_the_endpoint_says_when_to_come_again(app: FastAPI, local: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    track = local.post("/v1/search", json={"sentence": "car"}).json()["matches"][0]["track"]
    monkeypatch.setattr(app.state, "search_limit", ConcurrencyLimit(0, waiting=0, seconds=0))
    asked = (
        local.post("/v1/search", json={"sentence": "red car"}),
        local.get(f"/v1/tracks/{track}/similar"),
    )
    for refused in asked:
        assert (refused.status_code, refused.headers["content-type"]) == (503, "application/problem+json")
        assert refused.headers["retry-after"] == "2"
        assert refused.json() == {
            "type": "about:blank",
            "title": "Service Unavailable",
            "status": 503,
            "detail": "0 searches wait already; ask again later",
            "errors": [],
        }
    assert local.get("/readyz").status_code == 200
