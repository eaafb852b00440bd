"""A real browser in front of a real dashboard; it needs Chromium (Debian: ``apt install chromium``)."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ..service import SECONDS, running

if TYPE_CHECKING:
    from playwright.sync_api import Page

ARTEFACTS = Path(os.environ.get("VEHICLEFINDER_SCREENSHOTS", "test-artefacts"))
"""Where screenshots are left."""

Snap = Callable[[str], None]


@contextmanager
def dashboard(demo_home: Path, demo_clip: Path, folder: Path) -> Iterator[str]:
    """Run a dashboard over the demonstration's clip, and tell its address."""
    home = shutil.copytree(demo_home, folder / "home")
    with running("dashboard", home, {"VEHICLEFINDER_VIDEO_ROOTS": str(demo_clip.parent)}) as url:
        yield url


@pytest.fixture(scope="session")
def site(demo_home: Path, demo_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard that tests share, which leave of the clip what they found."""
    with dashboard(demo_home, demo_clip, tmp_path_factory.mktemp("browser")) as url:
        yield url


@pytest.fixture(scope="module")
def own_site(demo_home: Path, demo_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard for one file of tests."""
    with dashboard(demo_home, demo_clip, tmp_path_factory.mktemp("own")) as url:
        yield url


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
