"""What of a sentence nobody used, by its words and by what was used of it."""

import pytest

from ner.leftovers import Leftover, Reason, find_leftovers, told


def left(sentence: str, *used: str) -> list[tuple[str, str]]:
    """What is left over where some words of a sentence were used, the first of each."""
    spans = [(sentence.index(words), sentence.index(words) + len(words)) for words in used]
    return [(one.text, one.reason) for one in find_leftovers(sentence, spans)]


def test_what_carries_meaning_is_told_in_phrases_with_its_place_and_why() -> None:
    sentence = "white van with a ladder on the roof, plate ending 4X, towing a trailer, going the wrong way"
    found = find_leftovers(sentence, [(0, 5), (6, 9)])
    assert found == (
        Leftover("ladder on the roof", 17, 35, Reason.PLAIN),
        Leftover("plate ending 4X", 37, 52, Reason.PLATE),
        Leftover("towing a trailer", 54, 70, Reason.PLAIN),
        Leftover("going the wrong way", 72, 91, Reason.PLAIN),
    )
    assert all(sentence[one.start : one.end] == one.text for one in found)
    assert told(found) == (
        "not checked: ladder on the roof, towing a trailer, going the wrong way; "
        "number plates are not read: plate ending 4X",
    )
    assert told(()) == ()


@pytest.mark.parametrize(
    ("sentence", "used"),
    [
        ("Hello, can you please find me all red vans in the picture?", ["red vans"]),
        ("I think it was maybe a blue car, or something like that", ["blue car"]),
        ("suspect vehicle: white van last seen turning left", ["white van", "turning left"]),
        ("operator 4 to control, any sign of a black suv on screen, over", ["black suv"]),
        ("the colour of the car is red and it is going to the left", ["car", "red", "left"]),
        ("what kind of truck is that on the left side", ["truck", "left side"]),
        ("show us the two white vans which aren't turning, thanks", ["white vans", "turning"]),
        ("a red car driving down the road", ["red car"]),
        ("Unit 12, be advised: silver estate heading away from the camera", ["silver estate", "away"]),
        ("Follow the white van, don't follow the bus", ["white van", "bus"]),
        ("Queue behind the bus, then pull up next to the taxi", ["bus", "taxi"]),
        ("Police are looking for a grey van", ["grey van"]),
        ("Witnesses describe a bus, I'm sure", ["bus"]),
        ("All units: silver estate, repeat, white van", ["silver estate", "white van"]),
        ("there\u2019s a bus, isn\u2019t there?", ["bus"]),
    ],
)
def test_words_of_asking_and_small_words_are_not_told(sentence: str, used: list[str]) -> None:
    assert left(sentence, *used) == []


@pytest.mark.parametrize(
    ("sentence", "used", "expected"),
    [
        ("car driving slowly", ["car"], [("driving slowly", Reason.VAGUE)]),
        ("big red van", ["red van"], [("big", Reason.PLAIN)]),
        ("two big vans", ["vans"], [("big", Reason.PLAIN)]),
        ("3 door hatchback", ["hatchback"], [("3 door", Reason.PLAIN)]),
        ("car faster than 50", ["car"], [("faster than 50", Reason.PLAIN)]),
        ("sedan without number plates", ["sedan"], [("without number plates", Reason.PLATE)]),
        ("blue car, LK21 ABC", ["blue car"], [("LK21 ABC", Reason.PLATE)]),
        ("blue car, reg: 4X", ["blue car"], [("reg: 4X", Reason.PLATE)]),
        ("van, driver with a beard", ["van"], [("driver with a beard", Reason.PEOPLE)]),
        ("two people inside a red car", ["red car"], [("two people", Reason.PEOPLE)]),
        ("car behind a white truck", ["car"], [("behind a white truck", Reason.VEHICLES)]),
        ("car followed by an Audi", ["car"], [("followed by an Audi", Reason.VEHICLES)]),
        ("van behind the red car", ["van", "red car"], [("behind", Reason.VEHICLES)]),
        ("car in the bus lane", ["car"], [("in the bus lane", Reason.LANE)]),
        ("car going north on the left", ["car", "left"], [("going north", Reason.COMPASS)]),
        ("van on Maple Street", ["van"], [("on Maple Street", Reason.PLACE)]),
        ("the last but one car", ["car"], [("last but one", Reason.PLAIN)]),
        ("van near the camera", ["van"], [("near the camera", Reason.PLAIN)]),
        ("car, lights on", ["car"], [("lights on", Reason.PLAIN)]),
        ("car with a ladder on the left", ["car", "left"], [("ladder", Reason.PLAIN)]),
        ("bus with red and white stripes", ["bus"], [("red and white stripes", Reason.PLAIN)]),
        ("van with a dent and a ladder", ["van"], [("dent", Reason.PLAIN), ("ladder", Reason.PLAIN)]),
        ("van, one headlight out", ["van"], [("one headlight out", Reason.PLAIN)]),
        ("taxi, it didn't have a licence plate", ["taxi"], [("didn't have a licence plate", Reason.PLATE)]),
        ("bus whose driver waves at us", ["bus"], [("driver waves at us", Reason.PEOPLE)]),
        ("bus with boys on top of them, red", ["bus", "red"], [("boys on top of them", Reason.PEOPLE)]),
        ("van, driver looking left", ["van"], [("driver looking left", Reason.PEOPLE)]),
        (
            "van covered in mud moves slowly",
            ["van"],
            [("covered in mud", Reason.PLAIN), ("moves slowly", Reason.VAGUE)],
        ),
        ("tail lights broken, red van", ["red van"], [("tail lights broken", Reason.PLAIN)]),
        ("Mr. Green saw a van", ["van"], [("Mr. Green", Reason.PEOPLE)]),
    ],
)
def test_phrases_are_cut_as_a_reader_would(sentence: str, used: list[str], expected: list[tuple[str, str]]) -> None:
    assert left(sentence, *used) == expected


def test_speech_around_a_vehicle_and_plain_places_of_roads_do_not_say_which_it_is() -> None:
    found = find_leftovers("please hurry, my boss wants the white van with a dent", [(32, 41)])
    assert [(one.text, one.of_vehicle) for one in found] == [("hurry", False), ("boss", False), ("dent", True)]
    found = find_leftovers("car turning left at the busy junction by the school", [(0, 16)])
    assert [(one.text, one.of_vehicle) for one in found] == [("at the busy junction by the school", True)]
    found = find_leftovers("car turning left at the junction", [(0, 16)])
    assert [(one.text, one.of_vehicle) for one in found] == [("at the junction", False)]


def test_of_a_language_without_lists_every_longer_word_counts() -> None:
    assert [one.text for one in find_leftovers("le van avec une échelle", [(3, 6)], "xx")] == ["avec une échelle"]
