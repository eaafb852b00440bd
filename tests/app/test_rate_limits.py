"""How often somebody may ask, and what those are told who ask more often."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import httpx
import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from time_machine import Traveller

from app.rate_limits import household
from app.rest import create_app
from vehiclefinder import Settings, open_control_room
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.core.access import LOCAL, Role

from .conftest import bearer

LIMIT = 3
TOKENS = ("ada", "bob")
PEERS = "what searchers show"


@pytest.fixture
def tokens(demo_home: Path, tmp_path: Path) -> dict[str, str]:
    copytree(demo_home, tmp_path / "home")
    with open_control_room(Settings(home=tmp_path / "home")) as room:
        return {name: room.tokens.create(LOCAL, TokenRequest(name, Role.VIEWER)).secret for name in TOKENS}


@pytest.fixture
def client(tokens: dict[str, str], tmp_path: Path, clock: Traveller) -> Iterator[TestClient]:
    clock.move_to(1_790_000_000 // 60 * 60)
    settings = Settings(home=tmp_path / "home", requests_per_minute=LIMIT, trusted_proxies=("127.0.0.1",))
    with TestClient(create_app(settings), client=("127.0.0.1", 1)) as client:
        yield client


def asked(client: TestClient, secret: str, address: str = "192.0.2.1") -> httpx.Response:
    response: httpx.Response = client.get("/v1/cameras", headers=bearer(secret) | {"X-Forwarded-For": address})
    return response


def test_whoever_asks_too_often_is_told_when_to_come_again(
    client: TestClient, tokens: dict[str, str], clock: Traveller
) -> None:
    first, *_, last = [asked(client, tokens["ada"], f"192.0.2.{number}") for number in range(LIMIT)]
    assert (first.status_code, last.status_code) == (200, 200)
    assert first.headers["ratelimit-policy"] == '"caller";q=3;w=60'
    assert first.headers["ratelimit"].startswith('"caller";r=2;t=')
    assert last.headers["ratelimit"].startswith('"caller";r=0;t=')
    refused = asked(client, tokens["ada"], "192.0.2.9")
    assert (refused.status_code, refused.headers["content-type"]) == (429, "application/problem+json")
    seconds = int(refused.headers["retry-after"])
    assert 1 <= seconds <= 60
    assert refused.json()["detail"] == f"expected at most 3 requests a minute; ask again in {seconds} s"
    assert asked(client, tokens["bob"]).status_code == 200, "another token has a count of its own"
    assert [client.get("/healthz").status_code for _ in range(LIMIT + 1)] == [200] * (LIMIT + 1)
    assert [client.get("/metrics", headers=bearer(tokens["ada"])).status_code for _ in range(LIMIT)] == [200] * LIMIT
    clock.shift(120)
    assert asked(client, tokens["ada"]).status_code == 200


def test_an_address_that_is_refused_too_often_is_not_asked_for_its_token(
    client: TestClient, tokens: dict[str, str]
) -> None:
    assert [asked(client, "guessed").status_code for _ in range(LIMIT + 1)] == [401] * LIMIT + [429]
    assert asked(client, tokens["ada"]).status_code == 429
    assert asked(client, tokens["ada"], "192.0.2.2").status_code == 200


def test_a_wrong_peer_token_counts_as_any_other(tokens: dict[str, str], tmp_path: Path, clock: Traveller) -> None:
    clock.move_to(1_790_000_000 // 60 * 60)
    settings = Settings(
        home=tmp_path / "home", requests_per_minute=LIMIT, trusted_proxies=("127.0.0.1",), peer_token=SecretStr(PEERS)
    )

    with TestClient(create_app(settings), client=("127.0.0.1", 1)) as service:

        def ask(token: str, address: str) -> httpx.Response:
            headers = bearer(token) | {"X-Forwarded-For": address}
            response: httpx.Response = service.post("/shard", content=b"{}", headers=headers)
            return response

        assert [ask(PEERS, "192.0.2.1").status_code for _ in range(LIMIT + 2)] == [422] * (LIMIT + 2)
        wrong = [ask("what others show", "192.0.2.1") for _ in range(LIMIT + 1)]
        assert [one.status_code for one in wrong] == [401] * LIMIT + [429]
        assert 1 <= int(wrong[-1].headers["retry-after"]) <= 60
        assert ask(PEERS, "192.0.2.1").status_code == 429
        assert asked(service, tokens["ada"], "192.0.2.1").status_code == 429
        assert ask(PEERS, "192.0.2.2").status_code == 422
        told = service.get("/metrics", headers=bearer(tokens["ada"])).text
    counted = 'vehiclefinder_http_requests_total{method="POST",route="/shard",status="%d"} %.1f'
    assert all(counted % one in told for one in ((401, LIMIT), (429, 2), (422, LIMIT + 3)))
    with open_control_room(settings) as room:
        failures = [entry.detail for entry in room.audit.list(LOCAL, 50) if entry.action == "peer.failure"]
    assert failures == [{"address": "192.0.2.1", "more": 0}], "the others of this minute are counted"


def test_what_pages_read_or_search_without_a_token_is_not_counted(
    demo_home: Path, tmp_path: Path, clock: Traveller
) -> None:
    home = copytree(demo_home, tmp_path / "home")
    clock.move_to(1_790_000_000 // 60 * 60)
    with TestClient(create_app(Settings(home=home, requests_per_minute=LIMIT))) as client:
        assert [client.get("/v1/cameras").status_code for _ in range(LIMIT + 2)] == [200] * (LIMIT + 2)
        for path in ("/v1/search", "/v1/parse"):
            asked = [client.post(path, json={"sentence": "car"}).status_code for _ in range(LIMIT + 2)]
            assert asked == [200] * (LIMIT + 2), path
        written = [client.post("/v1/cases", json={"name": f"case {n}"}).status_code for n in range(LIMIT + 1)]
        assert written == [201] * LIMIT + [429]


def test_whoever_searches_with_a_token_is_counted(client: TestClient, tokens: dict[str, str]) -> None:
    asked = [
        client.post("/v1/search", json={"sentence": "car"}, headers=bearer(tokens["ada"])).status_code
        for _ in range(LIMIT + 1)
    ]
    assert asked == [200] * LIMIT + [429]


@pytest.mark.parametrize(
    ("address", "counted"),
    [("192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"), ("testclient", "testclient")],
)
def test_a_customer_is_one_however_many_addresses(address: str, counted: str) -> None:
    assert household(address) == counted
