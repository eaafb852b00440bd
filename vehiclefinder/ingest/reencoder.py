"""Stored crops to vectors of another encoder: what was ingested survives a new model."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from vehiclefinder.core.errors import ConflictError, NotFoundError
from vehiclefinder.core.types import FloatArray
from vehiclefinder.match.image_encoder import ImageEncoder
from vehiclefinder.store.database.locks import Lock
from vehiclefinder.store.tracks import crop_files
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.reencoding import SourceReencoding, TrackPictures, sources_to_reencode

BATCH = 32
"""Tracks whose vectors are stored in one transaction; pictures are in memory of one track at a time."""
PATIENCE = 10.0
"""Seconds that a run waits for another one, or for whoever corrects or removes a source."""

Got = TypeVar("Got")


@dataclass(slots=True)
class Reencoded:
    """What became of the tracks so far.

    :param tracks: Got a new vector.
    :param partly: Of those, how many by some of their pictures alone: others are missing or damaged.
    :param without_pictures: By source, ids of tracks without any readable picture: they keep the vector that they had.
    :param sources: Are wholly of the new encoder now.
    :param left: Ids of sources that stay as they are, since they were removed or ingested once more meanwhile.
    """

    tracks: int = 0
    partly: int = 0
    without_pictures: dict[int, list[int]] = field(default_factory=dict)
    sources: int = 0
    left: list[int] = field(default_factory=list)

    @property
    def lost(self) -> int:
        """How many tracks are without any readable picture."""
        return sum(map(len, self.without_pictures.values()))


class Reencoder:
    """Makes the vectors of tracks anew that another encoder made.

    Each batch is committed, and what has its vector is not looked at again: where a run is interrupted, however, the
    next one goes on. Over one home one process at a time takes a step.

    :param catalog: Where tracks and their pictures lie.
    :param encoder: Makes the new vectors.
    :param only: Ids of the sources that are looked at; None means all.

    ``done`` says what became of the tracks, ``encoder`` is the identity of the encoder.
    """

    def __init__(self, catalog: Catalog, encoder: ImageEncoder, only: Collection[int] | None = None) -> None:
        self.encoder = encoder.id
        self.done = Reencoded()
        self._catalog = catalog
        self._encoder = encoder
        self._only = only
        self._sources: dict[int, str] | None = None

    def run(self, report: Callable[[Reencoded], None] = lambda done: None) -> Reencoded:
        """Encode all that is there when it begins.

        :param report: Called after every batch.
        :raises ConflictError: Another process does it, or a source is being corrected or removed for long.
        :raises StoreError: The catalog cannot be read or written; what was committed before stays.
        """
        with self.lock():
            for _ in self.steps():
                report(self.done)
        return self.done

    def lock(self) -> Lock:
        """Return the lock to be held while a step is taken.

        :raises ConflictError: Another process holds it for long.
        """
        try:
            return self._catalog.locks.wait_for("reencode", PATIENCE)
        except ConflictError as error:
            raise ConflictError("tracks are being encoded anew right now, by another process") from error

    def steps(self) -> Iterator[None]:
        """Take one step after the other: a batch, or what ends a source; the latest source first.

        After an error, new steps go on with the same sources. Those that came later are another run's: programs of
        two models over one home would never come to an end.
        """
        if self._sources is None:
            found = sources_to_reencode(self._catalog.database, self.encoder)
            self._sources = {one: made for one, made in found.items() if self._only is None or one in self._only}
        for source, encoder in list(self._sources.items()):
            if self._encoder_of(source) == encoder:
                yield from self._reencode(source, encoder)
            else:
                self.done.left.append(source)
            del self._sources[source]

    def _reencode(self, source: int, encoder: str) -> Iterator[None]:
        work = self._reencoding(source)
        last, added = 0, 0
        self.done.without_pictures.pop(source, None)  # after an error they are looked at once more
        while batch := work.batch(last, BATCH):
            added += self._encode(work, source, batch)
            last = batch[-1].track
            yield
        if encoder == self.encoder and not added:  # no picture of it has come back
            return
        if _patiently(work.finish):
            self.done.sources += 1
        else:
            self.done.left.append(source)
        yield

    def _reencoding(self, source: int) -> SourceReencoding:
        catalog = self._catalog
        return SourceReencoding(catalog.database, catalog.media, catalog.locks, source, self.encoder)

    def _encode(self, work: SourceReencoding, source: int, batch: Sequence[TrackPictures]) -> int:
        vectors, partly = {}, 0
        for track in batch:
            vector, missing = self._vector(track)
            if vector is None:
                self.done.without_pictures.setdefault(source, []).append(track.track)
                continue
            vectors[track.track] = vector
            partly += missing > 0
        added = work.keep(vectors)
        self.done.tracks += added
        self.done.partly += partly
        return added

    def _vector(self, track: TrackPictures) -> tuple[FloatArray | None, int]:
        """The vector of a track, None without any picture, and how many pictures are missing."""
        images = [crop_files.load(file.read()) for file in track.files]
        kept = [(image, q) for image, q in zip(images, track.qualities, strict=True) if image is not None]
        missing = len(images) - len(kept)
        return self._encoder.encode_track(*zip(*kept, strict=True)) if kept else None, missing

    def _encoder_of(self, source: int) -> str | None:
        try:
            return self._catalog.source(source).encoder
        except NotFoundError:
            return None


def _patiently(ask: Callable[[], Got]) -> Got:
    """Ask until nobody else is at it.

    :raises ConflictError: Somebody was, for longer than ``PATIENCE``.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return ask()
        except ConflictError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
