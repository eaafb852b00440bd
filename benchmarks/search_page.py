"""How long the search page takes from Enter to the first card, in Chromium, beside another checkout in the same run.

    python -m benchmarks.search_page --baseline DIR [--rounds 10]

Each side has a dashboard over a copy of one home, into which the demonstration clip was ingested by the baseline; they
take turns. Every sentence differs from the one before, so that the page answers anew. It needs Chromium.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.server import ROOT, Build, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SENTENCES = ("red car", "white van", "car going away", "dark car", "blue car", "grey car", "vehicle on the left")
CARD = "[aria-label*='score']"
"""A result: all that both sides have in common."""


def main(baseline: Path, rounds: int) -> None:
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    sides = {"before": Build(baseline), "now": Build(ROOT)}
    with TemporaryDirectory() as folder, sync_playwright() as driver, ExitStack() as stack:
        homes = _homes(Path(folder), sides)
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        pages = {name: stack.enter_context(_opened(browser, homes[name], build)) for name, build in sides.items()}
        taken: dict[str, list[float]] = {name: [] for name in sides}
        for number in range(rounds + 1):
            for name, page in pages.items():
                taken[name].append(_asked(page, f"{SENTENCES[number % len(SENTENCES)]} {'.' * (number + 1)}"))
        browser.close()
    _report({name: seconds[1:] for name, seconds in taken.items()})  # the first loads what is loaded once


def _homes(folder: Path, sides: dict[str, Build]) -> dict[str, Path]:
    first = folder / "home"
    clip = str(ROOT / "data" / "demo" / "traffic.mp4")
    called = [sys.executable, "-m", "vehiclefinder", "--home", str(first), "ingest", clip]
    subprocess.run(called, check=True, capture_output=True, **sides["before"].where())
    return {name: Path(shutil.copytree(first, folder / name)) for name in sides}


@contextmanager
def _opened(browser: "Browser", home: Path, build: Build) -> "Iterator[Page]":
    with serving(home, build, command="dashboard") as service:
        page = browser.new_page(viewport={"width": 1440, "height": 960})
        page.set_default_timeout(120_000)
        page.goto(f"http://127.0.0.1:{service.port}/")
        page.get_by_label("What are you looking for?").wait_for()
        yield page


def _asked(page: "Page", sentence: str) -> float:
    """Return the seconds from Enter until a card of this very answer is on the screen."""
    page.locator(CARD).evaluate_all("cards => cards.forEach((one) => one.remove())")
    page.get_by_label("What are you looking for?").fill(sentence)
    began = time.perf_counter()
    page.keyboard.press("Enter")
    page.locator(CARD).first.wait_for()
    return time.perf_counter() - began


def _report(taken: dict[str, list[float]]) -> None:
    middle = {name: statistics.median(seconds) for name, seconds in taken.items()}
    for name, seconds in taken.items():
        print(f"{name:8}p50 {middle[name] * 1000:6.0f} ms, {min(seconds) * 1000:.0f} to {max(seconds) * 1000:.0f} ms")
    print(f"now takes {middle['now'] / middle['before']:.2f} times as long as before")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--baseline", type=Path, required=True, help="a checkout of this project")
    parser.add_argument("--rounds", type=int, default=10)
    given = parser.parse_args()
    main(given.baseline.resolve(), given.rounds)
