"""Searches that are remembered: those that somebody keeps by a name, and sentences that they asked of late."""

from collections.abc import Sequence
from urllib.parse import parse_qsl

from vehiclefinder.core.access import Identity
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.control.saved_searches import SavedSearch, SavedSearchStore
from vehiclefinder.store.database.engine import Database

LONGEST_NAME = 100
LONGEST_ADDRESS = 16_000
LOOKED_BACK = 500
"""Entries of somebody among which their recent sentences are looked for."""


class SavedSearches:
    """What is remembered for whoever asks; nobody sees what is remembered for others.

    :param audit: Where searches are written down; what was asked of late is read there, and kept nowhere else.
    """

    def __init__(self, database: Database, audit: AuditLog) -> None:
        self._store = SavedSearchStore(database)
        self._audit = audit

    def keep(self, who: Identity, name: str, address: str) -> SavedSearch:
        """Keep a search by a name, in place of the one of that name before.

        :param name: 1 to 100 characters.
        :param address: The query of its page's address, such as ``sentence=red+car&camera=gate``.
        :raises ValueError: Not so written.
        """
        name = name.strip()
        if not 1 <= len(name) <= LONGEST_NAME:
            raise ValueError(f"expected a name of 1 to {LONGEST_NAME} characters, got {len(name)}")
        if len(address) > LONGEST_ADDRESS or not address.isascii() or not parse_qsl(address):
            raise ValueError(f"expected the query of an address, such as sentence=red+car, got {address[:100]!r}")
        kept = self._store.keep(who.name, name, address)
        self._audit.write(who, "saved_search.keep", {"id": kept.id, "name": kept.name, "address": kept.address})
        return kept

    def list(self, who: Identity, limit: int = 50, after: int | None = None) -> Sequence[SavedSearch]:
        """Return their searches in the order in which they were kept.

        :param after: Only those with a larger id: the last one of the page before.
        """
        return self._store.list(who.name, limit, after)

    def delete(self, who: Identity, search_id: int) -> None:
        """Keep a search no longer.

        :raises NotFoundError: They keep none of that id.
        """
        gone = self._store.remove(who.name, search_id)
        self._audit.write(who, "saved_search.delete", {"id": gone.id, "name": gone.name})

    def recent(self, who: Identity, limit: int = 10) -> Sequence[str]:
        """Return the sentences that they asked of late, the latest first, each once."""
        asked = (entry.detail.get("sentence", "") for entry in self._audit.latest_of(who, "search", LOOKED_BACK))
        return list(dict.fromkeys(filter(None, asked)))[:limit]
