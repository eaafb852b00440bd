"""The recording that a track was found in, played as it lies: nothing is cut, and nothing drawn over it."""

from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from vehiclefinder.control.sources.sources import without_path
from vehiclefinder.control.track_video import FileState, TrackVideo, seekable_video_of
from vehiclefinder.control.view_log import ViewLog
from vehiclefinder.control.visibility import visible_track
from vehiclefinder.core.access import Identity
from vehiclefinder.core.errors import ForbiddenError, NotPlayableError, VideoError
from vehiclefinder.core.readable_file import ReadableFile
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import StoredTrack, shown_name
from vehiclefinder.video.clips.playback import Playback, playback_of
from vehiclefinder.video.sources.isolation import isolated

MOST = 1000
"""Files of which it is remembered how they are played."""


@dataclass(frozen=True, slots=True)
class RecordedVideo:
    """A recording.

    :param file: A video file, on this machine or in a store.
    """

    file: ReadableFile
    playback: Playback


class RecordedVideos:
    """Shows recordings to those for whom their cameras exist, unless something in them is masked.

    :param catalog: What was seen, and where its videos lie.
    :param audit: Where it is written down who looked; the catalog's unless given.
    """

    def __init__(self, catalog: Catalog, audit: AuditLog | None = None) -> None:
        self._catalog = catalog
        self._cameras = CameraStore(catalog.database)
        self._views = ViewLog(audit or AuditLog(catalog.database))
        self._known: dict[tuple[ReadableFile, FileState], Playback | NotPlayableError] = {}
        self._lock = Lock()

    def playback(self, who: Identity, track_id: int) -> Playback:
        """Return how the recording of a track is played, and show nothing of it.

        :raises NotFoundError: There is no such track, or not for them.
        :raises ForbiddenError: The camera has privacy masks, which its recordings do not have in them.
        :raises NotPlayableError: Browsers do not play it as it is; a clip of it they do.
        :raises VideoError: The video is gone, is another one now, or cannot be read.
        """
        return self._of(visible_track(self._catalog, who, track_id)).playback

    def recording(self, who: Identity, track_id: int) -> RecordedVideo:
        """Return the recording of a track, to be sent whole or in parts.

        :raises VehicleFinderError: As :meth:`playback`.
        """
        track = visible_track(self._catalog, who, track_id)
        found = self._of(track)
        self._views.write(who, "recording", {"track": track_id}, track.camera)
        return found

    def _of(self, track: StoredTrack) -> RecordedVideo:
        if self._cameras.view(track.camera).masks:
            raise ForbiddenError(f"{track.camera} has privacy masks, which its recordings lack: only clips are shown")
        video = seekable_video_of(self._catalog, track)
        if (isinstance(video.path, Path) and not video.path.is_file()) or video.read.layout:
            raise NotPlayableError("the video is no single file")
        try:
            return RecordedVideo(video.path, self._playback(video))
        except VideoError as error:
            told = without_path(error, video.path, shown_name(track.source))
            raise type(error)(told) from error

    def _playback(self, video: TrackVideo[ReadableFile]) -> Playback:
        key = (video.path, video.state)
        with self._lock:
            known = self._known.get(key)
        if known is None:
            try:
                known = isolated(playback_of, video.path)
            except NotPlayableError as error:
                known = error
            with self._lock:
                self._known[key] = known
                while len(self._known) > MOST:
                    del self._known[next(iter(self._known))]
        if isinstance(known, NotPlayableError):
            raise NotPlayableError(str(known))
        return known
