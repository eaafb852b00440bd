"""How near tracks came to each compass point, where it is known where north is in the picture of their camera."""

from collections.abc import Mapping
from threading import Lock

import numpy as np

from vehiclefinder.core.camera_view import CameraView, RoadCalibration
from vehiclefinder.core.compass import POINTS, North, degrees_from_points
from vehiclefinder.core.types import FloatArray, IntArray
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.facts import Facts
from vehiclefinder.store.tracks.headings import SourceHeadings

MOST = 100_000
"""Sources of which the compass points of their tracks are held."""
Key = tuple[int, North, str]
"""Source, where north is in its picture, and its camera's calibration."""


class Bearings:
    """Tells how near tracks came to each compass point, held for as long as what can be found stays the same.

    On a calibrated road directions are compared on the ground, as seen from above; elsewhere in the image, where
    perspective turns directions that lie across or along the view towards one another.

    :param catalog: Where headings are kept, and where north is.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._book = CameraStore(catalog.database)
        self._held: dict[Key, tuple[IntArray, FloatArray]] = {}
        self._of: tuple[Facts, FloatArray] | None = None
        self._lock = Lock()

    def __call__(self, facts: Facts) -> FloatArray:
        """Return how near each of n tracks came to each of ``POINTS``, degrees, float32 (n, 8); NaN if not known.

        :raises StoreError: The catalog cannot be read.
        """
        with self._lock:
            if self._of is None or self._of[0] is not facts:
                self._of = facts, self._read(facts, self._book.with_north())
            return self._of[1]

    def with_north(self) -> frozenset[int]:
        """Return the ids of the cameras of which it is known where north is.

        :raises StoreError: The catalog cannot be read.
        """
        return frozenset(self._book.with_north())

    def _read(self, facts: Facts, views: Mapping[int, CameraView]) -> FloatArray:
        apart = np.full((len(facts), len(POINTS)), np.nan, np.float32)
        known = np.flatnonzero(np.isin(facts.camera, list(views)))
        pairs = np.unique(np.stack([facts.source[known], facts.camera[known]], axis=1), axis=0)
        for source, camera in pairs.tolist():
            tracks, near = self._source(source, views[camera])
            rows = known[facts.source[known] == source] if len(pairs) > 1 else known
            places = np.searchsorted(tracks, facts.track[rows])
            there = np.flatnonzero(places < len(tracks))
            there = there[tracks[places[there]] == facts.track[rows[there]]]
            apart[rows[there]] = near[places[there]]
        return apart

    def _source(self, source: int, view: CameraView) -> tuple[IntArray, FloatArray]:
        """Finished sources never change: what was found of one is held."""
        assert view.north is not None
        key = (source, view.north, view.calibration.id if view.calibration else "")
        if key not in self._held:
            found = self._catalog.headings(source, placed=view.calibration is not None)
            self._held[key] = found.tracks, degrees_of(found, view.north, view.calibration)
            while len(self._held) > MOST:
                del self._held[next(iter(self._held))]
        return self._held[key]


def degrees_of(found: SourceHeadings, north: North, calibration: RoadCalibration | None) -> FloatArray:
    """Return how near the tracks of a source came to each compass point, float32 (m, 8), degrees; NaN if not known."""
    degrees, norths = found.degrees, np.full(found.degrees.shape, north.degrees, np.float32)
    if calibration is not None:
        from vehiclefinder.video.tracking.road_plane import headings_on_road  # OpenCV, which few searches need

        at = north.at or tuple(np.mean(calibration.image, axis=0))
        flat = (found.places.reshape(-1, 2).astype(float), found.degrees.reshape(-1).astype(float))
        points, turns = np.vstack([[at], flat[0]]), np.concatenate([[north.degrees], flat[1]])
        ground = headings_on_road(points, turns, found.frame_size, calibration)
        onto = ground[1:].reshape(degrees.shape)
        told = ~np.isnan(onto) & ~np.isnan(ground[0])  # where there is no road, the image must do
        degrees, norths = np.where(told, onto, degrees), np.where(told, ground[0], norths)
    return degrees_from_points(degrees.astype(np.float32), norths.astype(np.float32))
