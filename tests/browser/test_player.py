"""A result that plays from its recording, the box drawn over it in the browser."""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import numpy as np
import pytest
from PIL import Image

from vehiclefinder.core.types import ByteArray
from vehiclefinder.video.sources.open import open_video

from .conftest import Snap

if TYPE_CHECKING:
    from playwright.sync_api import Page

SENTENCE = "red car going away, not a taxi"


def opened(page: "Page") -> int:
    """Search, open the first result by its card, and return its track."""
    page.goto("/")
    page.get_by_label("What are you looking for?").fill(SENTENCE)
    page.keyboard.press("Enter")
    page.locator(".card img").first.wait_for()
    page.locator(".card .open").first.click()
    page.wait_for_url("**/result?track=*")
    playing(page)
    return int(page.url.rpartition("=")[2])


def playing(page: "Page") -> None:
    """Wait until frames are shown."""
    page.locator(".root[data-moment]").wait_for()


def video(page: "Page", expression: str) -> Any:
    """Evaluate something of the video, ``v``."""
    return page.locator("video").evaluate(f"v => {expression}")


def moment(page: "Page") -> float:
    """The stamp of the frame that is shown."""
    return float(page.locator(".root[data-moment]").get_attribute("data-moment") or "nan")


def standing(page: "Page", facts: dict[str, Any], share: float) -> float:
    """Stop at a share of the stay, and return the moment that is shown."""
    video(page, "v.pause()")
    wanted = facts["start"] + share * (facts["end"] - facts["start"])
    video(page, f"(v.currentTime = {wanted + 0.001})")
    shows(page, wanted, 0.11)
    page.wait_for_timeout(200)
    return moment(page)


def shown_picture(page: "Page", size: tuple[int, int]) -> ByteArray:
    """The picture that the browser shows of the video, RGB, without what is drawn over it."""
    over = page.locator(".stage svg")
    over.evaluate("svg => { svg.style.visibility = 'hidden' }")
    with Image.open(BytesIO(page.locator("video").screenshot(type="png"))) as picture:
        shown = np.asarray(picture.convert("RGB").resize(size))
    over.evaluate("svg => { svg.style.visibility = '' }")
    return shown


def shows(page: "Page", at: float, within: float = 0.02) -> None:
    """Wait until a moment is shown."""
    page.wait_for_function(
        "([e, t, d]) => Math.abs(Number(e.dataset.moment) - t) <= d",
        arg=[page.locator(".root[data-moment]").element_handle(), at, within],
        timeout=20_000,
    )


def red(picture: ByteArray) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    """Where a picture is as red as a red car."""
    tone, green, blue = (picture[..., channel].astype(int) for channel in range(3))
    return (tone > 90) & (tone > 1.8 * green) & (tone > 1.8 * blue)


def test_the_box_is_that_of_the_frame_that_is_shown(page: "Page", site: str, demo_clip: Path, snap: Snap) -> None:
    track = opened(page)
    facts = httpx.get(f"{site}/v1/tracks/{track}").json()
    assert page.locator(".root[data-mode=recording]").count() == 1
    path, (width, height) = np.array(facts["path"]), facts["frame_size"]
    with open_video(demo_clip) as source:
        frames = [(frame.time, frame.image[::4, ::4].astype(int)) for frame in source]
    for share in (0.2, 0.5, 0.8):
        told = standing(page, facts, share)
        shown = shown_picture(page, (width, height))
        # Which frame of the source it is, by its pixels: what the player's clock says of it must be true.
        true, _ = min(frames, key=lambda frame: float(np.abs(frame[1] - shown[::4, ::4].astype(int)).mean()))
        assert told == pytest.approx(true, abs=0.01)
        truth = np.array([np.interp(true, path[:, 0], path[:, side]) for side in range(1, 5)])
        drawn = page.locator("rect.line").evaluate(
            "r => ['x', 'y', 'width', 'height'].map(name => Number(r.getAttribute(name)))"
        )
        x, y, w, h = np.array(drawn) * [width, height, width, height]
        assert np.allclose([x, y, x + w, y + h], truth, atol=0.5)
        left, top, right, bottom = (round(side) for side in (x, y, x + w, y + h))
        assert red(shown[top:bottom, left:right]).mean() > 5 * red(shown).mean()
    video(page, "v.play()")
    snap("player")


