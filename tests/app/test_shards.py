"""Two services over one home, each of which holds a shard and asks the other, over HTTP."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from shutil import copytree
from threading import Event
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import uvicorn
from pydantic import SecretStr
from typer.testing import CliRunner

from app.rest import create_app
from vehiclefinder import Settings, __version__, open_control_room
from vehiclefinder.assemble.checks import peers as check
from vehiclefinder.assemble.peers import require_peers
from vehiclefinder.cli import app as commands
from vehiclefinder.control import ControlRoom, peer_presence
from vehiclefinder.control.peers import HttpPeers, Peer, PeerError
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.core.access import LOCAL, Role
from vehiclefinder.core.shard import Shard
from vehiclefinder.finder.finder import Finder
from vehiclefinder.finder.scope import Scope
from vehiclefinder.finder.shards import local
from vehiclefinder.finder.shards.questions import BrowsingQuestion
from vehiclefinder.finder.shards.searchers import Replies, Searchers
from vehiclefinder.finder.shards.told import Presence
from vehiclefinder.finder.shards.wire import zone_name

from .conftest import FAR, NEAR, bearer

TOKEN = "what searchers show"
SENTENCES = ("red car", "white van turning left", "how many cars", "the last car", f"car on camera {FAR}", "not a bus")
GONE = "1 of 2 searchers answered: vehicles of the missing one are not among the results"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def serving(settings: Settings, port: int) -> Iterator[uvicorn.Server]:
    """Serve in a thread until the block ends."""
    config = uvicorn.Config(create_app(settings), port=port, log_level="critical", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "it does not start"
            time.sleep(0.02)
        yield server
    finally:
        server.should_exit = True
        thread.join()


def held(home: Path, number: int, ports: list[int], **changes: Any) -> Settings:
    peers = tuple(f"http://127.0.0.1:{port}" for at, port in enumerate(ports) if at != number)
    return Settings(home=home, shard=f"{number}/{len(ports)}", peers=peers, peer_token=SecretStr(TOKEN)).replace(
        **changes
    )


@pytest.fixture(scope="module")
def home(two_camera_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copytree(two_camera_home, tmp_path_factory.mktemp("shards") / "home")


@pytest.fixture(scope="module")
def whole(home: Path) -> Iterator[ControlRoom]:
    with open_control_room(Settings(home=home)) as room:
        yield room


@pytest.fixture(scope="module")
def secret(whole: ControlRoom) -> str:
    return whole.tokens.create(LOCAL, TokenRequest("ada", Role.ADMIN)).secret


@pytest.fixture(scope="module")
def ports() -> list[int]:
    return [free_port(), free_port()]


@pytest.fixture(scope="module")
def clients(home: Path, ports: list[int], secret: str) -> Iterator[list[httpx.Client]]:
    with serving(held(home, 0, ports), ports[0]), serving(held(home, 1, ports), ports[1]):
        made = [httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=bearer(secret), timeout=60) for port in ports]
        yield made
        for one in made:
            one.close()


def plain(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without what differs from one to the next."""
    hidden = ("crop", "source")
    matches = [{name: value for name, value in one.items() if name not in hidden} for one in answer["matches"]]
    return answer | {"matches": matches, "milliseconds": None, "shards": None, "next": None}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_whichever_is_asked_answers_for_all(clients: list[httpx.Client], whole: ControlRoom, sentence: str) -> None:
    expected = json.loads(json.dumps(whole.search.find(LOCAL, sentence, Scope(9)).to_json()))
    for client in clients:
        told = client.post("/v1/search", json={"sentence": sentence, "k": 8}).json()
        assert told["shards"] == {"asked": 2, "answered": 2, "missing": [], "reasons": []}
        assert plain(told) == plain(expected | {"matches": expected["matches"][:8]})


def test_lists_and_likenesses_are_those_of_all(clients: list[httpx.Client], whole: ControlRoom) -> None:
    listed = whole.search.tracks(LOCAL, Scope(), limit=200)
    track = listed.tracks[0].id
    alike = json.loads(json.dumps(whole.search.similar(LOCAL, track, Scope(5)).to_json()))
    for client in clients:
        told = client.get("/v1/tracks?limit=200").json()
        assert [one["track"] for one in told["tracks"]] == [one.id for one in listed.tracks]
        assert told["shards"]["answered"] == 2
        assert plain(client.get(f"/v1/tracks/{track}/similar?k=5").json()) == plain(alike)


def test_a_search_is_in_the_audit_log_once(clients: list[httpx.Client], whole: ControlRoom) -> None:
    clients[0].post("/v1/search", json={"sentence": "a car that is asked for once"}).raise_for_status()
    found = [entry for entry in whole.audit.list(LOCAL, limit=20) if "asked for once" in str(entry.detail)]
    assert [(entry.who, entry.action) for entry in found] == [("ada", "search")]


