"""Copies that are made before their rows: nobody waits for a slow store, and nothing is left that no row names."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from vehiclefinder.control.cases.cases import Cases
from vehiclefinder.control.cases.selection import CaseChange, Selection
from vehiclefinder.control.feedback.feedback import Feedback, Judgement
from vehiclefinder.core.errors import ConflictError, StoreError
from vehiclefinder.core.types import Decision
from vehiclefinder.store.control import copies
from vehiclefinder.store.control.alerts import AlertStore
from vehiclefinder.store.control.feedback import Verdict
from vehiclefinder.store.control.watch_records import NewWatch, WatchHit
from vehiclefinder.store.control.watches import WatchStore
from vehiclefinder.store.database.row_ids import reserve_ids
from vehiclefinder.store.database.schema.cases import CaseItemRow, CaseRow
from vehiclefinder.store.files.folder_media import FolderMedia
from vehiclefinder.store.tidying.stranded import Place
from vehiclefinder.store.tidying.tidier import Tidier
from vehiclefinder.store.tracks.catalog import Catalog

from .conftest import OPERATOR, START, VIEWER, Fill
from .test_feedback import read

Meanwhile = Callable[[Callable[[], object]], None]


@pytest.fixture
def cases(catalog: Catalog) -> Cases:
    return Cases(catalog, {})


@pytest.fixture
def case(cases: Cases) -> int:
    return cases.create(OPERATOR, "a").id


@pytest.fixture
def while_kept(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Let something happen, once, after the next copies were moved into the store."""

    def prepare(happens: Callable[[], object]) -> None:
        keep, left = FolderMedia.keep, [happens]

        def slow(self: FolderMedia, made: Path, name: str) -> None:
            keep(self, made, name)
            if left:
                left.pop()()

        monkeypatch.setattr(FolderMedia, "keep", slow)

    return prepare


def kept(home: Path) -> list[str]:
    """The files that lie in cases and feedback."""
    found = [*home.glob("cases/**/*.jpg"), *home.glob("feedback/*.jpg")]
    return sorted(path.relative_to(home).as_posix() for path in found)


def test_others_write_while_a_slow_store_takes_copies(
    cases: Cases, case: int, catalog: Catalog, fill: Fill, while_kept: Meanwhile
) -> None:
    (track,) = fill()
    while_kept(lambda: cases.create(OPERATOR, "meanwhile"))
    assert cases.add(OPERATOR, case, Selection((track.id,))).items == 1
    while_kept(lambda: cases.create(OPERATOR, "and again"))
    Feedback(catalog, read).add(OPERATOR, Judgement(track.id, "a lorry", Verdict.RIGHT, 0, Decision.MATCH))
    assert [one.name for one in cases.list(VIEWER)] == ["a", "meanwhile", "and again"]


def test_copies_go_where_their_rows_cannot_be_written(
    cases: Cases, case: int, fill: Fill, home: Path, while_kept: Meanwhile
) -> None:
    first, second = fill(tracks=2)
    while_kept(lambda: cases.update(OPERATOR, case, CaseChange(closed=True)))
    with pytest.raises(ConflictError, match="closed"):
        cases.add(OPERATOR, case, Selection((first.id, second.id)))
    assert (kept(home), list(home.glob("cases/*/*"))) == ([], [])
    cases.update(OPERATOR, case, CaseChange(closed=False))
    assert cases.add(OPERATOR, case, Selection((second.id,))).items == 1
    (item,) = cases.items(VIEWER, case)
    assert (item.id, item.track) == (3, second.id), "no number is given twice"
    assert kept(home) == ["cases/1/3/crop-1.jpg", "cases/1/3/crop-2.jpg"]
    assert (item.folder / "crop-1.jpg").path.read_bytes() == second.crops[0].file.path.read_bytes()


def test_a_track_that_another_adds_meanwhile_is_there_once(
    cases: Cases, case: int, fill: Fill, home: Path, while_kept: Meanwhile
) -> None:
    first, second = fill(tracks=2)
    while_kept(lambda: cases.add(OPERATOR, case, Selection((first.id,), note="meanwhile")))
    assert cases.add(OPERATOR, case, Selection((first.id, second.id), note="slow")).items == 2
    found = [(item.id, item.track, item.note) for item in cases.items(VIEWER, case)]
    assert found == [(2, second.id, "slow"), (3, first.id, "meanwhile")]
    assert sorted(path.name for path in home.glob("cases/1/*")) == ["2", "3"]


