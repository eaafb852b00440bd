"""Rows that several threads add at once."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError

from vehiclefinder.core.errors import StoreError
from vehiclefinder.store.database import group_commit
from vehiclefinder.store.database.engine import Database
from vehiclefinder.store.database.group_commit import GroupCommit
from vehiclefinder.store.database.home import open_database
from vehiclefinder.store.database.schema.access import AuditRow

PATIENCE = 60.0
"""Seconds in which what must happen may happen."""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path)
    yield database
    database.close()


class Gate:
    """Transactions of a database that begin once they are let through; they are counted."""

    def __init__(self, database: Database, error: Exception | None = None) -> None:
        self.reached, self.free, self.count = Event(), Event(), 0
        self._database, self._error = database, error

    @contextmanager
    def write(self) -> Iterator[Connection]:
        self.count += 1
        self.reached.set()
        assert self.free.wait(PATIENCE)
        if self._error:
            raise StoreError("it failed") from self._error
        with self._database._append() as connection:
            yield connection


def entry(who: Any) -> dict[str, Any]:
    return {"time": datetime(2026, 5, 1, tzinfo=UTC), "who": who, "action": "search", "detail": {}, "camera": None}


def stored(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(AuditRow.who).order_by(AuditRow.id)))


def add_behind(gate: Gate, journal: GroupCommit, rows: list[dict[str, Any]]) -> list[BaseException | None]:
    """Add one row, and more while that is being stored; return how each of those ended."""
    with ThreadPoolExecutor(len(rows) + 1) as threads:
        first = threads.submit(journal.add, AuditRow, entry("first"))
        assert gate.reached.wait(PATIENCE)
        rest = []
        for number, row in enumerate(rows, 1):
            rest.append(threads.submit(journal.add, AuditRow, row))
            while len(journal._waiting) < number:
                pass
        gate.free.set()
        first.exception(PATIENCE)
        return [one.exception(PATIENCE) for one in rest]


def test_what_comes_while_another_transaction_runs_shares_the_next(database: Database) -> None:
    gate = Gate(database)
    errors = add_behind(gate, GroupCommit(gate.write), [entry(str(number)) for number in range(5)])
    assert errors == [None] * 5
    assert stored(database) == ["first", "0", "1", "2", "3", "4"]
    assert gate.count == 2


def test_a_row_that_cannot_be_stored_takes_no_other_along(database: Database) -> None:
    gate = Gate(database)
    good, bad, other = add_behind(gate, GroupCommit(gate.write), [entry("good"), entry(None), entry("other")])
    assert (good, other) == (None, None)
    assert isinstance(bad, StoreError) and re.search("(?i)not.null constraint", str(bad))
    assert stored(database) == ["first", "good", "other"]


def test_a_database_that_fails_is_tried_once_for_all(database: Database) -> None:
    gate = Gate(database, OperationalError("", {}, Exception("database is locked")))
    errors = add_behind(gate, GroupCommit(gate.write), [entry("a"), entry("b")])
    assert [str(error) for error in errors] == ["it failed"] * 2
    assert gate.count == 2
    assert stored(database) == []


def test_what_is_noted_is_stored_with_what_is_added(database: Database) -> None:
    database.journal.note(AuditRow, entry("noted"))
    assert stored(database) == []
    database.journal.add(AuditRow, entry("added"))
    assert stored(database) == ["noted", "added"]


def test_what_is_noted_is_stored_at_the_end(tmp_path: Path, database: Database) -> None:
    other = open_database(tmp_path)
    other.journal.note(AuditRow, entry("noted"))
    other.close()
    assert stored(database) == ["noted"]


def test_so_many_notes_wait_and_no_more(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "MOST", 3)
    for number in range(5):
        database.journal.note(AuditRow, entry(str(number)))
    assert stored(database) == ["0", "1", "2", "3"]


def test_a_note_that_cannot_be_stored_is_told_and_holds_nothing_up(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    database.journal.note(AuditRow, entry(None))
    database.journal.add(AuditRow, entry("added"))
    assert stored(database) == ["added"]
    told = [message for message in caplog.messages if "not stored" in message]  # drivers may have their say, too
    assert [message.startswith("1 rows were not stored: catalog ") for message in told] == [True]
