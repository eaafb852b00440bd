"""A catalog moved from one database into another, by value: every row, the ids to come, and what is refused."""

import json
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from socket import gethostname
from traceback import format_exception
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect, make_url, text

from vehiclefinder.core.errors import ConflictError, NotFoundError, StoreError
from vehiclefinder.store.control.job_leases import JobLeases
from vehiclefinder.store.control.jobs import JobKind, JobQueue, NewJob
from vehiclefinder.store.database import migrations
from vehiclefinder.store.database.engine import Database, file_of
from vehiclefinder.store.database.partitions import is_partition
from vehiclefinder.store.database.schema.tables import TABLES
from vehiclefinder.store.database.schema.tracks import CameraRow
from vehiclefinder.store.files.lock import FileLock
from vehiclefinder.store.move import rows as moved_rows
from vehiclefinder.store.move.ends import is_begun
from vehiclefinder.store.move.last_ids import last_ids
from vehiclefinder.store.move.move import Moved, StoreMove
from vehiclefinder.store.move.target import Move, MoveTarget
from vehiclefinder.store.tidying.stranded import Place
from vehiclefinder.store.tidying.tidier import Tidier
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.media_owner import OWNER

from ..faults.injection import TEMPORARY, Fault, perform
from .full_catalogs import ROWS, fill, rows_of

WAYS = (
    pytest.param(("sqlite", "sqlite"), marks=pytest.mark.sqlite("between two files")),
    ("sqlite", "postgresql"),
    ("postgresql", "sqlite"),
)
SECRET = "hunter2"

Ends = tuple[str, str]
MakeEnd = Callable[[str], str]


@pytest.fixture
def make_end(request: pytest.FixtureRequest, tmp_path: Path) -> MakeEnd:
    """Return the URL of an empty database."""
    numbers = count()

    def run(engine: str) -> str:
        if engine == "postgresql":
            return str(request.getfixturevalue("make_database")())
        return f"sqlite:///{tmp_path / f'{next(numbers)}.db'}"

    return run


@pytest.fixture(params=WAYS, ids=" to ".join)
def ends(request: pytest.FixtureRequest, make_end: MakeEnd) -> Ends:
    """A catalog with rows in every table, and an empty database."""
    source, target = map(make_end, request.param)
    database = Database(make_url(source))
    fill(database)
    database.close()
    return source, target


def move(home: Path, ends: Ends, compare: Callable[[Catalog, Catalog], Any] = lambda one, other: None) -> Moved[Any]:
    return StoreMove(home, *ends).run(compare)


def content(url: str) -> dict[str, list[tuple[Any, ...]]]:
    database = Database(make_url(url))
    try:
        return rows_of(database)
    finally:
        database.close()


def ids(url: str) -> dict[str, int]:
    database = Database(make_url(url))
    try:
        with database.columns() as connection:
            return last_ids(connection)
    finally:
        database.close()


def change(url: str, *statements: str) -> None:
    database = Database(make_url(url))
    with database.write() as session:
        for statement in statements:
            session.execute(text(statement))
    database.close()


def test_every_row_of_every_table_is_moved(home: Path, ends: Ends) -> None:
    before = content(ends[0])
    moved = move(home, ends)
    assert min(map(len, before.values())) > 0
    assert content(ends[1]) == before
    assert moved.rows == {table.name: ROWS for table in TABLES.sorted_tables if table.name != "state"}
    assert (moved.went_on, moved.began_anew) == (False, False)


def test_the_tables_are_those_of_a_new_catalog(home: Path, ends: Ends) -> None:
    move(home, ends)
    database = Database(make_url(ends[1]))
    with database.columns() as connection:
        found = {name for name in inspect(connection).get_table_names() if not is_partition(name)}
        assert found - {"migrations"} == {*TABLES.tables, "alembic_version"}
        assert migrations.revision_of(connection) == migrations.HEAD
    database.close()


