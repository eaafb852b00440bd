"""Everything that people may do is written into the audit log, or stands here with why it is not."""

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_type_hints

import pytest
from fastapi.testclient import TestClient

from vehiclefinder import Scope
from vehiclefinder.control import ControlRoom, TrackFormat, TrackSelection
from vehiclefinder.control.cases.selection import CaseChange, Selection
from vehiclefinder.control.feedback.feedback import Judgement
from vehiclefinder.control.retention import Expiry
from vehiclefinder.control.sessions import Client
from vehiclefinder.control.sources.sources import SourceRequest
from vehiclefinder.control.sources.videos import IngestAgain, VideoChange
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.control.users import UserRequest
from vehiclefinder.control.watches.watch_requests import WatchChange, WatchRequest
from vehiclefinder.core.access import Identity, Role
from vehiclefinder.store.control.audit import LOST
from vehiclefinder.store.control.feedback import Verdict
from vehiclefinder.store.control.users import StoredUser

from ..conftest import REPOSITORY
from .conftest import FAR, bearer
from .rules import World

LATER = datetime(2100, 1, 1, tzinfo=UTC)
ADA = Identity("ada", Role.ADMIN)
HERE = Client("127.0.0.1")
PASSWORD = "correct horse"
TABLE = re.compile(r"`([a-z._]+)`(?=[^|\n]*\| )")
SAID = re.compile(r'[._](?:write|note)(?:\(|, )(?:[\w.]+, )?"([a-z._]+)"(?: if \w+ else "([a-z._]+)")?')
"""What the source of the control room writes down."""

Act = Callable[[ControlRoom, World, Path], object]

