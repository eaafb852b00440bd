"""The recording that a track was found in, for players that seek in it."""

from typing import Annotated, Self

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from vehiclefinder.control import Playback, StoredTrack

from ..dependencies import Id, Room, Viewer
from ..files import file_response
from ..problems import documented

router = APIRouter(tags=["tracks"])


class PlaybackBody(BaseModel):
    """Where a track is in its recording, on the clock of a player (``currentTime``, ``mediaTime``)."""

    recording: Annotated[str, Field(description="Where it is sent from, whole or in parts.")]
    media_type: str
    offset: Annotated[float, Field(description="What a player's clock shows, seconds, where the source's is at 0.")]
    interval: Annotated[float, Field(description="Seconds from one frame to the next, on average.")]
    start: Annotated[float, Field(description="When the track begins, by a player's clock.")]
    end: Annotated[float, Field(description="When it ends, likewise.")]

    @classmethod
    def of(cls, track: StoredTrack, playback: Playback) -> Self:
        """Return how a track is played."""
        return cls(
            recording=f"/v1/tracks/{track.id}/recording",
            media_type=playback.media_type,
            offset=playback.offset,
            interval=playback.interval,
            start=track.start + playback.offset,
            end=track.end + playback.offset,
        )


@router.get("/v1/tracks/{track}/playback", responses=documented(403, 409))
def track_playback(track: Id, who: Viewer, room: Room) -> PlaybackBody:
    """Return how the recording of a track is played; refused where it is masked (403) or browsers play none (409)."""
    return PlaybackBody.of(room.tracks.get(who, track), room.recordings.playback(who, track))


@router.head("/v1/tracks/{track}/recording", include_in_schema=False)
@router.get(
    "/v1/tracks/{track}/recording",
    response_class=FileResponse,
    responses={
        200: {"content": {"video/mp4": {}, "video/webm": {}}},
        206: {"description": "The part that was asked for by Range.", "content": {"video/mp4": {}, "video/webm": {}}},
        304: {"description": "You have it already."},
        **documented(403, 409, 416),
    },
)
def track_recording(track: Id, who: Viewer, room: Room, request: Request) -> Response:
    """Return the whole recording that a track was found in, as it lies: nothing is cut, or drawn over it."""
    found = room.recordings.recording(who, track)
    return file_response(request, found.file, found.playback.media_type)
