"""Where a path bends: the polyline that it comes down to, and what its corners add up to.

A straight way on the road is straight in the image, whatever the perspective, so what bends in the image bends on the
road and to the same side; only the angle may look smaller or larger than it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import Motion
from vehiclefinder.video.tracking.ground_path import GroundPath

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TurnSettings:
    """What counts as a turn; ways are in the vehicle's own sizes, angles in degrees.

    :param tolerance: Way by which a path may leave a straight line.
    :param slack: The same as a share of the path's extent: against a long way, the jitter of a small box is nothing.
    :param flank: Least way before and after a turn: a hook at an end shows none.
    :param flank_share: The same as a share of the path's extent.
    :param flank_above: The same on the plan, in vehicle heights: a vehicle's length or two.
    :param bend: Least angle of a corner that counts.
    :param turned: Least change of direction of a turn.
    :param turned_above: Least and largest change of direction of a turn on the plan. A way into the distance is
        so short in the image that a change of lanes bends like a turn; and where a track slips to another vehicle, the
        plan says anything.
    :param reversed: Least change of direction of a U-turn.
    :param cusp: A corner as sharp as this is no turn: the vehicle reversed, or the track took another one over.
    :param pause: Seconds between two corners of one turn, at most.
    """

    tolerance: float = 0.35
    slack: float = 0.04
    flank: float = 1.0
    flank_share: float = 0.08
    flank_above: float = 2.5
    bend: float = 8.0
    turned: float = 35.0
    turned_above: tuple[float, float] = (22.0, 100.0)
    reversed: float = 140.0
    cusp: float = 135.0
    pause: float = 3.0


@dataclass(frozen=True, slots=True)
class Turn:
    """Rows of the path from the middle of the leg before to the middle of the leg after; ``angle`` left is positive."""

    first: int
    last: int
    angle: float

    @property
    def motion(self) -> Motion:
        """To which side it goes."""
        return Motion.LEFT if self.angle > 0 else Motion.RIGHT


def angles(ways: Array) -> Array:
    """Return the angle of travel of each (n, 2) way in the image: degrees in [0, 360), 0 down, 90 right, 180 up."""
    return np.asarray(np.degrees(np.arctan2(ways[:, 0], ways[:, 1])) % 360.0 % 360.0)


def corners(points: Array, tolerance: Array) -> list[int]:
    """Return the rows, first and last included, of the polyline that stays within the tolerance (Douglas-Peucker).

    :param points: (m, 2).
    :param tolerance: (m,), in the unit of the points.
    """

    def between(first: int, last: int) -> list[int]:
        if last - first < 2:
            return []
        away = _distance(points[first + 1 : last], points[first], points[last]) / tolerance[first + 1 : last]
        worst = int(away.argmax())
        if away[worst] <= 1.0:
            return []
        middle = first + 1 + worst
        return [*between(first, middle), middle, *between(middle, last)]

    return [0, *between(0, len(points) - 1), len(points) - 1]


def turns(path: GroundPath, settings: TurnSettings) -> list[Turn]:
    """Return the turns of a vehicle that moves all the while, in order of time."""
    extent = float(np.hypot(*np.ptp(path.points, axis=0)))
    tolerance = np.maximum(settings.tolerance * path.sizes, settings.slack * extent)
    found = _polyline(path, corners(path.points, tolerance), settings)
    bends = [turn for group in _groups(found, path, settings) if (turn := _turn(group, found, path, settings))]
    return _without_swerves(bends, path, settings)


@dataclass(frozen=True, slots=True, eq=False)
class _Polyline:
    """Corners (k,) as rows of a path; change of direction at each, degrees, 0 at both ends."""

    rows: list[int]
    bends: Array


def _polyline(path: GroundPath, rows: list[int], settings: TurnSettings) -> _Polyline:
    """Drop the hooks at both ends, which are shorter than a flank."""
    least = settings.flank_share * float(np.hypot(*np.ptp(path.points, axis=0)))
    while len(rows) > 2 and _hook(path, rows[0], rows[1], settings.flank, least):
        rows = rows[1:]
    while len(rows) > 2 and _hook(path, rows[-2], rows[-1], settings.flank, least):
        rows = rows[:-1]
    return _Polyline(rows, np.concatenate([[0.0], _bends(np.diff(path.points[rows], axis=0)), [0.0]]))


def _hook(path: GroundPath, first: int, last: int, sizes: float, least: float) -> bool:
    way = np.hypot(*(path.points[last] - path.points[first]))
    return bool(way < max(sizes * path.sizes[[first, last]].mean(), least))


def _groups(line: _Polyline, path: GroundPath, settings: TurnSettings) -> Iterator[list[int]]:
    """Yield corners of one turn: to one side, soon after one another, none of them a cusp."""
    group: list[int] = []
    for corner in range(1, len(line.rows) - 1):
        bend = line.bends[corner]
        if abs(bend) < settings.bend:
            continue
        together = group and bend * line.bends[group[-1]] > 0 and _near(line, path, group[-1], corner, settings)
        if group and not together:
            yield group
            group = []
        group.append(corner)
    if group:
        yield group


def _without_swerves(bends: list[Turn], path: GroundPath, settings: TurnSettings) -> list[Turn]:
    """Leave out what is taken back soon: who changes lanes turns to both sides and goes on as before."""
    kept: list[Turn] = []
    for turn in bends:
        soon = kept and path.times[turn.first] - path.times[kept[-1].last] <= settings.pause
        if soon and abs(turn.angle + kept[-1].angle) < settings.turned:
            kept.pop()
        else:
            kept.append(turn)
    return kept


def _near(line: _Polyline, path: GroundPath, first: int, last: int, settings: TurnSettings) -> bool:
    return bool(path.times[line.rows[last]] - path.times[line.rows[first]] <= settings.pause)


def _turn(group: list[int], line: _Polyline, path: GroundPath, settings: TurnSettings) -> Turn | None:
    angle = float(line.bends[group].sum())
    if abs(angle) < settings.turned or np.abs(line.bends[group]).max() >= settings.cusp:
        return None
    before, first = line.rows[group[0] - 1], line.rows[group[0]]
    last, after = line.rows[group[-1]], line.rows[group[-1] + 1]
    if path.plan is not None and abs(angle) < settings.reversed:
        legs = np.array([path.plan[first] - path.plan[before], path.plan[after] - path.plan[last]])
        least, most = settings.turned_above
        if not least <= np.sign(angle) * _bends(legs)[0] <= most or np.hypot(*legs.T).min() < settings.flank_above:
            return None
    return Turn((before + first) // 2, (last + after) // 2, angle)


def _bends(ways: Array) -> Array:
    """Return the change of direction from each of (n, 2) ways to the next, degrees in [-180, 180), left positive."""
    return np.asarray((np.diff(angles(ways)) + 180.0) % 360.0 - 180.0)


def _distance(points: Array, start: Array, end: Array) -> Array:
    """Return the distance of points (n, 2) from the line between two others, (n,)."""
    way = end - start
    share = np.clip((points - start) @ way / max(float(way @ way), 1e-12), 0.0, 1.0)
    return np.asarray(np.hypot(*(points - start - share[:, None] * way).T))
