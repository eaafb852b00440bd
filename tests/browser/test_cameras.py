"""Zones, the road and the north of a camera, drawn in a real browser."""

from typing import TYPE_CHECKING

import httpx
import numpy as np
import pytest

from .conftest import Snap

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

ZONES, ROAD, NORTH = 0, 2, 3
"""Which tab of a camera has them."""


@pytest.fixture(scope="module")
def site(own_site: str) -> str:
    """The address of a dashboard whose camera is drawn on."""
    return own_site


class Stage:
    """The picture on a tab."""

    def __init__(self, page: "Page", tab: int) -> None:
        self._mouse = page.mouse
        self._stage = page.locator(".stage").nth(tab)
        page.locator(".stage.loaded").nth(tab).wait_for()

    def dots(self) -> "Locator":
        """The corners that can be moved."""
        return self._stage.locator("[data-corner]")

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where fractions of the picture are on the screen."""
        self._stage.scroll_into_view_if_needed()
        box = self._stage.bounding_box()
        assert box is not None
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def click(self, *points: tuple[float, float]) -> None:
        """Click on fractions of the picture."""
        for point in points:
            self._mouse.click(*self.at(*point))

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Move what lies at one point to another."""
        self._mouse.move(*self.at(*start))
        self._mouse.down()
        self._mouse.move(*self.at(*end), steps=4)
        self._mouse.up()


def open_tab(page: "Page", name: str) -> None:
    """Open a part of a camera once the page stands: what comes with the picture would draw the first part again."""
    page.locator(".stage.loaded").first.wait_for(state="attached")
    page.get_by_role("tab", name=name).click()
    page.get_by_role("tab", name=name, selected=True).wait_for()


def saved(page: "Page", site: str, name: str) -> httpx.Response:
    """Save a part, and return the camera as the endpoint then answers."""
    page.get_by_role("button", name=f"Save {name}").click()
    page.get_by_role("button", name=f"Save {name}", disabled=True).wait_for()
    return httpx.get(f"{site}/v1/cameras/demo")


def test_zones_are_drawn_moved_named_and_removed(page: "Page", site: str, snap: Snap) -> None:
    page.goto("/cameras?camera=demo")
    stage = Stage(page, ZONES)
    stage.click((0.1, 0.9), (0.4, 0.9), (0.35, 0.5))
    page.mouse.dblclick(*stage.at(0.15, 0.5))
    page.get_by_label("Name of the zone").fill("Bus lane, b and r")
    page.keyboard.press("Tab")
    stage.drag((0.1, 0.9), (0.05, 0.95))
    stage.click((0.6, 0.9), (0.9, 0.9), (0.7, 0.6), (0.8, 0.5))
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    stage.dots().nth(6).wait_for()
    snap("zones")
    stage.click((0.2, 0.2))
    page.keyboard.press("Escape")
    (lane, other) = saved(page, site, "zones").json()["zones"]
    assert (lane["name"], other["name"]) == ("Bus lane, b and r", "Zone 2")
    assert np.allclose(lane["polygon"], [(0.05, 0.95), (0.4, 0.9), (0.35, 0.5), (0.15, 0.5)], atol=0.005)
    assert np.allclose(other["polygon"], [(0.6, 0.9), (0.9, 0.9), (0.7, 0.6)], atol=0.005)
    stage.click((0.72, 0.8))
    page.keyboard.press("Delete")
    assert saved(page, site, "zones").json()["zones"] == [lane]


def test_what_is_written_is_drawn(page: "Page") -> None:
    page.goto("/cameras?camera=demo")
    stage = Stage(page, ZONES)
    page.get_by_text("As text").first.click()
    box = page.locator("textarea").first
    box.fill('[{"name": "Left", "polygon": [[0.1, 0.2], [0.3, 0.2], [0.3, 0.6]]}]')
    page.keyboard.press("Control+Enter")
    page.locator(".marks b", has_text="Left").wait_for()
    stage.drag((0.1, 0.2), (0.2, 0.3))
    page.wait_for_function("() => document.querySelector('textarea').value.includes('[0.3, 0.6]')")
    assert stage.dots().count() == 3


def test_a_road_is_marked_by_four_clicks(page: "Page", site: str, snap: Snap) -> None:
    page.goto("/cameras?camera=demo")
    open_tab(page, "Speed and distance")
    stage = Stage(page, ROAD)
    stage.click((0.4, 0.5), (0.6, 0.5), (0.9, 0.9), (0.1, 0.9))
    page.get_by_role("spinbutton", name="Width in metres").fill("14")
    page.get_by_role("spinbutton", name="Length in metres").fill("30")
    page.keyboard.press("Enter")
    snap("road")
    calibration = saved(page, site, "road").json()["calibration"]
    assert calibration["road"] == [[0, 30], [14, 30], [14, 0], [0, 0]]
    assert np.allclose(calibration["image"], [(0.4, 0.5), (0.6, 0.5), (0.9, 0.9), (0.1, 0.9)], atol=0.005)


def test_north_is_an_arrow_that_is_drawn_turned_and_removed(page: "Page", site: str, snap: Snap) -> None:
    page.goto("/cameras?camera=demo")
    open_tab(page, "North")
    stage = Stage(page, NORTH)
    stage.click((0.5, 0.8), (0.5, 0.4))
    snap("north")
    north = saved(page, site, "north").json()["north"]
    assert north["degrees"] == 180
    assert np.allclose(north["at"], (0.5, 0.6), atol=0.005)
    stage.drag((0.5, 0.48), (0.7, 0.72))  # the head, which then points to the right of the tail
    turned = saved(page, site, "north").json()["north"]
    assert abs(turned["degrees"] - 90) < 1
    page.get_by_role("button", name="Remove").last.click()
    assert saved(page, site, "north").json()["north"] is None
