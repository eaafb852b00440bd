"""When a file was made, as its container says."""

from datetime import datetime
from pathlib import Path

import av

from vehiclefinder.core.errors import VideoError
from vehiclefinder.video.sources.formats import FORMATS

EARLIEST = 1990
"""Year before which nothing is believed: clocks that were never set count from 1904, 1970 or 1980."""
TAGS = ("com.apple.quicktime.creationdate", "creation_time", "date")
"""In this order: the first has the zone where it was filmed, the second stands in most MP4, MOV, MKV and AVI files."""


def container_time(path: Path, timeout: float = 10.0) -> datetime | None:
    """Return the time that a container says it was made at; without a zone where it says none.

    Most cameras write when a recording began, some when it ended: the file does not say which.

    :param timeout: Seconds that opening may take.
    :returns: None where the container says nothing, or a time that no set clock shows.
    :raises VideoError: It cannot be opened.
    """
    options = {"format_whitelist": FORMATS, "protocol_whitelist": "file"}
    try:
        with av.open(
            f"file:{path}", options=options, timeout=(timeout, timeout), metadata_errors="replace"
        ) as container:
            said = [container.metadata, *(stream.metadata for stream in container.streams.video)]
    except (OSError, av.error.FFmpegError) as error:
        raise VideoError(f"cannot open {path} as video: {error.strerror}") from error
    moments = (_moment(tags.get(name, "")) for name in TAGS for tags in said)
    return next((moment for moment in moments if moment), None)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip()) if len(text.strip()) > len("2026-11-23") else None
    except ValueError:
        return None
    return moment if moment and moment.year >= EARLIEST else None