WRITTEN: dict[str, tuple[str, Act]] = {
    "search.find": ("search", lambda room, world, out: room.search.find(ADA, "red car")),
    "search.browse": ("browse", lambda room, world, out: room.search.browse(ADA)),
    "search.tracks": ("browse", lambda room, world, out: room.search.tracks(ADA, Scope())),
    "exports.tracks": (
        "track.export",
        lambda room, world, out: room.exports.tracks(ADA, TrackSelection(), TrackFormat.MOT),
    ),
    "search.similar": ("similar", lambda room, world, out: room.search.similar(ADA, world.far_track, Scope(1))),
    "timeline.strips": ("timeline", lambda room, world, out: room.timeline.strips(ADA)),
    "timeline.passed": ("browse", lambda room, world, out: room.timeline.passed(ADA)),
    "cameras.create": ("camera.create", lambda room, world, out: room.cameras.create(ADA, f"new {world.number}")),
    "cameras.update": ("camera.update", lambda room, world, out: room.cameras.update(ADA, FAR, {"description": "a"})),
    "cameras.delete": ("camera.delete", lambda room, world, out: room.cameras.delete(ADA, world.spare_camera)),
    "clips.clip": ("clip", lambda room, world, out: room.clips.clip(ADA, world.far_track, 0)),
    "recordings.recording": ("recording", lambda room, world, out: room.recordings.recording(ADA, world.far_track)),
    "clips.still": ("still", lambda room, world, out: room.clips.still(ADA, world.far_track)),
    "sources.submit": (
        "source.add",
        lambda room, world, out: room.sources.submit(ADA, SourceRequest(FAR, url=f"rtsp://127.0.0.1:9/{world.number}")),
    ),
    "sources.upload": ("source.add", lambda room, world, out: _upload(room)),
    "sources.cancel": ("source.cancel", lambda room, world, out: room.sources.cancel(ADA, world.spare_job)),
    "videos.update": (
        "video.update",
        lambda room, world, out: room.videos.update(ADA, world.far_video, VideoChange(untimed=True)),
    ),
    "videos.ingest_again": (
        "video.reingest",
        lambda room, world, out: room.videos.ingest_again(ADA, world.far_video, IngestAgain()),
    ),
    "videos.task_again": (
        "video.reingest",
        lambda room, world, out: room.videos.task_again(ADA, world.far_video, IngestAgain()),
    ),
    "videos.delete": ("video.delete", lambda room, world, out: room.videos.delete(ADA, world.spare_video)),
    "tokens.create": (
        "token.create",
        lambda room, world, out: room.tokens.create(ADA, TokenRequest(f"t-{world.number}", Role.VIEWER)),
    ),
    "tokens.revoke": ("token.revoke", lambda room, world, out: room.tokens.revoke(ADA, world.spare_token)),
    "users.create": (
        "user.create",
        lambda room, world, out: room.users.create(ADA, UserRequest(f"u-{world.number}"), PASSWORD),
    ),
    "users.set_rights": (
        "user.rights",
        lambda room, world, out: room.users.set_rights(ADA, world.spare_user, Role.OPERATOR, (FAR,)),
    ),
    "users.set_disabled": (
        "user.disable",
        lambda room, world, out: room.users.set_disabled(ADA, world.spare_user, disabled=True),
    ),
    "users.set_password": (
        "user.password",
        lambda room, world, out: room.users.set_password(ADA, world.spare_user, PASSWORD),
    ),
    "users.replace_password": (
        "user.password",
        lambda room, world, out: room.users.replace_password(ADA, world.spare_user, PASSWORD),
    ),
    "logins.by_password": ("login.success", lambda room, world, out: _logged_in(room)),
    "logins.by_token": (
        "login.success",
        lambda room, world, out: room.logins.by_token(
            room.tokens.create(ADA, TokenRequest(f"ada-{world.number}", Role.VIEWER)).secret, HERE
        ),
    ),
    "logins.change_password": (
        "user.password",
        lambda room, world, out: room.logins.change_password(_ada(room).identity, PASSWORD, PASSWORD, HERE),
    ),
    "sessions.begin": ("login.success", lambda room, world, out: room.sessions.begin(_ada(room), HERE)),
    "sessions.end": ("logout", lambda room, world, out: room.sessions.end(_logged_in(room))),
    "sessions.revoke": (
        "session.revoke",
        lambda room, world, out: _logged_in(room) and room.sessions.revoke(ADA, room.sessions.list(ADA, 1)[0].id),
    ),
    "watches.create": (
        "watch.create",
        lambda room, world, out: room.watches.create(ADA, WatchRequest(f"a-{world.number}", "red car")),
    ),
    "watches.update": (
        "watch.update",
        lambda room, world, out: room.watches.update(ADA, world.far_watch, WatchChange(active=False)),
    ),
    "watches.try_out": (
        "watch.test",
        lambda room, world, out: room.watches.try_out(ADA, WatchRequest("a", "red car")),
    ),
    "watches.delete": ("watch.delete", lambda room, world, out: room.watches.delete(ADA, world.spare_watch)),
    "alerts.acknowledge": (
        "alert.acknowledge",
        lambda room, world, out: room.alerts.acknowledge(ADA, world.far_alert),
    ),
    "cases.create": ("case.create", lambda room, world, out: room.cases.create(ADA, f"new {world.number}")),
    "cases.update": (
        "case.update",
        lambda room, world, out: room.cases.update(ADA, world.spare_case, CaseChange(closed=True)),
    ),
    "cases.delete": ("case.delete", lambda room, world, out: room.cases.delete(ADA, world.spare_case)),
    "cases.add": (
        "case.add",
        lambda room, world, out: room.cases.add(ADA, world.spare_case, Selection((world.far_track,))),
    ),
    "cases.items": ("case.show", lambda room, world, out: room.cases.items(ADA, world.far_case)),
    "cases.remove": (
        "case.remove",
        lambda room, world, out: room.cases.remove(ADA, world.far_case, world.spare_item),
    ),
    "cases.file": (
        "case.clip",
        lambda room, world, out: room.cases.file(ADA, world.far_case, world.far_item, "clip.mp4"),
    ),
    "cases.export": ("case.export", lambda room, world, out: room.cases.export(ADA, world.far_case, out / "c.zip")),
    "cases.report": ("case.report", lambda room, world, out: room.cases.report(ADA, world.far_case)),
    "cases.export_into": ("case.export", lambda room, world, out: room.cases.export_into(ADA, world.far_case, out)),
    "cases.archive": ("case.export", lambda room, world, out: _left(room, world)),
    "feedback.add": (
        "feedback.add",
        lambda room, world, out: room.feedback.add(ADA, Judgement(world.far_track, "a car", Verdict.RIGHT)),
    ),
    "feedback.remove": (
        "feedback.remove",
        lambda room, world, out: room.feedback.remove(ADA, world.spare_feedback),
    ),
    "saved_searches.keep": (
        "saved_search.keep",
        lambda room, world, out: room.saved_searches.keep(ADA, "Red", "sentence=red+car"),
    ),
    "saved_searches.delete": (
        "saved_search.delete",
        lambda room, world, out: room.saved_searches.delete(
            ADA, room.saved_searches.keep(ADA, "Blue", "sentence=blue+car").id
        ),
    ),
    "feedback.export": ("feedback.export", lambda room, world, out: room.feedback.export(ADA, out / "labels")),
    "retention.prune": (
        "video.prune",
        lambda room, world, out: room.retention.prune(ADA, Expiry(timedelta(days=1), FAR), LATER),
    ),
}
"""Method of the control room -> the action that it writes, and how to do it."""

