"""Packets of a live stream's video, and when there are none."""

from datetime import timedelta
from fractions import Fraction
from itertools import count
from pathlib import Path

import av
import numpy as np
import pytest

from vehiclefinder.video.sources.stream_packets import LostError, StreamPackets

from ...conftest import NOW
from ..synthetic import grey


def write_with_sound(path: Path, pictures: int, seconds: int) -> Path:
    """Write some pictures, 25 a second, and sound that goes on."""
    with av.open(str(path), "w") as container:
        video, sound = container.add_stream("libx264", rate=25), container.add_stream("aac", rate=8000)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        for number in range(pictures):
            frame = av.VideoFrame.from_ndarray(grey(number), format="rgb24")
            frame.pts = number
            container.mux(video.encode(frame))
        container.mux(video.encode())
        for number in range(seconds):
            samples = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.float32), format="fltp", layout="mono")
            samples.sample_rate, samples.pts, samples.time_base = 8000, 8000 * number, Fraction(1, 8000)
            container.mux(sound.encode(samples))
        container.mux(sound.encode())
    return path


def test_a_stream_of_which_sound_alone_arrives_is_lost(tmp_path: Path) -> None:
    seconds = count()
    with av.open(str(write_with_sound(tmp_path / "a.mkv", 5, 30))) as container:
        packets = StreamPackets(
            container, container.streams.video[0], 10.0, lambda: NOW + timedelta(seconds=next(seconds)), NOW
        )
        arrived = 0
        with pytest.raises(LostError, match="sends no video any more"):
            for _ in packets.arriving():
                arrived += 1
    assert arrived == 5
