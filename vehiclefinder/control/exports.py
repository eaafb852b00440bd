"""Tracks, handed over in the formats of others."""

import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import numpy as np

from vehiclefinder.control.track_video import read_settings
from vehiclefinder.core.access import Identity, Role
from vehiclefinder.core.counting import counted
from vehiclefinder.core.errors import VideoError
from vehiclefinder.core.types import VEHICLE_CLASSES
from vehiclefinder.exchange.frame_numbers import FrameNumbers
from vehiclefinder.exchange.out.archive import zipped
from vehiclefinder.exchange.out.formats import WRITERS, TrackFormat
from vehiclefinder.exchange.out.tracks import SharedTrack, Shares, TrackSource
from vehiclefinder.match.slots import SLOTS
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.jobs import JobKind
from vehiclefinder.store.database.schema.tracks import SourceStatus
from vehiclefinder.store.files import owned_videos
from vehiclefinder.store.files.fingerprint import fingerprint
from vehiclefinder.store.index.share_codes import Judge
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import StoredSource, StoredTrack
from vehiclefinder.video.sources.frame_times import frame_times
from vehiclefinder.video.sources.isolation import isolated

BATCH = 100
"""Tracks that are read at a time."""
_NAMED = 10
"""Sources that a note names."""


@dataclass(frozen=True, slots=True)
class TrackSelection:
    """Which tracks are handed over: all that were in view between two moments.

    :param cameras: Names; empty means all.
    :param sources: Ids; empty means all.
    :param since: Aware; tracks of no known time are outside of any limit, as is ``until``.
    """

    cameras: tuple[str, ...] = ()
    sources: tuple[int, ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        if any(moment is not None and moment.tzinfo is None for moment in (self.since, self.until)):
            raise ValueError(f"expected times with a zone, got {self.since} and {self.until}")
        if self.since and self.until and self.until.timestamp() < self.since.timestamp():
            raise ValueError(f"expected since before until, got {self.since} and {self.until}")


@dataclass(frozen=True, slots=True)
class TrackExport:
    """Tracks on their way out.

    :param sources: Which are written; their tracks are read when they are.
    :param notes: What is lost or left out, in plain words.
    """

    format: TrackFormat
    path: bool
    sources: Sequence[StoredSource]
    notes: tuple[str, ...]
    opened: Iterator[TrackSource]

    def files(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Yield files by name, once: one, or those of each source in a folder of its own."""
        writer = WRITERS[self.format]
        if writer.document:
            yield f"tracks{writer.suffix}", writer.document(self.opened, self.path)
            return
        assert writer.files is not None
        for source in self.opened:
            for name, parts in writer.files(source):
                yield f"source-{source.id:06d}/{name}", parts

    def parts(self) -> Iterator[bytes]:
        """Yield the same as one file, once: a ZIP where there are several."""
        writer = WRITERS[self.format]
        return writer.document(self.opened, self.path) if writer.document else zipped(self.files())


class Exports:
    """Hands tracks over to operators.

    :param encoder: Identity of the present encoder.
    :param judge: Tells from its vectors how probable values are.
    """

    def __init__(self, catalog: Catalog, audit: AuditLog, encoder: str, judge: Judge) -> None:
        self._catalog = catalog
        self._audit = audit
        self._encoder = encoder
        self._judge = judge

    def tracks(self, who: Identity, chosen: TrackSelection, format: TrackFormat, path: bool = False) -> TrackExport:
        """Return tracks of the cameras that exist for them, to be written; it is in the audit log before any is read.

        :param path: Whether lines of JSON and CSV hold where each vehicle was, frame by frame.
        :raises ForbiddenError: They are no operator.
        :raises ValueError: A camera or source does not exist for them, or nothing could be written.
        """
        who.require(Role.OPERATOR)
        found, notes = self._sources(who, chosen), []
        if chosen.since or chosen.until or WRITERS[format].timed:
            untimed = [source for source in found if source.start_time is None]
            found = [source for source in found if source.start_time is not None]
            if untimed:
                some = ", ".join(str(source.id) for source in untimed[:_NAMED]) + (
                    ", …" if len(untimed) > _NAMED else ""
                )
                notes.append(
                    f"left out, since when they began is not known: {counted(len(untimed), 'source')} ({some})"
                )
        asked = {
            "format": format,
            "cameras": list(chosen.cameras),
            "sources": [source.id for source in found],
            "since": chosen.since and chosen.since.isoformat(),
            "until": chosen.until and chosen.until.isoformat(),
            "path": path,
        }
        if note := self._audit.write(who, "track.export", asked, done=False):
            notes.append(note)
        opened = (self._open(source, chosen, format) for source in found)
        return TrackExport(format, path, found, tuple(notes), opened)

    def _sources(self, who: Identity, chosen: TrackSelection) -> list[StoredSource]:
        cameras = [name for name in self._catalog.camera_ids() if who.sees(name)]
        for camera in chosen.cameras:
            if camera not in cameras:
                raise ValueError(f"expected a camera of {sorted(cameras)}, got {camera!r}")
        found = [
            source
            for source in self._catalog.sources()
            if source.status is SourceStatus.DONE and source.camera in (chosen.cameras or cameras)
        ]
        if unknown := set(chosen.sources) - {source.id for source in found}:
            raise ValueError(f"expected finished sources of these cameras, got {sorted(unknown)}")
        return [source for source in found if not chosen.sources or source.id in chosen.sources]

    def _open(self, source: StoredSource, chosen: TrackSelection, format: TrackFormat) -> TrackSource:
        ids = self._catalog.track_ids(source.id, *_within(source, chosen))
        counts = WRITERS[format].counts_frames
        numbers = (self._numbers(source) if counts else None) or FrameNumbers.even(
            [track.path for track in self._catalog.tracks(ids[:BATCH])] if counts else []
        )
        return TrackSource(
            source.id,
            source.camera,
            source.name,
            source.frame_size,
            source.start_time,
            source.duration,
            numbers,
            partial(self._read, ids),
        )

    def _numbers(self, source: StoredSource) -> FrameNumbers | None:
        """Return the frames of a source whose video is still the one that was ingested."""
        if source.kind == JobKind.STREAM:
            return None
        video = owned_videos.fetch(self._catalog.media, source.uri)
        if not video.exists():
            return None
        read = read_settings(source)
        with suppress(VideoError, OSError):
            if fingerprint(video, read.layout.files if read.layout else None) == source.fingerprint:
                times = isolated(frame_times, video, read)
                return FrameNumbers.of(times) if len(times) else None
        return None

    def _read(self, ids: Sequence[int]) -> Iterator[SharedTrack]:
        for begin in range(0, len(ids), BATCH):
            tracks = self._catalog.tracks(ids[begin : begin + BATCH])
            shares = self._shares(tracks)
            yield from (SharedTrack(track, shares.get(track.id)) for track in tracks)

    def _shares(self, tracks: Sequence[StoredTrack]) -> dict[int, Shares]:
        vectors = self._catalog.vectors(self._encoder, [track.id for track in tracks])
        seen = [track for track in tracks if track.id in vectors]
        if not seen:
            return {}
        labels = np.array([VEHICLE_CLASSES.index(track.label) for track in seen], np.int64)
        told = self._judge.shares(np.stack([vectors[track.id] for track in seen]), labels)
        names = list(self._judge.columns)
        return {
            track.id: {
                slot: {value: float(row[names.index(f"{slot}-{value}")]) for value in values}
                for slot, values in SLOTS.items()
            }
            for track, row in zip(seen, told, strict=True)
        }


def _within(source: StoredSource, chosen: TrackSelection) -> tuple[float, float]:
    """Return the moments of a selection in seconds of a source."""
    if source.start_time is None:
        return -math.inf, math.inf
    begin = source.start_time.timestamp()
    return (
        chosen.since.timestamp() - begin if chosen.since else -math.inf,
        chosen.until.timestamp() - begin if chosen.until else math.inf,
    )
