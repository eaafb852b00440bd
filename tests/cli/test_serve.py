"""The commands that serve, in a process of their own."""

import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from ..service import SECONDS, running, started


def test_serve_answers_over_rest_alone(tmp_path: Path) -> None:
    with running("serve", tmp_path) as url:
        assert httpx.get(f"{url}/v1/cameras", timeout=SECONDS).json()["items"] == []
        assert httpx.get(f"{url}/", timeout=SECONDS).status_code == 404


def test_the_dashboard_has_pages_and_rest_on_one_port(tmp_path: Path) -> None:
    with running("dashboard", tmp_path) as url:
        assert httpx.get(f"{url}/v1/cameras", timeout=SECONDS).json()["items"] == []
        assert "Streamlit" in httpx.get(f"{url}/", timeout=SECONDS).text


def test_the_dashboard_holds_a_shard_and_asks_its_peers(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        peer = f"127.0.0.1:{nobody.getsockname()[1]}"
        known = {"VEHICLEFINDER_PEERS": f"http://{peer}", "VEHICLEFINDER_PEER_TOKEN": "what searchers show"}
        with started("dashboard", tmp_path, "--shard", "1/2", environment=known) as (url, _):
            told = httpx.post(f"{url}/v1/search", json={"sentence": "car"}, timeout=SECONDS).json()
    reasons = [f"{peer} cannot be reached"]
    assert told["shards"] == {"asked": 2, "answered": 1, "missing": ["0/2"], "reasons": reasons}


@pytest.mark.parametrize("command", [("serve",), ("serve", "--workers", "2"), ("dashboard",)])
def test_a_port_that_is_taken_is_told_before_anything_is_opened(tmp_path: Path, command: tuple[str, ...]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        called = [sys.executable, "-m", "vehiclefinder", "--home", str(tmp_path), *command, "--port", str(port)]
        ended = subprocess.run(called, capture_output=True, text=True, timeout=SECONDS)
    assert ended.returncode == 1
    told = f"error: cannot serve port {port} of 127.0.0.1: Address already in use; --port and --host choose another\n"
    assert ended.stderr == told
