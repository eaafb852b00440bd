"""The bell of every page: how many alerts are open, sound and notices, in a real browser."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from ..service import SECONDS
from .conftest import Snap

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

RECORDED = """
window.tones = [];
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (when) {
  window.tones.push(this.frequency.value);
  return start.call(this, when);
};
window.notices = [];
window.Notification = class extends Notification {
  constructor(title, about) { super(title, about); window.notices.push({ notice: this, title, about }); }
};
"""
"""Keeps what is played and what is said, which goes on as ever."""


@pytest.fixture(scope="module")
def site(own_site: str) -> str:
    """The address of a dashboard with no other watches and alerts than those made here."""
    return own_site


@pytest.fixture(scope="module", autouse=True)
def alerted(page: "Page", site: str, demo_clip: Path) -> Iterator[dict[str, object]]:
    """A watch, and a video in which it sees something."""
    page.context.grant_permissions(["notifications"])
    page.add_init_script(RECORDED)
    watch = {"name": "Red cars", "sentence": "red car"}
    made: dict[str, object] = httpx.post(f"{site}/v1/watches", json=watch).raise_for_status().json()
    yield made


def until(page: "Page", holds: str) -> None:
    """Wait until something holds in a page, whose policy forbids Playwright to wait there."""
    deadline = time.monotonic() + SECONDS
    while not page.evaluate(holds):
        assert time.monotonic() < deadline, f"not true: {holds}"
        page.wait_for_timeout(50)


def count(page: "Page") -> int:
    """How many alerts the bell shows."""
    shown = page.locator("a .count")
    return int(shown.inner_text()) if shown.is_visible() else 0


def opened(page: "Page", site: str) -> int:
    """How many alerts are open, once the page knows."""
    number = len(httpx.get(f"{site}/v1/alerts", params={"unacknowledged": True, "limit": 200}).json()["items"])
    until(page, f"window.vehiclefinderAlerts?.live && window.vehiclefinderAlerts.open === {number}")
    return number


def test_an_alert_rings_and_is_told_on_another_page(page: "Page", site: str, demo_clip: Path, snap: Snap) -> None:
    page.goto("/cameras")
    assert (opened(page, site), count(page), page.title().startswith("(")) == (0, 0, False)
    page.get_by_role("button", name="Sound at alerts").click()
    page.get_by_role("button", name="Desktop notices of alerts").click()
    until(page, "localStorage['vehiclefinder notices'] === 'on'")
    assert page.evaluate("window.tones.splice(0)") == [880, 660], "so it will sound"
    httpx.post(f"{site}/v1/sources", json={"camera": "watched", "path": str(demo_clip)}).raise_for_status()
    until(page, "window.notices.length > 0")
    number = opened(page, site)
    assert number > 0
    assert (count(page), page.title()[: len(str(number)) + 3]) == (number, f"({number}) ")
    assert page.evaluate("window.tones")[:2] == [880, 660]
    told = page.evaluate("window.notices.map(({ title, about }) => [title, about.body])")
    assert told[0] == ["Red cars", "watched · “red car”"]
    snap("bell")
    alerts = httpx.get(f"{site}/v1/alerts").json()["items"]
    with page.context.expect_page() as result:
        page.evaluate("window.notices.at(-1).notice.onclick()")
    result.value.wait_for_url(f"**/result?track={alerts[-1]['track']}")
    result.value.close()


@pytest.mark.parametrize(
    "path", ["/", "/search", "/result", "/cases", "/cameras", "/watch", "/statistics", "/people", "/feedback"]
)
def test_every_page_has_the_bell_and_its_title_counts(page: "Page", site: str, path: str) -> None:
    page.goto(path)
    number = opened(page, site)
    assert number > 0
    assert count(page) == number
    until(page, f"document.title.startsWith('({number}) ')")


def test_the_title_counts_and_names_what_is_shown_wherever_one_goes(page: "Page", site: str) -> None:
    case = httpx.post(f"{site}/v1/cases", json={"name": "Hit & run"}).raise_for_status().json()["id"]
    page.goto("/?sentence=red+car")
    number = opened(page, site)
    until(page, f"document.title === '({number}) red car · Search · VehicleFinder'")
    for link, title in (("Cases", "Cases"), ("Cameras", "Cameras"), ("Search", "red car · Search")):
        page.get_by_role("link", name=link, exact=True).click()
        until(page, f"document.title === '({number}) {title} · VehicleFinder'")
    page.goto(f"/cases?case={case}")
    until(page, f"document.title === '({number}) Hit & run · Cases · VehicleFinder'")
    page.get_by_role("button", name="All cases").click()
    until(page, f"document.title === '({number}) Cases · VehicleFinder'")


def test_what_is_acknowledged_elsewhere_counts_no_more_and_choices_are_remembered(page: "Page", site: str) -> None:
    page.goto("/statistics")
    before = opened(page, site)
    first = httpx.get(f"{site}/v1/alerts", params={"unacknowledged": True}).json()["items"][0]["id"]
    httpx.post(f"{site}/v1/alerts/{first}/acknowledge").raise_for_status()
    until(page, f"window.vehiclefinderAlerts.open === {before - 1}")
    assert count(page) == before - 1
    for name in ("Sound at alerts", "Desktop notices of alerts"):
        button = page.get_by_role("button", name=name)
        assert button.get_attribute("aria-pressed") == "true"
        button.click()
        assert button.get_attribute("aria-pressed") == "false"
    page.reload()
    for name in ("Sound at alerts", "Desktop notices of alerts"):
        assert page.get_by_role("button", name=name).get_attribute("aria-pressed") == "false"


def test_a_lost_line_is_taken_up_where_it_was_lost(page: "Page", site: str) -> None:
    """Asked anew by the id that came last, the service tells what came after it; by the address alone it would not."""
    page.goto("/cases")
    opened(page, site)
    newest = httpx.get(f"{site}/v1/alerts", params={"limit": 200}).json()["items"][-1]["id"]
    first = f"retry: 2000\nid: {newest - 1}\nevent: nothing\ndata: {{}}\n\n"
    asked: list[str] = []

    def answer(route: "Route") -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            route.fulfill(content_type="text/event-stream", body=first)
        else:
            route.continue_()

    page.route("**/v1/alerts/stream?*", answer)
    page.goto("/cases")
    until(page, "window.vehiclefinderAlerts?.leads")
    page.evaluate(f"window.vehiclefinderAlerts.last = {newest - 1}")
    until(page, f"window.vehiclefinderAlerts.last === {newest}")
    page.unroute_all(behavior="ignoreErrors")
    assert asked[:2] == [f"{site}/v1/alerts/stream?after={newest}"] * 2


def test_one_tab_listens_for_all_and_the_next_one_goes_on(page: "Page", site: str) -> None:
    page.goto("/cases")
    number = opened(page, site)
    with page.context.expect_page() as made:
        page.evaluate("window.open('/statistics', '_blank', 'noopener')")
    other = made.value
    until(other, f"window.vehiclefinderAlerts?.live && window.vehiclefinderAlerts.open === {number}")
    leads = "Boolean(window.vehiclefinderAlerts.leads)"
    assert [one.evaluate(leads) for one in (page, other)] == [True, False]
    page.goto("about:blank")
    until(other, leads)
    until(other, "window.vehiclefinderAlerts.live")
    other.close()


def test_the_bell_leads_to_the_alerts(page: "Page", site: str, snap: Snap) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/cases")
    opened(page, site)
    snap("bell-narrow")
    page.set_viewport_size({"width": 1440, "height": 960})
    page.locator("a:has(.count)").click()
    page.wait_for_url("**/watch")
    page.get_by_text("Red cars · watched").first.wait_for()


def test_a_watch_is_edited_and_tried_out_on_its_page(page: "Page", site: str, snap: Snap) -> None:
    corners = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]
    zones = {"zones": [{"name": "whole", "polygon": corners}]}
    httpx.patch(f"{site}/v1/cameras/demo", json=zones).raise_for_status()
    page.goto("/watch?sentence=white+van&camera=demo&zone=demo/whole&least=possible")
    page.get_by_label("Name", exact=True).fill("White vans")
    page.get_by_label("Hours", exact=True).fill("Mon-Fri 22:00-06:00")
    page.get_by_role("button", name="Test").first.click()
    page.get_by_text("Would have raised").wait_for()
    snap("watch-new")
    page.get_by_role("button", name="Start watching").click()
    page.get_by_text("whole (demo)").wait_for()
    page.wait_for_url(f"{site}/watch")
    made = httpx.get(f"{site}/v1/watches").json()["items"][-1]
    assert (made["zones"], made["schedule"]) == ([{"camera": "demo", "zone": "whole"}], "Mon-Fri 22:00-06:00")
    page.get_by_role("button", name="Edit").first.click()
    page.get_by_role("button", name="Save").wait_for()
    snap("watch-edit")
    page.get_by_label("Hours", exact=True).last.fill("22:00-06:00")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("22:00-06:00 · by").wait_for()
    page.set_viewport_size({"width": 390, "height": 844})
    snap("watch-narrow")
    page.set_viewport_size({"width": 1440, "height": 960})
