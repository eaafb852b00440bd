"""What of a sentence nobody used: told in the answer, and no match."""

from datetime import UTC

import pytest
from time_machine import Traveller

from ner.keywords import Keyword, Query, Target
from ner.leftovers import Leftover
from vehiclefinder import Finder
from vehiclefinder.core.types import Decision
from vehiclefinder.finder.answer import Answer
from vehiclefinder.finder.ordering import Order
from vehiclefinder.finder.scope import Scope
from vehiclefinder.match.decision import Decider
from vehiclefinder.store.index.track_index import IndexKeeper
from vehiclefinder.store.tracks.catalog import Catalog

from ..axes import picture
from .conftest import START, Add, seen

LABELS = {"white": "color", "red": "color", "van": "type", "bus": "type", "tanker": "type", "Ford": "brand"}
LOADED = "white van with a ladder on the roof, plate ending 4X, towing a trailer, going the wrong way"


def finder(catalog: Catalog, decider: Decider, *words: str) -> Finder:
    """A finder that reads some words of a sentence, "!" before those that are ruled out."""

    def read(text: str) -> Query:
        keywords = []
        for word in words:
            plain = word.removeprefix("!")
            start = text.index(plain)
            label = f"vehicle_{LABELS[plain]}"
            keywords.append(Keyword(label, plain, start, start + len(plain), plain != word, plain))
        return Query(text, (Target(tuple(keywords)),))

    return Finder(read, decider, catalog, IndexKeeper(catalog.home / "index", catalog, "e", decider))


def decisions(answer: Answer) -> list[Decision]:
    return [match.decision for match in answer.matches]


@pytest.fixture(autouse=True)
def white_van(add: Add) -> None:
    add([(seen(0), picture(type="van", colour="white"))])


def test_what_nobody_used_is_told_and_keeps_a_vehicle_from_being_a_match(catalog: Catalog, decider: Decider) -> None:
    answer = finder(catalog, decider, "white", "van").find(LOADED)
    assert decisions(answer) == [Decision.POSSIBLE]
    assert answer.notes == (
        "not checked: ladder on the roof, towing a trailer, going the wrong way; "
        "number plates are not read: plate ending 4X",
    )
    assert answer.unchecked[1] == Leftover("plate ending 4X", 37, 52, "number plates are not read")
    assert answer.to_json()["unchecked"][0] == {
        "text": "ladder on the roof", "start": 17, "end": 35, "reason": "not checked", "of_vehicle": True,
    }  # fmt: skip


def test_what_is_wholly_used_is_a_match_without_a_note(catalog: Catalog, decider: Decider) -> None:
    answer = finder(catalog, decider, "white", "van").find("Can you please find me the white van?")
    assert (decisions(answer), answer.notes, answer.unchecked) == ([Decision.MATCH], (), ())


def test_speech_around_the_vehicle_is_told_and_takes_nothing_from_it(catalog: Catalog, decider: Decider) -> None:
    answer = finder(catalog, decider, "white", "van").find("please hurry, boss wants the white van")
    assert decisions(answer) == [Decision.MATCH]
    assert answer.notes == ("not checked: hurry, boss",)


def test_what_is_taken_off_is_not_told_again(catalog: Catalog, decider: Decider) -> None:
    answer = finder(catalog, decider, "white", "van").find("white van", ignored=[("vehicle_color", 0, 5)])
    assert (decisions(answer), answer.unchecked) == ([Decision.MATCH], ())


def test_a_make_is_possible_at_most_unless_it_is_ruled_out(catalog: Catalog, decider: Decider) -> None:
    make = finder(catalog, decider, "white", "van", "Ford").find("white van, Ford")
    assert decisions(make) == [Decision.POSSIBLE]
    assert make.notes == ("“Ford” did not count: makes are not recognised from pictures",)
    other = finder(catalog, decider, "white", "van", "!Ford").find("white van, not a Ford")
    assert decisions(other) == [Decision.MATCH]


def test_what_settles_a_demand_settles_nothing_that_is_left_over(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(1), picture(type="bus"))], "south")
    asks = finder(catalog, decider, "tanker", "bus")
    assert decisions(asks.find("tanker or bus"))[0] is Decision.MATCH
    assert decisions(asks.find("tanker or bus with a ladder"))[0] is Decision.POSSIBLE


