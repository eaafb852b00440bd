"""What pictures do not tell apart: from words to checks, and from checks to decisions."""

import re

import pytest

from ner.keywords import Keyword, Query, Target
from ner.values import canonical
from vehiclefinder import Finder
from vehiclefinder.core.types import Decision
from vehiclefinder.finder.answer import Answer
from vehiclefinder.finder.attribute_filter import AttributeFilter
from vehiclefinder.finder.plan import Check, Witness, plan
from vehiclefinder.finder.reservations import Reservation
from vehiclefinder.match.decision import Decider, SlotQuery
from vehiclefinder.store.index.track_index import IndexKeeper
from vehiclefinder.store.tracks.catalog import Catalog

from ..axes import picture
from .conftest import Add, seen

CHECKABLE = "nothing in the sentence could be checked; name a type, colour, direction, place or motion"


def target(sentence: str, *words: str) -> Target:
    """Colours and types of a sentence, each with the value of the lexicon; a leading "!" rules out."""

    def one(word: str) -> Keyword:
        text = word.lstrip("!")
        start = sentence.index(text)
        value = canonical("vehicle_color", text)
        label = "vehicle_color" if value else "vehicle_type"
        return Keyword(label, text, start, start + len(text), word != text, value or canonical(label, text))

    return Target(tuple(map(one, words)))


def checks(sentence: str, *words: str) -> tuple[Check, ...]:
    return plan(target(sentence, *words), sentence)


def ask(catalog: Catalog, decider: Decider, sentence: str, *words: str) -> Answer:
    index = IndexKeeper(catalog.home / "index", catalog, "e", decider)
    wanted = target(sentence, *words)
    return Finder(lambda text: Query(text, (wanted,)), decider, catalog, index).find(sentence)


def told(answer: Answer) -> list[tuple[float, Decision]]:
    return [(match.start, match.decision) for match in answer.matches]


def test_a_kind_is_searched_as_the_types_that_contain_it() -> None:
    (tanker,) = checks("tankers", "tankers")
    assert tanker.wanted == SlotQuery("type", ("truck",))
    assert tanker.reservation == Reservation("“tankers” is not told apart from truck")
    (minibus,) = checks("minibus", "minibus")
    assert minibus.wanted == SlotQuery("type", ("van", "bus"))
    assert minibus.reservation == Reservation("“minibus” is not told apart from van or bus")


def test_of_alternatives_the_exact_one_settles_it() -> None:
    (either,) = checks("a tanker or a bus", "tanker", "bus")
    assert either.wanted == SlotQuery("type", ("bus", "truck"))
    assert either.reservation == Reservation(
        "“tanker” is not told apart from truck", settled=SlotQuery("type", ("bus",))
    )


@pytest.mark.parametrize(("sentence", "one", "other", "type_"), [
    ("bus or coach", "bus", "coach", "bus"), ("moped or motorbike", "moped", "motorbike", "motorcycle"),
])  # fmt: skip
def test_an_alternative_that_contains_a_kind_says_all_of_it(sentence: str, one: str, other: str, type_: str) -> None:
    (either,) = checks(sentence, one, other)
    assert (either.wanted, either.reservation) == (SlotQuery("type", (type_,)), None)


def test_a_mark_beside_a_body_type_settles_nothing() -> None:
    """A taxi is told by its mark, a bus by its body, and no slot tells both."""
    (either,) = checks("a taxi or a bus", "taxi", "bus")
    assert either.wanted == SlotQuery("type", ("taxi", "bus"))
    assert either.reservation == Reservation(
        "“taxi” beside a body type is told by its body alone", settled=SlotQuery("type", ("bus",))
    )
    (marks,) = checks("taxi or ambulance", "taxi", "ambulance")
    assert (marks.wanted, marks.reservation) == (SlotQuery("service", ("taxi", "ambulance")), None)
    (taxi,) = checks("taxi or auto rickshaw", "taxi", "auto rickshaw")
    assert taxi.wanted == SlotQuery("service", ("taxi",))
    assert taxi.reservation == Reservation(
        "auto rickshaws are not known to the matcher", settled=SlotQuery("service", ("taxi",))
    )


def test_paint_is_preferred_where_the_sentence_says_none() -> None:
    (bus,) = checks("school bus", "school bus")
    assert bus.reservation == Reservation(
        "“school bus” is not told apart from bus; yellow ones come first", prefers=SlotQuery("colour", ("yellow",))
    )
    _, white = checks("white school bus", "white", "school bus")
    assert white.reservation == Reservation("“school bus” is not told apart from bus")


@pytest.mark.parametrize(
    ("make", "note"),
    [("JCB", "excavators are not known to the matcher"), ("tank", "military tanks are not known to the matcher")],
)
def test_a_make_that_makes_one_thing_is_that_thing(make: str, note: str) -> None:
    (check,) = plan(Target((Keyword("vehicle_brand", make, 0, len(make), value=make),)), make)
    assert (check.witness, check.note) == (Witness.NOBODY, note)


