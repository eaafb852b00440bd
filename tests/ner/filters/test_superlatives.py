"""What is asked of an answer as a whole, by its words alone."""

import pytest

from ner.filters.superlatives import Question, read_question

NOUNS = ("van", "car", "truck", "vehicle", "bus")


def read(sentence: str) -> Question:
    return read_question(sentence, [sentence.find(noun) for noun in NOUNS if noun in sentence])


@pytest.mark.parametrize(
    ("sentence", "order", "said"),
    [
        ("the fastest white van", "fastest", "fastest"),
        ("the quickest car", "fastest", "quickest"),
        ("slowest truck on the left", "slowest", "slowest"),
        ("the last red car", "newest", "last"),
        ("first truck after 8", "oldest", "first"),
        ("when was the white van last seen", "newest", "last seen"),
        ("most recent red car", "newest", "most recent"),
        ("earliest bus yesterday", "oldest", "earliest"),
        ("the van that stopped longest", "longest_stop", "stopped longest"),
        ("car that waited for the longest time", "longest_stop", "waited for the longest time"),
        ("the car with the shortest stop", "shortest_stop", "shortest stop"),
        ("the van closest to the camera", "nearest", "closest to the camera"),
        ("which taxi is nearest to us", "nearest", "nearest to us"),
        ("the taxi farthest from this camera", "farthest", "farthest from this camera"),
        ("the farthest truck", "farthest", "farthest"),
        ("the truck that came first", "oldest", "came first"),
        ("a white van which passed by last?", "newest", "passed by last"),
        ("cars ordered from right to left", "right_to_left", "from right to left"),
        ("the cars, left to right", "left_to_right", "left to right"),
    ],
)
def test_superlatives_order_the_answer(sentence: str, order: str, said: str) -> None:
    at = sentence.index(said)
    assert read(sentence) == Question(order, said, spans=((at, at + len(said)),))


@pytest.mark.parametrize(
    "sentence",
    [
        "a truck in the first lane",
        "last night a red car",
        "white van in the last hour",
        "last Monday white vans",
        "the van in the fastest lane",
        "latest model of a car",
        "back by ten at the latest, a van",
        "van closest to the gate",
        "a car driving from left to right",
        "car moving left to right",
        "a fast food van",
        "a car slowing down",
        "lost the red car, last seen turning left",
        "vehicle in the west",
        "the car that came first in the queue",
        "the last but one car",
    ],
)
def test_words_that_mean_something_else_order_nothing(sentence: str) -> None:
    assert read(sentence) == Question()


@pytest.mark.parametrize(
    ("sentence", "order", "take"),
    [
        ("the 3 fastest cars", "fastest", 3),
        ("fastest two cars", "fastest", 2),
        ("the last three white vans", "newest", 3),
        ("first 10 trucks after 8", "oldest", 10),
        ("the fastest car on camera 3", "fastest", None),
    ],
)
def test_how_many_are_wanted_is_read_beside_the_order(sentence: str, order: str, take: int | None) -> None:
    question = read(sentence)
    assert (question.order, question.take) == (order, take)


def test_what_was_read_says_where_it_stands() -> None:
    for sentence, said in (
        ("show the 3 fastest cars", ["3 fastest"]),
        ("fastest two cars", ["fastest two"]),
        ("cars, fastest first", ["fastest first"]),
        ("how many of the last 5 vans", ["last 5", "how many"]),
        ("the fastest van and the last car", ["fastest"]),
        ("a van moving slowly", []),
    ):
        assert [sentence[start:end].strip() for start, end in read(sentence).spans] == said


@pytest.mark.parametrize(
    ("sentence", "counts"),
    [
        ("how many white vans between 8 and 9", True),
        ("what is the total number of trucks", True),
        ("count the red cars", True),
        ("how many minutes did the van wait", False),
        ("a truck with a number of dents", False),
        ("a white van", False),
    ],
)
def test_a_count_is_one_of_vehicles(sentence: str, counts: bool) -> None:
    assert read(sentence).counts is counts


@pytest.mark.parametrize(
    ("sentence", "unread"),
    [
        ("the biggest truck", ("biggest",)),
        ("the oldest white truck", ("oldest",)),
        ("a slow car", ("slow",)),
        ("a van moving slowly", ("slowly",)),
        ("the second fastest car", ("second",)),
        ("the fastest van and the last car", ("last",)),
    ],
)
def test_what_orders_nothing_is_handed_back(sentence: str, unread: tuple[str, ...]) -> None:
    assert read(sentence).unread == unread
