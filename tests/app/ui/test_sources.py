"""Video to ingest, on the page of cameras."""

from pathlib import Path

import pytest

from vehiclefinder.control import ControlRoom
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.core.access import LOCAL, Role
from vehiclefinder.store.control.job_leases import JobLeases
from vehiclefinder.store.control.jobs import JobKind, NewJob

from ...conftest import NOW
from .conftest import OpenPage


@pytest.fixture(scope="module")
def admin(page_room: ControlRoom) -> str:
    return page_room.tokens.create(LOCAL, TokenRequest("ada", Role.ADMIN)).secret


def test_a_path_that_is_not_allowed_is_refused_plainly(open_page: OpenPage, admin: str, page_room: ControlRoom) -> None:
    page = open_page("cameras", token=admin)
    assert not page.exception
    page.text_input(key="video camera").input("gate")
    page.text_input(key="video Path").input("/etc/passwd").run()
    next(one for one in page.button if one.label == "Ingest").click().run()
    assert not page.exception
    assert "VEHICLEFINDER_VIDEO_ROOTS" in page.error[0].value
    assert page_room.sources.list(LOCAL) == []


def test_an_upload_waits_and_may_be_cancelled(
    open_page: OpenPage, admin: str, page_room: ControlRoom, demo_clip: Path
) -> None:
    with demo_clip.open("rb") as file:
        job = page_room.sources.upload(LOCAL, file, "Gate.mp4", "gate")
    page = open_page("cameras", token=admin)
    assert any("Gate.mp4 · waits" in text.value.replace("\\", "") for text in page.caption)
    page.button(key=f"cancel {job.id}").click().run()
    assert page_room.sources.get(LOCAL, job.id).state == "cancelled"


def test_an_operator_sees_videos_and_adds_none(open_page: OpenPage) -> None:
    page = open_page("cameras")
    assert not page.exception
    assert "Ingest" not in [one.label for one in page.button]
    assert any("Gate.mp4" in text.value.replace("\\", "") for text in page.caption)


def test_a_stream_that_is_away_says_since_when_and_why(open_page: OpenPage, admin: str, page_room: ControlRoom) -> None:
    jobs, alarms = page_room.sources._jobs, page_room.stream_alarms._store
    leases = JobLeases(jobs._database)
    job = jobs.add(NewJob("gate", JobKind.STREAM, "rtsp://camera/live", "rtsp://camera/live", "ada"))
    assert leases.take((JobKind.STREAM,)) is not None
    jobs.away(job.id, NOW, "Connection refused")
    alarms.evaluate(NOW, NOW, told=False)
    since = f"since {NOW.astimezone():%d %b %Y, %H:%M}: Connection refused"
    page = open_page("cameras", token=admin)
    assert not page.exception
    assert f":orange[reconnecting {since}]" in [text.value.replace("\\", "") for text in page.caption]
    for name in ("cameras", "watch"):
        told = [text.value.replace("\\", "") for text in open_page(name, token=admin).error]
        assert told == [f"**gate** is away {since}"]
    jobs.away(job.id, None)
    alarms.evaluate(NOW, NOW, told=False)
    assert not open_page("watch", token=admin).error
