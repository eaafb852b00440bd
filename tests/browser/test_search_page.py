"""The search page as a browser has it: links, Back, keys, what stays in sight, a phone."""

import time
from itertools import pairwise
from typing import TYPE_CHECKING

import httpx
import pytest

from ..service import SECONDS
from .conftest import Snap

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

BOX = "What are you looking for?"
FOCUSED = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at?.dataset.track ?? at?.tagName;
}"""
TOP = """() => document.querySelector('[data-testid="stMain"]').scrollTop"""


@pytest.fixture(autouse=True)
def desk(page: "Page") -> None:
    """Every test begins at a desk."""
    page.set_viewport_size({"width": 1440, "height": 960})


def ask(page: "Page", sentence: str) -> None:
    """Type a sentence, and wait for its own results."""
    page.get_by_label(BOX).fill(sentence)
    page.keyboard.press("Enter")
    expect_title(page, f"{sentence} · Search")
    page.locator(".card img").first.wait_for()


def expect_title(page: "Page", title: str) -> None:
    """Wait until the browser's tab is named so, however many alerts are open."""
    named = r"title => document.title.replace(/^\(\d+\) /, '') === `${title} · VehicleFinder`"
    page.wait_for_function(named, arg=title)


def expect_sentence(page: "Page", sentence: str) -> None:
    """Wait until the box reads so."""
    reads = "([label, said]) => document.querySelector(`input[aria-label='${label}']`)?.value === said"
    page.wait_for_function(reads, arg=[BOX, sentence])


def tracks(page: "Page") -> list[str]:
    """The tracks that are shown, once there are some."""
    page.locator(".card img").first.wait_for()
    shown: list[str] = page.locator(".card").evaluate_all("cards => cards.map(card => card.dataset.track)")
    return shown


def expect_tracks(page: "Page", wanted: list[str]) -> None:
    """Wait until these are shown, and no others: the title and the sentence may be there before them."""
    deadline = time.monotonic() + SECONDS
    while (shown := tracks(page)) != wanted and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    assert shown == wanted


def test_back_after_a_changed_sentence_gives_the_one_before(page: "Page") -> None:
    page.goto("/")
    ask(page, "red car")
    first = tracks(page)
    page.locator(".card").first.focus()
    page.keyboard.press("Space")
    page.get_by_text("1 selected").wait_for()
    assert page.url.endswith(f"/?sentence=red+car&selected={first[0]}")
    ask(page, "white van going away")
    assert page.url.endswith("/?sentence=white+van+going+away")
    page.go_back()
    expect_title(page, "red car · Search")
    page.get_by_text("1 selected").wait_for()
    expect_sentence(page, "red car")
    expect_tracks(page, first)
    page.go_forward()
    expect_title(page, "white van going away · Search")
    expect_sentence(page, "white van going away")
    page.go_back()
    expect_title(page, "red car · Search")
    page.go_back()
    expect_title(page, "Search")
    expect_sentence(page, "")


def test_back_from_a_result_returns_to_the_same_place(page: "Page") -> None:
    page.set_viewport_size({"width": 700, "height": 500})
    page.goto("/?sentence=vehicle+on+the+left")
    shown = tracks(page)
    page.locator(".card").nth(9).focus()
    page.wait_for_timeout(300)
    top = page.evaluate(TOP)
    assert top > 200
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/result?track={shown[9]}")
    expect_title(page, f"Track {shown[9]} · Result")
    page.get_by_role("button", name="Back to results").wait_for()
    page.go_back()
    expect_title(page, "vehicle on the left · Search")
    expect_tracks(page, shown)
    page.wait_for_function(f"track => ({FOCUSED})() == track", arg=shown[9])
    page.wait_for_function(f"top => Math.abs(({TOP})() - top) < 5", arg=top)
    page.set_viewport_size({"width": 1440, "height": 960})


def test_the_address_of_the_next_page_is_not_written_over(page: "Page") -> None:
    page.goto("/?sentence=red+car")
    tracks(page)
    # As if one went on to a result, and the gallery was there for a moment longer.
    there = page.locator(".card").first.evaluate(
        """card => {
            history.pushState({}, "", "/result?track=1");
            card.querySelector("input").click();
            return location.pathname + location.search;
        }"""
    )
    assert there == "/result?track=1"


def test_results_are_judged_by_keys_which_shows_and_is_taken_back(page: "Page", site: str) -> None:
    page.goto("/?sentence=red+car")
    track = tracks(page)[0]
    card = page.locator(".card").first
    card.focus()
    page.keyboard.press("y")
    page.locator(f".card[data-track='{track}'][data-verdict='right']").wait_for()
    expect_verdicts(site, track, ["right"])
    page.keyboard.press("n")
    expect_verdicts(site, track, ["wrong"])
    assert page.evaluate(FOCUSED) == track, "the keyboard stays in the card"
    page.reload()
    page.locator(f".card[data-track='{track}'][data-verdict='wrong']").wait_for()
    page.locator(".card").first.focus()
    page.keyboard.press("n")
    expect_verdicts(site, track, [])
    assert page.locator(f".card[data-track='{track}']").get_attribute("data-verdict") == ""


