"""The page of statistics in a real browser: words for values, arrows at each camera, the zone of the site."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from .conftest import Snap


def test_the_page_tells_values_in_words_and_names_its_zone(page: "Page", snap: "Snap") -> None:
    page.goto("/statistics")
    page.get_by_text("Directions at each camera").wait_for()
    page.get_by_text("between them no flow is known").wait_for()
    page.get_by_text("Times in ").wait_for()
    page.wait_for_timeout(1500)
    assert "estate_car" not in page.locator("body").inner_text()
    snap("statistics-page")
