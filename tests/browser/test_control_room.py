"""What an operator does of an evening, in a real browser."""

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
