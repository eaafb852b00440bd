"""Is a file of unknown origin a video, and only that?"""

from pathlib import Path

import av

from vehiclefinder.errors import VideoError
from vehiclefinder.video.read import ReadSettings, open_video

SUFFIXES = (".mp4", ".mov", ".mkv", ".avi", ".webm", ".ts", ".m4v")
"""Names that a video from outside may end in."""

FORMATS = "mov,mp4,matroska,webm,avi,mpegts"
"""What FFmpeg may take it for: never a playlist or script, by which it would read other files and addresses."""

MAX_PIXELS = 7680 * 4320
"""Of one frame, 8K; a small file may claim frames of gigabytes."""


def probe(path: Path, timeout: float = 10.0) -> None:
    """Check that a file is one of ``FORMATS``, holds video of a sensible size, and that its first frame is read.

    :param timeout: Seconds that opening, or one read, may take.
    :raises VideoError: It is none.
    """
    options = {"format_whitelist": FORMATS, "protocol_whitelist": "file"}
    try:
        with av.open(str(path), options=options, timeout=(timeout, timeout)) as container:
            video = container.streams.video
            pixels = [stream.codec_context.width * stream.codec_context.height for stream in video]
    except (OSError, ValueError, av.error.FFmpegError) as error:
        raise VideoError(f"it cannot be opened: {getattr(error, 'strerror', None) or error}") from error
    if not pixels or not 0 < pixels[0] <= MAX_PIXELS:
        raise VideoError(f"expected a picture of at most {MAX_PIXELS} pixels, got {pixels[0] if pixels else 'none'}")
    with open_video(path, ReadSettings(timeout=timeout, ahead=0)):
        pass  # which decodes the first frame
