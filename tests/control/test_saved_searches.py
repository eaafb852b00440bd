import pytest

from vehiclefinder.control.saved_searches import SavedSearches
from vehiclefinder.core.errors import NotFoundError
from vehiclefinder.store.control.audit import AuditLog
from vehiclefinder.store.tracks.catalog import Catalog

from .conftest import OPERATOR, VIEWER


@pytest.fixture
def searches(catalog: Catalog, log: AuditLog) -> SavedSearches:
    return SavedSearches(catalog.database, log)


def test_everybody_keeps_their_own_and_a_name_stands_for_one(searches: SavedSearches, log: AuditLog) -> None:
    first = searches.keep(VIEWER, " Night vans ", "sentence=white+van&camera=gate")
    again = searches.keep(VIEWER, "Night vans", "sentence=white+van")
    searches.keep(OPERATOR, "Night vans", "sentence=bus")
    assert [(one.name, one.address) for one in searches.list(VIEWER)] == [("Night vans", "sentence=white+van")]
    assert searches.list(VIEWER, after=again.id) == []
    for gone in (first, *searches.list(OPERATOR)):
        with pytest.raises(NotFoundError, match=f"no saved search {gone.id}"):
            searches.delete(VIEWER, gone.id)
    searches.delete(VIEWER, again.id)
    assert searches.list(VIEWER) == []
    assert [(one.who, one.action, one.detail["id"]) for one in log.page(2)] == [
        ("vera", "saved_search.delete", again.id),
        ("olga", "saved_search.keep", again.id + 1),
    ]


@pytest.mark.parametrize(
    ("name", "address", "expected"),
    [
        (" ", "sentence=bus", "expected a name of 1 to 100 characters, got 0"),
        ("n" * 101, "sentence=bus", "got 101"),
        ("Buses", "bus", "expected the query of an address"),
        ("Buses", "sentence=" + "b" * 16_000, "expected the query of an address"),
        ("Buses", "sentence=café", "expected the query of an address"),
    ],
)
def test_what_is_no_search_is_refused(searches: SavedSearches, name: str, address: str, expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        searches.keep(VIEWER, name, address)


def test_recent_sentences_are_ones_own_the_latest_first_and_each_once(searches: SavedSearches, log: AuditLog) -> None:
    for who, sentence in ((VIEWER, "bus"), (VIEWER, "red car"), (OPERATOR, "van"), (VIEWER, "bus"), (VIEWER, "")):
        log.write(who, "search", {"sentence": sentence})
    log.write(VIEWER, "browse", {})
    assert searches.recent(VIEWER) == ["bus", "red car"]
    assert searches.recent(VIEWER, 1) == ["bus"]