def test_alerts_are_written_after_their_pictures(
    cases: Cases, catalog: Catalog, fill: Fill, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = fill(tracks=2)
    watches, alerts = WatchStore(catalog.database), AlertStore(catalog.database, catalog.media)
    watch = watches.add(NewWatch("olga", "w", "a lorry", None, Decision.MATCH)).id
    write = FolderMedia.write
    happens: list[Callable[[], object]] = [lambda: cases.create(OPERATOR, "meanwhile")]

    def slow(self: FolderMedia, name: str, content: bytes) -> None:
        write(self, name, content)
        if happens:
            happens.pop()()

    monkeypatch.setattr(FolderMedia, "write", slow)
    hits = [WatchHit(one.id, 0.9, Decision.MATCH) for one in (first, second)]
    assert alerts.record(watch, first.source_id, hits[:1]) == 1
    assert [one.name for one in cases.list(VIEWER)] == ["meanwhile"]
    happens.append(lambda: watches.change(watch, active=False))
    assert alerts.record(watch, first.source_id, hits) == 0
    assert sorted(path.name for path in (home / "alerts").iterdir()) == ["1.jpg"]
    watches.change(watch, active=True)
    assert alerts.record(watch, first.source_id, hits) == 1
    seen = alerts.page(None, 10)
    assert [(one.id, one.track) for one in seen] == [(1, first.id), (3, second.id)]
    assert alerts.picture(None, 3).read_bytes() == second.crops[0].file.path.read_bytes()


def test_copies_stay_where_nobody_can_say_that_their_rows_are_not_there(
    catalog: Catalog, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise StoreError("the server is away")

    with (
        pytest.raises(StoreError, match="away"),
        copies.released_unless_stored(catalog.database, catalog.media, CaseItemRow.id, {1: "cases/1/1"}),
    ):
        catalog.media.write("cases/1/1/crop-1.jpg", b"picture")
        monkeypatch.setattr(catalog.database, "read", away)
        away()
    assert kept(home) == ["cases/1/1/crop-1.jpg"]


def test_what_a_process_leaves_that_ends_in_between_is_tidied(
    cases: Cases, case: int, catalog: Catalog, fill: Fill, home: Path, while_kept: Meanwhile,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    class EndedError(BaseException):
        pass

    def end() -> None:
        raise EndedError

    (track,) = fill()
    feedback = Feedback(catalog, read)
    with monkeypatch.context() as dead:
        dead.setattr(copies, "release", lambda media, name: None)  # a process that is gone removes nothing
        while_kept(end)
        with pytest.raises(EndedError):
            cases.add(OPERATOR, case, Selection((track.id,)))
        while_kept(end)
        with pytest.raises(EndedError):
            feedback.add(OPERATOR, Judgement(track.id, "a lorry", Verdict.RIGHT, 0, Decision.MATCH))
    assert (cases.items(VIEWER, case), feedback.list(VIEWER)) == ([], [])
    cases.add(OPERATOR, case, Selection((track.id,)))
    whole = ["cases/1/2/crop-1.jpg", "cases/1/2/crop-2.jpg"]
    assert kept(home) == ["cases/1/1/crop-1.jpg", "cases/1/1/crop-2.jpg", *whole, "feedback/1.jpg"]
    mended = Tidier(Place(catalog, None, lambda: START + timedelta(days=10_000))).tidy().mended
    assert {(one.kind, one.name) for one in mended} == {
        ("copies of no case item", "cases/1/1"),
        ("picture of no feedback", "feedback/1.jpg"),
    }
    assert kept(home) == whole


def test_numbers_that_are_reserved_are_given_to_nobody_else(catalog: Catalog, cases: Cases) -> None:
    with catalog.database.write() as session:
        assert list(reserve_ids(session, CaseRow, 2)) == [1, 2]
        assert list(reserve_ids(session, CaseRow, 0)) == []
    assert cases.create(OPERATOR, "a").id == 3
    with catalog.database.write() as session:
        assert list(reserve_ids(session, CaseRow, 1)) == [4]
    cases.delete(OPERATOR, 3)
    assert cases.create(OPERATOR, "b").id == 5
