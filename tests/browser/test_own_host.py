"""That pages keep to themselves: no other host is asked, and the content security policy hinders nothing of ours."""

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import httpx
import pytest

from app.ui import NAMES

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page

ICONS = """(() => {
  const { get, set } = Object.getOwnPropertyDescriptor(HTMLLinkElement.prototype, "href");
  Object.defineProperty(HTMLLinkElement.prototype, "href", {
    get, set(url) { if (this.rel.includes("icon")) console.info("icon " + url); set.call(this, url); },
  });
})()"""
"""Tells of the icon of the tab, which a browser without a window does not fetch."""
INLINE = ("data:", "blob:", "./")
SAID = {
    "/": "For example",
    "/browse": "Times in",
    "/result?track=1": "In the source",
    "/cases": "Name of a new case",
    "/cases?case={case}": "Export case (ZIP)",
    "/cameras": "Add video",
    "/cameras?camera=demo": "Privacy masks",
    "/watch": "Live",
    "/statistics": "Download as CSV",
    "/people": "Make a user",
    "/feedback": "right or wrong",
    "/docs": "/v1/search",
    "/login": "By a token",
}
"""Address -> what stands on the page once it is drawn."""


@dataclass
class Heard:
    """What a page asked for, and what its policy forbade."""

    asked: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)

    def told(self, message: "ConsoleMessage") -> None:
        if message.text.startswith("icon "):
            self.asked.append(message.text.removeprefix("icon "))
        if "Content Security Policy" in message.text:
            self.forbidden.append(message.text)


@pytest.fixture(scope="module")
def all_heard(page: "Page") -> Heard:
    """What the page has done since it was listened to."""
    heard = Heard()
    page.add_init_script(ICONS)
    page.on("request", lambda request: heard.asked.append(request.url))
    page.on("websocket", lambda socket: heard.asked.append(socket.url))
    page.on("console", heard.told)
    return heard


@pytest.fixture
def heard(page: "Page", all_heard: Heard) -> Heard:
    """What it does in one test."""
    page.goto("about:blank")
    all_heard.asked.clear()
    all_heard.forbidden.clear()
    return all_heard


@pytest.fixture(scope="module")
def case(site: str) -> int:
    """A case that holds a vehicle."""
    with httpx.Client(base_url=site) as client:
        made: int = client.post("/v1/cases", json={"name": "Kept"}).json()["id"]
        client.post(f"/v1/cases/{made}/items", json={"tracks": [1], "sentence": "car"}).raise_for_status()
        judged = {"track": 1, "sentence": "car", "verdict": "right"}
        client.post("/v1/feedback", json=judged).raise_for_status()
    return made


def test_every_page_is_looked_at() -> None:
    named = {address.strip("/").partition("?")[0] or "search" for address in SAID}
    assert named == {*NAMES, "docs", "login"}


def foreign(heard: Heard, site: str) -> list[str]:
    own = (f"{site}/", f"{site.replace('http', 'ws', 1)}/", *INLINE)
    return [url for url in heard.asked if not url.startswith(own)]


@pytest.mark.parametrize("address", SAID)
def test_a_page_asks_no_other_host(page: "Page", site: str, heard: Heard, case: int, address: str) -> None:
    page.goto(address.format(case=case))
    page.get_by_text(SAID[address]).first.wait_for()
    page.wait_for_load_state("networkidle")
    assert f"{site}{address.format(case=case)}" in heard.asked
    heard.asked += page.evaluate("() => [...document.querySelectorAll('link[rel~=icon]')].map(link => link.href)")
    assert foreign(heard, site) == []
    assert heard.forbidden == []


def test_a_page_takes_messages_of_no_other_site(site: str) -> None:
    assert httpx.get(f"{site}/_stcore/host-config").json()["allowedOrigins"] == []


def test_results_clips_and_charts_are_drawn(page: "Page", site: str, heard: Heard) -> None:
    page.goto("/")
    page.get_by_label("What are you looking for?").fill("red car")
    page.keyboard.press("Enter")
    page.wait_for_function(
        """() => {
          const roots = [...document.querySelectorAll("*")].map(element => element.shadowRoot).filter(root => root);
          return roots.some(root => [...root.querySelectorAll(".card img")].some(img => img.naturalWidth > 0));
        }"""
    )
    page.goto("/result?track=1")
    page.locator("video").first.wait_for()
    page.wait_for_function(
        """() => [...document.querySelectorAll("*")].some(
          element => element.shadowRoot?.querySelector("video")?.videoWidth === 768
        )"""
    )
    page.goto("/statistics")
    page.locator("[data-testid=stVegaLiteChart] svg, [data-testid=stVegaLiteChart] canvas").first.wait_for()
    assert (foreign(heard, site), heard.forbidden) == ([], [])


def test_icons_are_drawn_by_a_font_of_ours(page: "Page", site: str, heard: Heard) -> None:
    page.goto("/")
    page.get_by_role("link", name="Cases").wait_for()
    page.wait_for_load_state("networkidle")
    width = page.evaluate(
        """() => {
          const pen = document.createElement("canvas").getContext("2d");
          pen.font = '24px "Material Symbols Rounded"';
          return pen.measureText("thumbs_up_down").width;
        }"""
    )
    assert width == pytest.approx(24, abs=0.5), "one glyph, not fourteen letters"
    fonts = [url for url in heard.asked if "MaterialSymbols" in url]
    assert fonts
    assert all(url.startswith(f"{site}/static/") for url in fonts)


def test_a_picture_and_a_clip_are_shown_by_themselves(page: "Page", heard: Heard) -> None:
    page.goto("/v1/tracks/1/still")
    assert page.evaluate("() => document.querySelector('img').naturalWidth") == 768
    page.goto("/v1/tracks/1/clip")
    page.wait_for_function("() => document.querySelector('video').videoWidth === 768")
    assert heard.forbidden == []


def test_the_printed_report_asks_nobody(page: "Page", site: str, heard: Heard, case: int, tmp_path: Path) -> None:
    with ZipFile(BytesIO(httpx.get(f"{site}/v1/cases/{case}/export").content)) as archive:
        archive.extractall(tmp_path)
    page.goto((tmp_path / "report.html").as_uri())
    page.get_by_text("Kept").first.wait_for()
    assert all(url.startswith(tmp_path.as_uri()) for url in heard.asked)
    assert page.evaluate("() => [...document.images].every(img => img.naturalWidth > 0)")


def test_what_is_forbidden_is_heard_of(page: "Page", site: str, heard: Heard) -> None:
    page.goto("/login")
    page.evaluate("() => { const img = new Image(); img.src = 'https://tiles.example.org/1.png'; }")
    page.wait_for_timeout(200)
    assert heard.forbidden
    assert foreign(heard, site) or "tiles.example.org" in heard.forbidden[0]
