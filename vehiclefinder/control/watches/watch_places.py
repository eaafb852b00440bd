"""Which cameras and zones a watch may look at."""

from collections.abc import Sequence

from vehiclefinder.control.watches.watch_rules import WatchRules
from vehiclefinder.core.access import Identity
from vehiclefinder.core.errors import NotFoundError
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.catalog import Catalog


class WatchPlaces:
    """The cameras and zones of a catalog, as far as they exist for somebody."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._store = CameraStore(catalog.database)

    def drawn(self) -> frozenset[tuple[str, str]]:
        """Return camera and name of every zone."""
        return frozenset(self._store.zones())

    def lost(self, rules: WatchRules) -> tuple[str, ...]:
        """Say where a watch looks that is not there."""
        return rules.lost(self._catalog.camera_ids(), self.drawn())

    def cameras(
        self, who: Identity, cameras: Sequence[str] | None, zones: Sequence[tuple[str, str]]
    ) -> tuple[str, ...] | None:
        """Return the cameras that a watch looks at; None means all.

        :param cameras: Those that are asked for; None means those of the zones, or else all that exist for them.
        :raises NotFoundError: A camera or zone is not there, or not for them.
        :raises ValueError: A camera has no zone among those asked for, or a zone is of another camera.
        """
        there = self._catalog.camera_ids()
        of_zones = tuple(dict.fromkeys(camera for camera, _ in zones))
        for camera in (*(cameras or ()), *of_zones):
            who.require_camera(camera, f"camera {camera!r}")
            if camera not in there:
                raise NotFoundError(f"no camera {camera!r}")
        if zones:
            self._require_zones(zones)
            if cameras is not None and set(cameras) != set(of_zones):
                raise ValueError(f"expected zones of the cameras {list(cameras)}, got zones of {list(of_zones)}")
            return of_zones
        return who.cameras if cameras is None else tuple(dict.fromkeys(cameras))

    def _require_zones(self, zones: Sequence[tuple[str, str]]) -> None:
        drawn = self.drawn()
        for camera, zone in zones:
            if (camera, zone) not in drawn:
                raise NotFoundError(f"no zone {zone!r} of camera {camera!r}")
