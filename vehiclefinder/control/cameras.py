"""Cameras: who sees them, and what is said of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from vehiclefinder.core.access import Identity, Role
from vehiclefinder.core.camera_view import CameraView, masks_key
from vehiclefinder.core.errors import ForbiddenError, NotFoundError, VideoError
from vehiclefinder.ingest.road_measurement import measure
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.database.schema.tracks import SourceStatus
from vehiclefinder.store.files import owned_videos
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import MASKS, StoredCamera, StoredSource
from vehiclefinder.video.clips.still import still
from vehiclefinder.video.sources.isolation import isolated

MAX_NAME = 200
"""Characters of a camera's name."""
TRIED = 3
"""Sources that a still is looked for in, newest first; older ones may have been moved."""
PARTS = frozenset(field.name for field in fields(CameraView))


@dataclass(frozen=True, slots=True)
class CameraCard:
    """A camera, with what is said of it.

    :param camera: With its finished sources and tracks.
    :param differently_masked: Finished sources that other privacy masks, or none, were applied to: their pictures may
        show what is masked now, until they are removed and ingested again.
    """

    camera: StoredCamera
    view: CameraView
    differently_masked: int

    @property
    def id(self) -> int:
        """The camera's number, which pages go by."""
        return self.camera.id

    def to_json(self) -> dict[str, Any]:
        """Return plain values, ready for ``json.dumps``."""
        return {
            "id": self.id,
            "name": self.camera.name,
            "sources": self.camera.sources,
            "tracks": self.camera.tracks,
            "differently_masked": self.differently_masked,
            **self.view.to_json(),
        }


class Cameras:
    """Shows cameras to those for whom they exist, and lets admins change them.

    :param catalog: Where they are kept.
    :param audit: Told who changed what.
    """

    def __init__(self, catalog: Catalog, audit: AuditLog) -> None:
        self._catalog = catalog
        self._audit = audit
        self._store = CameraStore(catalog.database)

    def list(self, who: Identity, limit: int = 50, after: int | None = None) -> Sequence[CameraCard]:
        """Return the cameras that exist for them, oldest first.

        :param after: Only those with a larger id: the last one of the page before.
        """
        seen = [one for one in self._catalog.cameras() if who.sees(one.name) and one.id > (after or 0)]
        return self._cards(sorted(seen, key=lambda one: one.id)[:limit])

    def names(self, who: Identity) -> Sequence[str]:
        """Return the names of all cameras that exist for them, oldest first; quick, since it counts nothing."""
        ids = self._catalog.camera_ids()
        return [name for name in sorted(ids, key=ids.__getitem__) if who.sees(name)]

    def zones(self, who: Identity) -> Sequence[tuple[str, str]]:
        """Return the zones of all cameras that exist for them: camera and name, by both."""
        return [(camera, zone) for camera, zone in self._store.zones() if who.sees(camera)]

    def get(self, who: Identity, name: str) -> CameraCard:
        """Return one camera.

        :raises NotFoundError: There is none of that name, or not for them.
        """
        who.require_camera(name, "such camera")
        found = [one for one in self._catalog.cameras() if one.name == name]
        if not found:
            raise NotFoundError("no such camera")
        return self._cards(found)[0]

    def create(self, who: Identity, name: str, parts: Mapping[str, Any] | None = None) -> CameraCard:
        """Add a camera, before or without any video of it.

        :param parts: What is said of it, as ``CameraView.to_json`` writes it; any part may be absent.
        :raises ValueError: The name or a part is not valid.
        :raises ForbiddenError: They are no admin, or limited to other cameras.
        :raises ConflictError: There is one of that name.
        """
        self._require_name(who, name)
        view = _changed(CameraView(), parts or {})
        self._store.create(name, view)
        self._audit.write(who, "camera.create", view.to_json(), name)
        return self.get(who, name)

    def update(self, who: Identity, name: str, parts: Mapping[str, Any], new_name: str | None = None) -> CameraCard:
        """Say something else of a camera; speeds and distances of its tracks are measured again where need be.

        New masks hold for what is shown from now on; pictures that were kept before stay as they are. Sources stay
        with a camera that is renamed; rights that name cameras do not follow.

        :param parts: As in :meth:`create`; those that are absent stay.
        :param new_name: None leaves the name as it is.
        :raises ValueError: A part or the new name is not valid; nothing is changed.
        :raises ForbiddenError: They are no admin, or limited to other cameras than the new name.
        :raises NotFoundError: There is none of that name, or not for them.
        :raises ConflictError: The new name is taken, or a source of the camera is not finished; nothing is changed.
        """
        who.require(Role.ADMIN)
        who.require_camera(name, "such camera")
        view = _changed(self._store.view(name), parts)
        called = name if new_name is None else new_name
        if called != name:
            self._require_name(who, called)
            self._store.rename(name, called)
        if parts:
            self._store.change(called, view)
        self._audit.write(who, "camera.update", {**parts, "name": called}, name)
        measure(self._catalog.database, called)
        return self.get(who, called)

    def delete(self, who: Identity, name: str) -> None:
        """Remove a camera that has no sources.

        :raises ForbiddenError: They are no admin.
        :raises NotFoundError: There is none of that name, or not for them.
        :raises ConflictError: It has sources, finished or not.
        """
        who.require(Role.ADMIN)
        who.require_camera(name, "such camera")
        self._store.remove(name)
        self._audit.write(who, "camera.delete", {}, name)

    def still(self, who: Identity, name: str) -> bytes:
        """Return a picture of the camera as JPEG, its privacy masks black.

        :raises NotFoundError: There is no such camera, or not for them, or no video of it can be read.
        :raises StoreError: Its videos lie in a store that cannot be reached.
        """
        view = self.get(who, name).view
        sources = [source for source in self._catalog.sources() if source.camera == name]
        for source in sources[: -TRIED - 1 : -1]:
            try:
                return isolated(still, str(owned_videos.fetch(self._catalog.media, source.uri)), view.masks)
            except VideoError:
                continue
        raise NotFoundError("no picture of this camera")

    def _cards(self, cameras: Sequence[StoredCamera]) -> Sequence[CameraCard]:
        views = {one.name: self._store.view(one.name) for one in cameras}
        odd = Counter(s.camera for s in self._catalog.sources() if s.camera in views and _odd(s, views[s.camera]))
        return [CameraCard(one, views[one.name], odd[one.name]) for one in cameras]

    @staticmethod
    def _require_name(who: Identity, name: str) -> None:
        who.require(Role.ADMIN)
        require_camera_name(name)
        if not who.sees(name):
            raise ForbiddenError(f"{who.name} is limited to other cameras")


def require_camera_name(name: str) -> None:
    """Refuse what cannot name a camera: a part of an address, which ``.`` and ``..`` could not be, and of a table.

    :raises ValueError: It cannot.
    """
    fits = name == name.strip() and 0 < len(name) <= MAX_NAME and name.isprintable()
    if not fits or "/" in name or name in (".", ".."):
        raise ValueError(f"expected a camera's name of 1 to {MAX_NAME} printable characters, no slash, got {name!r}")


def _changed(view: CameraView, parts: Mapping[str, Any]) -> CameraView:
    if unknown := sorted(parts.keys() - PARTS):
        raise ValueError(f"expected parts of {sorted(PARTS)}, got {unknown[0]!r}")
    return CameraView.from_json(view.to_json() | dict(parts))


def _odd(source: StoredSource, view: CameraView) -> bool:
    expected = masks_key(view.masks) if view.masks else None
    return source.status == SourceStatus.DONE and source.settings.get(MASKS) != expected
