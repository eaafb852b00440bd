"""Which sources have changed since a generation: an index follows by them, and need not look at all the others.

Whatever changes what can be found of sources says so by :func:`grow`, in the transaction in which it changes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from vehiclefinder.core.shard import WHOLE, Shard
from vehiclefinder.store.database.id_lists import of_shard
from vehiclefinder.store.database.schema.tracks import EmbeddingRow, SourceRow, SourceStatus, StateRow, TrackRow


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed of the sources of a shard between two generations.

    :param finished: Sources that are new, or of which something else is known now, rising -> how many tracks each has.
    :param gone: Sources that are not found any more, as far as there are rows of them.
    :param removed: The generation in which a source was removed last, whose row may be gone.
    """

    finished: Mapping[int, int]
    gone: Sequence[int]
    removed: int


def grow(session: Session, *sources: ColumnElement[bool], removes: bool = False) -> None:
    """Let the generation grow, by which whoever holds an index notices.

    :param sources: Of which sources something else can be found now; of none unless given.
    :param removes: Whether one of them is found no more.
    """
    session.execute(update(StateRow).values(generation=StateRow.generation + 1))
    if removes:
        session.execute(update(StateRow).values(removed=StateRow.generation))
    if sources:
        now = select(StateRow.generation).scalar_subquery()
        session.execute(
            update(SourceRow).where(*sources).values(generation=now), execution_options={"synchronize_session": False}
        )


def count_vectors(session: Session, *sources: ColumnElement[bool]) -> None:
    """Count again of how many tracks of some sources there are vectors of their encoder."""
    held = (
        select(func.count())
        .select_from(EmbeddingRow)
        .join(TrackRow, TrackRow.id == EmbeddingRow.track_id)
        .where(TrackRow.source_id == SourceRow.id, EmbeddingRow.encoder == SourceRow.encoder)
        .correlate(SourceRow)
        .scalar_subquery()
    )
    session.execute(
        update(SourceRow).where(*sources).values(vectors=held), execution_options={"synchronize_session": False}
    )


def changes(session: Session, since: int, until: int, shard: Shard = WHOLE) -> Changes:
    """Return what changed after a generation, up to another one."""
    query = select(SourceRow.id, SourceRow.status, SourceRow.tracks).where(
        SourceRow.generation > since, SourceRow.generation <= until, of_shard(SourceRow.id, shard)
    )
    rows = session.execute(query.order_by(SourceRow.id)).all()
    finished = {row.id: row.tracks for row in rows if row.status == SourceStatus.DONE}
    gone = [row.id for row in rows if row.status != SourceStatus.DONE]
    return Changes(finished, gone, session.scalar(select(StateRow.removed)) or 0)


def finished(session: Session, shard: Shard = WHOLE) -> list[int]:
    """Return the ids of all finished sources of a shard."""
    query = select(SourceRow.id).where(SourceRow.status == SourceStatus.DONE, of_shard(SourceRow.id, shard))
    return list(session.scalars(query))


def newest(session: Session, until: int) -> str:
    """Return what the last source up to a generation is known by: its id, and when its ingest began.

    A catalog that was restored from a backup has other sources by the same numbers.
    """
    query = select(SourceRow.id, SourceRow.created).where(SourceRow.generation <= until)
    row = session.execute(query.order_by(SourceRow.id.desc()).limit(1)).one_or_none()
    return f"{row.id} {row.created.timestamp()}" if row else ""


def is_known(session: Session, newest: str) -> bool:
    """Whether a source is still what :func:`newest` said; one that is gone is."""
    if not newest:
        return True
    number, created = newest.split()
    now = session.scalar(select(SourceRow.created).where(SourceRow.id == int(number)))
    return now is None or str(now.timestamp()) == created