LISTED = "names and numbers alone"
OF_AN_ANSWER = "part of an answer that was written down when it was given"
OF_THE_SERVICE = "the service asks it, nobody else"
SILENT = {
    "search.understanding": "looks at no vehicle",
    "search.size": LISTED,
    "search.waiting": LISTED,
    "search.ready": OF_THE_SERVICE,
    "search.peers": OF_THE_SERVICE,
    "search.prepare": OF_THE_SERVICE,
    "tracks.get": OF_AN_ANSWER,
    "tracks.there": OF_AN_ANSWER,
    "tracks.crop": OF_AN_ANSWER,
    "cameras.list": LISTED,
    "cameras.names": LISTED,
    "cameras.zones": LISTED,
    "cameras.get": LISTED,
    "cameras.still": "shows the place, for drawing on it",
    "recordings.playback": "says how it is played, shows nothing of it",
    "clips.clip_of": "a copy for a case, which is written down",
    "clips.still_of": "a copy for a case, which is written down",
    "statistics.counts": LISTED,
    "sources.list": LISTED,
    "sources.get": LISTED,
    "sources.waiting": OF_THE_SERVICE,
    "videos.list": LISTED,
    "videos.get": LISTED,
    "stream_alarms.list": LISTED,
    "stream_alarms.get": LISTED,
    "stream_alarms.states": LISTED,
    "stream_alarms.seconds_away": LISTED,
    "users.list": LISTED,
    "users.get": LISTED,
    "users.named": LISTED,
    "users.find": OF_THE_SERVICE,
    "users.proven": OF_THE_SERVICE,
    "sessions.list": LISTED,
    "sessions.identify": OF_THE_SERVICE,
    "sessions.note_use": OF_THE_SERVICE,
    "tokens.list": LISTED,
    "tokens.identify": OF_THE_SERVICE,
    "tokens.of_secret": OF_THE_SERVICE,
    "tokens.require_host": OF_THE_SERVICE,
    "audit.list": "the log itself",
    "watches.get": LISTED,
    "watches.list": LISTED,
    "alerts.list": "what a watch, which was written down, has found",
    "alerts.latest": "what a watch, which was written down, has found",
    "alerts.get": "what a watch, which was written down, has found",
    "alerts.picture": "what a watch, which was written down, has found",
    "alerts.unacknowledged": LISTED,
    "alerts.newest": LISTED,
    "cases.list": LISTED,
    "cases.get": LISTED,
    "saved_searches.list": "their own, which were written down",
    "saved_searches.recent": "their own, from the log itself",
    "feedback.given": "what they themselves said",
    "cases.public_key": "public, and the same for all",
    "feedback.list": "what people said of answers that were written down",
    "feedback.latest": "what people said of answers that were written down",
    "feedback.counts": LISTED,
    "feedback.crop": OF_AN_ANSWER,
    "retention.due": LISTED,
    "installation.models": "what is installed",
    "installation.disk": OF_THE_SERVICE,
    "shard_answers.answer": "asked by another searcher, which writes down whom it answers",
}
NOBODY = frozenset({"usage", "scheduler", "idempotency", "clock", "identification", "rejections"})
"""Parts of the control room that people do nothing with."""


