"""Moments of a recording, told in its seconds: when it was, and which frame it is."""

from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray


def moment_of(start: datetime | None, seconds: float) -> datetime | None:
    """Return when a moment of a recording was; None where it is not known when the recording began.

    :param start: Time of its first frame.
    """
    return start + timedelta(seconds=seconds) if start else None


def nearest(times: NDArray[np.float64], seconds: float | NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the number of the frame that is nearest to each moment, int64, in the shape of ``seconds``.

    Of two that are as near it is the earlier one.

    :param times: float64 (n,), when each frame is shown, seconds, rising; at least one.
    """
    later = np.clip(np.searchsorted(times, seconds), 1, max(1, len(times) - 1))
    earlier, last = later - 1, np.minimum(later, len(times) - 1)
    return np.where(seconds - times[earlier] <= times[last] - seconds, earlier, last).astype(np.int64)
