"""Rows that wait in memory while a database is full: by a limit of SQLite's own, which needs no disk."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from vehiclefinder.core.access import Identity, Role
from vehiclefinder.core.errors import AuditError, ReadOnlyStoreError
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.database import group_commit
from vehiclefinder.store.database.home import open_database
from vehiclefinder.store.database.schema.access import AuditRow

pytestmark = pytest.mark.sqlite("the limit is SQLite's own")
ADA = Identity("ada", Role.ADMIN)
LARGE = {"text": "x" * 10_000}
"""What needs a new page."""


class LimitedDatabase:
    """A database of one connection that may not grow while it is full."""

    def __init__(self, home: Path) -> None:
        self.database = open_database(home)

    def limit(self, pages: int) -> None:
        with self.database.columns() as connection:
            connection.execute(text(f"PRAGMA max_page_count={pages}"))

    def actions(self) -> list[tuple[str, Any]]:
        with self.database.read() as session:
            rows = session.scalars(select(AuditRow).order_by(AuditRow.id))
            return [(row.action, row.detail.get("entries")) for row in rows]


@pytest.fixture
def full(tmp_path: Path) -> Iterator[LimitedDatabase]:
    limited = LimitedDatabase(tmp_path)
    limited.limit(1)  # that is, no more than there are
    yield limited
    limited.database.close()


def test_what_must_be_logged_is_refused_and_leaves_no_entry(full: LimitedDatabase) -> None:
    audit = AuditLog(full.database, required=True)
    for _ in range(2):
        with pytest.raises(
            AuditError, match=r"cannot be written \(the disk is full\), and this service answers nothing"
        ):
            audit.write(ADA, "search", LARGE, done=False)
    full.limit(10_000)
    assert audit.write(ADA, "browse", LARGE, done=False) is None
    assert full.actions() == [("browse", None)]


def test_what_is_done_already_is_told_and_logged_later(full: LimitedDatabase) -> None:
    audit = AuditLog(full.database, required=True)
    with pytest.raises(AuditError, match=r"what was asked for may be done, and is logged as soon as it can be"):
        audit.write(ADA, "token.create", LARGE)
    full.limit(10_000)
    audit.write(ADA, "search", LARGE, done=False)
    assert full.actions() == [("token.create", None), ("search", None)]


def test_what_need_not_be_logged_at_once_waits_in_order_and_what_is_lost_is_an_entry(
    full: LimitedDatabase, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(group_commit, "KEPT", 3)
    audit = AuditLog(full.database, required=False)
    for number in range(5):
        said = audit.write(ADA, f"search {number}", LARGE, done=False)
        assert said == "this is not in the audit log yet: the disk is full"
    assert len(caplog.messages) == 1 and caplog.messages[0].startswith("1 rows were not stored: catalog sqlite")
    assert full.database.journal.waiting(AuditRow) == 5
    full.limit(10_000)
    full.database.journal.flush()
    assert full.actions() == [("search 2", None), ("search 3", None), ("search 4", None), ("audit.lost", 2)]
    assert full.database.journal.waiting(AuditRow) == 0


def test_a_row_that_is_wrong_does_not_hold_up_what_waits(full: LimitedDatabase) -> None:
    audit = AuditLog(full.database, required=False)
    audit.write(ADA, "search 0", LARGE, done=False)
    row = {"time": datetime(2026, 5, 1, tzinfo=UTC), "who": None, "action": "x", "detail": LARGE, "camera": None}
    full.database.journal.note(AuditRow, row)
    full.limit(10_000)
    assert audit.write(ADA, "search 1", LARGE, done=False) is None
    assert full.actions() == [("search 0", None), ("search 1", None)]


def test_what_still_waits_at_the_end_is_told(full: LimitedDatabase, caplog: pytest.LogCaptureFixture) -> None:
    AuditLog(full.database, required=False).write(ADA, "search", LARGE, done=False)
    full.database.close()
    assert caplog.messages[-1] == "1 rows of audit are lost: nothing could be written"


def test_whether_it_can_be_written_is_known_of_the_last_try(full: LimitedDatabase) -> None:
    database = full.database
    assert (database.unwritable(), database.try_writing()) == (None, None)  # a page is there that may be written
    with pytest.raises(ReadOnlyStoreError):
        database.journal.add(AuditRow, {**entry(), "detail": LARGE})
    assert (database.unwritable(), database.try_writing()) == ("the disk is full",) * 2
    full.limit(10_000)
    database.journal.add(AuditRow, entry())
    assert (database.unwritable(), database.try_writing()) == (None, None)


def entry() -> dict[str, Any]:
    return {"time": datetime(2026, 5, 1, tzinfo=UTC), "who": "ada", "action": "x", "detail": {}, "camera": None}