def test_an_id_is_never_given_again(home: Path, ends: Ends) -> None:
    change(ends[0], "DELETE FROM audit WHERE id >= 4", "DELETE FROM sources WHERE id = 5", "DELETE FROM feedback")
    before = ids(ends[0])
    assert (before["audit"], before["sources"], before["feedback"], before["tracks"]) == (ROWS,) * 4
    move(home, ends)
    assert {table: last for table, last in ids(ends[1]).items() if before[table] != last} == {}
    database = Database(make_url(ends[1]))
    with database.write() as session:
        session.add(row := CameraRow(name="new"))
        session.flush()
        assert row.id == ROWS + 1
    database.close()


def test_the_source_is_another_catalog_afterwards_with_the_same_rows(home: Path, ends: Ends) -> None:
    before = content(ends[0])
    move(home, ends)
    after = content(ends[0])
    (old,), (new,) = before.pop("state"), after.pop("state")
    assert after == before
    assert (new[0], new[2]) == (old[0], old[2])
    assert new[1] != old[1]
    assert (home / OWNER).read_text() == old[1]
    with Catalog(home, ends[0]) as source, Catalog(home, ends[1]) as target:
        Tidier(Place(target, None)).stranded()
        with pytest.raises(StoreError, match=r"the files in .* are of another catalog"):
            Tidier(Place(source, None)).tidy()


def test_it_is_moved_back(home: Path, ends: Ends, make_end: MakeEnd) -> None:
    before = content(ends[0])
    move(home, ends)
    again = make_end(make_url(ends[0]).get_backend_name())
    move(home, (ends[1], again))
    assert content(again) == before


def test_nobody_writes_to_the_source_meanwhile(home: Path, ends: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    def try_to_write(source: Catalog, _target: Catalog) -> None:
        monkeypatch.setattr("vehiclefinder.store.database.engine.BUSY_TIMEOUT_MS", 50)
        other = Database(make_url(ends[0]))
        with pytest.raises(StoreError, match=r"locked|lock timeout"), other.write() as session:
            session.execute(text("DELETE FROM audit"))
        other.close()

    move(home, ends, try_to_write)
    assert len(content(ends[1])["audit"]) == ROWS


def test_a_database_that_is_not_whole_is_opened_by_nobody(home: Path, ends: Ends) -> None:
    def look(_source: Catalog, target: Catalog) -> None:
        assert rows_of(target.database) == before
        with pytest.raises(StoreError, match=r"holds a part of a catalog .* `vehiclefinder migrate-store`"):
            Catalog(home, ends[1])

    before = content(ends[0])
    move(home, ends, look)
    assert content(ends[1]) == before


class CutOffError(Exception):
    pass


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], list[int]]:
    """Let the n-th call of a method of a target fail, and no later one; returns how many rows were given to it."""

    def run(name: str, at: int) -> list[int]:
        whole, given = getattr(MoveTarget, name), []

        def method(target: MoveTarget, *arguments: Any) -> None:
            given.append(len(arguments[-1]) if arguments else 0)
            if len(given) == at:
                raise CutOffError
            whole(target, *arguments)

        monkeypatch.setattr(MoveTarget, name, method)
        return given

    return run


@pytest.mark.parametrize("at", [1, 20, 3 * (len(TABLES.sorted_tables) - 1)])
def test_what_was_cut_off_at_a_batch_goes_on_there(
    home: Path, ends: Ends, monkeypatch: pytest.MonkeyPatch, cut: Callable[[str, int], list[int]], at: int
) -> None:
    monkeypatch.setattr(moved_rows, "BATCH", 2)
    before, given = content(ends[0]), cut("add", at)
    with pytest.raises(CutOffError):
        move(home, ends)
    assert content(ends[0]) == before
    stored = sum(given[:-1])
    moved = move(home, ends)
    assert (moved.went_on, moved.began_anew) == (True, False)
    assert content(ends[1]) == before
    assert sum(given[at:]) == sum(moved.rows.values()) - stored


