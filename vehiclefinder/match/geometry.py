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

from vehiclefinder.core.types import GRID, FloatArray, Motion, Phase

T = TypeVar("T")

HEADINGS = {"this way": 0.0, "right": 90.0, "away": 180.0, "left": 270.0}
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


def heading_fit(headings: FloatArray, wanted: Sequence[str], trust: Trust) -> FloatArray:
    """Hold headings against directions; the best of several counts, and the best of a track's.

    :param headings: float32 (n, m), degrees at m moments of each track; NaN where it hardly moved.
    :param wanted: Keys of ``HEADINGS``.
    :raises ValueError: Unknown direction.
    """
    angles = np.array([_known(HEADINGS, name, "direction") for name in wanted], np.float32)
    apart = np.abs((headings[..., None] - angles + 180.0) % 360.0 - 180.0)
    known = ~np.isnan(headings)
    apart = np.where(known[..., None], apart, np.inf).min(axis=(1, 2), initial=np.inf)
    apart[~known.any(axis=1)] = np.nan
    fit = (trust.none_degrees - apart) / (trust.none_degrees - trust.full_degrees)
    return trust.scale(np.clip(fit, 0.0, 1.0))


def place_fit(place: FloatArray, wanted: Sequence[str], trust: Trust) -> FloatArray:
    """Hold the cells that a track passed through against places in the image.

    :param place: float32 (n, 9), share of time per cell of ``GRID``.
    :param wanted: Cells of ``GRID``; a side alone ("left") means all its cells, "centre" the middle one.
    :raises ValueError: Unknown place.
    """
    cells = sorted({cell for name in wanted for cell in _cells(name)})
    share = place[:, cells].sum(axis=1)
    return trust.scale(np.clip(share / trust.enough_share, 0.0, 1.0))


def motion_fit(motions: NDArray[np.bool_], wanted: Sequence[str], trust: Trust) -> FloatArray:
    """Hold motions against what was asked: one phase of a path is enough. NaN where nothing is known of it.

    :param motions: bool (n, 6), which of ``Motion``, in its order, each track has a phase of.
    :param wanted: Values of ``Motion``, or "parked" (stopped) and "moving" (anything but stopped).
    :raises ValueError: Unknown motion.
    """
    order = list(Motion)
    accepted = sorted({order.index(motion) for motion in motions_of(wanted)})
    fit = np.where(motions[:, accepted].any(axis=1), trust.agrees, trust.other_motion).astype(np.float32)
    told = [order.index(motion) for motion in Motion if motion is not Motion.UNKNOWN]
    fit[~motions[:, told].any(axis=1)] = np.nan
    return fit


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
    fit = heading_fit(np.array([[np.nan, *phase.headings]], np.float32), wanted, trust)
    return bool(fit[0] > 0.5)  # NaN is not


def amount_fit(measured: FloatArray, wanted: Sequence[tuple[float, float]], trust: Trust) -> FloatArray:
    """Hold what was measured against amounts; the best of several counts. NaN where nothing was measured.

    On the bound of "over 60" the fit is a half; "at 60" leaves ``Trust.about`` open on both sides.

    :param measured: float32 (n, 2), the least and the largest value of each track, km/h or metres.
    :param wanted: Least and largest value, infinity where there is none; both the same where about that much is meant.
    """
    fits = [_reach(measured[:, 0].astype(float), measured[:, 1].astype(float), *one, trust) for one in wanted]
    return trust.scale(np.max(fits, axis=0))


def stop_fit(stops: FloatArray, wanted: Sequence[tuple[float, float]], trust: Trust) -> FloatArray:
    """Hold stops against durations as :func:`amount_fit` does; what never stood fulfils none. NaN where not known.

    :param stops: float32 (n,), the longest stop of each track, seconds; 0 where there is none.
    :param wanted: Least and largest seconds, infinity where there is none.
    """
    fit = amount_fit(np.stack([stops, stops], axis=1), wanted, trust)
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
