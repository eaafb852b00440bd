"""The audit log: who asked what, and when. It only grows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from vehiclefinder.core.access import Identity
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


class AuditLog:
    """The audit log of a catalog."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, who: Identity, action: str, detail: Mapping[str, Any], camera: str | None = None) -> None:
        """Add an entry: it is committed when this returns, so that what is answered afterwards is in the log.

        Those who write at once share one transaction.

        :param detail: Plain JSON values; never a secret.
        :raises StoreError: It could not be stored.
        """
        row = {"time": datetime.now(UTC), "who": who.name, "action": action, "detail": dict(detail), "camera": camera}
        self._database.journal.add(AuditRow, row)

    def page(self, limit: int, after: int | None = None) -> Sequence[AuditEntry]:
        """Return the newest entries first.

        :param after: Only those with a smaller id: the last one of the page before.
        """
        query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
        with self._database.read() as session:
            rows = session.scalars(query if after is None else query.where(AuditRow.id < after))
            return [AuditEntry(row.id, row.time, row.who, row.action, row.detail, row.camera) for row in rows]
