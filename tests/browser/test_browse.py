"""Browsing without a sentence, in a real browser."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from vehiclefinder.core.types import Crop, Motion, Track
from vehiclefinder.match.slots import DIM
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter

from ..service import running
from .conftest import Snap
from .test_search_page import FOCUSED

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

DAY = datetime(2026, 3, 29, tzinfo=UTC)
"""Clocks are set forward in Berlin: it has 23 hours there."""
NORTH = range(4, 16)
"""Hours of UTC, each a recording of twelve vehicles; at 9 nothing was recorded, at 10 nothing passed."""
BOX = np.array([10, 20, 50, 60], np.float32)


@pytest.fixture(scope="module")
def site(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard over a day of two cameras, and the demonstration's clip, whose time is not known."""
    home = shutil.copytree(demo_home, tmp_path_factory.mktemp("browse") / "home")
    with Catalog(home) as catalog:
        encoder = catalog.sources()[0].encoder
        for hour in NORTH:
            if hour != 9:
                record(catalog, encoder, "north", DAY + timedelta(hours=hour), 0 if hour == 10 else 12)
        record(catalog, encoder, "south", DAY + timedelta(hours=8), 3)
    with running("dashboard", home, {"VEHICLEFINDER_TIMEZONE": "Europe/Berlin"}) as url:
        yield url


def record(catalog: Catalog, encoder: str, camera: str, start: datetime, vehicles: int) -> None:
    """Add an hour of one camera that saw a vehicle every five minutes."""
    name = f"{camera}-{start:%H}.mp4"
    writer = catalog.begin(NewSource(camera, name, name, "file", (640, 360), encoder, start))
    assert isinstance(writer, SourceWriter)
    with writer:
        for number in range(vehicles):
            writer.add(vehicle(300.0 * number, start.hour * 10), np.eye(1, DIM, dtype=np.float32)[0])
        writer.finish(3600.0)


def vehicle(second: float, shade: int) -> Track:
    """A vehicle with a picture of one colour."""
    picture = np.full((48, 64, 3), (shade, 120, 200 - shade), np.uint8)
    times, place = np.array([second, second + 4], np.float32), np.eye(9, dtype=np.float32)[4]
    crop = Crop(picture, second, BOX, 1.0)
    return Track(1, "car", times, np.stack([BOX, BOX]), (640, 360), None, Motion.STOPPED, place, 0.0, (crop,))


def opened(page: "Page", query: str = "") -> None:
    """Open the page and wait for its list."""
    page.goto(f"/browse{query}")
    page.locator(".foot").wait_for(state="attached")
    page.locator(".card").first.wait_for()


def titled(page: "Page", title: str) -> None:
    """Wait until that stretch of time is shown."""
    page.locator(".title").filter(has_text=re.compile(f"^{re.escape(title)}$")).wait_for()


def said(page: "Page") -> dict[str, list[str]]:
    """What the address says."""
    return parse_qs(urlsplit(page.url).query)


def top(page: "Page") -> str:
    """What the list tells of the card that is on top."""
    told: str = page.locator(".list").evaluate(
        """list => [...list.querySelectorAll('.card')]
            .find(card => card.offsetTop + card.offsetHeight / 2 > list.scrollTop).getAttribute('aria-label')"""
    )
    return told


def at(page: "Page", hour: float) -> tuple[float, float]:
    """Where a time of that day stands in the strip of the north, by hours since midnight that have passed."""
    area, row = page.locator(".over").bounding_box(), page.locator(".row[data-camera=north]").bounding_box()
    assert area
    assert row
    return area["x"] + area["width"] * hour / 23, row["y"] + row["height"] / 2