@pytest.fixture(scope="module")
def world(room: ControlRoom) -> World:
    return World(room)


def _upload(room: ControlRoom) -> object:
    with (REPOSITORY / "data" / "demo" / "traffic.mp4").open("rb") as file:
        return room.sources.upload(ADA, file, "traffic.mp4", "sent")


def _left(room: ControlRoom, world: World) -> None:
    with room.cases.archive(ADA, world.far_case) as archive:
        assert archive.exists()


def _ada(room: ControlRoom) -> StoredUser:
    return room.users.find(ADA.name) or room.users.create(ADA, UserRequest(ADA.name, ADA.role), PASSWORD)


def _logged_in(room: ControlRoom) -> str:
    return room.logins.by_password(_ada(room).name, PASSWORD, HERE)


def methods(room: type) -> set[str]:
    """Name what people may do, such as ``cases.create``."""
    found = set()
    hints = get_type_hints(room)
    for part in (one.name for one in fields(room) if one.name not in NOBODY):
        found |= {f"{part}.{name}" for name, _ in inspect.getmembers(hints[part], inspect.isfunction) if name[0] != "_"}
    return found


def test_everything_is_written_or_stands_here() -> None:
    assert methods(ControlRoom) == WRITTEN.keys() | SILENT.keys()
    assert not WRITTEN.keys() & SILENT.keys()


def test_pictures_and_clips_that_are_fetched_are_written(
    local: TestClient, secrets: dict[str, str], room: ControlRoom, world: World
) -> None:
    track = world.far_track
    case, item = world.far_case, world.far_item
    for path, *actions in (
        (f"/v1/tracks/{track}/clip?seconds=1", "clip"),
        (f"/v1/tracks/{track}/recording", "recording"),
        (f"/v1/tracks/{track}/still", "still"),
        (f"/v1/tracks/{track}/crop",),
        (f"/v1/cases/{case}/items/{item}/files/still.jpg",),
        (f"/v1/cases/{case}/items/{item}/files/clip.mp4", "case.clip"),
    ):
        newest = room.audit.list(ADA, 1)[0].id
        for part in ("bytes=0-9", "bytes=10-19"):
            answer = local.get(path, headers=bearer(secrets["admin"]) | {"Range": part})
            assert answer.status_code == 206
        entries = [(one.who, one.action) for one in room.audit.list(ADA) if one.id > newest]
        assert entries == [("admin", one) for one in actions]


@pytest.mark.parametrize("method", WRITTEN)
def test_what_is_done_is_written(room: ControlRoom, world: World, tmp_path: Path, method: str) -> None:
    action, act = WRITTEN[method]
    before = {entry.id for entry in room.audit.list(ADA, 1000)}
    act(room, world, tmp_path)
    entries = [one for one in room.audit.list(ADA, 1000) if one.id not in before and one.who.startswith(ADA.name)]
    assert action in {entry.action for entry in entries}


def test_the_page_names_every_action() -> None:
    page = (REPOSITORY / "docs" / "audit.md").read_text(encoding="utf-8")
    written = {action for action, _ in WRITTEN.values()} | set(_said())
    assert {"login.failure", "user.enable", "token.failure", "backup.restore"} <= written
    assert set(TABLE.findall(page)) == written | {LOST}


def _said() -> Iterator[str]:
    for file in (*(REPOSITORY / "vehiclefinder").rglob("*.py"), *(REPOSITORY / "app").rglob("*.py")):
        for match in SAID.finditer(file.read_text(encoding="utf-8")):
            yield from filter(None, match.groups())
