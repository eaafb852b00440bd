"""Pictures that carry their number in black and white blocks, files of them, and what may befall such files."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from vehiclefinder.core.types import ByteArray

WIDTH, HEIGHT = 160, 96
BITS = 8
RATE = Fraction(25)
CLOCK = 90_000
"""Ticks of a stamp per second."""


def numbered(number: int, size: tuple[int, int] = (WIDTH, HEIGHT)) -> ByteArray:
    """A picture whose upper third shows ``number`` in ``BITS`` blocks; below, a bar moves."""
    width, height = size
    image = np.full((height, width, 3), 110, np.uint8)
    for bit in range(BITS):
        image[: height // 3, bit * width // BITS : (bit + 1) * width // BITS] = 235 if number >> bit & 1 else 20
    left = number * 7 % (width - 20)
    image[height // 2 : height // 2 + height // 6, left : left + 20] = (180, 90, 60)
    return image


def number_of(image: ByteArray) -> int:
    """The number that a picture shows, whatever its size."""
    height, width = image.shape[:2]
    reach = max(1, width // BITS // 4)
    middles = [round((bit + 0.5) * width / BITS) for bit in range(BITS)]
    lit = [image[height // 9 : height // 4, x - reach : x + reach].mean() > 127 for x in middles]
    return sum(1 << bit for bit, on in enumerate(lit) if on)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a file of numbered pictures is written.

    :param times: Seconds of each picture; None is one after the other at ``rate``.
    """

    count: int = 50
    codec: str = "libx264"
    options: dict[str, str] = field(default_factory=lambda: {"g": "12", "bf": "2", "crf": "18"})
    rate: Fraction = RATE
    pixels: str = "yuv420p"
    size: tuple[int, int] = (WIDTH, HEIGHT)
    times: Sequence[float] | None = None
    aspect: Fraction | None = None
    first: int = 0
    muxer: str | None = None
    muxer_options: dict[str, str] = field(default_factory=dict)

    def write(self, path: Path) -> Path:
        """Write it."""
        with av.open(str(path), "w", format=self.muxer, options=self.muxer_options) as container:
            stream: Any = container.add_stream(self.codec, rate=self.rate, options=dict(self.options))
            stream.codec_context.thread_count = 1  # the same bytes, however many cores there are
            stream.width, stream.height, stream.pix_fmt = *self.size, self.pixels
            if self.aspect:
                stream.codec_context.sample_aspect_ratio = self.aspect
            if self.times is not None:
                stream.codec_context.time_base = Fraction(1, CLOCK)
            for index in range(self.count):
                frame = av.VideoFrame.from_ndarray(numbered(self.first + index, self.size), format="rgb24")
                if self.times is not None:
                    frame.pts, frame.time_base = round(self.times[index] * CLOCK), Fraction(1, CLOCK)
                else:
                    frame.pts, frame.time_base = index, 1 / self.rate
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
        return path


Change = Callable[[int, Any], bool | None]


def rewritten(source: Path, target: Path, change: Change) -> Path:
    """Copy a file packet by packet.

    :param change: Gets the number of a packet and the packet, may change its stamps, and keeps it out by False.
    """
    with av.open(str(source)) as read, av.open(str(target), "w") as written:
        stream = written.add_stream_from_template(read.streams.video[0])
        packets = [packet for packet in read.demux(read.streams.video[0]) if packet.size]
        for number, packet in enumerate(packets):
            if change(number, packet) is False:
                continue
            packet.stream = stream
            written.mux_one(packet)
    return target


def side_by_side(target: Path, *recipes: Recipe) -> Path:
    """Write several streams of video into one file."""
    with av.open(str(target), "w") as container:
        streams: list[Any] = []
        for recipe in recipes:
            stream: Any = container.add_stream(recipe.codec, rate=recipe.rate, options=dict(recipe.options))
            stream.codec_context.thread_count = 1
            stream.width, stream.height, stream.pix_fmt = *recipe.size, recipe.pixels
            streams.append(stream)
        for index in range(max(recipe.count for recipe in recipes)):
            for recipe, stream in zip(recipes, streams, strict=True):
                if index < recipe.count:
                    image = numbered(recipe.first + index, recipe.size)
                    frame = av.VideoFrame.from_ndarray(image, format="rgb24")
                    frame.pts, frame.time_base = index, 1 / recipe.rate
                    container.mux(stream.encode(frame))
        for stream in streams:
            container.mux(stream.encode())
    return target


def zeroed(path: Path, numbers: Iterable[int], head: int) -> Path:
    """Overwrite the bytes of some packets, in place.

    :param head: Bytes at the place of each that stay, as they are its container's.
    """
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(container.streams.video[0]) if packet.size]
        spans = [(packets[number].pos, packets[number].size) for number in numbers]
    data = bytearray(path.read_bytes())
    for begin, size in spans:
        assert begin is not None
        data[begin + head : begin + size] = bytes(size - head)
    path.write_bytes(data)
    return path


def shortened(path: Path, share: float) -> Path:
    """Keep so much of a file, in place."""
    data = path.read_bytes()
    path.write_bytes(data[: round(len(data) * share)])
    return path


def joined(path: Path, *parts: Path) -> Path:
    """Put files behind one another."""
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    return path
