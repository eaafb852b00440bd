"""Alarms of streams that stay away."""

from dataclasses import replace

from fastapi import APIRouter

from vehiclefinder.control import Identity, Role, StoredStreamAlarm, shown_name

from ..dependencies import After, Id, PageSize, Room, Viewer
from ..paging import Page, page

router = APIRouter(tags=["sources"])


@router.get("/v1/stream-alarms")
def list_stream_alarms(
    who: Viewer, room: Room, limit: PageSize = 50, after: After = None, away: bool = False
) -> Page[StoredStreamAlarm]:
    """List outages of streams that lasted, newest first; with `away` only those that still do."""
    return page([_shown(alarm, who) for alarm in room.stream_alarms.list(who, limit, after, away)], limit)


@router.get("/v1/stream-alarms/{alarm}")
def show_stream_alarm(alarm: Id, who: Viewer, room: Room) -> StoredStreamAlarm:
    """Return an outage."""
    return _shown(room.stream_alarms.get(who, alarm), who)


def _shown(alarm: StoredStreamAlarm, who: Identity) -> StoredStreamAlarm:
    """Return an alarm; where its stream comes from is for those who may say so alone."""
    return alarm if who.role.covers(Role.ADMIN) else replace(alarm, uri=shown_name(alarm.uri))
