"""Browsing without a sentence, in a real browser."""

import re
from typing import TYPE_CHECKING

from .conftest import Snap

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_snaps(page: "Page", snap: Snap) -> None:
    page.on("console", lambda m: print("CONSOLE", m.type, m.text))
    page.goto("/browse")
    page.wait_for_timeout(6000)
    print(page.url)
    print(page.locator(".root").first.inner_text())
    snap("browse")
    assert re
