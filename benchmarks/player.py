"""How long it takes from the click on a card to the first moving frame, by recordings and by clips cut whole.

``python -m benchmarks.player [VIDEO ...]``: for each video (the demonstration's unless given) a dashboard over a home
of its own is driven in Chromium; of ``RUNS`` opened results, the median and the longest are printed. The baseline in
the same run is the clip of a whole stay, not cut before, as pages played it once: from the request to the first moving
frame of a bare video element.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import httpx
from playwright.sync_api import sync_playwright

from tests.service import running
from vehiclefinder.cli.demo import demo_folder

if TYPE_CHECKING:
    from playwright.sync_api import Page

RUNS = 10
SECONDS = 120_000
"""Longest that a page may take, milliseconds."""
MOVING = """([url]) => new Promise((done, failed) => {
  const video = document.createElement('video'), began = performance.now();
  video.muted = true; video.src = url; document.body.append(video); video.onerror = () => failed(video.error.message);
  let first = null;
  const frame = (now, { mediaTime }) => {
    if (first !== null && mediaTime !== first) { video.remove(); return done(performance.now() - began); }
    first ??= mediaTime; video.requestVideoFrameCallback(frame);
  };
  video.requestVideoFrameCallback(frame); video.play();
})"""
WATCH = """() => {
  const find = (node) => { for (const each of node.querySelectorAll('*')) {
    if (each.localName === 'video') return each;
    const inner = each.shadowRoot && find(each.shadowRoot); if (inner) return inner; } };
  globalThis.moved = null;
  let seen = null;
  const look = () => {
    const video = find(document);
    if (video && video !== seen) {
      seen = video;
      let first = null;
      const frame = (now, { mediaTime }) => {
        if (first !== null && mediaTime !== first) {
          globalThis.moved = performance.now() - globalThis.clicked;
          return;
        }
        first ??= mediaTime; video.requestVideoFrameCallback(frame);
      };
      video.requestVideoFrameCallback(frame);
    }
    if (globalThis.moved === null) requestAnimationFrame(look);
  };
  look();
  addEventListener('click', () => { globalThis.clicked = performance.now(); }, { capture: true, once: true });
}"""


def main(videos: list[Path]) -> None:
    for video in videos:
        with TemporaryDirectory() as folder:
            home = Path(folder) / "home"
            subprocess.run(
                [sys.executable, "-m", "vehiclefinder", "--home", str(home), "ingest", str(video)], check=True
            )
            with running("dashboard", home) as url:
                measure(video.name, url)


def measure(name: str, url: str) -> None:
    """Print what opening results of one dashboard takes."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 960}, base_url=url)
        page.set_default_timeout(SECONDS)
        times = [opened(page, run) for run in range(RUNS)]
        tracks = longest(url)
        page.goto("/")
        clips = [
            float(page.evaluate(MOVING, [f"/v1/tracks/{track}/clip?seconds={2 + run / 100}"]))
            for run, track in enumerate((tracks * RUNS)[:RUNS])
        ]
        browser.close()
    told("card to moving frame", name, times)
    told("baseline: clip cut whole", name, clips)
    print(f"{name}: {median(clips) / median(times):.1f} x as fast as the baseline")


def opened(page: "Page", run: int) -> float:
    """Open a result by its card, and return the milliseconds from the click to the second frame."""
    page.goto("/")
    page.get_by_label("What are you looking for?").fill("vehicle")
    page.keyboard.press("Enter")
    cards = page.locator(".card .open")
    cards.first.wait_for()
    page.wait_for_timeout(1500)
    page.evaluate(WATCH)
    cards.nth(run % cards.count()).click()
    page.wait_for_function("() => globalThis.moved !== null")
    return float(page.evaluate("globalThis.moved"))


def longest(url: str) -> list[int]:
    """Return the tracks of the longest stays."""
    found = httpx.post(f"{url}/v1/search", json={"sentence": "vehicle", "k": 50}).json()["matches"]
    return [int(one["track"]) for one in sorted(found, key=lambda one: one["start"] - one["end"])[:3]]


def told(what: str, name: str, times: list[float]) -> None:
    print(f"{name:28} {what:26} median {median(times):8.0f} ms, longest {max(times):8.0f} ms of {len(times)}")


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]] or [demo_folder() / "traffic.mp4"])