@pytest.mark.parametrize("name", ["number", "release"])
def test_what_was_cut_off_at_the_end_is_ended(
    home: Path, ends: Ends, cut: Callable[[str, int], list[int]], name: str
) -> None:
    before = content(ends[0])
    cut(name, 1)
    with pytest.raises(CutOffError):
        move(home, ends)
    with pytest.raises(StoreError, match="holds a part of a catalog"):
        content(ends[1])
    assert move(home, ends).went_on
    assert content(ends[1]) == before
    assert content(ends[0])["state"] != before["state"]


def test_what_was_moved_of_a_source_that_changed_is_moved_anew(
    home: Path, ends: Ends, cut: Callable[[str, int], list[int]]
) -> None:
    cut("number", 1)
    with pytest.raises(CutOffError):
        move(home, ends)
    change(ends[0], "DELETE FROM tracks WHERE id = 2", "UPDATE cameras SET name = 'other' WHERE id = 1")
    before = content(ends[0])
    assert len(before["embeddings"]) == ROWS - 1
    moved = move(home, ends)
    assert (moved.went_on, moved.began_anew) == (True, True)
    assert content(ends[1]) == before


def test_a_target_with_something_in_it_is_left_as_it_is(home: Path, ends: Ends, make_end: MakeEnd) -> None:
    move(home, ends)
    before, source = content(ends[1]), content(ends[0])
    with pytest.raises(ConflictError, match=r"expected an empty database .*: nothing was changed"):
        move(home, ends)
    assert (content(ends[0]), content(ends[1])) == (source, before)


def test_the_target_of_another_move_is_left_as_it_is(
    home: Path, ends: Ends, make_end: MakeEnd, cut: Callable[[str, int], list[int]], tmp_path: Path
) -> None:
    before = content(ends[0])
    cut("number", 1)
    with pytest.raises(CutOffError):
        move(home, ends)
    other = make_end("sqlite")
    content(other)
    with pytest.raises(ConflictError, match="another catalog is being moved into this database"):
        move(tmp_path / "elsewhere", (other, ends[1]))
    move(home, ends)
    assert content(ends[1]) == before


def test_two_moves_into_one_database_do_not_mix(home: Path, ends: Ends, make_end: MakeEnd, tmp_path: Path) -> None:
    other, before = make_end("sqlite"), content(ends[0])
    content(other)

    def begin_another(_source: Catalog, _target: Catalog) -> None:
        with pytest.raises(ConflictError, match="another catalog is being moved into this database"):
            move(tmp_path / "elsewhere", (other, ends[1]))
        with pytest.raises(ConflictError, match="another move into this database began meanwhile"):
            seen_empty.begin(Move({"catalog": "0" * 32}, "1" * 32, {}), None)
        with pytest.raises(ConflictError, match="began, or ended, meanwhile"):
            seen_empty.add(TABLES.tables["cameras"], [])

    with closing(MoveTarget(make_url(ends[1]))) as seen_empty:
        assert seen_empty.begun() is None
        move(home, ends, begin_another)
    assert content(ends[1]) == before


def test_a_source_without_a_catalog_is_none(home: Path, ends: Ends) -> None:
    with pytest.raises(NotFoundError, match="there is no catalog in"):
        move(home, (ends[1], ends[0]))
    path = file_of(make_url(ends[1]))
    assert path is None or not path.exists()