def test_peers_keep_to_the_cameras_of_whoever_asked(clients: list[httpx.Client], whole: ControlRoom) -> None:
    near = whole.tokens.create(LOCAL, TokenRequest("near", Role.VIEWER, (NEAR,))).secret
    for client in clients:
        told = client.post("/v1/search", json={"sentence": "car", "k": 200}, headers=bearer(near))
        assert {match["camera"] for match in told.json()["matches"]} == {NEAR}
        assert FAR not in told.text
        assert {one["camera"] for one in client.get("/v1/tracks", headers=bearer(near)).json()["tracks"]} == {NEAR}


def test_statistics_and_timeline_count_all(clients: list[httpx.Client], whole: ControlRoom) -> None:
    every = len(whole.search.tracks(LOCAL, Scope(), limit=200).tracks)
    for client in clients:
        counts, strips = client.get("/v1/stats").json(), client.get("/v1/timeline").json()
        assert (counts["total"], counts["shards"]["answered"], strips["shards"]["answered"]) == (every, 2, 2)
        assert client.get("/v1/timeline/tracks").json()["shards"]["missing"] == []


def test_a_file_of_numbers_says_what_is_missing(home: Path, secret: str) -> None:
    ports = [free_port(), free_port()]
    with serving(held(home, 0, ports), ports[0]):
        alone = httpx.get(f"http://127.0.0.1:{ports[0]}/v1/stats.csv", headers=bearer(secret), timeout=60)
        assert alone.headers["Content-Disposition"] == 'attachment; filename="vehicles-incomplete.csv"'
        assert f"{GONE} (127.0.0.1:{ports[1]} cannot be reached)" in json.loads(alone.headers["X-Notes"])
        with serving(held(home, 1, ports), ports[1]):
            whole = httpx.get(f"http://127.0.0.1:{ports[0]}/v1/stats.csv", headers=bearer(secret), timeout=60)
    assert whole.headers["Content-Disposition"] == 'attachment; filename="vehicles.csv"'
    assert not any("searchers" in note for note in json.loads(whole.headers["X-Notes"]))


def test_only_whoever_shows_the_token_of_searchers_is_told(clients: list[httpx.Client], secret: str) -> None:
    for shown in ({"Authorization": "Bearer another"}, bearer(secret), {"Authorization": ""}):
        assert clients[0].post("/shard", content=b"{}", headers=shown).status_code == 401
    asks_nothing = clients[0].post("/shard", content=b"{}", headers=bearer(TOKEN))
    assert (asks_nothing.status_code, "/shard" in clients[0].get("/openapi.json").json()["paths"]) == (422, False)


def test_the_command_line_asks_the_peers_too(
    clients: list[httpx.Client], home: Path, ports: list[int], monkeypatch: pytest.MonkeyPatch, whole: ControlRoom
) -> None:
    def found(**variables: str) -> dict[str, Any]:
        for name, value in variables.items():
            monkeypatch.setenv(f"VEHICLEFINDER_{name}", value)
        done = CliRunner().invoke(commands, ["--home", str(home), "find", "red car", "-k", "20", "--json"])
        assert done.exit_code == 0, done.output
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    peer = f"http://127.0.0.1:{ports[1]}"
    answer = found(SHARD="0/2", PEERS=peer, PEER_TOKEN=TOKEN)
    expected = whole.search.find(LOCAL, "red car", Scope(20))
    assert [match["track"] for match in answer["matches"]] == [match.track for match in expected.matches]
    assert answer["shards"] == {"asked": 2, "answered": 2, "missing": [], "reasons": []}
    dead = free_port()
    answer = found(PEERS=f"http://127.0.0.1:{dead}")
    reason = f"127.0.0.1:{dead} cannot be reached"
    assert answer["shards"] == {"asked": 2, "answered": 1, "missing": ["1/2"], "reasons": [reason]}
    assert answer["notes"][-1] == f"{GONE} ({reason})"


def test_who_is_gone_is_told_and_who_comes_back_is_asked_again(home: Path, secret: str) -> None:
    ports = [free_port(), free_port()]
    asked = {"json": {"sentence": "car", "k": 200}, "headers": bearer(secret), "timeout": 60}
    with serving(held(home, 0, ports), ports[0]):
        for running in (True, False, True):
            if running:
                with serving(held(home, 1, ports), ports[1]):
                    told = httpx.post(f"http://127.0.0.1:{ports[0]}/v1/search", **asked).json()  # type: ignore[arg-type]
            else:
                told = httpx.post(f"http://127.0.0.1:{ports[0]}/v1/search", **asked).json()  # type: ignore[arg-type]
            reason = f"127.0.0.1:{ports[1]} cannot be reached"
            assert told["shards"]["missing"] == ([] if running else ["1/2"])
            assert (told["notes"][-1:] == [f"{GONE} ({reason})"]) is not running
            assert {match["camera"] for match in told["matches"]} == ({NEAR, FAR} if running else {FAR})


