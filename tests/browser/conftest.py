"""A real browser in front of a real dashboard; it needs Chromium (Debian: ``apt install chromium``)."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

SECONDS = 90.0
"""How long the dashboard may take to start, and a page to show what it should."""
ARTEFACTS = Path(os.environ.get("VEHICLEFINDER_SCREENSHOTS", "test-artefacts"))
"""Where screenshots are left."""

Snap = Callable[[str], None]


@pytest.fixture(scope="session")
def site(demo_home: Path, demo_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard over the demonstration's clip."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = shutil.copytree(demo_home, tmp_path_factory.mktemp("browser") / "home")
    command = [sys.executable, "-m", "vehiclefinder", "--home", str(home), "dashboard", "--port", str(port)]
    roots = {"VEHICLEFINDER_VIDEO_ROOTS": str(demo_clip.parent)}
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet, env=os.environ | roots)
    try:
        _await(f"http://127.0.0.1:{port}/readyz")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(SECONDS)


def _await(url: str) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    pytest.fail("the dashboard does not start")


@pytest.fixture(scope="module")
def page(site: str) -> "Iterator[Page]":
    """A browser's page."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    api = pytest.importorskip("playwright.sync_api", reason="a browser is driven by playwright, extra [test]")
    with api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": 1440, "height": 960}, base_url=site)
        opened.set_default_timeout(SECONDS * 1000)
        yield opened
        browser.close()


@pytest.fixture
def snap(page: "Page") -> Snap:
    """Leave a screenshot by name, once with light colours and once with dark ones."""
    ARTEFACTS.mkdir(parents=True, exist_ok=True)

    def run(name: str) -> None:
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(700)
            ending = "-dark" if scheme == "dark" else ""
            page.screenshot(path=ARTEFACTS / f"{name}{ending}.jpg", type="jpeg", quality=80)

    return run
