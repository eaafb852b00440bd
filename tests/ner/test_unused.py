"""What of a sentence is left over, given what was read of it."""

from collections.abc import Sequence

import pytest

from ner.keywords import Keyword, Query, Target, TargetRole
from ner.unused import left_over, question_of
from ner.values import canonical

Said = tuple[str, str]
"""Kind of label, words."""


def query(sentence: str, said: Sequence[Said], context: Sequence[Said] = ()) -> Query:
    def one(kind: str, words: str) -> Keyword:
        start = sentence.index(words)
        return Keyword(f"vehicle_{kind}", words, start, start + len(words), value=canonical(f"vehicle_{kind}", words))

    targets = [Target(tuple(one(*words) for words in said))]
    if context:
        targets.append(Target(tuple(one(*words) for words in context), TargetRole.CONTEXT))
    return Query(sentence, tuple(targets))


@pytest.mark.parametrize(
    ("sentence", "said", "left"),
    [
        ("car going over 60 km/h", [("type", "car"), ("velocity", "60 km/h")], []),
        ("bus about 50 m away", [("type", "bus"), ("range", "50 m")], []),
        ("car driving from left to right", [("type", "car"), ("orientation", "right")], []),
        ("van going the wrong way", [("type", "van"), ("orientation", "way")], ["going the wrong way"]),
        ("car faster than the bus", [("type", "car"), ("type", "bus")], ["faster than the bus"]),
        ("car other than the taxi", [("type", "car"), ("type", "taxi")], []),
        ("courtesy bus", [("type", "courtesy bus")], ["courtesy"]),
        ("blorb car", [("color", "blorb"), ("type", "car")], ["blorb"]),
        ("shiny black van", [("color", "shiny black"), ("type", "van")], ["shiny"]),
        ("dusty pink van", [("color", "dusty pink"), ("type", "van")], []),
        ("races down a muddy lane", [("motion", "races down a muddy lane")], ["down a muddy lane"]),
        ("van making an illegal u-turn", [("type", "van"), ("motion", "making an illegal u-turn")], ["illegal"]),
        ("van taking the second left turn", [("type", "van"), ("motion", "taking the second left turn")], ["second"]),
        ("van doing a u-turn", [("type", "van"), ("motion", "doing a u-turn")], []),
        ("an Audi Quuz", [("brand", "Audi"), ("model", "Quuz")], []),
        (
            "bus stopped at the school for more than 2 minutes",
            [("type", "bus"), ("motion", "stopped at the school for more than 2 minutes")],
            ["at the school"],
        ),
    ],
)
def test_a_keyword_uses_the_words_that_its_demand_is_read_of(
    sentence: str, said: Sequence[Said], left: list[str]
) -> None:
    assert [one.text for one in left_over(query(sentence, said), ())] == left


def test_vehicles_that_are_only_mentioned_are_left_over_and_what_else_was_read_is_not() -> None:
    said, aside = [("type", "vans")], [("color", "red"), ("type", "bus")]
    read = query("how many of the last 3 vans behind a red bus", said, aside)
    assert [one.text for one in left_over(read, question_of(read).spans)] == ["behind a red bus"]
    assert [one.text for one in left_over(read, ())] == ["last 3", "behind a red bus"]
    assert [one.text for one in left_over(read, [], [("vehicle_color", 36, 39)])] == ["last 3", "behind", "bus"]
