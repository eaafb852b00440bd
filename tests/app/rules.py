"""Who may do what: one line for every route. A route without a line fails ``test_rights``.

A sample's path and body may hold ``{names}``, which stand for what :class:`World` makes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import count
from typing import Any

from sqlalchemy import update

from vehiclefinder import Decision, Scope
from vehiclefinder.control import ControlRoom
from vehiclefinder.control.cases.selection import Selection
from vehiclefinder.control.feedback.feedback import Judgement
from vehiclefinder.control.sources.sources import SourceRequest
from vehiclefinder.control.tokens import TokenRequest
from vehiclefinder.control.users import UserRequest
from vehiclefinder.control.watches.watch_requests import WatchRequest
from vehiclefinder.core.access import LOCAL, Identity, Role
from vehiclefinder.store.control.feedback import Verdict
from vehiclefinder.store.control.watch_records import WatchHit
from vehiclefinder.store.database.schema.jobs import IngestJobRow, JobState
from vehiclefinder.store.tracks.records import NewSource
from vehiclefinder.store.tracks.source_writer import SourceWriter

from .conftest import FAR

LONG_AGO = datetime(2024, 5, 1, tzinfo=UTC)
VIEWER, OPERATOR, ADMIN = Role.VIEWER, Role.OPERATOR, Role.ADMIN


@dataclass(frozen=True)
class Rule:
    """What holds for one route.

    :param least: The least role that may use it; None where everybody may, known or not.
    :param path: The sample's path.
    :param body: The sample's JSON body, or None.
    :param hidden: The sample is about the far camera alone: for those limited to the near one it is not there.
    :param every: Speaks of all cameras at once: refused to those limited to some.
    :param ok: How it is answered to those who may.
    """

    least: Role | None
    path: str
    body: Mapping[str, Any] | None = None
    hidden: bool = False
    every: bool = False
    ok: int = 200


RULES = {
    ("GET", "/healthz"): Rule(None, "/healthz"),
    ("GET", "/readyz"): Rule(None, "/readyz"),
    ("GET", "/metrics"): Rule(VIEWER, "/metrics", every=True),
    ("GET", "/v1/about"): Rule(VIEWER, "/v1/about"),
    ("POST", "/v1/search"): Rule(VIEWER, "/v1/search", {"sentence": "red car"}),
    ("POST", "/v1/parse"): Rule(VIEWER, "/v1/parse", {"sentence": "red car"}),
    ("POST", "/v1/saved-searches"): Rule(
        VIEWER, "/v1/saved-searches", {"name": "red", "address": "sentence=red+car"}, ok=201
    ),
    ("GET", "/v1/saved-searches"): Rule(VIEWER, "/v1/saved-searches"),
    # Everybody has their own.
    ("DELETE", "/v1/saved-searches/{search}"): Rule(VIEWER, "/v1/saved-searches/999999", ok=404),
    ("GET", "/v1/tracks"): Rule(VIEWER, "/v1/tracks"),
    ("GET", "/v1/tracks/export"): Rule(OPERATOR, "/v1/tracks/export"),
    ("GET", "/v1/tracks/{track}"): Rule(VIEWER, "/v1/tracks/{far_track}", hidden=True),
    ("GET", "/v1/tracks/{track}/crop"): Rule(VIEWER, "/v1/tracks/{far_track}/crop", hidden=True),
    ("GET", "/v1/cameras"): Rule(VIEWER, "/v1/cameras"),
    ("POST", "/v1/cameras"): Rule(ADMIN, "/v1/cameras", {"name": "gate {number}"}, ok=201),
    ("GET", "/v1/cameras/{camera}"): Rule(VIEWER, f"/v1/cameras/{FAR}", hidden=True),
    ("PATCH", "/v1/cameras/{camera}"): Rule(ADMIN, f"/v1/cameras/{FAR}", {"description": "far"}),
    ("DELETE", "/v1/cameras/{camera}"): Rule(ADMIN, "/v1/cameras/{spare_camera}", ok=204),
    ("GET", "/v1/cameras/{camera}/still"): Rule(VIEWER, f"/v1/cameras/{FAR}/still", hidden=True),
    ("GET", "/v1/tracks/{track}/clip"): Rule(VIEWER, "/v1/tracks/{far_track}/clip?seconds=0", hidden=True),
    ("GET", "/v1/tracks/{track}/playback"): Rule(VIEWER, "/v1/tracks/{far_track}/playback", hidden=True),
    ("GET", "/v1/tracks/{track}/recording"): Rule(VIEWER, "/v1/tracks/{far_track}/recording", hidden=True),
    ("GET", "/v1/tracks/{track}/still"): Rule(VIEWER, "/v1/tracks/{far_track}/still", hidden=True),
    ("GET", "/v1/tracks/{track}/similar"): Rule(VIEWER, "/v1/tracks/{far_track}/similar", hidden=True),
    ("GET", "/v1/stats"): Rule(VIEWER, "/v1/stats"),
    ("GET", "/v1/stats.csv"): Rule(VIEWER, "/v1/stats.csv"),
    ("GET", "/v1/timeline"): Rule(VIEWER, "/v1/timeline"),
    ("GET", "/v1/timeline/tracks"): Rule(VIEWER, "/v1/timeline/tracks?video={far_video}", hidden=True),
    ("POST", "/v1/sources"): Rule(
        ADMIN, "/v1/sources", {"camera": FAR, "url": "rtsp://127.0.0.1:9/{number}"}, hidden=True, ok=201
    ),
    ("POST", "/v1/sources/upload"): Rule(ADMIN, "/v1/sources/upload", ok=422),
    ("GET", "/v1/sources"): Rule(VIEWER, "/v1/sources"),
    ("GET", "/v1/sources/{job}"): Rule(VIEWER, "/v1/sources/{far_job}", hidden=True),
    ("DELETE", "/v1/sources/{job}"): Rule(ADMIN, "/v1/sources/{spare_job}", hidden=True),
    ("GET", "/v1/stream-alarms"): Rule(VIEWER, "/v1/stream-alarms"),
    ("GET", "/v1/stream-alarms/{alarm}"): Rule(VIEWER, "/v1/stream-alarms/{far_stream_alarm}", hidden=True),
    ("GET", "/v1/videos"): Rule(VIEWER, "/v1/videos"),
    ("GET", "/v1/videos/{video}"): Rule(VIEWER, "/v1/videos/{far_video}", hidden=True),
    ("PATCH", "/v1/videos/{video}"): Rule(ADMIN, "/v1/videos/{far_video}", {"start_time": None}, hidden=True),
    ("POST", "/v1/videos/{video}/ingest"): Rule(ADMIN, "/v1/videos/{far_video}/ingest", {}, hidden=True, ok=201),
    ("DELETE", "/v1/videos/{video}"): Rule(ADMIN, "/v1/videos/{spare_video}", hidden=True, ok=204),
    ("POST", "/v1/tokens"): Rule(ADMIN, "/v1/tokens", {"name": "robot-{number}"}, ok=201),
    ("GET", "/v1/tokens"): Rule(ADMIN, "/v1/tokens"),
    ("DELETE", "/v1/tokens/{token}"): Rule(ADMIN, "/v1/tokens/{spare_token}", ok=204),
    ("POST", "/v1/users"): Rule(ADMIN, "/v1/users", {"name": "person-{number}"}, ok=201),
    ("GET", "/v1/users"): Rule(ADMIN, "/v1/users"),
    ("GET", "/v1/users/{user}"): Rule(ADMIN, "/v1/users/{spare_user}"),
    ("PATCH", "/v1/users/{user}"): Rule(ADMIN, "/v1/users/{spare_user}", {"disabled": True}),
    ("PUT", "/v1/users/{user}/password"): Rule(
        ADMIN, "/v1/users/{spare_user}/password", {"password": "correct horse"}, ok=204
    ),
    # Tokens have none.
    ("PUT", "/v1/password"): Rule(VIEWER, "/v1/password", {"present": "1234567890", "new": "correct horse"}, ok=403),
    ("GET", "/v1/sessions"): Rule(VIEWER, "/v1/sessions"),
    # Those of others are not there; see test_sessions.
    ("DELETE", "/v1/sessions/{session}"): Rule(VIEWER, "/v1/sessions/987654", ok=404),
    ("GET", "/v1/audit"): Rule(ADMIN, "/v1/audit"),
    ("POST", "/v1/watches"): Rule(OPERATOR, "/v1/watches", {"name": "w-{number}", "sentence": "red car"}, ok=201),
    ("POST", "/v1/watches/test"): Rule(OPERATOR, "/v1/watches/test", {"sentence": "red car"}),
    ("GET", "/v1/watches"): Rule(VIEWER, "/v1/watches"),
    ("GET", "/v1/watches/{watch}"): Rule(VIEWER, "/v1/watches/{far_watch}", hidden=True),
    ("PATCH", "/v1/watches/{watch}"): Rule(OPERATOR, "/v1/watches/{far_watch}", {"active": False}, hidden=True),
    ("DELETE", "/v1/watches/{watch}"): Rule(OPERATOR, "/v1/watches/{spare_watch}", hidden=True, ok=204),
    ("GET", "/v1/alerts"): Rule(VIEWER, "/v1/alerts"),
    ("GET", "/v1/alerts/stream"): Rule(VIEWER, "/v1/alerts/stream"),
    ("GET", "/v1/alerts/{alert}"): Rule(VIEWER, "/v1/alerts/{far_alert}", hidden=True),
    ("GET", "/v1/alerts/{alert}/picture"): Rule(VIEWER, "/v1/alerts/{far_alert}/picture", hidden=True),
    ("POST", "/v1/alerts/{alert}/acknowledge"): Rule(OPERATOR, "/v1/alerts/{far_alert}/acknowledge", hidden=True),
    ("POST", "/v1/cases"): Rule(OPERATOR, "/v1/cases", {"name": "case {number}"}, ok=201),
    ("GET", "/v1/cases"): Rule(VIEWER, "/v1/cases"),
    ("GET", "/v1/cases/{case}"): Rule(VIEWER, "/v1/cases/{spare_case}"),
    ("PATCH", "/v1/cases/{case}"): Rule(OPERATOR, "/v1/cases/{spare_case}", {"notes": "seen"}),
    ("DELETE", "/v1/cases/{case}"): Rule(OPERATOR, "/v1/cases/{spare_case}", ok=204),
    ("POST", "/v1/cases/{case}/items"): Rule(
        OPERATOR, "/v1/cases/{spare_case}/items", {"tracks": ["{far_track}"]}, hidden=True, ok=201
    ),
    ("GET", "/v1/cases/{case}/items"): Rule(VIEWER, "/v1/cases/{far_case}/items"),
    ("DELETE", "/v1/cases/{case}/items/{item}"): Rule(
        OPERATOR, "/v1/cases/{far_case}/items/{spare_item}", hidden=True, ok=204
    ),
    ("GET", "/v1/cases/{case}/items/{item}/files/{name}"): Rule(
        VIEWER, "/v1/cases/{far_case}/items/{far_item}/files/crop-1.jpg", hidden=True
    ),
    ("GET", "/v1/cases/{case}/export"): Rule(OPERATOR, "/v1/cases/{spare_case}/export"),
    ("GET", "/v1/cases/{case}/report.pdf"): Rule(OPERATOR, "/v1/cases/{spare_case}/report.pdf"),
    ("GET", "/v1/site-key"): Rule(VIEWER, "/v1/site-key"),
    ("POST", "/v1/feedback"): Rule(
        OPERATOR,
        "/v1/feedback",
        {"track": "{far_track}", "sentence": "red car", "verdict": "right"},
        hidden=True,
        ok=201,
    ),
    ("GET", "/v1/feedback"): Rule(VIEWER, "/v1/feedback"),
    ("DELETE", "/v1/feedback/{feedback}"): Rule(OPERATOR, "/v1/feedback/{spare_feedback}", hidden=True, ok=204),
    ("GET", "/v1/feedback/{feedback}/crop"): Rule(VIEWER, "/v1/feedback/{far_feedback}/crop", hidden=True),
}


class World:
    """What samples speak of, made when it is named."""

    def __init__(self, room: ControlRoom) -> None:
        self._room = room
        self._numbers = count(1)

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    @property
    def number(self) -> int:
        """Another one each time, for names that must be new."""
        return next(self._numbers)

    @cached_property
    def far_track(self) -> int:
        """A track of the far camera."""
        return self._room.search.find(LOCAL, "car", Scope(1, (FAR,))).matches[0].track

    @property
    def spare_token(self) -> int:
        """A token that nobody uses, another one each time."""
        return self._room.tokens.create(LOCAL, TokenRequest(f"spare-{self.number}")).id

    @cached_property
    def spare_user(self) -> int:
        """A user who never logs in."""
        return self._room.users.create(LOCAL, UserRequest(f"spare-{self.number}")).id

    @property
    def spare_camera(self) -> str:
        """A camera without video, another one each time."""
        return self._room.cameras.create(LOCAL, f"spare {self.number}").camera.name

    @cached_property
    def far_watch(self) -> int:
        """A watch of the far camera, made by the operator."""
        return self.spare_watch

    @property
    def spare_watch(self) -> int:
        """The like, another one each time."""
        request = WatchRequest(f"far-{self.number}", "red car", (FAR,))
        return self._room.watches.create(Identity("operator", OPERATOR), request).id

    @cached_property
    def far_alert(self) -> int:
        """An alert of the far camera."""
        track = self._room.tracks.get(LOCAL, self.far_track)
        hit = WatchHit(track.id, 0.9, Decision.MATCH)
        assert self._room.alerts._store.record(self.spare_watch, track.source_id, [hit]) == 1
        return self._room.alerts.newest(LOCAL)

    @cached_property
    def far_job(self) -> int:
        """A video of the far camera that is to be ingested."""
        return self.spare_job

    @property
    def spare_job(self) -> int:
        """The like, another one each time."""
        request = SourceRequest(FAR, url=f"rtsp://127.0.0.1:9/{self.number}")
        return self._room.sources.submit(LOCAL, request).id

    @cached_property
    def far_stream_alarm(self) -> int:
        """An alarm of a stream of the far camera, which was cancelled."""
        store, job = self._room.stream_alarms._store, self.spare_job
        away = {"state": JobState.RUNNING, "away_since": LONG_AGO, "away_reason": "Connection refused"}
        with store._database.write() as session:
            session.execute(update(IngestJobRow).where(IngestJobRow.id == job).values(away))
        store.evaluate(LONG_AGO, LONG_AGO, told=False)
        self._room.sources.cancel(LOCAL, job)
        return next(alarm.id for alarm in self._room.stream_alarms.list(LOCAL) if alarm.job_id == job)

    @cached_property
    def far_video(self) -> int:
        """A video of the far camera."""
        return self._room.tracks.get(LOCAL, self.far_track).source_id

    @property
    def spare_video(self) -> int:
        """Another one of it, without a track, another one each time."""
        source = NewSource(FAR, f"/videos/{self.number}.mp4", f"{self.number:064d}", "file", (64, 48), "none")
        writer = self._room.videos._catalog.begin(source)
        assert isinstance(writer, SourceWriter)
        writer.fail("it is a spare one")
        return writer.source_id

    @property
    def spare_case(self) -> int:
        """A case with nothing in it, another one each time."""
        return self._room.cases.create(LOCAL, f"spare {self.number}").id

    @cached_property
    def far_case(self) -> int:
        """A case for what the far camera saw."""
        return self.spare_case

    @cached_property
    def far_item(self) -> int:
        """The far track in that case."""
        return self._keep(self.far_track)

    @property
    def spare_item(self) -> int:
        """Another track of the far camera in that case, added again each time."""
        tracks = self._room.search.find(LOCAL, "car", Scope(2, (FAR,))).matches
        return self._keep(tracks[1].track)

    def _keep(self, track: int) -> int:
        self._room.cases.add(LOCAL, self.far_case, Selection((track,)))
        return next(one.id for one in self._room.cases.items(LOCAL, self.far_case) if one.track == track)

    @cached_property
    def far_feedback(self) -> int:
        """A verdict on the far track."""
        return self._room.feedback.add(LOCAL, Judgement(self.far_track, "red car", Verdict.RIGHT)).id

    @property
    def spare_feedback(self) -> int:
        """The like, of the operator, another one each time."""
        judged = Judgement(self.far_track, f"red car {self.number}", Verdict.RIGHT)
        return self._room.feedback.add(Identity("operator", OPERATOR), judged).id

    def fill(self, sample: Any) -> Any:
        """Put what the names stand for into a path, or into every text of a body."""
        if isinstance(sample, str):
            whole = sample.removeprefix("{").removesuffix("}")
            return self[whole] if sample == f"{{{whole}}}" else sample.format_map(self)
        if isinstance(sample, Mapping):
            return {key: self.fill(value) for key, value in sample.items()}
        return [self.fill(one) for one in sample] if isinstance(sample, list) else sample
