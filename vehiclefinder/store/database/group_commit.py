"""Rows that several threads add at once, stored in one transaction; why, see ``docs/decisions/018``."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import groupby
from threading import Lock
from typing import Any

from sqlalchemy import Connection, insert
from sqlalchemy.exc import OperationalError

from vehiclefinder.core.errors import StoreError
from vehiclefinder.store.database.schema.base import Base

MOST = 100
"""Rows that may wait for others; one more, and all are stored."""

log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Row:
    table: type[Base]
    values: Mapping[str, Any]
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

    def add(self, table: type[Base], values: Mapping[str, Any]) -> None:
        """Store a row, and what was noted before it; it is committed when this returns.

        :param values: By the names of all columns but the id.
        :raises StoreError: It could not be stored.
        """
        row = _Row(table, values)
        with self._list:
            self._waiting.append(row)
        with self._turn:
            if not row.settled:
                self._commit()
        if row.error is not None:
            raise StoreError(str(row.error)) from row.error

    def note(self, table: type[Base], values: Mapping[str, Any]) -> None:
        """Store a row with the next one that is added, at the latest on :meth:`flush`; see :meth:`add`.

        It is lost where the process is killed before, or where it cannot be stored, which the log tells.
        """
        with self._list:
            self._waiting.append(_Row(table, values))
            waiting = len(self._waiting)
        if waiting > MOST:
            self.flush()

    def flush(self) -> None:
        """Store what was noted."""
        with self._turn:
            self._commit()

    def _commit(self) -> None:
        with self._list:
            rows, self._waiting = self._waiting, []
        try:
            self._store(rows)
        finally:  # nobody may wait for a row that nobody stores any more
            for row in rows:
                if not row.settled:
                    row.settled, row.error = True, row.error or StoreError("interrupted before it was stored")

    def _store(self, rows: Sequence[_Row]) -> None:
        if not rows:
            return
        try:
            with self._write() as connection:
                for table, some in groupby(rows, key=lambda row: row.table):
                    connection.execute(insert(table), [dict(row.values) for row in some])
        except (StoreError, ValueError) as error:
            # What is wrong with one row must not be the others' loss; a database that fails, fails all of them.
            if len(rows) > 1 and not isinstance(error.__cause__, OperationalError):
                for row in rows:
                    self._store([row])
                return
            log.warning("%d rows were not stored: %s", len(rows), error)
            for row in rows:
                row.error = error
        for row in rows:
            row.settled = True
