"""Single tracks and their pictures."""

from collections.abc import Sequence
from pathlib import Path

from vehiclefinder.control.visibility import visible_track
from vehiclefinder.core.access import Identity
from vehiclefinder.core.errors import NotFoundError
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import StoredTrack


class Tracks:
    """Shows tracks to those for whom their cameras exist."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def get(self, who: Identity, track_id: int) -> StoredTrack:
        """Return a track.

        :raises NotFoundError: There is no such track, or not for them.
        """
        return visible_track(self._catalog, who, track_id)

    def there(self, who: Identity, track_ids: Sequence[int]) -> frozenset[int]:
        """Return which tracks exist for them, of some that may be gone."""
        return frozenset(track.id for track in self._catalog.tracks(track_ids) if who.sees(track.camera))

    def crop(self, who: Identity, track_id: int, rank: int = 1) -> Path:
        """Return where a picture of a track lies, a JPEG.

        :param rank: Which one: 1 is the best.
        :raises NotFoundError: There is no such track, or not for them, or it has no such picture.
        :raises StoreError: It cannot be read.
        """
        crops = self.get(who, track_id).crops[rank - 1 : rank]
        if not crops or (path := crops[0].file.fetch()) is None:
            raise NotFoundError(f"no picture {rank} of track {track_id} in the catalog")
        return path
