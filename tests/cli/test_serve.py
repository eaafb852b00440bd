"""The commands that serve, in a process of their own."""

from pathlib import Path

import httpx

from ..service import SECONDS, running


def test_serve_answers_over_rest_alone(tmp_path: Path) -> None:
    with running("serve", tmp_path) as url:
        assert httpx.get(f"{url}/v1/cameras", timeout=SECONDS).json()["items"] == []
        assert httpx.get(f"{url}/", timeout=SECONDS).status_code == 404


def test_the_dashboard_has_pages_and_rest_on_one_port(tmp_path: Path) -> None:
    with running("dashboard", tmp_path) as url:
        assert httpx.get(f"{url}/v1/cameras", timeout=SECONDS).json()["items"] == []
        assert "Streamlit" in httpx.get(f"{url}/", timeout=SECONDS).text
