"""How long tracks stood, held for as long as what can be found stays the same."""

import numpy as np

from vehiclefinder.core.types import FloatArray, Motion
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.facts import Facts
from vehiclefinder.store.tracks.phase_packing import MOTIONS

STOPPED, UNKNOWN = MOTIONS.index(Motion.STOPPED), MOTIONS.index(Motion.UNKNOWN)


class Stops:
    """Tells the longest stop of tracks; only those that stood at all are looked up.

    :param catalog: Where phases are kept.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._held: tuple[Facts, FloatArray] | None = None

    def __call__(self, facts: Facts) -> FloatArray:
        """Return the longest stop of each of n tracks, seconds, float32 (n,): 0 where there is none, NaN if not known.

        :raises StoreError: The catalog cannot be read.
        """
        held = self._held
        if held is None or held[0] is not facts:
            held = self._held = facts, self._read(facts)
        return held[1]

    def _read(self, facts: Facts) -> FloatArray:
        told = facts.motions & np.uint8(~(1 << UNKNOWN) & 0xFF)
        longest = np.where(told > 0, np.float32(0.0), np.float32(np.nan))
        stood = np.flatnonzero(facts.motions & np.uint8(1 << STOPPED))
        longest[stood] = self._catalog.stops(facts.track[stood])
        return longest
