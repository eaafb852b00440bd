"""Moving and still pictures of what was found, cut from the video that it was found in."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from threading import BoundedSemaphore

from vehiclefinder.control.sources.sources import without_path
from vehiclefinder.control.track_video import video_of
from vehiclefinder.control.view_log import ViewLog
from vehiclefinder.control.visibility import visible_track
from vehiclefinder.core.access import Identity
from vehiclefinder.core.camera_view import Polygon, masks_key
from vehiclefinder.core.errors import VideoError
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.files import owned_videos
from vehiclefinder.store.files.file_cache import FileCache
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.crop_files import CLIPS
from vehiclefinder.store.tracks.records import StoredTrack, shown_name
from vehiclefinder.video.clips.excerpt import DRAWN, LONGEST, Excerpt, write_excerpt, write_still
from vehiclefinder.video.sources.isolation import isolated

LIMIT = 2 << 30
"""Bytes of clips and stills that are kept."""
AT_ONCE = 2
"""Clips and stills that are made at a time; further ones wait for their turn."""


class Clips:
    """Cuts clips and stills on demand, and keeps them for a while.

    :param catalog: What was seen; clips lie in its home.
    :param limit: Bytes of clips and stills that are kept.
    :param audit: Where it is written down who did what; the catalog's unless given.
    """

    def __init__(self, catalog: Catalog, limit: int = LIMIT, audit: AuditLog | None = None) -> None:
        self._catalog = catalog
        self._cameras = CameraStore(catalog.database)
        self._cache = FileCache(catalog.home / CLIPS, limit)
        self._turns = BoundedSemaphore(AT_ONCE)
        self._views = ViewLog(audit or AuditLog(catalog.database))

    def clip(self, who: Identity, track_id: int, seconds: float = 2.0, longest: float = LONGEST) -> Path:
        """Return the clip around a track, MP4 that browsers play, with its box drawn and what is masked now black.

        :param seconds: How much is shown before and after, 0 to 30.
        :param longest: Seconds in all at most, 1 to 60; of more it shows what lies around the best moment.
        :raises NotFoundError: There is no such track, or not for them.
        :raises ValueError: ``seconds`` or ``longest`` is out of range.
        :raises VideoError: The video is gone, is another one now, or cannot be read.
        :raises StoreError: The clip cannot be written.
        """
        track = visible_track(self._catalog, who, track_id)
        path = self.clip_of(track, seconds, longest)
        self._views.write(who, "clip", {"track": track_id, "seconds": seconds}, track.camera)
        return path

    def still(self, who: Identity, track_id: int) -> Path:
        """Return the frame of a track's best moment, JPEG, with its box and path drawn and what is masked now black.

        :raises NotFoundError: There is no such track, or not for them.
        :raises VideoError: The video is gone, is another one now, or cannot be read.
        :raises StoreError: The still cannot be written.
        """
        track = visible_track(self._catalog, who, track_id)
        path = self.still_of(track)
        self._views.write(who, "still", {"track": track_id}, track.camera)
        return path

    def clip_of(self, track: StoredTrack, seconds: float = 2.0, longest: float = LONGEST) -> Path:
        """Return the clip of a track, as :meth:`clip` does, to be copied: nobody looks at it."""
        kind = f"{seconds:.3f}{'' if longest == LONGEST else f'-{longest:.3f}'}.mp4"
        return self._get(track, kind, lambda excerpt, path: isolated(write_excerpt, excerpt, seconds, path, longest))

    def still_of(self, track: StoredTrack) -> Path:
        """Return the still of a track likewise."""
        return self._get(track, "still.jpg", lambda excerpt, path: isolated(write_still, excerpt, path))

    def _get(self, track: StoredTrack, kind: str, write: Callable[[Excerpt, Path], None]) -> Path:
        masks = self._cameras.view(track.camera).masks
        name = _name(track, kind, masks)
        if kept := self._cache.held(name):
            return kept
        with self._turns:
            # Whoever waited for a turn may have waited for this very file.
            if kept := self._cache.held(name):
                return kept
            try:
                return self._cache.put(name, lambda part: write(self._cut(track, masks), part))
            except VideoError as error:
                path = owned_videos.place(self._catalog.media, track.source)
                raise VideoError(without_path(error, path, shown_name(track.source))) from error

    def _cut(self, track: StoredTrack, masks: tuple[Polygon, ...]) -> Excerpt:
        video = video_of(self._catalog, track)
        best = track.crops[0].time if track.crops else float(track.path[len(track.path) // 2, 0])
        return Excerpt(video.path, track.path, best, video.read, track.frame_size, masks)


def _name(track: StoredTrack, kind: str, masks: tuple[Polygon, ...]) -> str:
    """A name that changes with all that decides what is seen: a new mask holds for clips that were kept, too."""
    options = hashlib.sha256(json.dumps([DRAWN, kind, masks_key(masks)]).encode()).hexdigest()[:12]
    return f"{track.source_id}/{track.id}-{options}{Path(kind).suffix}"