def test_a_make_before_the_name_of_a_vehicle_is_a_make() -> None:
    """Else "JCB tractor" would be an excavator, too."""
    make, kind = (
        Keyword("vehicle_brand", "JCB", 0, 3, value="JCB"),
        Keyword("vehicle_type", "tractor", 4, 11, value="tractor"),
    )
    notes = [check.note for check in plan(Target((make, kind)), "JCB tractor")]
    assert notes == ["makes are not recognised from pictures", "tractors are not known to the matcher"]


def test_vehicles_that_are_not_known_are_named_in_the_plural() -> None:
    (buggy,) = checks("dune buggy", "dune buggy")
    assert buggy.note == "buggies are not known to the matcher"


@pytest.mark.parametrize(
    ("label", "value", "words", "note"),
    [
        ("motion", "moving", "slowing down", "“slowing down” is not told apart from moving"),
        ("motion", "straight", "overtaking", "“overtaking” is not told apart from going straight"),
        ("motion", "stopped", "broke down", "“broke down” is not told apart from stopping"),
        ("motion", "straight", "drives on", None),
        ("color", "multi", "two-tone", "“two-tone”: two colours at once are not told apart from one of them"),
    ],
)
def test_what_says_more_than_its_value_is_reserved(label: str, value: str, words: str, note: str | None) -> None:
    for negated in (False, True):
        keyword = Keyword(f"vehicle_{label}", words, 0, len(words), negated, value)
        (check,) = plan(Target((keyword,)), words)
        assert (check.reservation and check.reservation.note) == (None if negated else note)


def test_a_kind_is_possible_at_most_and_the_answer_says_so(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0), picture(type="truck")), (seen(1), picture(type="bus"))])
    answer = ask(catalog, decider, "tanker", "tanker")
    assert told(answer) == [(0, Decision.POSSIBLE), (1, Decision.NONE)]
    assert answer.notes == ("“tanker” is not told apart from truck",)
    assert answer.headline == "possible, not certain"


def test_what_is_of_no_type_is_not_searched_as_another_thing(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0), picture(colour="green", type="truck")), (seen(1), picture(colour="red", type="truck"))])
    answer = ask(catalog, decider, "green tractor", "green", "tractor")
    assert told(answer) == [(0, Decision.POSSIBLE), (1, Decision.NONE)]
    assert [c.probability and round(c.probability, 2) for c in answer.matches[0].contributions] == [1.0, None]
    assert answer.notes == ("“tractor” did not count: tractors are not known to the matcher",)


def test_what_is_of_no_type_finds_nothing_by_itself(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0), picture(type="motorcycle")), (seen(1), picture(type="van"))])
    answer = ask(catalog, decider, "auto rickshaw", "auto rickshaw")
    assert {decision for _, decision in told(answer)} == {Decision.NONE}
    assert answer.notes == (
        "“auto rickshaw” did not count: auto rickshaws are not known to the matcher",
        CHECKABLE,
    )


def test_a_kind_that_is_ruled_out_leaves_its_type_in(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0), picture(colour="red", type="truck")), (seen(1), picture(colour="red", type="van"))])
    answer = ask(catalog, decider, "red, not a tanker", "red", "!tanker")
    assert told(answer) == [(1, Decision.MATCH), (0, Decision.POSSIBLE)]  # what is no truck is no tanker
    assert answer.notes == ("“not tanker” did not count: “tanker” is not told apart from truck",)


def test_what_is_of_a_type_is_nothing_of_no_type(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0), picture(colour="red", type="truck"))])
    answer = ask(catalog, decider, "truck, not a tractor", "truck", "!tractor")
    assert told(answer) == [(0, Decision.MATCH)]
    assert answer.notes == ("“not tractor” did not count: tractors are not known to the matcher",)
    assert told(ask(catalog, decider, "red, not a tractor", "red", "!tractor")) == [(0, Decision.POSSIBLE)]


def test_an_exact_alternative_is_a_match(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0), picture(type="truck")), (seen(1), picture(type="bus")), (seen(2), picture(type="van"))])
    answer = ask(catalog, decider, "a tanker or a bus", "tanker", "bus")
    assert told(answer) == [(1, Decision.MATCH), (0, Decision.POSSIBLE), (2, Decision.NONE)]


def test_an_alternative_never_makes_an_answer_worse(catalog: Catalog, decider: Decider, add: Add) -> None:
    bus, van = picture(type="bus"), picture(type="van")
    add([(seen(0), 1.05 * bus + van), (seen(1), bus + 1.05 * van), (seen(2), van)])
    plain, either = (ask(catalog, decider, *one) for one in (("bus", "bus"), ("bus or tanker", "bus", "tanker")))
    assert 0.6 < plain.matches[0].score < 0.9
    assert told(either) == told(plain) == [(0, Decision.MATCH), (1, Decision.NONE), (2, Decision.NONE)]


def test_school_buses_are_buses_of_any_paint_yellow_ones_first(catalog: Catalog, decider: Decider, add: Add) -> None:
    bus, van = (picture(colour="yellow", type=type_) for type_ in ("bus", "van"))
    add([(seen(0), picture(colour="white", type="bus")), (seen(1), van), (seen(2), bus)])
    answer = ask(catalog, decider, "school bus", "school bus")
    assert told(answer) == [(2, Decision.POSSIBLE), (0, Decision.POSSIBLE), (1, Decision.NONE)]


