"""Which video a kept vehicle was seen in, so that it can be told from any other."""

from pathlib import Path
from typing import Any, Self

from vehiclefinder.control.cases.track_copies import without_password
from vehiclefinder.core.errors import VideoError
from vehiclefinder.store.control.jobs import JobKind
from vehiclefinder.store.files import file_copies, owned_videos
from vehiclefinder.store.files.fingerprint import fingerprint
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import StoredSource, shown_name

GONE = "the video is gone"
CHANGED = "another video lies there now"
FOLDER = "it is a folder of files"
UNREADABLE = "the video cannot be read"
LATER = "the video is large: the next archive of the case has its sha256"
AT_ONCE = 1 << 30
"""Bytes of videos that are read while somebody waits for a page, all together: seconds, even from a slow disk."""


class SourceVideos:
    """Hashes the videos of a catalog, each once for as long as this lasts: they may be large.

    :param most: Bytes that are read of all of them together; for others ``why`` is ``LATER``. None: all there are.
    """

    def __init__(self, catalog: Catalog, most: int | None = None) -> None:
        self._catalog = catalog
        self._left = most
        self._known: dict[int, dict[str, Any]] = {}

    @classmethod
    def at_once(cls, catalog: Catalog) -> Self:
        """Return one that keeps nobody waiting."""
        return cls(catalog, AT_ONCE)

    def of(self, source_id: int) -> dict[str, Any]:
        """Return plain values: its name, its ``sha256`` or, in ``why``, why there is none, and what ingest stored.

        :raises NotFoundError: There is no such source.
        """
        if source_id not in self._known:
            self._known[source_id] = self._described(self._catalog.source(source_id))
        return dict(self._known[source_id])

    def _described(self, source: StoredSource) -> dict[str, Any]:
        digest = None
        try:
            path = self._within_reach(source)
            why = LATER if path is None else _why_not(path, source) or self._later(path.stat().st_size)
            if path is not None and why is None:
                digest = file_copies.sha256(path)
        except OSError:
            why = UNREADABLE
        return _told(source, digest, why)

    def _within_reach(self, source: StoredSource) -> Path | None:
        """Return where a video lies; None where it would have to be fetched first, and is too large for that now."""
        media, is_elsewhere = self._catalog.media, owned_videos.name_of(source.uri) is not None
        if is_elsewhere and self._left is not None and owned_videos.size(media, source.uri) > self._left:
            return None
        return owned_videos.fetch(media, source.uri)

    def _later(self, size: int) -> str | None:
        if self._left is not None and size > self._left:
            return LATER
        self._left = None if self._left is None else self._left - size
        return None


def _told(source: StoredSource, digest: str | None, why: str | None) -> dict[str, Any]:
    return {
        "name": shown_name(without_password(source.uri)),
        "kind": source.kind,
        "sha256": digest,
        "why": why,
        "fingerprint": source.fingerprint,
        "encoder": source.encoder,
    }


def _why_not(path: Path, source: StoredSource) -> str | None:
    if path.is_dir():
        return FOLDER
    if not path.is_file():
        return GONE
    if source.kind == JobKind.STREAM:  # a recording is ours, and its source known by another name than its content
        return None
    try:
        return None if fingerprint(path) == source.fingerprint else CHANGED
    except VideoError:
        return UNREADABLE
