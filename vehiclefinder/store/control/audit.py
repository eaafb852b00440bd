"""The audit log: who asked what, and when. It only grows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from vehiclefinder.core.access import LOCAL, Identity
from vehiclefinder.core.counting import counted
from vehiclefinder.core.errors import AuditError, ReadOnlyStoreError
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.schema.access import AuditRow


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that was asked for.

    :param who: Name of the identity.
    :param action: Such as ``"search"`` or ``"token.create"``.
    :param detail: What exactly, as plain JSON values; never a secret.
    :param camera: The one camera that it was about, or None.
    """

    id: int
    time: datetime
    who: str
    action: str
    detail: Mapping[str, Any]
    camera: str | None

    def to_json(self) -> dict[str, Any]:
        """Return plain values, ready for ``json.dumps``."""
        return {
            "id": self.id,
            "time": self.time.isoformat(),
            "who": self.who,
            "action": self.action,
            "detail": dict(self.detail),
            "camera": self.camera,
        }


SCANNED = 50_000
"""Entries, the newest, among which those of one person are looked for."""
LOST = "audit.lost"
"""The action of an entry that tells how many entries were lost."""


class AuditLog:
    """The audit log of a catalog.

    Where nothing can be written, entries wait in memory until it can; how many of them were lost is an entry itself.

    :param required: Whether nothing may be answered that is not in it yet.
    """

    def __init__(self, database: Database, required: bool = False) -> None:
        self._database = database
        self._required = required
        database.journal.tell_lost(AuditRow, lambda lost: _row(LOCAL.name, LOST, {"entries": lost}, None))

    def write(
        self, who: Identity, action: str, detail: Mapping[str, Any], camera: str | None = None, done: bool = True
    ) -> str | None:
        """Add an entry: it is committed when this returns, so that what is answered afterwards is in the log.

        Those who write at once share one transaction.

        :param detail: Plain JSON values; never a secret.
        :param done: Whether it may have been done already: then the entry is never given up, even where it is required
            and whoever asked is told of a failure. What is only refused leaves none.
        :returns: What is to be said where it waits in memory, or None where it is committed.
        :raises AuditError: Nothing can be written now, and it is required.
        :raises StoreError: It could not be stored.
        """
        row, journal = _row(who.name, action, detail, camera), self._database.journal
        if self._required and not done:
            try:
                journal.add(AuditRow, row)
            except ReadOnlyStoreError as error:
                raise AuditError(_refusal(error.reason)) from error
            return None
        reason = journal.offer(AuditRow, row)
        if reason and self._required:
            told = "what was asked for may be done, and is logged as soon as it can be (setting audit_required)"
            raise AuditError(f"the audit log cannot be written ({reason}): {told}")
        return reason and f"this is not in the audit log yet: {reason}"

    def check(self) -> str | None:
        """Find out whether entries can be written now, and store what waits if so.

        :returns: What is to be said where they cannot, or None.
        :raises AuditError: They cannot, and it is required.
        """
        reason = self._database.try_writing()
        if reason is None:
            return None
        if self._required:
            raise AuditError(_refusal(reason))
        waiting = self._database.journal.waiting(AuditRow)
        told = f"what is answered is not in the audit log yet: {reason}"
        return f"{told}; {counted(waiting, 'entry waits in memory, or is', 'entries wait in memory, or are')} lost"

    def page(self, limit: int, after: int | None = None) -> Sequence[AuditEntry]:
        """Return the newest entries first.

        :param after: Only those with a smaller id: the last one of the page before.
        """
        query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
        with self._database.read() as session:
            rows = session.scalars(query if after is None else query.where(AuditRow.id < after))
            return [_entry(row) for row in rows]

    def about(self, actions: Collection[str]) -> Sequence[AuditEntry]:
        """Return all entries of some actions, oldest first."""
        query = select(AuditRow).where(AuditRow.action.in_(sorted(actions))).order_by(AuditRow.id)
        with self._database.read() as session:
            return [_entry(row) for row in session.scalars(query)]

    def latest_of(self, who: Identity, action: str, limit: int) -> Sequence[AuditEntry]:
        """Return what somebody did of one kind among the newest 50,000 entries, the newest first."""
        newest = select(func.max(AuditRow.id)).scalar_subquery()
        own = AuditRow.who == who.name, AuditRow.action == action, AuditRow.id > newest - SCANNED
        with self._database.read() as session:
            rows = session.scalars(select(AuditRow).where(*own).order_by(AuditRow.id.desc()).limit(limit))
            return [_entry(row) for row in rows]


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(row.id, row.time, row.who, row.action, row.detail, row.camera)


def _row(who: str, action: str, detail: Mapping[str, Any], camera: str | None) -> dict[str, Any]:
    return {"time": datetime.now(UTC), "who": who, "action": action, "detail": dict(detail), "camera": camera}


def _refusal(reason: str) -> str:
    told = "and this service answers nothing that it cannot log (setting audit_required)"
    return f"the audit log cannot be written ({reason}), {told}"
