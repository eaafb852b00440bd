"""Frames to a clip that browsers play."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from vehiclefinder.core.errors import VideoError
from vehiclefinder.core.types import ByteArray
from vehiclefinder.core.unwritable import write_error


def write_clip(path: Path, images: Iterable[ByteArray], fps: float) -> None:
    """Write H.264 in MP4 (yuv420p, index first, so that it plays while it loads).

    :param path: The file to write; what was there is replaced.
    :param images: uint8 (H, W, 3), RGB, all of one size; an odd last row or column is cut off.
    :param fps: Frames per second, more than 0; 29.97 and its kin are kept exact.
    :raises ValueError: No image, or no positive rate.
    :raises VideoError: The file cannot be written.
    :raises ReadOnlyStoreError: The disk is full.
    """
    if fps <= 0:
        raise ValueError(f"expected fps > 0, got {fps}")
    iterator = iter(images)
    first = next(iterator, None)
    if first is None:
        raise ValueError("expected at least one image, got none")
    try:
        with av.open(str(path), "w", format="mp4", options={"movflags": "faststart"}) as container:
            stream = container.add_stream(
                "libx264", rate=Fraction(fps).limit_denominator(1001), options={"preset": "veryfast"}
            )
            stream.height, stream.width = (side - side % 2 for side in first.shape[:2])
            stream.pix_fmt = "yuv420p"
            for image in (first, *iterator):
                even = np.ascontiguousarray(image[: stream.height, : stream.width])
                container.mux(stream.encode(av.VideoFrame.from_ndarray(even, format="rgb24")))
            container.mux(stream.encode())
    except (OSError, av.error.FFmpegError) as error:
        raise write_error(f"cannot write {path}", error, VideoError) from error