def test_what_is_left_over_of_one_vehicle_takes_nothing_from_another(
    catalog: Catalog, decider: Decider, add: Add
) -> None:
    add([(seen(1), picture(type="bus"))], "south")

    def read(text: str) -> Query:
        each = [Keyword("vehicle_type", w, text.index(w), text.index(w) + len(w), value=w) for w in ("van", "bus")]
        return Query(text, tuple(Target((one,)) for one in each))

    asks = Finder(read, decider, catalog, IndexKeeper(catalog.home / "index", catalog, "e", decider))
    plain = {(m.target, m.decision) for m in asks.find("a van with a ladder and a bus").matches[:2]}
    assert plain == {(0, Decision.POSSIBLE), (1, Decision.MATCH)}
    either = {(m.target, m.decision) for m in asks.find("a van and a bus, both dented").matches[:2]}
    assert either == {(0, Decision.POSSIBLE), (1, Decision.POSSIBLE)}


def test_a_model_alone_is_possible_at_most_and_told(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(1), picture(type="hatchback"))], "south")

    def read(text: str) -> Query:
        return Query(text, (Target((Keyword("vehicle_model", "golf", 2, 6, value="Golf"),)),))

    asks = Finder(read, decider, catalog, IndexKeeper(catalog.home / "index", catalog, "e", decider))
    answer = asks.find("a golf")
    assert (answer.matches[0].camera, answer.matches[0].decision) == ("south", Decision.POSSIBLE)
    assert answer.notes == ("“golf” did not count: models are not recognised from pictures",)


def test_it_is_known_beforehand_what_becomes_of_a_sentence(catalog: Catalog, decider: Decider) -> None:
    loaded = finder(catalog, decider, "white", "van").understanding(LOADED)
    assert ([one.text for one in loaded.unchecked[:2]], loaded.may_match) == (
        ["ladder on the roof", "plate ending 4X"], False,
    )  # fmt: skip
    fastest = finder(catalog, decider, "white", "van").understanding("the fastest white van")
    assert (fastest.unchecked, fastest.order, fastest.may_match) == ((), "fastest", True)
    assert [keyword.text for keyword in fastest.query.keywords] == ["white", "van"]
    assert fastest.where == Scope(order=Order.FASTEST)
    either = finder(catalog, decider, "tanker", "bus").understanding("tanker or bus")
    assert (either.notes, either.may_match) == (("“tanker” is not told apart from truck",), True)
    assert not finder(catalog, decider, "tanker").understanding("tanker").may_match


def test_a_sentence_is_read_once_at_one_moment(catalog: Catalog, decider: Decider, clock: Traveller) -> None:
    read: list[str] = []

    def slowly(text: str) -> Query:
        read.append(text)
        clock.shift(86_400)
        return Query(text, (Target((Keyword("vehicle_type", "van", 0, 3, value="van"),)),))

    clock.move_to(START)
    asks = Finder(slowly, decider, catalog, IndexKeeper(catalog.home / "index", catalog, "e", decider), UTC)
    told = asks.understanding("van today")
    assert (read, told.query.text) == (["van today"], "van today")
    assert told.where.time_words == "2026-05-01 00:00 to 2026-05-02 00:00"
    assert told.notes == (f"time is taken for {told.where.time_words}",)


@pytest.mark.parametrize(
    ("sentence", "notes", "able"),
    [
        ("white van in lane 3", ("no zone is called lane 3; draw one to search it",), False),
        ("white van on camera 9", ("no camera 9; all are searched",), True),
        ("white van on the north camera", ("camera north is taken for north",), True),
        ("white van, fastest first", ("“fastest” orders by speed, the fastest first",), True),
        ("white van today", ("time is taken for 2026-05-01 00:00 to 2026-05-02 00:00",), True),
        (
            "white van tomorrow",
            (
                "time is taken for 2026-05-02 00:00 to 2026-05-03 00:00",
                "the time in the sentence lies ahead: nothing was seen then yet",
            ),
            True,
        ),
    ],
)
def test_it_is_known_beforehand_where_and_when_it_is_looked_for(
    catalog: Catalog, decider: Decider, sentence: str, notes: tuple[str, ...], able: bool
) -> None:
    asks = finder(catalog, decider, "white", "van")
    told = asks.understanding(sentence, now=START)
    assert (told.notes, told.may_match) == (notes, able)
    assert asks.find(sentence, now=START).notes[: len(notes)] == notes
    moment = [note for note in notes if "time" in note]
    assert asks.understanding(sentence, Scope(standing=True), START).notes == notes[len(moment) :]
