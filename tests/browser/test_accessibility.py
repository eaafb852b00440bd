"""Every page by the rules of axe-core, in light and in dark colours, in a real browser."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest

from .test_cameras import open_tab

if TYPE_CHECKING:
    from playwright.sync_api import Page

BY_STREAMLIT = {
    "aria-required-attr": '<span role="spinbutton" aria-valuetext="Empty"',
}
"""Rule -> how elements begin of which it is not told, drawn by Streamlit and out of reach: parts of an empty date."""
TABS = ("Zones", "Privacy masks", "Speed and distance", "North", "Recordings")
PAGES = {
    "/": "For example",
    "/?sentence=red+car%2C+not+a+taxi": ".card img",
    "/result?track=1": ".stage video",
    "/browse": ".list",
    "/cases": "Start a case",
    "/cases?case={case}": ".vf-item",
    "/cameras": ".vf-still",
    "/watch?sentence=white+van": "Start watching",
    "/statistics": "Download as CSV",
    "/people": "Make a user",
    "/feedback": ".vf-cards",
    "/login": "By a token",
    "/logout": "Back to the dashboard",
}
"""Address -> what is there once the page is drawn: a text, or a selector with a dot."""


@pytest.fixture(scope="module")
def case(site: str) -> int:
    """A case with a vehicle in it; there is a verdict, too."""
    made: int = httpx.post(f"{site}/v1/cases", json={"name": "Of axe"}).raise_for_status().json()["id"]
    httpx.post(f"{site}/v1/cases/{made}/items", json={"tracks": [1]}, timeout=60).raise_for_status()
    verdict = {"track": 1, "sentence": "red car", "verdict": "wrong"}
    httpx.post(f"{site}/v1/feedback", json=verdict).raise_for_status()
    return made


@pytest.fixture(scope="module")
def page(page: "Page", site: str) -> "Iterator[Page]":
    """A page into which axe may be put, which the policy of ours forbids."""
    browser = page.context.browser
    assert browser
    size = {"width": 1440, "height": 960}
    context = browser.new_context(bypass_csp=True, base_url=site, viewport=size)  # type: ignore[arg-type]
    context.set_default_timeout(120_000)
    yield context.new_page()
    context.close()


def violations(page: "Page") -> list[str]:
    """Rule and element of all that axe finds, in light and in dark colours."""
    axe = pytest.importorskip("axe_core_python.sync_playwright", reason="axe-core-python, extra [test]").Axe()
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(700)  # colours change smoothly
        found += [
            f"{scheme}: {rule['id']}: {node['html'][:200]}"
            for rule in axe.run(page)["violations"]
            for node in rule["nodes"]
            if not node["html"].startswith(BY_STREAMLIT.get(rule["id"], "nothing"))
        ]
    return found


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing(page: "Page", case: int, address: str) -> None:
    page.goto(address.format(case=case))
    there = PAGES[address]
    (page.locator(there) if there.startswith(".") else page.get_by_text(there)).first.wait_for(state="attached")
    assert violations(page) == []


@pytest.mark.parametrize("tab", TABS)
def test_axe_finds_nothing_on_a_tab_of_a_camera(page: "Page", tab: str) -> None:
    page.goto("/cameras?camera=demo")
    open_tab(page, tab)
    assert violations(page) == []
