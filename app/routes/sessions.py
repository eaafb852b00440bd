"""Sessions: browsers that are logged in."""

from fastapi import APIRouter

from vehiclefinder.control import StoredSession

from ..dependencies import After, Id, PageSize, Room, Viewer
from ..paging import Page, page

router = APIRouter(tags=["access"])


@router.get("/v1/sessions")
def list_sessions(who: Viewer, room: Room, limit: PageSize = 50, after: After = None) -> Page[StoredSession]:
    """List sessions, newest first, for three months: everybody's for an admin, else your own."""
    return page(room.sessions.list(who, limit, after), limit)


@router.delete("/v1/sessions/{session}", status_code=204)
def revoke_session(session: Id, who: Viewer, room: Room) -> None:
    """End a session: anybody's by an admin, else your own."""
    room.sessions.revoke(who, session)
