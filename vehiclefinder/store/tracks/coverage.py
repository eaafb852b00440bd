"""Which tracks have no vector of the encoder that is asked with, and so are not searched."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select, text
from sqlalchemy.orm import Session

from vehiclefinder.core.shard import WHOLE, Shard
from vehiclefinder.store.database.id_lists import among, of_shard
from vehiclefinder.store.database.schema.tracks import LACKING, CameraRow, SourceRow, SourceStatus
from vehiclefinder.store.tracks.queries import vector_counts
from vehiclefinder.store.tracks.records import identity_of


@dataclass(frozen=True, slots=True)
class SourceGap:
    """Tracks of one finished source that have no vector of an encoder.

    :param tracks: How many, at least 1.
    :param outdated: Whether they wait to be encoded anew; else their pictures are missing.
    """

    source: int
    camera: int
    tracks: int
    outdated: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """What an encoder has no vectors of.

    :param gaps: One for each source that lacks some.
    :param superseded: Sources that were ingested once more by that encoder, rising: those count, these do not.
    """

    gaps: tuple[SourceGap, ...] = ()
    superseded: tuple[int, ...] = ()

    def waiting(self, cameras: Collection[int] | None = None) -> int:
        """Return how many tracks wait to be encoded anew.

        :param cameras: Ids of the cameras whose tracks count; None means all.
        """
        return self._count(cameras, outdated=True)

    def without_pictures(self, cameras: Collection[int] | None = None) -> int:
        """Return how many tracks could not be encoded anew, since their pictures are missing; see :meth:`waiting`."""
        return self._count(cameras, outdated=False)

    def _count(self, cameras: Collection[int] | None, outdated: bool) -> int:
        return sum(
            gap.tracks for gap in self.gaps if gap.outdated is outdated and (cameras is None or gap.camera in cameras)
        )


Held = Callable[[Collection[int]], Mapping[int, int]]
"""Tells of how many tracks of each of some sources there are vectors, by the ids of the sources."""


def coverage(session: Session, encoder: str, held: Held | None = None, shard: Shard = WHOLE) -> Coverage:
    """Return which tracks of finished sources an encoder has no vectors of.

    What an index that is a little older does not have yet, of a source that is wholly encoded, is no gap.

    :param held: Of sources of other encoders, what an index has; what the catalog has unless given.
    :param shard: Whose sources may be gaps.
    """
    replaced = superseded(session, encoder)
    query = (
        select(SourceRow.id, SourceRow.camera_id, SourceRow.encoder, SourceRow.tracks, SourceRow.vectors)
        .where(or_(_of_another(encoder), text(LACKING)), SourceRow.status == SourceStatus.DONE)
        .where(~among(SourceRow.id, replaced), of_shard(SourceRow.id, shard))
        .order_by(SourceRow.id)
    )
    rows = session.execute(query).all()
    outdated = [row.id for row in rows if row.encoder != encoder]
    vectors = {row.id: row.vectors for row in rows if row.encoder == encoder}
    if outdated:
        vectors |= held(outdated) if held else vector_counts(session, encoder, outdated)
    gaps = (
        SourceGap(row.id, row.camera_id, row.tracks - vectors.get(row.id, 0), row.encoder != encoder) for row in rows
    )
    return Coverage(tuple(gap for gap in gaps if gap.tracks > 0), tuple(replaced))


def _of_another(encoder: str) -> ColumnElement[bool]:
    """The condition that a source has another encoder, as an index finds it: there are few of those, or many."""
    return or_(SourceRow.encoder < encoder, SourceRow.encoder > encoder)


def superseded(session: Session, encoder: str) -> Sequence[int]:
    """Return the finished sources of other encoders that another one stands for, rising.

    That is the same content, ingested in the same way: by this encoder, or else by the latest one.
    """
    query = (
        select(SourceRow, CameraRow.name)
        .join(CameraRow, CameraRow.id == SourceRow.camera_id)
        .where(_of_another(encoder), SourceRow.status == SourceStatus.DONE)
        .order_by(SourceRow.id.desc())
    )
    outdated = {
        source.id: identity_of(source.fingerprint, camera, source.settings, encoder)
        for source, camera in session.execute(query)
    }
    if not outdated:
        return []
    done = select(SourceRow.identity).where(SourceRow.status == SourceStatus.DONE, SourceRow.encoder == encoder)
    there, replaced = set(session.scalars(done)), []
    for source, identity in outdated.items():
        if identity in there:
            replaced.append(source)
        there.add(identity)
    return sorted(replaced)
