"""Is a file of unknown origin a video, and only that?"""

from pathlib import Path

import av

from vehiclefinder.errors import VideoError

SUFFIXES = (".mp4", ".mov", ".mkv", ".avi", ".webm", ".ts", ".m4v")
"""Names that a video from outside may end in."""

FORMATS = "mov,mp4,matroska,webm,avi,mpegts"
"""What FFmpeg may take it for: never a playlist or script, by which it would read other files and addresses."""

MAX_PIXELS = 8192 * 8192
"""Of one frame; a small file may claim frames of gigabytes."""


def probe(path: Path, timeout: float = 10.0) -> None:
    """Check that FFmpeg opens a file as one of ``FORMATS`` and finds video of a sensible size in it.

    :param timeout: Seconds that opening may take.
    :raises VideoError: It is none.
    """
    options = {"format_whitelist": FORMATS, "protocol_whitelist": "file"}
    try:
        with av.open(str(path), options=options, timeout=timeout) as container:
            video = container.streams.video
            pixels = [stream.codec_context.width * stream.codec_context.height for stream in video]
    except (OSError, ValueError, av.error.FFmpegError) as error:
        raise VideoError(f"no video that can be opened: {getattr(error, 'strerror', None) or error}") from error
    if not pixels or not 0 < pixels[0] <= MAX_PIXELS:
        raise VideoError(f"expected video of up to {MAX_PIXELS} pixels a frame, got {pixels[0] if pixels else 'none'}")
