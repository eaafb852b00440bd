"""Which video stream of several is looked at."""

from collections.abc import Sequence
from typing import Any

from av.stream import Disposition


def largest(streams: Sequence[Any]) -> Any:
    """Return the largest ``av.VideoStream`` that is no still picture; the first of several that are as large.

    :param streams: Not empty.
    """
    return max(streams, key=lambda stream: (not _still(stream), _pixels(stream)))


def _pixels(stream: Any) -> int:
    pixels: int = stream.codec_context.width * stream.codec_context.height
    return pixels


def _still(stream: Any) -> bool:
    """Tell whether a stream is a cover or a thumbnail."""
    return bool(stream.disposition & (Disposition.attached_pic | Disposition.timed_thumbnails)) or stream.frames == 1