def test_what_differs_at_the_end_is_told_and_not_used(home: Path, ends: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    def number(target: MoveTarget, _ids: Any) -> None:
        with target.database.write() as session:
            session.execute(text("UPDATE cases SET notes = 'other' WHERE id = 3"))
            session.execute(text("DELETE FROM queries WHERE id = 2"))

    monkeypatch.setattr(MoveTarget, "number", number)
    before = content(ends[0])
    with pytest.raises(StoreError, match="differs from what was there, in cases, queries: nothing may use"):
        move(home, ends)
    assert content(ends[0]) == before
    with pytest.raises(StoreError, match="holds a part of a catalog"):
        content(ends[1])


def test_catalogs_that_answer_otherwise_are_told_and_not_used(home: Path, ends: Ends) -> None:
    def compare(_source: Catalog, _target: Catalog) -> None:
        raise StoreError("answered otherwise")

    before = content(ends[0])
    with pytest.raises(StoreError, match="answered otherwise"):
        move(home, ends, compare)
    assert content(ends[0]) == before
    with pytest.raises(StoreError, match="holds a part of a catalog"):
        content(ends[1])
    move(home, ends)
    assert content(ends[1]) == before


@pytest.mark.sqlite("what its files keep and PostgreSQL does not; moved there on --database postgresql")
def test_a_file_is_for_its_owner_alone(home: Path, make_end: MakeEnd) -> None:
    source, target = make_end("sqlite"), make_end("sqlite")
    content(source)
    move(home, (source, target))
    path = file_of(make_url(target))
    assert path is not None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_does_not_fit_is_told_by_row_before_anything_is_moved(
    home: Path, make_end: MakeEnd, make_database: Callable[..., str]
) -> None:
    source, target = make_end("sqlite"), make_database()
    content(source)
    change(
        source,
        f"INSERT INTO cameras (id, name) VALUES (7, '{'c' * 230}'), (8, '{'ä' * 200}'), (9, 'a' || char(0))",
        f"INSERT INTO queries (id, sentence, time, decision) VALUES (3, '{SECRET}', '2026-05-01 12:00:00', 'possible')",
        f"INSERT INTO audit (id, time, who, action, detail) VALUES (4, '2026-05-01 12:00:00', '{SECRET * 20}', 'a',"
        " '{\"score\": NaN}')",
        "UPDATE state SET generation = 1",
    )
    with pytest.raises(StoreError) as error:
        move(home, (source, target))
    assert str(error.value) == (
        "4 values do not fit, and nothing was moved: "
        "audit 4: who has 140 characters, and 64 fit; audit 4: detail holds a number that is none in JSON; "
        "cameras 7: name has 230 characters, and 200 fit; cameras 9: name has NUL characters or lone surrogates"
    )
    assert is_begun(make_url(source), make_url(target)) is False


def test_a_row_that_names_another_that_is_gone_is_told(home: Path, make_end: MakeEnd) -> None:
    source, target = make_end("sqlite"), make_end("sqlite")
    content(source)
    path = file_of(make_url(source))
    assert path is not None
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO job_sources (job_id, source_id) VALUES (1, 2)")
        connection.commit()
    with pytest.raises(StoreError) as error:
        move(home, (source, target))
    assert str(error.value).startswith("2 values do not fit, and nothing was moved: ")
    assert "job_sources 1, 2: job_id names a row that is not there" in str(error.value)
    assert "job_sources 1, 2: source_id names a row that is not there" in str(error.value)


def test_a_number_that_sqlite_does_not_keep_is_told(
    home: Path, make_end: MakeEnd, make_database: Callable[..., str]
) -> None:
    source, target = make_database(), make_end("sqlite")
    content(source)
    change(
        source, "INSERT INTO queries VALUES (3, 'red car', '2026-05-01', 'none', 'NaN'), (4, '', now(), 'none', -0.0)"
    )
    with pytest.raises(StoreError, match=r"1 value does not fit.*: queries 3: best_score is not a number"):
        move(home, (source, target))
    change(source, "UPDATE queries SET best_score = 'Infinity' WHERE id = 3")
    move(home, (source, target))
    assert [row[4] for row in content(target)["queries"]] == [float("inf"), 0.0]


@pytest.mark.parametrize("name", ["patrol", "0" * 64])
def test_a_home_that_is_in_use_is_not_moved(home: Path, ends: Ends, name: str) -> None:
    before = content(ends[0])
    with (
        FileLock(home / "locks" / name),
        pytest.raises(ConflictError, match=rf"in use.*: .*locks/{name} is held\. Stop services"),
    ):
        move(home, ends)
    assert content(ends[0]) == before
    move(home, ends)


def test_the_home_of_a_file_is_looked_at_too(tmp_path: Path, make_end: MakeEnd) -> None:
    source, target = make_end("sqlite"), make_end("sqlite")
    content(source)
    with FileLock(tmp_path / "locks" / "crew"), pytest.raises(ConflictError, match="locks/crew is held"):
        move(tmp_path / "home", (source, target))


def test_a_catalog_whose_jobs_are_worked_on_is_not_moved(home: Path, ends: Ends) -> None:
    database = Database(make_url(ends[0]))
    job = JobQueue(database).add(NewJob("north", JobKind.STREAM, "rtsp://gate/1", f"rtsp://a:{SECRET}@gate/1", "ada"))
    leases = JobLeases(database)
    work = leases.take()
    assert work is not None
    with pytest.raises(ConflictError, match=rf"in use.*: job {job.id} is worked on by {gethostname()[:20]}") as error:
        move(home, ends)
    assert SECRET not in str(error.value)
    leases.release(work)
    database.close()
    move(home, ends)


def test_a_session_that_holds_locks_is_seen(home: Path, make_database: Callable[..., str], make_end: MakeEnd) -> None:
    source, target = make_database(), make_end("sqlite")
    content(source)
    other = create_engine(source)
    with other.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(7)"))
        with pytest.raises(ConflictError, match="a program on this machine holds locks of it"):
            move(home, (source, target))
    other.dispose()
    move(home, (source, target))


def test_the_home_of_another_catalog_is_refused(home: Path, ends: Ends) -> None:
    home.mkdir()
    (home / OWNER).write_text("0" * 32)
    with pytest.raises(ConflictError, match="are of another catalog than the one that is to be moved: name its home"):
        move(home, ends)
    (home / OWNER).unlink()
    (home / "catalog.db").touch()
    with pytest.raises(ConflictError, match="are of another catalog"):
        move(home, ends)


@pytest.mark.parametrize("url", [f"mysql://ada:{SECRET}@host/db", "sqlite://", f"sqlite:///a.db?key={SECRET}", SECRET])
def test_what_is_no_end_of_a_move_is_the_callers_mistake(home: Path, url: str) -> None:
    for ends in ((url, "sqlite:///a.db"), ("sqlite:///a.db", url)):
        with pytest.raises(ValueError, match="expected") as error:
            StoreMove(home, *ends)
        assert SECRET not in str(error.value)


def test_no_password_is_told(home: Path, ends: Ends) -> None:
    shown = [
        StoreMove(
            home, ends[0], f"postgresql+psycopg://ada:{SECRET}@127.0.0.1:9/x?connect_timeout=1&passfile={SECRET}"
        ),
        StoreMove(home, f"postgresql+psycopg://ada:{SECRET}@127.0.0.1:9/x?connect_timeout=1", ends[1]),
    ]
    for one in shown:
        with pytest.raises(StoreError, match=r"ada:\*\*\*@127.0.0.1:9/x") as error:
            one.run(lambda _source, _target: None)
        assert SECRET not in "".join(format_exception(error.value))


def killed_move(home: Path) -> None:
    moved_rows.BATCH = 2
    move(home, tuple(json.loads((home / "ends.json").read_text())))


def test_kill_9_at_any_step_loses_nothing(home: Path, ends: Ends, tmp_path: Path) -> None:
    home.mkdir()
    (home / "ends.json").write_text(json.dumps(ends))
    (tmp_path / TEMPORARY).mkdir()
    before = content(ends[0])
    killed = 0
    for at in (1, 25, 60, 17, 6, 4, 2, 1):  # each goes on where the one before was killed
        outcome = perform(killed_move, home, Fault.KILL, at)
        killed += outcome.killed
        assert not outcome.unclear
    assert killed >= 6
    perform(killed_move, home)
    assert content(ends[1]) == before
