"""When every packet of a file is shown, in seconds: one function of its stamps, for whoever reads the file."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.video.sources.packets import UNKNOWN, PacketTable

Seconds = NDArray[np.float64]

LEAP = 600.0
"""Seconds without a frame that are taken for a leap of the clock, not for a gap of the recording."""

_LEAP_FRAMES = 50.0
"""Usual intervals that a leap has at least, whatever their length: a timelapse has long ones."""
_REORDERED = 20
"""Frames by which decoding may be ahead of showing."""
_AHEAD = 16
"""Frames by which it is ahead at most, by H.264 and HEVC."""
_EXCURSION = 250
"""Packets with false stamps in a row after which the stamps may come back to where they were."""


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """The times of a stream.

    :param seconds: float64 (n,), when each packet is shown, in the order of decoding; from the first that is shown.
    :param ordered: The stamps tell how often a frame comes, but not in which order frames are shown: the k-th that is
        shown comes at the k-th of ``seconds``, which rise.
    :param interval: Seconds from one frame to the next, as is usual.
    :param leaps: How often the clock leapt.
    """

    seconds: Seconds
    ordered: bool
    interval: float
    leaps: int


def evenly(count: int, interval: float) -> Timeline:
    """Return the timeline of a stream without stamps.

    :param interval: Seconds from one frame to the next, more than 0.
    """
    return Timeline(np.arange(count, dtype=np.float64) * interval, ordered=True, interval=interval, leaps=0)


def timeline(table: PacketTable, base: float, interval: float, reordered: bool) -> Timeline:
    """Return the timeline of a stream with stamps.

    :param base: Seconds of one unit of its stamps.
    :param interval: Seconds from one frame to the next, where the stamps do not say.
    :param reordered: The decoder puts frames into another order.
    """
    stamps = _stamps(table)
    if stamps is None or len(table) == 0:
        return evenly(len(table), interval)
    rising = bool((np.diff(stamps) > 0).all())
    if rising and (table.dts != UNKNOWN).all():
        # A container such as AVI only says when packets are decoded, and FFmpeg derives the rest of it.
        stamps = (table.dts - table.dts[0]).astype(np.float64)
    ordered = reordered and rising
    stamps = stamps * base
    usual = _usual(stamps, interval)
    seconds, leaps = _without_leaps(stamps, table, usual)
    seconds = _rising(seconds, usual)
    return Timeline(np.asarray(seconds - seconds.min(), np.float64), ordered, _usual(seconds, usual), leaps)


def _stamps(table: PacketTable) -> Seconds | None:
    """Return stamps in units of the stream, none of them unknown, or None where too few are known."""
    for column in (table.pts, table.dts):
        known = column != UNKNOWN
        if known.mean() > 0.5 if len(known) else False:
            break
    else:
        return None
    values = column - column[known][0]
    index = np.arange(len(column))
    filled: Seconds = np.interp(index, index[known], values[known].astype(np.float64))
    both = (table.pts != UNKNOWN) & (table.dts != UNKNOWN)
    lacking = ~known & (table.dts != UNKNOWN)
    if both.any() and lacking.any():
        delay = np.median(table.pts[both] - table.dts[both])
        filled[lacking] = table.dts[lacking] - column[known][0] + delay
    return filled


def _usual(stamps: Seconds, fallback: float) -> float:
    steps = np.diff(np.sort(stamps))
    steps = steps[steps > 0]
    return float(np.median(steps)) if len(steps) else fallback


def _without_leaps(stamps: Seconds, table: PacketTable, usual: float) -> tuple[Seconds, int]:
    """Return stamps whose leaps are taken out, and how many those were."""
    cuts = _cuts(stamps, table, usual)
    if not len(cuts):
        return stamps, 0
    bounds = [0, *cuts.tolist(), len(stamps)]
    runs = [slice(begin, end) for begin, end in pairwise(bounds)]
    seconds, astray = stamps.copy(), np.zeros(len(stamps), bool)
    end, offset, number, leaps = seconds[runs[0]].max(), 0.0, 1, 0
    while number < len(runs):
        leaps += 1
        back = _comes_back(stamps + offset, runs, number, end, usual)
        if back is None:
            early = _decoded_early(stamps, astray, runs[number], usual)
            offset = end + usual - min(stamps[runs[number]].min(), stamps[early].min(initial=np.inf))
            seconds[early], astray[early] = stamps[early] + offset, False
            leaps -= len(early) > 0  # the same one
            back = number
        else:
            astray[runs[number].start : runs[back].start] = True
        seconds[runs[back]] = stamps[runs[back]] + offset
        end = max(end, seconds[runs[back]].max())
        number = back + 1
    return _put_back(seconds, astray, usual), leaps


def _cuts(stamps: Seconds, table: PacketTable, usual: float) -> NDArray[np.int64]:
    """Return the packets at which the stamps leap."""
    steps = np.diff(stamps)
    reach = _REORDERED * usual
    falls = np.r_[False, np.diff(table.dts) < 0] & (table.dts != UNKNOWN) & np.r_[False, table.dts[:-1] != UNKNOWN]
    leaps = (steps > max(LEAP, _LEAP_FRAMES * usual)) | (steps < -reach) | (falls[1:] & (steps < 0))
    found: NDArray[np.int64] = np.flatnonzero(leaps & ~(_reordered(stamps) & ~falls[1:])) + 1
    return found


def _reordered(stamps: Seconds) -> NDArray[np.bool_]:
    """Tell which steps go back to frames from before a gap, as some behind it were decoded first."""
    steps = np.diff(stamps)
    if len(steps) < _AHEAD:
        return np.zeros(len(steps), bool)
    shown = np.r_[np.full(_AHEAD - 1, -np.inf), np.maximum.accumulate(stamps)[: len(steps) - _AHEAD + 1]]
    return np.asarray((steps < 0) & (steps > -LEAP) & (stamps[1:] >= shown))


def _comes_back(stamps: Seconds, runs: list[slice], number: int, end: float, usual: float) -> int | None:
    """Return the run in which the stamps go on where they were before run ``number``, or None where none does."""
    for later in range(number + 1, len(runs)):
        away = runs[later].start - runs[number].start
        if away > _EXCURSION:
            return None
        expected = end + (away + 1) * usual
        if abs(stamps[runs[later].start] - expected) <= _REORDERED * usual:
            return later
    return None


def _decoded_early(stamps: Seconds, astray: NDArray[np.bool_], run: slice, usual: float) -> NDArray[np.int64]:
    """Return the packets before a run that seemed to be astray, but have leapt as it has."""
    begin = max(0, run.start - _AHEAD)
    early = begin + np.flatnonzero(astray[begin : run.start])
    near = np.abs(stamps[early] - stamps[run].min()) <= _REORDERED * usual
    return np.asarray(early[near], np.int64)


def _put_back(seconds: Seconds, astray: NDArray[np.bool_], usual: float) -> Seconds:
    """Give the packets whose stamps are false the places that are left between the others."""
    for index in np.flatnonzero(astray):
        near = np.flatnonzero(~astray[: index + _REORDERED])[-2 * _REORDERED :]
        around = np.sort(seconds[near])
        steps = np.diff(around)
        if len(steps) and steps.max() > 1.5 * usual:
            widest = int(steps.argmax())
            parts = max(2, round(steps[widest] / usual))
            seconds[index] = around[widest] + steps[widest] / parts
        else:
            seconds[index] = (around[-1] if len(around) else 0.0) + usual
        astray[index] = False
    return seconds


def _rising(seconds: Seconds, usual: float) -> Seconds:
    """Spread frames of the same time, as of a clock that counts whole seconds, up to the next time."""
    order = np.argsort(seconds, kind="stable")
    distinct, first, counts = np.unique(seconds[order], return_index=True, return_counts=True)
    if len(distinct) == len(seconds):
        return seconds
    steps = np.minimum(np.diff(distinct) / counts[:-1], usual)
    step = np.r_[steps, np.median(steps) if len(steps) else usual]
    ranks = np.arange(len(seconds)) - np.repeat(first, counts)
    spread = np.empty_like(seconds)
    spread[order] = np.repeat(distinct, counts) + ranks * np.repeat(step, counts)
    return spread
