"""What an operator does of an evening, in a real browser."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from .conftest import Snap

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

SENTENCE = "red car going away, not a taxi"


def search(page: "Page") -> None:
    """Ask for the sentence, by the keyboard."""
    page.goto("/")
    page.get_by_label("What are you looking for?").fill(SENTENCE)
    page.keyboard.press("Enter")
    page.locator(".card img").first.wait_for()


def expect_focus(page: "Page") -> None:
    """Require that a card has the keyboard."""
    focused = """() => {
      let at = document.activeElement;
      while (at?.shadowRoot) at = at.shadowRoot.activeElement;
      return at?.className;
    }"""
    assert "card" in page.evaluate(focused)


def test_a_sentence_finds_by_the_keyboard_alone(page: "Page", snap: Snap) -> None:
    search(page)
    for chip in ("colour: red", "type: car", "orientation: away", "type: not taxi"):
        page.get_by_role("button", name=chip, exact=True).wait_for()
    assert page.locator(".card").first.get_attribute("class") == "card match"
    page.get_by_label("What are you looking for?").blur()
    page.keyboard.press("ArrowRight")
    expect_focus(page)
    page.keyboard.press("Space")
    page.get_by_text("1 selected").wait_for()
    snap("search")


def test_filters_outlast_a_look_at_another_page(page: "Page") -> None:
    search(page)
    page.get_by_role("button", name="Order", exact=True).click()
    page.get_by_role("combobox", name="Order").click()
    page.get_by_role("option", name="Newest first").click()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Cases").click()
    page.get_by_label("Name of a new case").wait_for()
    page.get_by_role("link", name="Search").click()
    page.locator(".card img").first.wait_for()
    assert page.get_by_label("What are you looking for?").input_value() == SENTENCE
    page.get_by_role("button", name="Order", exact=True).click()
    order = page.get_by_role("combobox", name="Order")
    order.wait_for()
    assert order.input_value() == "Newest first"


def test_a_result_is_played(page: "Page", snap: Snap) -> None:
    search(page)
    page.locator(".card .open").first.click()
    page.wait_for_url("**/result?track=*")
    video = page.locator("video").element_handle()
    page.wait_for_function("video => !video.paused && video.currentTime > 0.3", arg=video)
    assert page.locator("video").evaluate("video => video.videoWidth") == 768
    snap("result")


def test_a_clip_is_ingested_and_found(page: "Page", snap: Snap, demo_clip: Path) -> None:
    page.goto("/cameras")
    page.get_by_text("Add video").click()
    page.get_by_label("Camera", exact=True).fill("gate")
    page.get_by_label("Path", exact=True).fill(str(demo_clip))
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Ingest").click()
    page.get_by_text("done", exact=True).first.wait_for()
    page.locator("img[src*=gate]").first.wait_for()
    page.goto("/cameras")
    page.locator("img[src*=gate]").first.wait_for()
    snap("cameras")
    search(page)
    page.get_by_text("gate · car").first.wait_for()


def test_a_clip_is_sent_by_the_browser(page: "Page", demo_clip: Path) -> None:
    page.goto("/cameras")
    page.get_by_text("Add video").click()
    page.get_by_text("From this computer").click()
    page.get_by_label("Camera", exact=True).fill("sent")
    page.keyboard.press("Enter")
    chooser = page.get_by_label("Video", exact=True)
    chooser.set_input_files({"name": "a.mp4", "mimeType": "video/mp4", "buffer": b"no video"})
    page.get_by_text("expected a video").wait_for()
    chooser.set_input_files(demo_clip)
    page.get_by_text("Queued as number").first.wait_for()
    page.locator("img[src*=sent]").first.wait_for()


def test_an_alert_comes_to_the_open_page(page: "Page", snap: Snap, site: str, demo_clip: Path) -> None:
    watch = {"name": "Red cars", "sentence": "red car"}
    httpx.post(f"{site}/v1/watches", json=watch).raise_for_status()
    page.goto("/watch")
    page.get_by_text("Live", exact=True).wait_for()
    assert page.locator("li.alert").count() == 0
    httpx.post(f"{site}/v1/sources", json={"camera": "watched", "path": str(demo_clip)}).raise_for_status()
    page.locator("li.alert.open").first.wait_for()
    page.get_by_text("Red cars · watched").first.wait_for()
    page.locator("li.alert img").first.wait_for()
    snap("watch")
    page.get_by_role("button", name="Acknowledge").first.click()
    page.locator("li.alert:not(.open)").first.wait_for()


def test_no_alert_is_lost_while_the_page_catches_up(page: "Page", site: str) -> None:
    """The stream brings the newest alert before the list, which is late, brings those before it."""
    (alert,) = httpx.get(f"{site}/v1/alerts", params={"limit": 1}).json()["items"]
    late = [alert | {"id": alert["id"] + more} for more in (1001, 1002, 1003)]
    told = f"id: {late[2]['id']}\nevent: alert\ndata: {json.dumps(late[2])}\n\n"
    page.route("**/v1/alerts/stream?*", lambda route: route.fulfill(content_type="text/event-stream", body=told))

    def catch_up(route: "Route") -> None:
        page.wait_for_timeout(1000)
        route.fulfill(json={"items": late, "next": None})

    page.route("**/v1/alerts?*", catch_up)
    page.goto("/watch")
    page.locator(f"li[data-alert='{late[0]['id']}']").wait_for()
    ids = [int(one.get_attribute("data-alert") or 0) for one in page.locator("li.alert").all()]
    page.unroute_all()
    assert ids[:3] == [late[2]["id"], late[1]["id"], late[0]["id"]]
    assert len(ids) == len(set(ids))


def test_results_are_kept_in_a_case(page: "Page", snap: Snap) -> None:
    search(page)
    page.locator(".card input").first.check()
    page.get_by_role("combobox", name="Case").fill("Hit and run")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.get_by_text("“Hit and run” holds 1").wait_for()
    page.goto("/cases")
    page.get_by_text("Hit and run").first.click()
    page.wait_for_url("**/cases?case=*")
    page.locator("video, .card img").first.wait_for()
    snap("cases")


def test_every_other_page_draws(page: "Page", snap: Snap) -> None:
    for path, said in (
        ("statistics", "Download as CSV"),
        ("people", "Make a user"),
        ("feedback", "right or wrong"),
    ):
        page.goto(f"/{path}")
        page.get_by_text(said).first.wait_for()
        assert page.get_by_test_id("stException").count() == 0
        snap(path)