def test_it_is_played_by_ranges_and_no_clip_is_cut(page: "Page") -> None:
    asked: list[tuple[str, str | None, int]] = []
    page.on("response", lambda r: asked.append((r.url, r.request.headers.get("range"), r.status)))
    opened(page)
    media = [one for one in asked if "/recording" in one[0]]
    assert media and all(status == 206 and part for _, part, status in media)
    assert not [url for url, _, _ in asked if "/clip" in url or "/still" in url]


def test_keys_play_step_and_seek(page: "Page", site: str) -> None:
    track = opened(page)
    facts = httpx.get(f"{site}/v1/tracks/{track}").json()
    page.locator("video").wait_for()
    at = standing(page, facts, 0.5)
    page.keyboard.press("ArrowRight")
    shows(page, at + 0.1)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    shows(page, at - 0.1)
    page.keyboard.press("-")
    assert video(page, "v.playbackRate") == 0.5
    page.keyboard.press("Space")
    assert video(page, "v.paused") is False
    page.keyboard.press("k")
    assert video(page, "v.paused") is True
    page.keyboard.press("+")


def test_a_stay_is_played_again_and_again(page: "Page", site: str) -> None:
    track = opened(page)
    facts = httpx.get(f"{site}/v1/tracks/{track}").json()
    standing(page, facts, 0.95)
    video(page, "v.play()")
    begin, end = facts["start"], facts["end"]
    page.wait_for_function(
        "([e, a, b]) => Number(e.dataset.moment) < a + 0.3 * (b - a)",
        arg=[page.locator(".root[data-moment]").element_handle(), begin, end],
    )
    assert video(page, "v.paused") is False


def test_verdicts_and_neighbours_by_keys(page: "Page", site: str) -> None:
    track = opened(page)
    page.keyboard.press("y")
    page.get_by_text("kept.").first.wait_for()
    given = [
        (one["track"], one["sentence"], one["verdict"]) for one in httpx.get(f"{site}/v1/feedback").json()["items"]
    ]
    assert given.count((track, SENTENCE, "right")) == 1
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_function(f"() => !location.search.endsWith('={track}')")
    other = int(page.url.rpartition("=")[2])
    page.locator(f".root[data-track='{other}'][data-moment]").wait_for()
    assert page.locator(".vf-shares div").count() >= 3
    page.keyboard.press("Shift+ArrowLeft")
    page.locator(f".root[data-track='{track}']").wait_for()


def test_video_verdict_and_facts_are_seen_without_scrolling(page: "Page", snap: Snap) -> None:
    opened(page)
    height = page.evaluate("innerHeight")
    for part in (page.locator("video"), page.get_by_role("button", name="Right"), page.locator(".vf-facts tr").last):
        box = part.bounding_box()
        assert box is not None
        assert box["y"] >= 0 and box["y"] + box["height"] <= height
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(500)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    snap("player-phone")
    page.set_viewport_size({"width": 1440, "height": 960})


def test_what_is_not_played_is_cut_around_the_moment_first(page: "Page", site: str) -> None:
    track = opened(page)
    mask = {"masks": [[[0, 0], [0.01, 0], [0.01, 0.01]]]}
    httpx.patch(f"{site}/v1/cameras/demo", json=mask).raise_for_status()
    try:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"/result?track={track}")
        page.locator(".root[data-mode=clip]").wait_for()
        assert "privacy masks" in page.locator(".note").inner_text()
        shows(page, 0.5, 0.4)
        assert any("/clip?" in url for url in asked)
        assert not any("/recording" in url for url in asked)
    finally:
        httpx.patch(f"{site}/v1/cameras/demo", json={"masks": []}).raise_for_status()


def test_a_clip_is_downloaded(page: "Page") -> None:
    track = opened(page)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Cut its stay").click()
    assert saved.value.suggested_filename == f"track-{track}.mp4"
    assert b"ftyp" in saved.value.path().read_bytes()[:16]
