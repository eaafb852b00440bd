"""Searches that people keep, each by a name of its own."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select

from vehiclefinder.core.errors import NotFoundError
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.schema.saved_searches import SavedSearchRow


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that is kept.

    :param address: The query of its page's address, such as ``sentence=red+car&camera=gate``.
    :param who: Whose it is.
    """

    id: int
    name: str
    address: str
    who: str
    created: datetime

    def to_json(self) -> dict[str, Any]:
        """Return plain values, ready for ``json.dumps``."""
        return asdict(self) | {"created": self.created.isoformat()}


class SavedSearchStore:
    """The kept searches of a catalog; nobody sees those of others."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, who: str, name: str, address: str) -> SavedSearch:
        """Store a search, in place of the one that they kept by that name before."""
        row = SavedSearchRow(who=who, name=name, address=address, created=datetime.now(UTC))
        before = SavedSearchRow.who == who, SavedSearchRow.name == name
        with self._database.write() as session:
            session.execute(delete(SavedSearchRow).where(*before))
            session.add(row)
            session.flush()
            return _stored(row)

    def list(self, who: str, limit: int, after: int | None) -> Sequence[SavedSearch]:
        """Return somebody's searches in the order in which they were kept, those after an id."""
        query = select(SavedSearchRow).where(SavedSearchRow.who == who, SavedSearchRow.id > (after or 0))
        with self._database.read() as session:
            return [_stored(row) for row in session.scalars(query.order_by(SavedSearchRow.id).limit(limit))]

    def remove(self, who: str, search_id: int) -> SavedSearch:
        """Remove a search of somebody.

        :returns: What it was.
        :raises NotFoundError: They have none of that id.
        """
        with self._database.write() as session:
            row = session.get(SavedSearchRow, search_id)
            if row is None or row.who != who:
                raise NotFoundError(f"no saved search {search_id}")
            stored = _stored(row)
            session.delete(row)
            return stored


def _stored(row: SavedSearchRow) -> SavedSearch:
    return SavedSearch(row.id, row.name, row.address, row.who, row.created)
