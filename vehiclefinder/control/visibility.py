"""What exists for whoever asks."""

from collections.abc import Sequence

from vehiclefinder.core.access import Identity
from vehiclefinder.core.errors import NotFoundError
from vehiclefinder.store.control.visibility import VisibleCameras
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import StoredTrack


def visible_cameras(catalog: Catalog, who: Identity) -> VisibleCameras:
    """Return the ids of the cameras that exist for them, or None for all.

    What was copied long ago is told by the id of its camera: another camera may have taken the name since.
    """
    if who.cameras is None:
        return None
    return frozenset(id_ for name, id_ in catalog.camera_ids().items() if who.sees(name))


def visible_track(catalog: Catalog, who: Identity, track_id: int) -> StoredTrack:
    """Return a track.

    :raises NotFoundError: It is not there, or not for them.
    """
    (track,) = visible_tracks(catalog, who, [track_id])
    return track


def visible_tracks(catalog: Catalog, who: Identity, track_ids: Sequence[int]) -> list[StoredTrack]:
    """Return tracks, each once, in the order asked for.

    :raises NotFoundError: One of them is not there, or not for them.
    """
    wanted = list(dict.fromkeys(track_ids))
    found = {track.id: track for track in catalog.tracks(wanted)}
    for track_id in wanted:
        if track_id not in found:
            raise NotFoundError(f"no track {track_id} in the catalog")
        who.require_camera(found[track_id].camera, f"track {track_id} in the catalog")
    return [found[track_id] for track_id in wanted]
