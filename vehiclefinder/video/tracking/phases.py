"""What a vehicle did, one thing after the other: stood, went straight on, turned."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import Motion, Phase
from vehiclefinder.video.tracking.ground_path import GroundPath
from vehiclefinder.video.tracking.turns import Turn, TurnSettings, angles, turns

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PhaseSettings:
    """Where the lines are drawn.

    :param standing_speed: Below it a vehicle stands, in its own sizes per second.
    :param speed_seconds: Time over which a speed is measured: long against the jitter of boxes.
    :param least_stop: Seconds that a vehicle must stand for; what is shorter belongs to the way.
    :param least_way: Way, in sizes, that shows that a vehicle moved at all.
    :param least_straight: Seconds of a straight way beside a turn; what is shorter belongs to the turn.
    :param least_frames: Frames that show what a vehicle does: two boxes show no turn.
    :param least_seconds: Time for which a vehicle is seen standing, at least.
    :param least_creep: Way, in sizes, that is enough of one that is ``least_steady``.
    :param least_steady: Share of the way along a path that leads somewhere.
    :param turn: What counts as a turn.
    """

    standing_speed: float = 0.15
    speed_seconds: float = 1.0
    least_stop: float = 1.0
    least_way: float = 0.35
    least_straight: float = 0.7
    least_frames: int = 3
    least_seconds: float = 0.5
    least_creep: float = 0.12
    least_steady: float = 0.85
    turn: TurnSettings = field(default_factory=TurnSettings)


@dataclass(frozen=True, slots=True)
class _Span:
    """Rows ``first`` to ``last`` of a path, and what the vehicle did there."""

    first: int
    last: int
    motion: Motion


def phases_of(
    path: GroundPath, settings: PhaseSettings = PhaseSettings(), judged: GroundPath | None = None
) -> tuple[Phase, ...]:
    """Return what a vehicle did, in order of time, without gaps.

    :param path: Its path in the image, which headings are taken from.
    :param judged: The same path, row by row, on the road, where it is known there: stops and turns are judged on it.
    """
    judged = judged or path
    spans = [part for span in _stops_and_ways(judged, settings) for part in _parts(span, judged, settings)]
    return tuple(_phase(span, path) for span in _joined(spans))


def _stops_and_ways(path: GroundPath, settings: PhaseSettings) -> list[_Span]:
    """Part a path into where the vehicle stands and where it moves, which is STRAIGHT here."""
    if path.frames < settings.least_frames:
        return [_Span(0, len(path.times) - 1, Motion.UNKNOWN)]
    stands = _speeds(path, settings) < settings.standing_speed
    spans = [
        _Span(first, last, _resting(first, last, path, settings) if still else Motion.STRAIGHT)
        for first, last, still in _runs(stands)
    ]
    spans = [
        replace(span, motion=_moving(span, path, settings)) if span.motion is Motion.STRAIGHT else span
        for span in _joined(spans)
    ]
    return _joined(_returned(_joined(_settled(spans)), path, settings))


def _speeds(path: GroundPath, settings: PhaseSettings) -> Array:
    """Return the speed at each point, sizes per second, over a time that is shorter towards the ends."""
    index, reach = np.arange(len(path.times)), max(1, round(settings.speed_seconds / path.step / 2))
    before, after = np.maximum(index - reach, 0), np.minimum(index + reach, len(index) - 1)
    ways = np.hypot(*(path.points[after] - path.points[before]).T)
    return np.asarray(ways / np.maximum(path.times[after] - path.times[before], 1e-9) / path.sizes)


def _resting(first: int, last: int, path: GroundPath, settings: PhaseSettings) -> Motion:
    """STOPPED, or STRAIGHT where it stands too short a time for a stop on its way."""
    seconds = path.times[last] - path.times[first]
    if seconds >= settings.least_stop:
        return Motion.STOPPED
    alone = first == 0 and last == len(path.times) - 1
    return Motion.STRAIGHT if not alone else Motion.STOPPED if seconds >= settings.least_seconds else Motion.UNKNOWN


def _moving(span: _Span, path: GroundPath, settings: PhaseSettings) -> Motion:
    """STRAIGHT, or UNKNOWN where the box may only have jittered."""
    points, size = path.points[span.first : span.last + 1], path.sizes[span.first : span.last + 1].mean()
    net = np.hypot(*(points[-1] - points[0]))
    if max(net, np.hypot(*(points - points[0]).T).max()) >= settings.least_way * size:
        return Motion.STRAIGHT
    way = np.hypot(*np.diff(points, axis=0).T).sum()
    steady = net >= settings.least_steady * max(way, 1e-9) and net >= settings.least_creep * size
    return Motion.STRAIGHT if steady else Motion.UNKNOWN


def _settled(spans: list[_Span]) -> list[_Span]:
    """Let a vehicle stand on where its box only jittered beside a stop."""
    stopped = [span.motion is Motion.STOPPED for span in spans]
    beside = [any(stopped[max(i - 1, 0) : i + 2]) for i in range(len(spans))]
    return [
        replace(span, motion=Motion.STOPPED) if span.motion is Motion.UNKNOWN and near else span
        for span, near in zip(spans, beside, strict=True)
    ]


def _returned(spans: list[_Span], path: GroundPath, settings: PhaseSettings) -> list[_Span]:
    """Let a vehicle stand on where its box leaves and comes back: another vehicle passed before it."""

    def same_place(span: _Span) -> bool:
        way = np.hypot(*(path.points[span.last] - path.points[span.first]))
        return bool(way < settings.least_way * path.sizes[span.first])

    middle = {
        number
        for number in range(1, len(spans) - 1)
        if spans[number - 1].motion is spans[number + 1].motion is Motion.STOPPED and same_place(spans[number])
    }
    return [replace(span, motion=Motion.STOPPED) if i in middle else span for i, span in enumerate(spans)]


def _parts(span: _Span, path: GroundPath, settings: PhaseSettings) -> Iterator[_Span]:
    """Part a way into its turns and what is straight between them."""
    if span.motion is not Motion.STRAIGHT:
        yield span
        return
    way = path.between(span.first, span.last)
    least, begin = round(settings.least_straight / path.step), 0
    bends = turns(way, settings.turn) if len(way.times) > 1 else []
    for number, turn in enumerate(bends):
        first = turn.first if turn.first - begin >= least else begin
        last = turn.last if number + 1 < len(bends) or len(way.times) - turn.last > least else len(way.times) - 1
        if first > begin:
            yield _Span(span.first + begin, span.first + first, Motion.STRAIGHT)
        yield _Span(span.first + first, span.first + last, _turned(turn, way, settings))
        begin = last
    if begin < len(way.times) - 1 or not bends:
        yield _Span(span.first + begin, span.last, Motion.STRAIGHT)


def _turned(turn: Turn, way: GroundPath, settings: PhaseSettings) -> Motion:
    """To which side, or UNKNOWN where it leads back otherwise than a U-turn does."""
    if abs(turn.angle) < settings.turn.reversed:
        return turn.motion
    points = way.points
    far = np.hypot(*(points - points[0]).T).max()
    back = np.hypot(*(points[-1] - points[0])) < 0.8 * far
    return Motion.U_TURN if back and far >= 1.5 * np.median(way.sizes) else Motion.UNKNOWN


def _runs(stands: NDArray[np.bool_]) -> Iterator[tuple[int, int, bool]]:
    """Yield where values stay the same: first row, first row of the next run or the last of all, and the value."""
    edges = [0, *(np.flatnonzero(np.diff(stands)) + 1).tolist(), len(stands) - 1]
    for first, last in pairwise(edges):
        yield first, last, bool(stands[first])


def _joined(spans: list[_Span]) -> list[_Span]:
    """Make one of neighbours that say the same."""
    joined: list[_Span] = []
    for span in spans:
        if joined and joined[-1].motion is span.motion:
            joined[-1] = replace(joined[-1], last=span.last)
        else:
            joined.append(span)
    return joined


def _phase(span: _Span, path: GroundPath) -> Phase:
    start, end = float(path.times[span.first]), float(path.times[span.last])
    if span.motion in (Motion.STOPPED, Motion.UNKNOWN) or span.last == span.first:
        return Phase(span.motion, start, end)
    third = max(1, (span.last - span.first) // 3) if span.motion is not Motion.STRAIGHT else span.last - span.first
    ends = [(span.first, span.first + third), (span.last - third, span.last)]
    headings = angles(np.array([path.points[b] - path.points[a] for a, b in ends]))
    return Phase(span.motion, start, end, float(headings[0]), float(headings[1]))
