from collections.abc import Collection, Sequence
from typing import Any

import pytest

from ner.keywords import Entity, Query
from vehiclefinder.control.audit import AuditReader
from vehiclefinder.control.search import Search
from vehiclefinder.core.access import LOCAL, Identity, Role
from vehiclefinder.core.errors import ForbiddenError
from vehiclefinder.finder.answer import Answer
from vehiclefinder.finder.attribute_filter import AttributeFilter
from vehiclefinder.finder.scope import Scope, ScopeField
from vehiclefinder.store.control.audit import AuditLog

LIMITED = Identity("ann", Role.ADMIN, ("north",))


class FinderOfNothing:
    """Remembers where it was told to look."""

    searchers = None
    """Those that would be asked besides."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []

    def find(
        self, sentence: str, scope: Scope, attributes: Sequence[AttributeFilter], ignored: Collection[Entity]
    ) -> Answer:
        self.scopes.append(scope)
        return Answer(Query(sentence), (), (), 0.0)

    def index(self) -> Sequence[Any]:
        return [1, 2, 3]


@pytest.fixture
def finder() -> FinderOfNothing:
    return FinderOfNothing()


@pytest.fixture
def search(finder: FinderOfNothing, log: AuditLog) -> Search:
    return Search(finder, log)  # type: ignore[arg-type]


def test_what_exists_is_decided_by_who_asks_and_not_by_the_question(search: Search, finder: FinderOfNothing) -> None:
    search.find(LIMITED, "a van", Scope(7, visible=("south",)))
    search.find(LOCAL, "a van", Scope(visible=("south",)))
    assert [scope.visible for scope in finder.scopes] == [("north",), None]
    assert finder.scopes[0].k == 7


def test_who_asked_what_is_written_down(search: Search, log: AuditLog) -> None:
    search.find(
        LIMITED,
        "a van",
        Scope(cameras=("north",), unheard=frozenset({ScopeField.TIMES})),
        [AttributeFilter("vehicle_color", "red", negated=True)],
        [("vehicle_type", 2, 5)],
    )
    (entry,) = log.page(10)
    assert (entry.who, entry.action) == ("ann", "search")
    assert entry.detail == {
        "sentence": "a van",
        "demands": ["not vehicle_color red"],
        "ignored": [["vehicle_type", 2, 5]],
        "cameras": ["north"],
        "since": None,
        "until": None,
        "zones": [],
        "unheard": ["times"],
        "least": 0.0,
        "count": False,
        "order": "best",
        "decision": "none",
        "matches": 0,
    }


def test_totals_and_the_log_are_for_those_who_see_every_camera(search: Search, log: AuditLog) -> None:
    assert search.size(LOCAL) == 3
    with pytest.raises(ForbiddenError, match="the size of the index is of all cameras"):
        search.size(LIMITED)
    with pytest.raises(ForbiddenError, match="the audit log is of all cameras"):
        AuditReader(log).list(LIMITED)
    with pytest.raises(ForbiddenError, match="needs admin"):
        AuditReader(log).list(Identity("bob", Role.OPERATOR))


def test_the_log_is_paged_from_the_newest(log: AuditLog) -> None:
    for number in range(5):
        log.write(LOCAL, "search", {"number": number}, camera="north")
    first = AuditReader(log).list(LOCAL, limit=3)
    rest = AuditReader(log).list(LOCAL, limit=3, after=first[-1].id)
    assert [[entry.detail["number"] for entry in part] for part in (first, rest)] == [[4, 3, 2], [1, 0]]
    assert rest[0].camera == "north"