def test_a_filter_may_name_a_kind(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0), picture(type="truck")), (seen(1), picture(type="bus"))])
    finder = Finder(
        lambda text: Query(text), decider, catalog, IndexKeeper(catalog.home / "index", catalog, "e", decider)
    )
    answer = finder.find("", attributes=[AttributeFilter("vehicle_type", "tanker|bus")])
    assert told(answer) == [(1, Decision.MATCH), (0, Decision.POSSIBLE)]
    assert answer.notes == ("“tanker” is not told apart from truck",)


def test_a_kind_beside_what_was_read_is_told(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0), picture(type="sedan"))])
    answer = ask(catalog, decider, "sedan towing a caravan", "sedan")
    assert answer.notes == ("other vehicles mentioned are not checked: towing a caravan",)
    assert told(answer) == [(0, Decision.POSSIBLE)]


def test_a_word_with_other_meanings_is_told_as_it_stands(catalog: Catalog, decider: Decider, add: Add) -> None:
    add([(seen(0), picture(colour="red"))])
    assert ask(catalog, decider, "red crane", "red").notes == ("not checked: crane",)
    aside = ask(catalog, decider, "red sedan, side by side", "red", "sedan")
    assert aside.notes == ("not checked: side by side",)


@pytest.mark.parametrize(
    "sentence",
    [
        "yellow and white van", "yellow-and-white van", "yellow/white van", "yellow-white van", "yellow & white van",
        "yellow white van", "van, yellow and white", "yellow van with a white bonnet", "half yellow, half white van",
        "vans in yellow and white",
    ],
)  # fmt: skip
def test_two_colours_at_once_are_a_demand_of_their_own(sentence: str) -> None:
    colour = next(check for check in checks(sentence, "yellow", "white", "van") if check.of_colour)
    assert colour.wanted == SlotQuery("colour", ("yellow", "white", "multi"))
    assert colour.reservation == Reservation(
        "“yellow, white”: two colours at once are not told apart from one of them",
        prefers=SlotQuery("colour", ("yellow", "white"), together=True),
    )


@pytest.mark.parametrize(
    ("sentence", "one", "other"),
    [
        ("white and black cars", "white", "black"), ("white or black car", "white", "black"),
        ("white, black car", "white", "black"), ("a red and a white car", "red", "white"),
        ("silver/grey car", "silver", "grey"), ("white|black car", "white", "black"),
    ],
)  # fmt: skip
def test_other_colours_are_alternatives(sentence: str, one: str, other: str) -> None:
    noun = re.search(r"cars?", sentence)
    assert noun
    colour, _ = checks(sentence, one, other, noun[0])
    assert (colour.wanted, colour.reservation) == (SlotQuery("colour", (one, other)), None)


def test_a_finish_is_no_second_colour() -> None:
    colour, _ = checks("blue metallic car", "blue", "metallic", "car")
    assert (colour.wanted, colour.reservation) == (SlotQuery("colour", ("blue", "silver", "grey")), None)


def test_a_stripe_is_no_paint() -> None:
    colour, _ = checks("white van with a thin blue stripe", "white", "van")
    note = "“blue stripe”: stripes, lettering and roofs are not told apart from the paint"
    assert colour.wanted == SlotQuery("colour", ("white", "multi"))
    assert colour.reservation == Reservation(note, prefers=SlotQuery("colour", ("white", "blue"), together=True))
    read, _ = checks("white van with blue writing", "white", "blue", "van")
    assert read.wanted == SlotQuery("colour", ("white", "multi"))
    roof, _ = checks("white van with a blue roof rack", "white", "van")
    assert roof.reservation and roof.reservation.note.startswith("“blue roof rack”")
    van, stripe = checks("van with a blue stripe", "van")
    assert (van.reservation, stripe.witness, stripe.text) == (None, Witness.NOBODY, "blue stripe")


def test_what_shows_both_colours_comes_first_and_a_plain_one_is_no_match(
    catalog: Catalog, decider: Decider, add: Add
) -> None:
    both = picture(colour="yellow", type="van") + picture(colour="white")
    add([(seen(0), picture(colour="white", type="van")), (seen(1), both), (seen(2), picture(colour="red", type="van"))])
    answer = ask(catalog, decider, "yellow and white van", "yellow", "white", "van")
    assert told(answer) == [(1, Decision.POSSIBLE), (0, Decision.POSSIBLE), (2, Decision.NONE)]
    assert answer.notes == ("“yellow, white”: two colours at once are not told apart from one of them",)


def test_grey_pictures_keep_their_place_where_paint_is_preferred(catalog: Catalog, decider: Decider, add: Add) -> None:
    yellow, white = (picture(colour=colour, type="bus") for colour in ("yellow", "white"))
    add([(seen(0), white), (seen(1, monochrome=True), white), (seen(2), yellow)])
    assert [start for start, _ in told(ask(catalog, decider, "school bus", "school bus"))] == [2, 1, 0]
