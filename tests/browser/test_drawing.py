"""Drawing on the picture of a camera: the page around it stands still."""

from typing import TYPE_CHECKING

import httpx
import numpy as np
import pytest

from .test_cameras import ROAD, ZONES, Stage, open_tab, saved

if TYPE_CHECKING:
    from playwright.sync_api import Page

SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"
TRIANGLE = ((0.1, 0.9), (0.4, 0.9), (0.35, 0.5))


@pytest.fixture(scope="module")
def site(own_site: str) -> str:
    """The address of a dashboard whose camera is drawn on."""
    return own_site


def test_the_page_neither_jumps_nor_fetches_the_picture_again(page: "Page") -> None:
    page.set_viewport_size({"width": 1440, "height": 700})
    page.goto("/cameras?camera=demo")
    stage = Stage(page, ZONES)
    stage.at(0, 0)
    before = page.evaluate(SCROLLED)
    assert before > 0
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    stage.click(*TRIANGLE)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save zones", disabled=False).wait_for()
    stage.drag(TRIANGLE[0], (0.15, 0.85))
    page.wait_for_timeout(1000)
    assert page.evaluate(SCROLLED) == before
    assert not [url for url in fetched if "/still" in url]
    page.set_viewport_size({"width": 1440, "height": 960})


def test_steps_are_taken_back_and_corners_removed(page: "Page", site: str) -> None:
    page.goto("/cameras?camera=demo")
    stage = Stage(page, ZONES)
    stage.click(*TRIANGLE, (0.2, 0.4), (0.9, 0.1))
    page.keyboard.press("Control+z")
    page.keyboard.press("Enter")
    assert stage.dots().count() == 4
    stage.drag((0.2, 0.4), (0.25, 0.3))
    page.keyboard.press("Control+z")
    corners = saved(page, site, "zones").json()["zones"][0]["polygon"]
    assert np.allclose(corners, [*TRIANGLE, (0.2, 0.4)], atol=0.005)
    stage.click((0.2, 0.4))
    page.keyboard.press("Delete")
    assert stage.dots().count() == 3
    page.mouse.move(*stage.at(*TRIANGLE[0]))
    page.mouse.down()
    page.mouse.move(*stage.at(0.5, 0.5))
    page.keyboard.press("Escape")
    page.mouse.up()
    corners = saved(page, site, "zones").json()["zones"][0]["polygon"]
    assert np.allclose(corners, TRIANGLE, atol=0.005)
    stage.click((0.3, 0.8))
    page.keyboard.press("Delete")
    assert saved(page, site, "zones").json()["zones"] == []


def test_a_road_is_drawn_where_the_page_stands(page: "Page", site: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 700})
    page.goto("/cameras?camera=demo")
    open_tab(page, "Speed and distance")
    stage = Stage(page, ROAD)
    stage.at(0, 0)
    before = page.evaluate(SCROLLED)
    assert before > 0
    stage.click((0.4, 0.5), (0.6, 0.5), (0.9, 0.8), (0.1, 0.8))
    page.get_by_role("spinbutton", name="Width in metres").wait_for()
    assert page.evaluate(SCROLLED) == before
    assert httpx.get(f"{site}/v1/cameras/demo").json()["calibration"] is None
    page.set_viewport_size({"width": 1440, "height": 960})