def test_the_last_day_is_shown_by_the_clock_of_the_site(page: "Page", snap: Snap) -> None:
    opened(page)
    assert page.locator(".title").inner_text() == "Sun 29 Mar 2026"
    assert page.locator(".zone").inner_text() == "CET/CEST, Europe/Berlin"
    assert page.locator(".row .name").all_inner_texts() == ["demo\n0", "north\n120", "south\n3"]
    ticks = page.locator(".ticks span").all_inner_texts()
    assert "02:00" not in ticks, "there was no such hour"
    assert ticks == ["29 Mar", *(f"{hour:02}:00" for hour in range(4, 24, 2))]
    assert page.locator(".apart summary").inner_text() == "1 video of unknown time, with no place on the clock"
    assert top(page) == "17:55:00, north, car, track 132"
    assert page.locator(".card").first.get_attribute("href") == "/result?track=132"
    snap("browse")


def test_a_page_of_the_list_that_lacks_vehicles_says_so(page: "Page") -> None:
    """A searcher goes away once the strips are drawn."""
    gone = {"asked": 2, "answered": 1, "missing": ["1/2"], "reasons": []}

    def without(route: "Route") -> None:
        told = route.fetch()
        route.fulfill(response=told, json=told.json() | {"shards": gone, "notes": ["1 of 2 searchers answered"]})

    page.route("**/v1/timeline/tracks*", without)
    opened(page)
    page.locator(".notes .warned").wait_for()
    assert page.locator(".notes .warned").all_inner_texts() == ["1 of 2 searchers answered."]
    assert page.locator(".notes b").inner_text() == "123 vehicles"


def test_hovering_tells_how_many_and_shows_one(page: "Page", snap: Snap) -> None:
    opened(page)
    page.mouse.move(*at(page, 4.55))  # 05:33 by the clock, an hour more than has passed
    tip = page.locator(".tip")
    assert tip.locator("span").all_inner_texts() == ["Sun 29 Mar 2026, 05:30–05:45", "nothing recorded"]
    page.mouse.move(*at(page, 8.05))
    page.locator(".tip img").wait_for()
    assert tip.locator("b").inner_text() == "north"
    assert tip.locator("span").first.inner_text().startswith("Sun 29 Mar 2026, 09:00")
    snap("browse-hover")
    page.mouse.move(*at(page, 10.5))
    page.get_by_text("nothing recorded", exact=True).nth(1).wait_for()
    page.mouse.move(*at(page, 11.5))
    page.get_by_text("nothing passed", exact=True).wait_for()
    assert page.locator(".tip img").count() == 0


def test_a_click_jumps_there_and_scrolling_moves_the_cursor(page: "Page") -> None:
    opened(page)
    page.mouse.click(*at(page, 8.01))
    page.wait_for_url("**at=2026-03-29T09*")
    page.locator(".card[aria-label^='09:']").first.wait_for()
    before = page.locator(".cursor").bounding_box()
    page.locator(".list").evaluate("list => { list.scrollTop = 900; }")
    page.wait_for_function("() => !location.search.includes('T09')")
    after = page.locator(".cursor").bounding_box()
    assert before
    assert after
    assert after["x"] < before["x"]
    page.get_by_role("button", name="Newer").click()
    page.locator(".card[aria-label^='09:']").first.wait_for(state="attached")


def test_all_are_listed_as_one_scrolls_and_back_returns_to_the_same_place(page: "Page") -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/v1/timeline/tracks" in request.url else None)
    opened(page, "?camera=north&from=2026-03-29T00:00&to=2026-03-30T00:00")
    for _ in range(40):
        page.locator(".list").evaluate("list => list.scrollBy(0, 400)")
        page.wait_for_timeout(50)
    page.get_by_text("That is all.").wait_for()
    tracks = page.locator(".card").evaluate_all("cards => cards.map(card => Number(card.dataset.track))")
    assert len(tracks) == len(set(tracks)) == 120
    assert len(asked) == 2, "a page at a time"
    page.locator(".list").evaluate("list => { list.scrollTop = 700; }")
    page.wait_for_timeout(600)
    place = top(page)
    page.locator(f".card[aria-label='{place}']").click()
    page.wait_for_url("**/result?track=*")
    page.get_by_role("button", name="Next").wait_for()
    page.go_back()
    page.wait_for_url("**/browse?*")
    page.locator(".card").first.wait_for()
    assert top(page) == place
    assert said(page)["camera"] == ["north"]
    page.locator(f".card[aria-label='{place}']").click()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Back to results").click()
    page.wait_for_url("**/browse?*")
    page.locator(".card").first.wait_for()
    assert top(page) == place
    assert said(page)["camera"] == ["north"]


