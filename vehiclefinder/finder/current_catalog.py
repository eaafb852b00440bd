"""What all searches of one generation share, read again when the catalog's generation has grown."""

from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock

from vehiclefinder.store.index.track_index import IndexKeeper, TrackIndex
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.coverage import Coverage
from vehiclefinder.store.tracks.found import FoundTrack

HELD = 10_000
"""Tracks that are held, those that were found last; each takes about a kilobyte."""


class FoundTracks:
    """The tracks that were found of late, of one generation: within one they change nothing but the camera's name.

    :param catalog: Where they come from.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._held: OrderedDict[int, FoundTrack] = OrderedDict()
        self._lock = Lock()

    def get(self, track_ids: Collection[int]) -> dict[int, FoundTrack]:
        """Return tracks by id; those that are gone are left out.

        :raises StoreError: The catalog cannot be read.
        """
        with self._lock:
            found = {id_: self._held[id_] for id_ in track_ids if id_ in self._held}
            for id_ in found:
                self._held.move_to_end(id_)
        if missing := [id_ for id_ in track_ids if id_ not in found]:
            read = self._catalog.found(missing)
            found |= read
            with self._lock:
                self._held |= read
                while len(self._held) > HELD:
                    self._held.popitem(last=False)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class CurrentCatalog:
    """What a search looks at.

    :param cameras: All cameras of this moment, name -> id.
    :param coverage: What an index lacks that is no younger than ``index``.
    """

    generation: tuple[str, int]
    cameras: Mapping[str, int]
    index: TrackIndex
    coverage: Coverage
    tracks: FoundTracks = field(repr=False)

    def found(self, track_ids: Collection[int]) -> dict[int, FoundTrack]:
        """Return tracks by id, with what their cameras are called now; those that are gone are left out.

        :raises StoreError: The catalog cannot be read.
        """
        found = self.tracks.get(track_ids)
        if all(self.cameras.get(track.camera) == track.camera_id for track in found.values()):
            return found
        names = {id_: name for name, id_ in self.cameras.items()}
        return {id_: replace(one, camera=names[one.camera_id]) for id_, one in found.items() if one.camera_id in names}


class CatalogFollower:
    """Reads the state of a catalog by one statement, and all else where the generation is another one.

    Of several threads one reads; the others wait for it. See ``docs/decisions/027``.

    :param catalog: What was seen.
    :param index: The index over it.
    """

    def __init__(self, catalog: Catalog, index: IndexKeeper) -> None:
        self._catalog = catalog
        self._index = index
        self._held: CurrentCatalog | None = None
        self._reading = Lock()

    def current(self) -> CurrentCatalog:
        """Return the catalog as it is now.

        :raises StoreError: It cannot be read.
        """
        state, held = self._catalog.state(), self._held
        if held is None or held.generation != state.generation:
            with self._reading:
                return self._read()
        return CurrentCatalog(held.generation, state.cameras, held.index, held.coverage, held.tracks)

    def _read(self) -> CurrentCatalog:
        state, held = self._catalog.state(), self._held  # which another thread may have read meanwhile
        if held is None or held.generation != state.generation:
            # What is read now may be of a later generation than `state`: then the next search reads it again.
            coverage, index = self._index.coverage(), self._index.current()
            tracks, cameras = FoundTracks(self._catalog), self._catalog.state().cameras
            held = self._held = CurrentCatalog(state.generation, cameras, index, coverage, tracks)
            return held
        return CurrentCatalog(held.generation, state.cameras, held.index, held.coverage, held.tracks)
