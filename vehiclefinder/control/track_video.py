"""The video that a track was found in, as long as it is that."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from vehiclefinder.core.errors import VideoError
from vehiclefinder.store.control.jobs import JobKind
from vehiclefinder.store.files.fingerprint import fingerprint
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import SEGMENTS, StoredSource, StoredTrack
from vehiclefinder.video.sources.segments import SegmentLayout

FileState = tuple[int, int, int]
"""Its size, and the times of its last change and of that of its entry."""


@dataclass(frozen=True, slots=True)
class TrackVideo:
    """A video.

    :param path: A file or folder.
    :param layout: Where the files of a folder lie in it, if that is what it is.
    """

    path: Path
    source: StoredSource
    layout: SegmentLayout | None

    @property
    def state(self) -> FileState:
        """Another one when the file is another.

        :raises VideoError: It is gone.
        """
        try:
            stat = self.path.stat()
        except OSError as error:
            raise VideoError(f"cannot read {self.path}: {error.strerror or error}") from error
        return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def video_of(catalog: Catalog, track: StoredTrack) -> TrackVideo:
    """Return the video of a track.

    :raises VideoError: It is gone, or is another one now.
    """
    source = catalog.source(track.source_id)
    path = Path(source.uri)
    if not path.exists():
        raise VideoError(f"the video of track {track.id} is gone: {path.name}")
    layout = SegmentLayout.from_text(str(text)) if (text := source.settings.get(SEGMENTS)) else None
    video = TrackVideo(path, source, layout)
    # A recording is ours, and its source known by another name than its content.
    if source.kind != JobKind.STREAM and _fingerprint(video) != source.fingerprint:
        raise VideoError(f"{path.name} is not the video that track {track.id} was found in: it has changed since")
    return video


def _fingerprint(video: TrackVideo) -> str:
    if video.path.is_file():
        return _of_file(video.path, video.state)
    return fingerprint(video.path, video.layout.files if video.layout else None)


@lru_cache(maxsize=256)
def _of_file(path: Path, state: FileState) -> str:
    """Players ask for a file in many parts: it is read again where its state is another one."""
    return fingerprint(path)