def gauges(client: httpx.Client) -> dict[str, float]:
    """The metrics of peers."""
    lines = client.get("/metrics").text.splitlines()
    return {name: float(value) for name, _, value in (one.rpartition(" ") for one in lines) if "peer" in name[:24]}


def test_a_peer_that_is_gone_is_warned_of_and_counted(home: Path, secret: str) -> None:
    ports = [free_port(), free_port()]
    name = f'{{peer="127.0.0.1:{ports[1]}"}}'
    answers, unanswered = f"vehiclefinder_peer_answers{name}", f"vehiclefinder_peer_unanswered_total{name}"
    for there in (True, False):
        with ExitStack() as stack:
            for number in (0, 1) if there else (0,):
                stack.enter_context(serving(held(home, number, ports), ports[number]))
            client = stack.enter_context(
                httpx.Client(base_url=f"http://127.0.0.1:{ports[0]}", headers=bearer(secret), timeout=60)
            )
            ready = client.get("/readyz")
            warnings = [] if there else ["1 of 2 shards answers: vehicles of the others are not found"]
            assert (ready.status_code, ready.json()) == (200, {"status": "ready", "warnings": warnings})
            assert gauges(client) == {answers: float(there), unanswered: float(not there)}
            client.post("/v1/search", json={"sentence": "car"}).raise_for_status()
            assert gauges(client)[unanswered] == (0 if there else 3), "a search asks twice"


def test_nobody_waits_for_a_peer_that_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent:
        shard, answered, now = Shard(0, 3), Event(), 0.0
        asked = 0

        def present(self) -> Replies[Presence]:
            self.asked += 1
            self.answered.wait(60)
            return Replies({0: Presence("1", 0.0)}, ("searcher-2:8000 did not answer in time",))

        report = Searchers.report

    monkeypatch.setattr(peer_presence, "PATIENCE", 0.01)
    searchers: Any = Silent()
    presence = peer_presence.PeerPresence(searchers, lambda: searchers.now)
    assert [presence.report() for _ in range(3)] == [None] * 3, "nothing is known yet"
    searchers.answered.set()
    assert presence._asking is not None
    presence._asking.join()
    found = presence.report()
    assert found is not None and (found.answered, found.missing) == (1, ("1/3", "2/3"))
    assert searchers.asked == 1
    searchers.now = peer_presence.EVERY
    presence.report()
    assert searchers.asked == 2