def test_results_of_a_search_come_as_one_scrolls_and_back_returns_to_them(page: "Page") -> None:
    page.goto("/?similar=132&camera=north")
    page.locator(".card").nth(23).wait_for()
    assert page.locator(".card").count() == 24
    for shown in (72, 119):
        page.locator(".end").scroll_into_view_if_needed()
        page.locator(".card").nth(shown - 1).wait_for()
    tracks = page.locator(".card").evaluate_all("cards => cards.map(card => card.dataset.track)")
    assert len(tracks) == len(set(tracks)) == 119, "all but the one that is asked for"
    page.locator(".card .open").nth(100).click()
    page.wait_for_url(f"**/result?track={tracks[100]}")
    page.get_by_role("button", name="Next").wait_for()
    page.go_back()
    page.locator(".card").nth(100).wait_for()
    page.wait_for_function(f"track => ({FOCUSED})() == track", arg=tracks[100])
    assert page.locator(".card").evaluate_all("cards => cards.map(card => card.dataset.track)") == tracks


def test_a_drag_zooms_and_back_undoes_it(page: "Page", snap: Snap) -> None:
    opened(page)
    whole = said(page)
    page.mouse.move(*at(page, 7.02))
    page.mouse.down()
    page.mouse.move(*at(page, 8.98), steps=5)
    page.mouse.up()
    page.wait_for_url("**from=2026-03-29T08*")
    titled(page, "Sun 29 Mar 2026, 08:00–10:00")
    assert page.locator(".row[data-camera=north] b").inner_text() == "24"
    snap("browse-zoomed")
    page.go_back()
    titled(page, "Sun 29 Mar 2026")
    assert (said(page)["from"], said(page)["to"]) == (whole["from"], whole["to"])


def test_keys_walk_zoom_and_open(page: "Page") -> None:
    opened(page)
    strip = page.get_by_role("slider", name="Time in the strips")
    strip.focus()
    page.keyboard.press("+")
    titled(page, "Sun 29 Mar 2026, 17:00–18:00")
    page.keyboard.press("PageUp")
    titled(page, "Sun 29 Mar 2026, 16:00–17:00")
    page.keyboard.press("Home")
    page.locator(".card[aria-label^='16:00']").first.wait_for()
    assert "16:00" in (strip.get_attribute("aria-valuetext") or "")
    page.keyboard.press("-")
    titled(page, "Sun 29 Mar 2026")
    page.keyboard.press("-")
    titled(page, "Mon 23 Mar 2026 – Sun 29 Mar 2026")
    card = page.locator(".card").first
    card.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**/result?track=*")


def test_a_video_of_unknown_time_is_shown_by_its_seconds(page: "Page", snap: Snap) -> None:
    opened(page)
    page.locator(".apart summary").click()
    page.locator(".apart .video").click()
    page.get_by_text("by seconds of the video: its time is not known").wait_for()
    page.locator(".card[aria-label^='0.0 s, demo']").first.wait_for()
    assert page.locator(".cursor").is_hidden()
    page.get_by_text("That is all.").wait_for()
    assert page.locator(".card").count() == 12
    snap("browse-untimed")
    page.get_by_role("button", name="Back to the clock").click()
    page.locator(".card[aria-label^='17:55']").first.wait_for()


def test_what_the_address_says_wrongly_is_told(page: "Page") -> None:
    page.goto("/browse?camera=nowhere")
    page.get_by_text("Expected a camera of ['demo', 'north', 'south'], got 'nowhere'.").wait_for()
    page.goto("/browse?from=2026-03-30T00:00&to=2026-03-29T00:00")
    page.get_by_role("alert").get_by_text("expected since before until").wait_for()


def test_it_fits_a_phone(page: "Page", snap: Snap) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    try:
        opened(page)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
        snap("browse-phone")
    finally:
        page.set_viewport_size({"width": 1440, "height": 960})
