"""The video that a track was found in, as long as it is that."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar

from vehiclefinder.core.errors import VideoError
from vehiclefinder.core.readable_file import ReadableFile
from vehiclefinder.store.control.jobs import JobKind
from vehiclefinder.store.files import owned_videos
from vehiclefinder.store.files.fingerprint import fingerprint
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import SEGMENTS, StoredSource, StoredTrack
from vehiclefinder.video.sources.open import ReadSettings
from vehiclefinder.video.sources.segments import SegmentLayout

FileState = tuple[int, int, int]
"""Its size, and the times of its last change and of that of its entry."""


File = TypeVar("File", bound=ReadableFile)


@dataclass(frozen=True, slots=True)
class TrackVideo(Generic[File]):
    """A video.

    :param path: A file or folder; of a store, where that suffices, the file there.
    :param read: How its frames are timed, as they were at ingest.
    :param is_copy: Whether it is a copy of what lies in a store, which nobody changes.
    """

    path: File
    read: ReadSettings
    is_copy: bool = False

    @property
    def state(self) -> FileState:
        """Another one when the file is another.

        :raises VideoError: It is gone.
        """
        try:
            stat = self.path.stat()
        except OSError as error:
            raise VideoError(f"cannot read {self.path}: {error.strerror or error}") from error
        return stat.st_size, stat.st_mtime_ns, 0 if self.is_copy else stat.st_ctime_ns


def video_of(catalog: Catalog, track: StoredTrack) -> TrackVideo[Path]:
    """Return the video of a track, copied to this machine where it must be.

    :raises VideoError: It is gone, or is another one now.
    :raises StoreError: It lies in a store that cannot be reached.
    """
    source = catalog.source(track.source_id)
    return _checked(track, source, owned_videos.fetch(catalog.media, source.uri))


def seekable_video_of(catalog: Catalog, track: StoredTrack) -> TrackVideo[ReadableFile]:
    """Return the video of a track, to read parts of.

    :raises VideoError: It is gone, or is another one now.
    :raises StoreError: It lies in a store that cannot be reached.
    """
    source = catalog.source(track.source_id)
    return _checked(track, source, owned_videos.seekable(catalog.media, source.uri))


def _checked(track: StoredTrack, source: StoredSource, path: File) -> TrackVideo[File]:
    if isinstance(path, Path) and not path.exists():
        raise VideoError(f"the video of track {track.id} is gone: {path.name}")
    video = TrackVideo(path, read_settings(source), is_copy=owned_videos.name_of(source.uri) is not None)
    # A recording is ours, and its source known by another name than its content.
    if source.kind != JobKind.STREAM and _fingerprint(video) != source.fingerprint:
        raise VideoError(f"{path.name} is not the video that track {track.id} was found in: it has changed since")
    return video


def read_settings(source: StoredSource) -> ReadSettings:
    """Return how the frames of a source are timed, and where the files of a folder lie in it."""
    folder_fps, source_fps, layout = (source.settings.get(name) for name in ("folder_fps", "source_fps", SEGMENTS))
    return ReadSettings(
        folder_fps=float(folder_fps or ReadSettings().folder_fps),
        source_fps=float(source_fps) if source_fps else None,
        layout=SegmentLayout.from_text(str(layout)) if layout else None,
    )


def _fingerprint(video: TrackVideo[File]) -> str:
    if not isinstance(video.path, Path) or video.path.is_file():
        return _of_file(video.path, video.state)
    layout = video.read.layout
    return fingerprint(video.path, layout.files if layout else None)


@lru_cache(maxsize=256)
def _of_file(path: ReadableFile, state: FileState) -> str:
    """Players ask for a file in many parts: it is read again where its state is another one."""
    return fingerprint(path)
