"""Rows that several threads add at once, stored in one transaction; why, see ``docs/decisions/018`` and ``024``."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from itertools import groupby
from threading import Lock
from typing import Any

from sqlalchemy import Connection, insert
from sqlalchemy.exc import OperationalError

from vehiclefinder.core.errors import ReadOnlyStoreError, StoreError
from vehiclefinder.store.database.schema.base import Base

MOST = 100
"""Rows that may wait for others; one more, and all are stored."""
KEPT = 10_000
"""Rows that may wait until something can be written again; of more, the oldest are lost."""

log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Row:
    table: type[Base]
    values: Mapping[str, Any]
    waits: bool = False
    """Whether it is kept where nothing can be written now."""
    settled: bool = False
    error: BaseException | None = None


class GroupCommit:
    """Adds rows to tables that only grow, in the order in which they come.

    No thread stands behind it: whoever comes first stores what all bring meanwhile, and they find it done.

    :param write: Opens a transaction; its failure is a ``StoreError``.
    """

    def __init__(self, write: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._write = write
        self._list = Lock()
        self._turn = Lock()
        self._waiting: list[_Row] = []
        self._lost: Counter[type[Base]] = Counter()
        self._tellers: dict[type[Base], Callable[[int], Mapping[str, Any]]] = {}
        self._hindered = False

    def add(self, table: type[Base], values: Mapping[str, Any]) -> None:
        """Store a row, and what was noted before it; it is committed when this returns.

        :param values: By the names of all columns but the id.
        :raises ReadOnlyStoreError: Nothing can be written now; the row is not kept.
        :raises StoreError: It could not be stored.
        """
        row = self._settled(_Row(table, values))
        if isinstance(row.error, ReadOnlyStoreError):
            raise ReadOnlyStoreError(str(row.error), row.error.reason) from row.error
        if row.error is not None:
            raise StoreError(str(row.error)) from row.error

    def offer(self, table: type[Base], values: Mapping[str, Any]) -> str | None:
        """Store a row likewise, or keep it until something can be written again.

        :returns: Why it waits, or None where it is committed.
        :raises StoreError: It could not be stored for another reason.
        """
        row = self._settled(_Row(table, values, waits=True))
        if isinstance(row.error, ReadOnlyStoreError):
            return row.error.reason
        if row.error is not None:
            raise StoreError(str(row.error)) from row.error
        return None

    def note(self, table: type[Base], values: Mapping[str, Any]) -> None:
        """Store a row with the next one that is added, at the latest on :meth:`flush`; see :meth:`add`.

        It is lost where the process is killed before, or where it cannot be stored, which the log tells. Where nothing
        can be written now it waits.
        """
        with self._list:
            self._waiting.append(_Row(table, values, waits=True))
            waiting = len(self._waiting)
        if waiting > MOST and waiting % MOST == 1:
            self.flush()

    def flush(self) -> None:
        """Store what was noted."""
        with self._turn:
            self._commit()

    def close(self) -> None:
        """Store what was noted, and tell what cannot be."""
        self.flush()
        with self._list:
            left = Counter(row.table for row in self._waiting) + self._lost
        for table, count in left.items():
            log.warning("%d rows of %s are lost: nothing could be written", count, table.__tablename__)

    def waiting(self, table: type[Base]) -> int:
        """Return how many rows of a table are not stored yet, lost ones too."""
        with self._list:
            return sum(row.table is table for row in self._waiting) + self._lost[table]

    def tell_lost(self, table: type[Base], tell: Callable[[int], Mapping[str, Any]]) -> None:
        """Let a row tell how many of a table were lost, once something can be written again.

        :param tell: Makes its values from their number.
        """
        self._tellers[table] = tell

    def _settled(self, row: _Row) -> _Row:
        with self._list:
            self._waiting.append(row)
        with self._turn:
            if not row.settled:
                self._commit()
        return row

    def _commit(self) -> None:
        with self._list:
            rows, self._waiting = self._waiting, []
        try:
            self._store_all(rows)
        finally:  # nobody may wait for a row that nobody stores any more
            for row in rows:
                if not row.settled:
                    row.settled, row.error = True, row.error or StoreError("interrupted before it was stored")
            self._keep([replace(row, settled=False, error=None) for row in rows if _may_be_stored_later(row)])

    def _store_all(self, rows: Sequence[_Row]) -> None:
        """Store rows; where nothing could be written before, one is tried alone, as there may be many."""
        if self._hindered and len(rows) > 1:
            self._store(rows[:1])
            if self._hindered:
                for row in rows[1:]:
                    row.settled, row.error = True, rows[0].error
                return
            rows = rows[1:]
        self._store(rows)
        if rows and not self._hindered:
            self._tell_lost()

    def _store(self, rows: Sequence[_Row]) -> None:
        if not rows:
            return
        try:
            with self._write() as connection:
                for table, some in groupby(rows, key=lambda row: row.table):
                    connection.execute(insert(table), [dict(row.values) for row in some])
            self._hindered = False
        except (StoreError, ValueError) as error:
            hindered = isinstance(error, ReadOnlyStoreError)
            # What is wrong with one row must not be the others' loss; a database that fails, fails all of them.
            if len(rows) > 1 and not hindered and not isinstance(error.__cause__, OperationalError):
                for row in rows:
                    self._store([row])
                return
            if not (hindered and self._hindered):  # else it was told
                log.warning("%d rows were not stored: %s", len(rows), error)
            self._hindered = hindered
            for row in rows:
                row.error = error
        for row in rows:
            row.settled = True

    def _keep(self, rows: list[_Row]) -> None:
        with self._list:
            self._waiting = rows + self._waiting
            lost = self._waiting[: max(0, len(self._waiting) - KEPT)]
            self._lost.update(row.table for row in lost if row.waits)
            self._waiting = [row for row in lost if not row.waits] + self._waiting[len(lost) :]

    def _tell_lost(self) -> None:
        for table, tell in self._tellers.items():
            if count := self._lost.pop(table, 0):
                row = _Row(table, tell(count))
                self._store([row])
                if row.error is not None:
                    self._lost[table] += count


def _may_be_stored_later(row: _Row) -> bool:
    return row.waits and isinstance(row.error, ReadOnlyStoreError)
