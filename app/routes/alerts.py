"""Alerts: what watches saw, as a list and as a stream."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import FileResponse, StreamingResponse

from vehiclefinder.control import StoredAlert

from ..dependencies import MAX_ID, After, CurrentCaller, Id, Operator, PageSize, Room, Viewer
from ..event_streams import EventStreams, events
from ..files import file_response
from ..paging import Page, page

BATCH = 100
"""Alerts that a stream reads at a time."""

router = APIRouter(tags=["alerts"])

SINCE = "As Last-Event-ID, which outranks it, for the first request of a browser."
EVENT = {
    "type": "object",
    "title": "AlertEvent",
    "description": "One event: an alert, which has an id, or how many are open.",
    "properties": {
        "id": {"type": "string"},
        "event": {"type": "string", "enum": ["alert", "open_alerts"]},
        "data": {"type": "string"},
    },
    "required": ["event", "data"],
}
STREAM = {"description": "The stream as text; each event of it as an object.", "anyOf": [{"type": "string"}, EVENT]}
"""Before OpenAPI 3.2, tools differ in whether the schema of a stream is that of the whole or of an event."""
LastEventId = Annotated[int | None, Header(ge=0, le=MAX_ID, description="The id of the event that came last.")]


def _heard(
    last_event_id: LastEventId = None, after: Annotated[int | None, Query(ge=0, le=MAX_ID, description=SINCE)] = None
) -> int | None:
    """Return the id of the alert that whoever listens heard last; None where they begin."""
    return after if last_event_id is None else last_event_id


def _stream_slot(request: Request, who: Viewer) -> Iterator[EventStreams]:
    """Take a place among the streams, until the response was sent or nobody listens any more."""
    streams: EventStreams = request.app.state.streams
    with streams.one(who.name):
        yield streams


@router.get("/v1/alerts")
def list_alerts(
    who: Viewer, room: Room, limit: PageSize = 50, after: After = None, unacknowledged: bool = False
) -> Page[StoredAlert]:
    """List alerts in the order in which they arose."""
    return page(room.alerts.list(who, limit, after, unacknowledged), limit)


@router.get(
    "/v1/alerts/stream",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": STREAM}}}},
)
def stream_alerts(
    who: Viewer,
    caller: CurrentCaller,
    room: Room,
    streams: Annotated[EventStreams, Depends(_stream_slot)],
    heard: Annotated[int | None, Depends(_heard)],
) -> StreamingResponse:
    """Send alerts as they arise, as events named `alert`; with Last-Event-ID also those since then.

    An event named `open_alerts` tells how many nobody has acknowledged, at first and whenever that changes.
    The stream ends after a while, or when your rights do or change: ask anew.
    """

    def read(after: int) -> Sequence[StoredAlert]:
        return room.alerts.list(caller.recheck(), BATCH, after)

    def count() -> int:
        return room.alerts.unacknowledged(caller.recheck())

    since = room.alerts.newest(who) if heard is None else heard
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    told = events(read, since, streams.seconds, count)
    return StreamingResponse(told, headers=headers, media_type="text/event-stream")


@router.get("/v1/alerts/{alert}")
def show_alert(alert: Id, who: Viewer, room: Room) -> StoredAlert:
    """Return an alert."""
    return room.alerts.get(who, alert)


@router.get(
    "/v1/alerts/{alert}/picture",
    response_class=FileResponse,
    responses={200: {"content": {"image/jpeg": {}}}, 304: {"description": "You have it already."}},
)
def alert_picture(alert: Id, who: Viewer, room: Room, request: Request) -> Response:
    """Return the picture of an alert, which outlives the video."""
    return file_response(request, room.alerts.picture(who, alert), "image/jpeg")


@router.post("/v1/alerts/{alert}/acknowledge")
def acknowledge_alert(alert: Id, who: Operator, room: Room) -> StoredAlert:
    """Note that you have taken notice; whoever did so first stands."""
    return room.alerts.acknowledge(who, alert)
