"""Shares of values as codes of 16 bits: their square roots, so that small ones are told apart as well as large ones.

A share is within 1.6e-5 of its code's, one of a thousandth within 5e-7.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.types import FloatArray

Codes = NDArray[np.uint16]
ROOT = 65535
"""The code of a share of 1."""


class Judge(Protocol):
    """Tells from vectors what is seen, such as ``match.decision.Decider``."""

    @property
    def identity(self) -> str:
        """What its shares depend on, as a hash."""

    @property
    def columns(self) -> Sequence[str]:
        """The names of what it tells shares of, each another one; letters, digits, ``_`` and ``-``."""

    def shares(self, vectors: FloatArray, labels: NDArray[np.integer]) -> FloatArray:
        """Return how probable each column is for each picture, float32 (n, columns).

        :param vectors: float32 (n, d).
        :param labels: int (n,), index into ``VEHICLE_CLASSES``.
        """


def encode(shares: FloatArray) -> Codes:
    """Return the codes of shares in [0, 1], of the same shape."""
    codes: Codes = np.rint(np.sqrt(np.clip(shares, 0.0, 1.0)) * ROOT).astype(np.uint16)
    return codes


def least_code(share: float) -> int:
    """Return a code that none of at least a share is below."""
    return max(int(np.sqrt(min(share, 1.0)) * ROOT) - 1, 0)


def decode(codes: Codes) -> FloatArray:
    """Return the shares of codes, float32 of the same shape."""
    root = codes * np.float32(1.0 / ROOT)
    shares: FloatArray = root * root
    return shares