def test_keep_stays_in_sight_and_names_a_new_case(page: "Page", snap: Snap, site: str) -> None:
    page.goto("/?sentence=vehicle")
    page.set_viewport_size({"width": 900, "height": 600})
    shown = tracks(page)
    page.locator(".card").first.focus()
    page.keyboard.press("Space")
    page.get_by_text("1 selected").wait_for()
    controls = page.locator(".st-key-vf-controls > *").evaluate_all(
        "parts => parts.map(part => part.getBoundingClientRect()).map(({ left, right, top }) => [left, right, top])"
    )
    assert len(controls) == 6
    assert len({round(top) for _, _, top in controls}) == 1, "one row"
    assert all(right <= left for (_, right, _), (left, _, _) in pairwise(controls))
    keep = page.get_by_role("button", name="Keep", exact=True)
    assert page.evaluate(TOP) == 0
    assert sum(box_of(keep)) <= 600, "at the lower edge, though the gallery goes on"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.get_by_text("2 selected").wait_for()
    snap("search-keep")
    page.get_by_role("combobox", name="Case").fill("Two of them")
    page.keyboard.press("Enter")
    keep.click()
    page.get_by_text("“Two of them” holds 2 vehicles now.").wait_for()
    (case,) = [one for one in httpx.get(f"{site}/v1/cases").json()["items"] if one["name"] == "Two of them"]
    items = httpx.get(f"{site}/v1/cases/{case['id']}/items").json()["items"]
    assert sorted(str(one["track"]) for one in items) == sorted(shown[:2])


def test_a_sentence_that_is_typed_wins_over_likeness(page: "Page") -> None:
    page.goto("/?sentence=red+car")
    track = tracks(page)[0]
    page.locator(".card").first.focus()
    page.keyboard.press("s")
    expect_title(page, f"Like track {track} · Search")
    page.get_by_role("button", name=f"like track {track}").wait_for()
    page.get_by_text("most alike").wait_for()
    page.locator(f'.card[data-track="{track}"]').wait_for(state="detached")
    assert tracks(page)
    ask(page, "white van")
    page.wait_for_url("**/?sentence=white+van")
    page.go_back()
    page.get_by_role("button", name=f"like track {track}").click()
    page.wait_for_url("**/?sentence=red+car")


def test_a_phone_needs_no_sideways_scroll_and_a_desk_shows_twelve(page: "Page", snap: Snap) -> None:
    page.goto("/?sentence=vehicle&camera=demo")
    shown = tracks(page)
    assert len([card for card in page.locator(".card").all() if sum(box_of(card)) <= 960]) >= min(12, len(shown))
    snap("search-desk")
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(500)
    wide = (
        "() => [document.documentElement, document.querySelector('[data-testid=stMain]')].map((one) => one.scrollWidth)"
    )
    assert max(page.evaluate(wide)) <= 390
    box, button = page.get_by_label(BOX).bounding_box(), page.get_by_test_id("stPopoverButton").first.bounding_box()
    assert box and button and box["y"] + box["height"] <= button["y"], "no button lies below the box of the sentence"
    snap("search-phone")


def test_a_saved_search_and_the_way_back_from_another_page(page: "Page") -> None:
    page.goto("/?sentence=bus&camera=demo&order=newest")
    page.get_by_text("order: newest first").wait_for()
    page.get_by_role("button", name="Saved").click()
    page.get_by_label("Save this search as").fill("Newest buses")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Newest buses", exact=True).wait_for()
    page.goto("/?sentence=red+car")
    tracks(page)
    page.get_by_role("link", name="Cases").click()
    expect_title(page, "Cases")
    page.get_by_role("link", name="Search").click()
    page.wait_for_url("**/?sentence=red+car")
    expect_sentence(page, "red car")
    page.get_by_role("button", name="Saved").click()
    page.get_by_role("button", name="Newest buses", exact=True).click()
    page.wait_for_url("**/?sentence=bus&camera=demo&order=newest")
    expect_sentence(page, "bus")


def box_of(part: "Locator") -> tuple[float, float]:
    """Upper edge and height, pixels of the window."""
    box = part.bounding_box()
    assert box is not None
    return box["y"], box["height"]


def expect_verdicts(site: str, track: str, verdicts: list[str]) -> None:
    """Wait until these verdicts are kept of a track, and no others."""
    for _ in range(40):
        given = httpx.get(f"{site}/v1/feedback").json()["items"]
        if [one["verdict"] for one in given if str(one["track"]) == track] == verdicts:
            return
        time.sleep(0.1)
    raise AssertionError(f"expected {verdicts} of track {track}, got {given}")
