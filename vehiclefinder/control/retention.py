"""Retention: what is old is removed; cases and feedback, which hold copies, are not touched."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from vehiclefinder.core.access import Identity, Role
from vehiclefinder.core.counting import counted
from vehiclefinder.core.errors import NotFoundError, StoreError
from vehiclefinder.core.moments import moment_of
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.database.schema.tracks import SourceStatus
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.records import StoredSource


@dataclass(frozen=True, slots=True)
class Expiry:
    """What is too old.

    :param age: Longer than zero; what ended longer ago than this is too old.
    :param camera: Only of this camera; None means all that exist for whoever asks.
    """

    age: timedelta
    camera: str | None = None

    def __post_init__(self) -> None:
        if self.age <= timedelta(0):
            raise ValueError(f"expected an age longer than zero, got {self.age}")


class Retention:
    """Removes sources by their age, whatever became of them.

    :param catalog: What was seen.
    :param audit: Where it is written down who did what; the catalog's unless given.
    """

    def __init__(self, catalog: Catalog, audit: AuditLog | None = None) -> None:
        self._catalog = catalog
        self._audit = audit or AuditLog(catalog.database)

    def due(self, who: Identity, expiry: Expiry, now: datetime | None = None) -> tuple[StoredSource, ...]:
        """Return the sources that are too old, in the order of ingest; failed and interrupted ones, too.

        Who ingests one right now keeps it.

        :param now: What the age counts from, with its zone; the present unless given.
        :raises ForbiddenError: They are no admin.
        :raises NotFoundError: There is no such camera, or not for them.
        """
        who.require(Role.ADMIN)
        if expiry.camera is not None and (
            expiry.camera not in self._catalog.camera_ids() or not who.sees(expiry.camera)
        ):
            raise NotFoundError(f"no camera {expiry.camera!r}")
        before = (now or datetime.now(UTC)) - expiry.age
        return tuple(
            source
            for source in self._catalog.sources()
            if who.sees(source.camera)
            and expiry.camera in (None, source.camera)
            and _end(source) < before
            and not self._is_being_ingested(source)
        )

    def prune(self, who: Identity, expiry: Expiry, now: datetime | None = None) -> tuple[StoredSource, ...]:
        """Remove the sources that are too old, with tracks, vectors and pictures, and return them; see :meth:`due`.

        :raises StoreError: Some could not be removed; all others were.
        """
        removed, failures = [], []
        for source in self.due(who, expiry, now):
            try:
                self._catalog.remove_source(source.id)
                detail = {"video": source.id, "name": source.name, "ended": _end(source).isoformat()}
                self._audit.write(who, "video.prune", detail, source.camera)
                removed.append(source)
            except NotFoundError:  # somebody else removed it meanwhile
                continue
            except StoreError as error:
                failures.append(f"source {source.id}: {error}")
        if failures:
            raise StoreError(f"removed {counted(len(removed), 'source')}, but not {len(failures)} more: {failures[0]}")
        return tuple(removed)

    def _is_being_ingested(self, source: StoredSource) -> bool:
        try:
            return source.status is SourceStatus.RUNNING and self._catalog.is_worked_on(source.id)
        except NotFoundError:
            return True  # or was, until now: it is not there to be removed


def _end(source: StoredSource) -> datetime:
    return moment_of(source.start_time, source.duration or 0.0) or source.created
