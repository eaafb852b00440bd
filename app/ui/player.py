"""The player of a result: the recording itself, the box drawn over it by the browser; else a clip of it."""

from typing import Any

import numpy as np

from vehiclefinder.control import ForbiddenError, NotPlayableError, Playback, StoredTrack

from .component import component
from .page import PageContext, sentence

AROUND = 1
"""Seconds before and after a track in a clip that is played."""
MOMENT = 6
"""Seconds of the clip that is cut first, where the recording is not played."""


def player(context: PageContext, track: StoredTrack) -> None:
    """Play a track.

    :raises VideoError: The video is gone, or is another one now.
    """
    try:
        recording, reason = _recording(track, context.room.recordings.playback(context.who, track.id)), ""
    except (NotPlayableError, ForbiddenError) as refused:
        recording, reason = None, sentence(str(refused))
    component("player", "elements")(
        data={
            "track": track.id,
            "recording": recording,
            "reason": reason,
            "clip": f"/v1/tracks/{track.id}/clip",
            "around": AROUND,
            "moment": MOMENT if track.end - track.start + 2 * AROUND > MOMENT else None,
            "start": track.start,
            "end": track.end,
            "path": _path(track),
        },
        key="player",
    )


def _recording(track: StoredTrack, playback: Playback) -> dict[str, Any]:
    return {
        "src": f"/v1/tracks/{track.id}/recording",
        "offset": playback.offset,
        "interval": playback.interval,
    }


def _path(track: StoredTrack) -> list[list[float]]:
    """Return rows of t (seconds in the source), x1, y1, x2, y2 (fractions of the frame)."""
    width, height = track.frame_size
    shares = track.path / np.array([1, width, height, width, height])
    return [[round(float(value), 4) for value in row] for row in shares]
