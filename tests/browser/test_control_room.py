"""What an operator does of an evening, in a real browser."""

from pathlib import Path
from typing import TYPE_CHECKING

from .conftest import Snap

if TYPE_CHECKING:
    from playwright.sync_api import Page

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
    assert page.locator(".vf-said mark").all_inner_texts() == [
        "redcolour",
        "cartype",
        "awayorientation",
        "taxinot type",
    ]
    assert page.locator(".card").first.get_attribute("class") == "card match"
    page.get_by_label("What are you looking for?").blur()
    page.keyboard.press("ArrowRight")
    expect_focus(page)
    page.keyboard.press("Space")
    page.get_by_text("1 selected").wait_for()
    snap("search")


def test_a_result_is_played(page: "Page", snap: Snap) -> None:
    search(page)
    page.locator(".card .open").first.click()
    page.wait_for_url("**/result?track=*")
    page.wait_for_function("() => document.querySelector('video')?.currentTime > 0.3")
    assert page.evaluate("() => document.querySelector('video').videoWidth") == 768
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


def test_results_are_kept_in_a_case(page: "Page", snap: Snap) -> None:
    search(page)
    page.locator(".card input").first.check()
    page.get_by_label("Name of the new case").fill("Hit and run")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.get_by_text("“Hit and run” holds 1").wait_for()
    page.goto("/cases")
    page.get_by_text("Hit and run").first.click()
    page.wait_for_url("**/cases?case=*")
    page.locator("video, .card img").first.wait_for()
    snap("cases")


def test_every_other_page_draws(page: "Page", snap: Snap) -> None:
    for path, said in (
        ("watch", "New watch"),
        ("statistics", "Download as CSV"),
        ("people", "Make a token"),
        ("feedback", "right or wrong"),
    ):
        page.goto(f"/{path}")
        page.get_by_text(said).first.wait_for()
        assert page.get_by_test_id("stException").count() == 0
        snap(path)
