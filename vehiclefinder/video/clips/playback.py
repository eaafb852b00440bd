"""Whether browsers play a recording as it lies, and where its frames are on a player's clock."""

from dataclasses import dataclass
from typing import Any

import av
import numpy as np

from vehiclefinder.core.errors import NotPlayableError, VideoError
from vehiclefinder.core.readable_file import ReadableFile
from vehiclefinder.video.sources.packet_decoder import PacketDecoder
from vehiclefinder.video.sources.packets import UNKNOWN
from vehiclefinder.video.sources.timeline import LEAP, Seconds

CODECS = {"video/mp4": frozenset({"h264", "vp9", "av1"}), "video/webm": frozenset({"vp8", "vp9", "av1"})}
"""Media type -> names that FFmpeg has for the codecs in it that Chromium, Firefox and Safari decode."""
PIXELS = frozenset({"yuv420p", "yuvj420p"})
"""Eight bits, colour at half the size: all that browsers play of H.264."""

_TIMEOUT = 10.0
_QUICKTIME = "qt  "
"""Brand of the files that browsers sniff to be no MP4."""
_WEBM = b"webm"
_HEAD = 64
"""Bytes of a Matroska file in which its kind is told."""
_BEYOND = 0.5
"""Seconds by which the last frame may lie behind the length that the file states: players seek no further."""
_COVERED = 0.9
"""Share of a file's length that its index must cover, to be taken for all of it."""


@dataclass(frozen=True, slots=True)
class Playback:
    """How browsers play a recording.

    :param media_type: ``video/mp4`` or ``video/webm``.
    :param offset: What a player's clock shows, seconds, where that of the source is at 0: the stamp of the first frame
        that can be decoded. Browsers show a frame's own stamp, after edit lists, as FFmpeg does.
    :param interval: Seconds from one frame to the next, on average.
    """

    media_type: str
    offset: float
    interval: float


def playback_of(path: ReadableFile) -> Playback:
    """Return how browsers play a video file as it is.

    The index of the file is read, and its first frame; without an index, all of it.

    :raises NotPlayableError: Not all of them do, or its moments are not told by its stamps alone.
    :raises VideoError: It cannot be read.
    """
    decoder = PacketDecoder(path, _TIMEOUT)
    try:
        media_type = _media_type(path, decoder)
        offset = _first(path, decoder)
        stamps = _stamps(decoder)
        interval = _interval(decoder, stamps)
        _require_steady(path.name, decoder, stamps, offset, interval)
        return Playback(media_type, offset, interval)
    finally:
        decoder.close()


def _media_type(path: ReadableFile, decoder: PacketDecoder) -> str:
    formats, codec = decoder.formats, decoder.stream.codec_context
    kind = ""
    if "mp4" in formats and decoder.container.metadata.get("major_brand") != _QUICKTIME:
        kind = "video/mp4"
    elif "webm" in formats:
        with path.open("rb") as file:
            kind = "video/webm" if _WEBM in file.read(_HEAD) else ""
    if not kind:
        raise NotPlayableError(f"browsers play MP4 and WebM, and {path.name} is neither")
    if codec.name not in CODECS[kind] and codec.codec.canonical_name not in CODECS[kind]:
        raise NotPlayableError(f"not every browser plays {codec.codec.canonical_name} in {kind}, as in {path.name}")
    if codec.pix_fmt not in PIXELS:
        raise NotPlayableError(f"not every browser plays pixels of {codec.pix_fmt}, as in {path.name}")
    return kind


def _first(path: ReadableFile, decoder: PacketDecoder) -> float:
    first = next(decoder.rest(), None)
    if first is None:
        raise VideoError(f"no frame in {path}")
    if first.pts is None:
        raise NotPlayableError(f"the frames of {path.name} have no stamps")
    return float(first.pts * decoder.stream.time_base)


def _stamps(decoder: PacketDecoder) -> Seconds:
    """Return the seconds at which packets are decoded, or of Matroska those that can be sought."""
    stream, base = decoder.stream, float(decoder.stream.time_base)
    indexed = np.array([entry.timestamp for entry in stream.index_entries], np.float64) * base
    if len(indexed) > 1 and np.ptp(indexed) >= _COVERED * _length(decoder.container) - 1:
        return indexed
    decoder.container.seek(0)
    dts = decoder.tabulate().dts
    return np.asarray(dts[dts != UNKNOWN] * base, np.float64)


def _length(container: Any) -> float:
    return float(container.duration or 0) / av.time_base


def _interval(decoder: PacketDecoder, stamps: Seconds) -> float:
    rate = decoder.stream.average_rate or decoder.stream.guessed_rate
    if rate:
        return float(1 / rate)
    return float(np.ptp(stamps)) / max(1, len(stamps) - 1) or 0.04


def _require_steady(name: str, decoder: PacketDecoder, stamps: Seconds, offset: float, interval: float) -> None:
    """Require that the source's own moments are the stamps, but for the offset, and that players seek all of them.

    :raises NotPlayableError: The clock leaps, which is closed up in the source's moments, or begins late.
    """
    steps = np.diff(stamps)
    if len(steps) and (steps.min() < -interval or steps.max() > LEAP):
        raise NotPlayableError(f"the clock of {name} leaps")
    if offset + np.ptp(stamps) > _length(decoder.container) + _BEYOND:
        raise NotPlayableError(f"the clock of {name} begins at {offset:.1f} s, where players seek nothing")
