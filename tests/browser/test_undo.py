"""What an admin undoes on the page of a camera: a video is corrected, ingested again, deleted."""

from typing import TYPE_CHECKING

import pytest

from .test_cameras import open_tab

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from .conftest import Snap


@pytest.fixture(scope="module")
def site(own_site: str) -> str:
    """The address of a dashboard whose only video may go."""
    return own_site


def test_a_video_goes_only_after_it_is_said_what_goes(page: "Page", snap: "Snap") -> None:
    page.goto("/cameras?camera=demo")
    open_tab(page, "Recordings")
    page.get_by_role("button", name="Ingest again").first.click()
    page.get_by_text("Its vehicles are replaced when the new ones are all there.").wait_for()
    snap("ingest-again")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Delete", exact=False).last.click()
    page.get_by_text("12 vehicles go").wait_for()
    snap("delete-video")
    page.get_by_role("button", name="Delete for good").click()
    page.get_by_text("There is no video of this camera yet.").wait_for()
