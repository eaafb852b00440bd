"""What a file lacks of what it should hold."""

from typing import Any

from vehiclefinder.core.counting import counted
from vehiclefinder.video.sources.formats import CONTINUOUS, INDEXED, TIMED_HEADERS
from vehiclefinder.video.sources.packets import UNKNOWN, PacketTable

_SHORTFALL = 0.5
"""Seconds that the last frame may lie before the end that a header promised."""
_UNREAD = 0.1
"""Share of a file that may lie behind its last packet, such as sound."""
_MICROSECONDS = 1_000_000
_SAME = 0.05
"""Share by which frames may differ from half the packets of a stream whose packets hold one field each."""


def shortfall(container: Any, stream: Any, table: PacketTable, interval: float) -> str | None:
    """Return how much of a file is there, where it ends before its header says, else None.

    :param container: An ``av.InputContainer``.
    :param stream: The one that ``table`` tells of.
    :param interval: Seconds from one frame to the next.
    """
    formats = frozenset(container.format.name.split(","))
    if formats & INDEXED:
        promised, read = _promised_by_index(stream), table.own_end * float(stream.time_base)
    elif "avi" in formats and stream.frames:
        promised, read = float(stream.frames * stream.time_base), table.own_end * float(stream.time_base)
    elif formats & TIMED_HEADERS and container.duration:
        promised, read = container.duration / _MICROSECONDS, table.end
    else:
        return None
    if promised is None or read >= promised - max(_SHORTFALL, 2.0 * interval):
        return None
    return f"{read:.1f} s of {promised:.1f} s"


def unread(container: Any, table: PacketTable) -> str | None:
    """Return what part of a file was read, where much lies behind its last packet that nobody can read, else None.

    Two FLV files that were joined byte by byte are such a file: FFmpeg ends with the first.
    """
    known = table.place != UNKNOWN
    if not frozenset(container.format.name.split(",")) & CONTINUOUS or not known.any():
        return None
    share = float((table.place + table.size)[known].max()) / max(1, container.size)
    return None if share > 1 - _UNREAD else f"{share:.0%} of the file, what follows cannot be read"


def missing_frames(expected: int, count: int, failures: int) -> int:
    """Return how many frames were lost.

    :param expected: Packets that should each have become a frame.
    :param count: Frames that came.
    :param failures: Packets that could not be decoded.
    """
    if not failures and abs(count - expected / 2) <= _SAME * count:
        return 0
    return max(0, expected - count)


def described(lost: int, flawed: int, short: str | None) -> str | None:
    """Return what whoever uses a file should know of its damage, or None where it has none.

    :param lost: Frames that were lost.
    :param flawed: Frames of which the decoder had to make up parts.
    :param short: How much of the file is there, or None where all is.
    """
    harm = [f"{counted(count, 'frame')} {what}" for count, what in ((lost, "lost"), (flawed, "flawed")) if count]
    parts = [f"damaged: {', '.join(harm)}" if harm else "", f"truncated: {short}" if short else ""]
    return "; ".join(filter(None, parts)) or None


def _promised_by_index(stream: Any) -> float | None:
    # Only the stream's own figure is a promise: a container's covers its sound too.
    if stream.duration is None or stream.time_base is None:
        return None
    return float(((stream.start_time or 0) + stream.duration) * stream.time_base)
