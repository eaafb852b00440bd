"""Clips and detections made in code."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from vehiclefinder.core.types import ByteArray, Detections

SIZE = (64, 48)
STEP = 4
"""Grey levels between one frame and the next: enough to tell them apart after compression."""


def grey(index: int, size: tuple[int, int] = SIZE) -> ByteArray:
    """The picture of frame ``index``."""
    return np.full((size[1], size[0], 3), 10 + STEP * index, np.uint8)


def index_of(image: ByteArray) -> int:
    """Which ``grey`` picture this was."""
    return round((float(image.mean()) - 10) / STEP)


def write_timed(path: Path, times: Sequence[Fraction | float], clock: int = 90_000) -> Path:
    """Write one ``grey`` picture per time, H.264, stamped on a clock of ``clock`` ticks per second."""
    with av.open(str(path), "w", options={"movflags": "faststart"} if path.suffix == ".mp4" else {}) as container:
        stream = container.add_stream("libx264", rate=25, options={"crf": "10"})
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        stream.codec_context.time_base = Fraction(1, clock)
        for index, time in enumerate(times):
            frame = av.VideoFrame.from_ndarray(grey(index), format="rgb24")
            frame.pts, frame.time_base = round(time * clock), Fraction(1, clock)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def write_noise(path: Path, frames: int) -> Path:
    """Write pictures of 320 x 240 that cannot be compressed, H.264, 25 a second: some 100 kB each."""
    draw = np.random.default_rng(1)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"preset": "ultrafast", "crf": "8", "g": "25"})
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for _ in range(frames):
            picture = draw.integers(0, 256, (240, 320, 3), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return path


def detections(*rows: tuple[float, float, float, float, float, int]) -> Detections:
    """Detections from rows of x1, y1, x2, y2, score, label."""
    table = np.array(rows, np.float32).reshape(-1, 6)
    return Detections(table[:, :4], table[:, 4], table[:, 5].astype(np.int64))
