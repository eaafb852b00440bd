"""A source that is ingested again in place of another: both are there meanwhile, and one of them is found."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vehiclefinder.core.errors import ConflictError, NotFoundError
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.locks import Lock
from vehiclefinder.store.database.schema.tracks import SourceRow, SourceStatus
from vehiclefinder.store.files.media import Media
from vehiclefinder.store.tracks import source_removal


@dataclass(frozen=True, slots=True)
class Replacement:
    """What a source takes the place of, once it is whole.

    :param source_id: The one that goes.
    :param identity: That of the new one from then on; until then it has one of its own.
    """

    source_id: int
    identity: str

    @property
    def meanwhile(self) -> str:
        """The identity of the new one while both are there."""
        return _hash(f"{self.identity} in place of {self.source_id}")

    def require_free(self, session: Session) -> str:
        """Return the identity of the one that goes.

        :raises NotFoundError: It is not there.
        :raises ConflictError: A third one is what the new one would be.
        """
        identity = session.scalar(select(SourceRow.identity).where(SourceRow.id == self.source_id))
        if identity is None:
            raise NotFoundError(f"no source {self.source_id} in the catalog")
        same = select(SourceRow.id).where(SourceRow.identity == self.identity, SourceRow.id != self.source_id)
        if (other := session.scalar(same)) is not None:
            raise ConflictError(f"the same video is there already in the same way, as source {other}")
        return identity

    def swap(self, session: Session, new_id: int) -> None:
        """Hide the one that goes, in the transaction in which the new one is found."""
        old = session.get(SourceRow, self.source_id)
        if old is not None:
            old.status, old.error = SourceStatus.FAILED, source_removal.REMOVAL
            old.identity = _hash(f"{self.source_id} replaced by {new_id}")
            old.uri = f"replaced by source {new_id}"  # its video is that of the new one, and stays
            session.flush()
        new = session.get_one(SourceRow, new_id)
        new.identity = self.identity

    def clear(self, database: Database, media: Media) -> None:
        """Remove what is left of the one that went.

        :raises StoreError: It could not be removed wholly; tidying goes on with it.
        """
        source_removal.empty(database, media, self.source_id)
        with database.write() as session:
            session.execute(delete(SourceRow).where(SourceRow.id == self.source_id))


class LockGroup:
    """Several locks, kept and released together."""

    def __init__(self, held: Sequence[Lock]) -> None:
        self._held = held

    def keep(self) -> None:
        """See that all are still held; see :meth:`Lock.keep`."""
        for lock in self._held:
            lock.keep()

    def release(self) -> None:
        """Let go of all."""
        for lock in self._held:
            lock.release()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
