"""Which tracks were in which zone of a camera's picture."""

from collections.abc import Mapping, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from vehiclefinder.core.camera_view import Polygon
from vehiclefinder.core.types import FloatArray, IntArray
from vehiclefinder.finder.current_catalog import CurrentCatalog
from vehiclefinder.finder.scope import Scope
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.facts import Facts

MOST = 100_000
"""Answers that are held: of one source and one zone each."""
EDGE = 1e-4
"""Share of the frame by which a point on its edge is moved inwards, where zones that reach the edge hold it."""


class Zones:
    """Tells which tracks were in a zone: the middle of the lower edge of their box was, at some time.

    Finished sources never change, so what was found for one is held.

    :param catalog: Where paths and zones are kept.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._book = CameraStore(catalog.database)
        self._held: dict[tuple[int, Polygon], IntArray] = {}
        self._drawn: tuple[object, list[tuple[str, str]]] | None = None
        self._lock = Lock()

    def of(self, current: CurrentCatalog, camera_ids: Mapping[str, int]) -> list[tuple[str, str]]:
        """Return the zones of some cameras, camera and name, by both; read again when a camera was changed.

        :param current: The catalog as it is now.
        :param camera_ids: Name -> id of the cameras that exist for whoever asks.
        """
        key, drawn = (current.generation, tuple(current.cameras.items())), self._drawn
        if drawn is None or drawn[0] != key:
            drawn = self._drawn = key, self._book.zones()
        return [zone for zone in drawn[1] if zone[0] in camera_ids]

    def allowed(self, scope: Scope, facts: Facts, camera_ids: Mapping[str, int]) -> NDArray[np.bool_]:
        """Return which tracks a scope lets through, its zones included, bool (n,).

        :param facts: n tracks.
        :param camera_ids: Name -> id of the cameras that exist for whoever asks.
        :raises ValueError: The scope names an unknown camera or zone.
        """
        allowed = scope.allows(facts, camera_ids)
        if scope.zones:
            allowed &= self.visited(facts, scope.zones, camera_ids)
        if scope.excluded_zones:
            allowed &= ~self.visited(facts, scope.excluded_zones, camera_ids)
        return allowed

    def visited(
        self, facts: Facts, zones: Sequence[tuple[str, str]], camera_ids: Mapping[str, int]
    ) -> NDArray[np.bool_]:
        """Return which tracks were in any of some zones, bool (n,).

        :param facts: n tracks.
        :param zones: Name of the camera, name of its zone.
        :param camera_ids: Name -> id of the cameras that exist for whoever asks.
        :raises ValueError: There is no such camera or zone.
        """
        found = [np.zeros(0, np.int64)]
        for camera, zone in zones:
            if camera not in camera_ids:
                raise ValueError(f"expected a camera of {sorted(camera_ids)}, got {camera!r}")
            sources = np.unique(facts.source[facts.camera == camera_ids[camera]])
            found += self._tracks(sources.tolist(), self._polygon(camera, zone))
        return np.isin(facts.track, np.concatenate(found))

    def _polygon(self, camera: str, zone: str) -> Polygon:
        zones = {one.name: one.polygon for one in self._book.view(camera).zones}
        if zone not in zones:
            raise ValueError(f"expected a zone of {sorted(zones)} of camera {camera!r}, got {zone!r}")
        return zones[zone]

    def _tracks(self, sources: Sequence[int], polygon: Polygon) -> list[IntArray]:
        with self._lock:
            found = {source: self._held.get((source, polygon)) for source in sources}
            missing = [source for source, tracks in found.items() if tracks is None]
            for source, (tracks, feet) in self._catalog.feet(missing):
                found[source] = self._held[source, polygon] = np.array(tracks, np.int64)[touched(feet, polygon)]
            while len(self._held) > MOST:
                del self._held[next(iter(self._held))]
        return [tracks for tracks in found.values() if tracks is not None]


def touched(paths: Sequence[FloatArray], polygon: Polygon) -> NDArray[np.bool_]:
    """Return which paths have a point in a polygon, bool (p,).

    :param paths: p arrays float32 (n, 2), n at least 1, as the corners are: fractions of the frame.
    """
    if not paths:
        return np.zeros(0, bool)
    starts = np.cumsum([0, *(len(path) for path in paths[:-1])])
    return np.logical_or.reduceat(inside(np.concatenate(paths), polygon), starts)


def inside(points: FloatArray, polygon: Polygon) -> NDArray[np.bool_]:
    """Return which points lie in a polygon, bool (n,): a ray to the right crosses its outline an odd number of times.

    :param points: float32 (n, 2).
    """
    x, y = np.clip(points, EDGE, 1 - EDGE).T
    begin = np.array(polygon)
    end = np.roll(begin, -1, axis=0)
    crossed = np.zeros(len(points), bool)
    for (x1, y1), (x2, y2) in zip(begin, end, strict=True):
        if y1 != y2:
            crossed ^= ((y1 > y) != (y2 > y)) & (x < x1 + (y - y1) * (x2 - x1) / (y2 - y1))
    return crossed
