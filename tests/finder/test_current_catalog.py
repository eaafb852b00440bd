"""What searches read of the catalog: as little as can be, and never what has changed since."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import event

from ner.keywords import Keyword, Query, Target
from vehiclefinder.control.search import Search
from vehiclefinder.core.access import LOCAL
from vehiclefinder.finder import current_catalog
from vehiclefinder.finder.current_catalog import CurrentCatalog
from vehiclefinder.finder.finder import Finder
from vehiclefinder.finder.scope import Scope
from vehiclefinder.match.decision import Decider
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.index.track_index import IndexKeeper, IndexOrigin
from vehiclefinder.store.tracks.cameras import CameraStore
from vehiclefinder.store.tracks.catalog import Catalog
from vehiclefinder.store.tracks.source_correction import SourceCorrection

from ..axes import picture
from .conftest import START, Add, seen

VAN = "a van"
Statements = list[str]


def read(sentence: str) -> Query:
    return Query(sentence, (Target((Keyword("vehicle_type-van", "van", 2, 5, value="van"),)),))


@pytest.fixture
def finder(catalog: Catalog, decider: Decider, add: Add, tmp_path: Path) -> Finder:
    add([(seen(1), picture(type="van")), (seen(2), picture(type="van"))], start_time=START)
    return Finder(read, decider, catalog, IndexKeeper(tmp_path / "index", catalog, "e", decider))


@pytest.fixture
def statements(catalog: Catalog) -> Iterator[Statements]:
    """What is asked of the database from now on, by its first words."""
    asked: Statements = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(" ".join(statement.split()[:3]))

    event.listen(catalog.database._engine, "before_cursor_execute", note)
    yield asked
    event.remove(catalog.database._engine, "before_cursor_execute", note)


def found(finder: Finder) -> list[tuple[int, str]]:
    return [(match.track, match.camera) for match in finder.look(VAN).matches]


def test_a_search_asks_for_the_state_alone_once_its_tracks_are_known(
    finder: Finder, catalog: Catalog, statements: Statements
) -> None:
    search = Search(finder, AuditLog(catalog.database))
    search.find(LOCAL, VAN)
    statements.clear()
    search.find(LOCAL, VAN)
    told = [one for one in statements if not one.startswith(("BEGIN", "COMMIT", "ROLLBACK"))]
    assert told == ["SELECT state.catalog, state.generation,", "INSERT INTO queries", "INSERT INTO audit"]
    assert [one.split()[1:] for one in statements if one.startswith("BEGIN")] == [[], ["IMMEDIATE"]]


def test_what_was_prepared_no_search_reads(finder: Finder, catalog: Catalog, add: Add, statements: Statements) -> None:
    found(finder)
    add([(seen(3), picture(type="van"))], camera="south")
    finder.prepare()
    statements.clear()
    assert [match.track for match in finder.look(VAN).matches] == [1, 2, 3]
    selects = [one.split()[1] for one in statements if one.startswith("SELECT")]
    assert selects == ["state.catalog,", "cameras.name,", "tracks.id,"]  # the state, zones, and what is found
    assert finder._index.origin == IndexOrigin.EXTENDED


def test_of_several_that_search_at_once_one_reads(finder: Finder, add: Add) -> None:
    found(finder)
    add([(seen(3), picture(type="van"))], camera="south")
    together = Barrier(4)

    def current(_: int) -> CurrentCatalog:
        together.wait()
        return finder._follower.current()

    with ThreadPoolExecutor(4) as pool:
        seen_by = list(pool.map(current, range(4)))
    assert len({id(one.tracks) for one in seen_by}) == 1
    assert [sorted(one.found([1, 2, 3])) for one in seen_by] == [[1, 2, 3]] * 4


def test_a_correction_is_seen_at_once(finder: Finder, catalog: Catalog) -> None:
    assert found(finder) == [(1, "north"), (2, "north")]
    catalog.correct_source(1, SourceCorrection("south", START + timedelta(hours=3)))
    answer = finder.look(VAN)
    assert [match.camera for match in answer.matches] == ["south", "south"]
    assert [match.seen for match in answer.matches] == [START + timedelta(hours=3, seconds=n) for n in (1, 2)]


def test_another_name_of_a_camera_is_seen_at_once(finder: Finder, catalog: Catalog) -> None:
    found(finder)
    generation = catalog.generation()
    CameraStore(catalog.database).rename("north", "gate")
    assert catalog.generation() == generation
    assert found(finder) == [(1, "gate"), (2, "gate")]
    with pytest.raises(ValueError, match="expected a camera of \\['gate'\\], got 'north'"):
        finder.look(VAN, Scope(cameras=("north",)))


def test_what_another_process_adds_or_removes_is_seen_at_once(finder: Finder, catalog: Catalog, add: Add) -> None:
    found(finder)
    with Catalog(catalog.home) as other:
        other.remove_source(1)
    assert found(finder) == []
    add([(seen(3), picture(type="van"))], camera="south")
    assert found(finder) == [(3, "south")]


def test_few_tracks_are_held(finder: Finder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_catalog, "HELD", 1)
    tracks = finder._follower.current().tracks
    assert sorted(tracks.get([1, 2, 9])) == [1, 2]
    assert list(tracks._held) == [2]
    assert tracks.get([1])[1].best_box == (10, 20, 50, 60)
