"""What a track's path says about a keyword: direction of travel, place in the image, motion, speed and distance.

Every function returns ``float32 (n,)`` in [0, 1], the probability that each of n tracks satisfies the keyword, with NaN
where the path cannot tell. The probabilities are set by hand, not learned: a path that agrees is believed as far as
``Trust`` says, one that disagrees is not ruled out altogether, since boxes jitter and people are loose with words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.directions import DIRECTIONS, degrees_apart
from vehiclefinder.core.types import GRID, FloatArray, Motion, Phase

T = TypeVar("T")

HEADINGS = DIRECTIONS
"""Canonical orientation -> degrees of travel in the image."""

SIDES = ("left", "right", "top", "bottom")
PLACES = frozenset((*GRID, *SIDES))
"""What ``place_fit`` understands."""

MOTIONS = frozenset((*(motion.value for motion in Motion if motion is not Motion.UNKNOWN), "parked", "moving"))
"""What ``motion_fit`` understands."""


@dataclass(frozen=True, slots=True)
class Trust:
    """How far a path is believed.

    :param agrees: Probability where the path satisfies the keyword.
    :param disagrees: Probability where it plainly does not.
    :param other_motion: Probability where the motion is another one; larger, because perspective hides turns.
    :param full_degrees: Difference of headings up to which they agree.
    :param none_degrees: Difference from which they disagree; linear in between.
    :param enough_share: Share of a track's time in the asked cells that counts as being there.
    :param about: Share of an amount by which another one is still about as much; at least ``least_about``.
    :param least_about: See ``about``; km/h or metres.
    :param slack: Share of an amount that measures are uncertain by: a bound is smooth over twice that.
    """

    agrees: float = 0.95
    disagrees: float = 0.03
    other_motion: float = 0.2
    full_degrees: float = 45.0
    none_degrees: float = 90.0
    enough_share: float = 0.4
    about: float = 0.2
    least_about: float = 3.0
    slack: float = 0.05

    def scale(self, fit: NDArray[np.floating]) -> FloatArray:
        """Map a fit in [0, 1] to a probability between ``disagrees`` and ``agrees``."""
        return (self.disagrees + (self.agrees - self.disagrees) * fit).astype(np.float32)

    def fit(self, probability: float) -> float:
        """Return the fit that :meth:`scale` makes a probability of, at most 1: its inverse."""
        return min((probability - self.disagrees) / (self.agrees - self.disagrees), 1.0)


def heading_fit(apart: FloatArray, trust: Trust) -> FloatArray:
    """Hold headings against directions.

    :param apart: float32 (n,), degrees between the nearest heading of each track and the nearest direction that is
        asked for; NaN where it hardly moved.
    """
    fit = (trust.none_degrees - apart) / (trust.none_degrees - trust.full_degrees)
    return trust.scale(np.clip(fit, 0.0, 1.0))


def compass_fit(apart: FloatArray, points: Sequence[int], trust: Trust) -> FloatArray:
    """Hold headings against compass points; the best of several counts. NaN where nothing is known.

    North, east, south and west are as wide as directions in the image are, the points between them half as wide.

    :param apart: float32 (n, 8), degrees between the nearest heading of each track and each of ``POINTS``.
    :param points: Numbers of points in the order of ``POINTS``, at least one.
    """
    between = trust.full_degrees / 2
    fits = [heading_fit(apart[:, point] + np.float32(between * (point % 2)), trust) for point in points]
    return np.asarray(np.max(fits, axis=0), np.float32)


def heading_limit(least: float, trust: Trust) -> float:
    """Return how many degrees apart is the most that :func:`heading_fit` makes a probability of; infinity for any."""
    fit = trust.fit(least)
    return trust.none_degrees - fit * (trust.none_degrees - trust.full_degrees) if fit > 0.0 else np.inf


def directions_of(wanted: Sequence[str]) -> list[int]:
    """Return the numbers of directions in the order of ``HEADINGS``.

    :param wanted: Keys of it.
    :raises ValueError: Unknown direction.
    """
    numbers = {name: number for number, name in enumerate(HEADINGS)}
    return [_known(numbers, name, "direction") for name in wanted]


def place_fit(share: FloatArray, trust: Trust) -> FloatArray:
    """Hold the share of its time that a track spent in some cells against a place in the image.

    :param share: float32 (n,).
    """
    return trust.scale(np.clip(share / trust.enough_share, 0.0, 1.0))


def place_limit(least: float, trust: Trust) -> float:
    """Return the least share of its time of which :func:`place_fit` makes a probability."""
    return max(trust.fit(least), 0.0) * trust.enough_share


def cells_of(wanted: Sequence[str]) -> list[int]:
    """Return the numbers of cells in ``GRID``, rising.

    :param wanted: Cells of ``GRID``; a side alone ("left") means all its cells, "centre" the middle one.
    :raises ValueError: Unknown place.
    """
    return sorted({cell for name in wanted for cell in _cells(name)})


def motion_fit(motions: NDArray[np.uint8], wanted: Sequence[str], trust: Trust) -> FloatArray:
    """Hold motions against what was asked: one phase of a path is enough. NaN where nothing is known of it.

    :param motions: uint8 (n,): bit i is set where a track has a phase of the motion i of ``Motion``, in its order.
    :param wanted: Values of ``Motion``, or "parked" (stopped) and "moving" (anything but stopped).
    :raises ValueError: Unknown motion.
    """
    fit = np.where(motions & motion_bits(wanted), np.float32(trust.agrees), np.float32(trust.other_motion))
    return np.where(motions & told_motions(), fit, np.float32(np.nan))


def motion_bits(wanted: Sequence[str]) -> np.uint8:
    """Return the bits of the motions that words mean, see :func:`motion_fit`."""
    return _bits(motions_of(wanted))


def told_motions() -> np.uint8:
    """Return the bits of all motions that are known."""
    return _bits(frozenset(Motion) - {Motion.UNKNOWN})


def motions_of(wanted: Sequence[str]) -> frozenset[Motion]:
    """Return the motions that words mean.

    :param wanted: As :func:`motion_fit` takes them.
    :raises ValueError: Unknown motion.
    """
    return frozenset(motion for name in wanted for motion in _motions(name))


def phase_fits(phase: Phase, wanted: Sequence[str], trust: Trust) -> bool:
    """Tell whether a phase leads in one of some directions.

    :param wanted: Keys of ``HEADINGS``.
    """
    apart = degrees_apart(np.array([[np.nan, *phase.headings]], np.float32))
    fit = heading_fit(apart[0, directions_of(wanted)], trust)
    return bool((fit > 0.5).any())  # NaN is not


def amount_fit(
    least: FloatArray, largest: FloatArray, wanted: Sequence[tuple[float, float]], trust: Trust
) -> FloatArray:
    """Hold what was measured against amounts; the best of several counts. NaN where nothing was measured.

    On the bound of "over 60" the fit is a half; "at 60" leaves ``Trust.about`` open on both sides.

    :param least: float32 (n,), the least value of each track, km/h or metres.
    :param largest: float32 (n,), the largest.
    :param wanted: Least and largest value, infinity where there is none; both the same where about that much is meant.
    """
    fits = [_reach(least.astype(float), largest.astype(float), *one, trust) for one in wanted]
    return trust.scale(np.max(fits, axis=0))


def stop_fit(stops: FloatArray, wanted: Sequence[tuple[float, float]], trust: Trust) -> FloatArray:
    """Hold stops against durations as :func:`amount_fit` does; what never stood fulfils none. NaN where not known.

    :param stops: float32 (n,), the longest stop of each track, seconds; 0 where there is none.
    :param wanted: Least and largest seconds, infinity where there is none.
    """
    fit = amount_fit(stops, stops, wanted, trust)
    return np.where(stops > 0.0, fit, np.where(np.isnan(stops), np.float32(np.nan), np.float32(trust.disagrees)))


def _reach(
    least: NDArray[np.float64], largest: NDArray[np.float64], low: float, high: float, trust: Trust
) -> NDArray[np.float64]:
    slack = max(trust.slack * (high if np.isfinite(high) else low), 0.5)
    if low == high:
        about = max(trust.about * low, trust.least_about)
        low, high = low - about, high + about
    within = np.minimum(largest - low, high - least)
    return np.clip((within + slack) / (2 * slack), 0.0, 1.0)


def _bits(motions: frozenset[Motion]) -> np.uint8:
    return np.uint8(sum(1 << number for number, motion in enumerate(Motion) if motion in motions))


def _cells(name: str) -> list[int]:
    if name in SIDES:
        return [i for i, cell in enumerate(GRID) if name in cell.split()]
    return [_known({cell: i for i, cell in enumerate(GRID)}, name, "place")]


def _motions(name: str) -> list[Motion]:
    if name == "parked":
        return [Motion.STOPPED]
    if name == "moving":
        return [Motion.STRAIGHT, Motion.LEFT, Motion.RIGHT, Motion.U_TURN]
    return [_known({motion.value: motion for motion in Motion}, name, "motion")]


def _known(table: dict[str, T], name: str, kind: str) -> T:
    if name not in table:
        raise ValueError(f"expected a {kind} of {sorted(table)}, got {name!r}")
    return table[name]
