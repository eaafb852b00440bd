"""When a track does what a keyword asks."""

from collections.abc import Sequence

from vehiclefinder.core.types import Phase
from vehiclefinder.finder.plan import Check, Witness
from vehiclefinder.match.geometry import Trust, motions_of, phase_fits


def moment(check: Check, phases: Sequence[Phase], trust: Trust = Trust()) -> tuple[float, float] | None:
    """Return begin and end of the longest phase that a check speaks of, seconds in the source.

    None where none does, where it rules something out, and where it is not about what a path does.
    """
    fitting = [] if check.negated else [phase for phase in phases if _fits(check, phase, trust)]
    longest = max(fitting, key=lambda phase: phase.seconds, default=None)
    return None if longest is None else (longest.start, longest.end)


def _fits(check: Check, phase: Phase, trust: Trust) -> bool:
    if check.witness in (Witness.MOTION, Witness.STOP):
        return phase.motion in motions_of(check.values)
    return check.witness is Witness.HEADING and phase_fits(phase, check.values, trust)