def test_doctor_tells_of_peers(
    clients: list[httpx.Client], home: Path, ports: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(*asked: int, **changes: Any) -> tuple[Any, tuple[str, ...]]:
        addresses = tuple(f"http://127.0.0.1:{port}" for port in asked)
        settings = Settings(home=home, shard="0/2", peers=addresses, peer_token=SecretStr(TOKEN)).replace(**changes)
        found = check.peers(settings, False)
        return found.state, found.problems

    missing, dead = "1 of 2 shards answer: no peer answers for 1/2", free_port()
    assert told(ports[1]) == ({"shard": "0/2", "missing": []}, ())
    lacking = {"shard": "0/2", "missing": ["1/2"]}
    assert told(dead) == (lacking, (missing, f"127.0.0.1:{dead} cannot be reached"))
    assert told() == (lacking, (missing,))
    same = f"127.0.0.1:{ports[0]} holds shard 0/2, as the one that asks does"
    assert told(ports[0]) == (lacking, (missing, same))
    wrong = f"127.0.0.1:{ports[1]} does not take the peer_token of the one that asks"
    assert told(ports[1], peer_token=SecretStr("what others show")) == (lacking, (missing, wrong))
    other = f"127.0.0.1:{ports[1]} has the time zone {zone_name(None)}, not UTC"
    assert told(ports[1], timezone="UTC") == (lacking, (missing, other))
    needed = "expected VEHICLEFINDER_PEER_TOKEN beside VEHICLEFINDER_PEERS, got none"
    assert told(ports[1], peer_token=None) == ({"shard": "0/2"}, (needed,))
    assert told(shard=None) == ({"shard": None}, ())
    monkeypatch.setattr(local, "__version__", "0.0.9")
    monkeypatch.setattr(local, "time", SimpleNamespace(time=lambda: 1_700_000_000.0))
    monkeypatch.setattr(check, "time", SimpleNamespace(time=lambda: 1_700_000_100.0))
    assert told(ports[1])[1] == (
        f"shard 1/2 runs version 0.0.9, this one {__version__}",
        "the clock of shard 1/2 is 100 s behind this one's",
    )


def replies(finder: Finder, *addresses: str, token: str = TOKEN, seconds: float = 30.0) -> Replies[Any]:
    peers = HttpPeers(addresses, token, seconds)
    try:
        who = finder.searchers.identity(finder._local.look())
        return peers.ask(who, BrowsingQuestion(Scope()), None)()
    finally:
        peers.close()


def test_who_cannot_answer_together_is_refused_by_name(
    clients: list[httpx.Client], ports: list[int], home: Path, tmp_path: Path
) -> None:
    first, second = (f"http://127.0.0.1:{port}" for port in ports)
    port = free_port()
    other, name = f"http://127.0.0.1:{port}", f"127.0.0.1:{port}"
    with open_control_room(Settings(home=home, shard="0/2")) as room:
        finder = room.search._finder
        assert replies(finder, second).told.keys() == {1}
        assert replies(finder, first).lost == (f"127.0.0.1:{ports[0]} holds shard 0/2, as the one that asks does",)
        twice = replies(finder, second, second)
        assert (list(twice.told), twice.lost) == (
            [1], (f"127.0.0.1:{ports[1]} holds shard 1/2, as another searcher does",),
        )  # fmt: skip
        told = replies(finder, second, token="what others show")
        assert told.lost == (f"127.0.0.1:{ports[1]} does not take the peer_token of the one that asks",)
        with serving(Settings(home=home, shard="2/3", peer_token=SecretStr(TOKEN)), port):
            assert replies(finder, other).lost == (f"{name} holds one of 3 shards, not of 2",)
        with serving(Settings(home=home, peer_token=SecretStr(TOKEN)), port):
            assert replies(finder, other).lost == (f"{name} holds one of 1 shards, not of 2",)
        with serving(Settings(home=home, shard="1/2"), port):
            assert replies(finder, other).lost == (f"{name} is no searcher with a peer_token",)
        with serving(Settings(home=tmp_path / "another", shard="1/2", peer_token=SecretStr(TOKEN)), port):
            assert replies(finder, other).lost == (f"{name} is of another catalog",)


def test_who_takes_too_long_is_left_out_and_not_asked_for_a_while(whole: ControlRoom) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        name = f"127.0.0.1:{silent.getsockname()[1]}"
        finder = whole.search._finder
        who = finder.searchers.identity(finder._local.look())
        peers = HttpPeers((f"http://{name}",), TOKEN, seconds=0.2)
        told = [peers.ask(who, BrowsingQuestion(Scope()), None)().lost for _ in range(2)]
        peers.close()
    assert told[0] in ((f"{name} did not answer within 0.2 seconds",), (f"{name} did not answer in time",))
    assert told[1] == (f"{name} did not answer a moment ago, and is asked again soon",)


def test_who_sends_on_and_on_holds_nobody() -> None:
    """A piece comes always in time, and the answer never ends."""
    closed = Event()

    def send_on(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection, suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            while True:
                connection.sendall(b" ")
                time.sleep(0.01)
        closed.set()

    with socket.create_server(("127.0.0.1", 0)) as server, httpx.Client(timeout=60) as client:
        sender = threading.Thread(target=send_on, args=(server,), daemon=True)
        sender.start()
        name = f"127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(PeerError, match=f"^{name} did not answer in time$"):
            Peer(f"http://{name}", client, 0.1).ask(b"{}")
        assert closed.wait(60)
        sender.join()


def test_peers_need_a_shard_and_a_token() -> None:
    peers = ("http://searcher-2:8000",)
    with pytest.raises(ValueError, match="expected VEHICLEFINDER_SHARD beside VEHICLEFINDER_PEERS"):
        require_peers(Settings(peers=peers, peer_token=SecretStr(TOKEN)))
    with pytest.raises(ValueError, match="expected VEHICLEFINDER_PEER_TOKEN beside VEHICLEFINDER_PEERS"):
        require_peers(Settings(peers=peers, shard="0/2"))
    assert Settings(shard=" 1/2 ").shard_held == Shard(1, 2)
    for wrong in ({"shard": "2/2"}, {"peers": ("searcher-2",)}, {"peers": ("http://u:p@h",)}, {"peer_token": "short"}):
        with pytest.raises(ValueError, match=r"expected|at least 16"):
            Settings(**wrong)
