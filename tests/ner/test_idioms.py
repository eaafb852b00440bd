"""Fixed phrases and names of people are no vehicles; vehicles that share their words are."""

import pytest

from ner.clothes import with_clothes
from ner.idioms import with_idioms, with_people
from ner.labels import LABELS
from ner.spans import Span, tokens_of
from ner.tokens import tokenise


def left(text: str, *seen: tuple[str, str]) -> list[str]:
    """Return the words that stay, of a tagger that saw these."""
    tokens = tokenise(text)
    found: list[Span] = [
        (LABELS.index(f"vehicle_{label}"), *tokens_of(text.index(words), text.index(words) + len(words), tokens))
        for label, words in seen
    ]
    spans = with_people(with_idioms(found, text, tokens), text, tokens)
    return [text[tokens.starts[first] : tokens.end(end - 1)] for _, first, end in spans]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a White Paper on it", [("color", "White")]),
        ("it was a smart decision", [("brand", "smart"), ("model", "decision"), ("type-suv", "smart decision")]),
        ("the goods were in transit", [("model", "transit")]),
        ("in a polo shirt", [("model", "polo")]),
        ("at the edge of the road", [("model", "edge")]),
        ("tried to ram the gate", [("brand", "ram")]),
        ("nothing is left here", [("motion", "left")]),
        ("Dr. Gray said so", [("color", "Gray")]),
        ("Captain Brown saw it", [("model", "Captain"), ("color", "Brown")]),
        ("Mr Ford said so", [("brand", "Ford"), ("model", "said"), ("type-suv", "Ford said")]),
    ],
)
def test_what_means_no_vehicle_is_dropped(text: str, seen: list[tuple[str, str]]) -> None:
    assert left(text, *seen) == []


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("man in transit van", [("model", "transit"), ("type", "van")]),
        ("were in transit van", [("model", "transit"), ("type", "van")]),
        ("a Volkswagen Golf club", [("brand", "Volkswagen"), ("model", "Golf")]),
        ("going to ram 1500", [("brand", "ram"), ("model", "1500")]),
        ("white paper, white van", [("type", "van")]),
        ("4 dr grey saloon", [("color", "grey"), ("type", "saloon")]),
        ("got out of the blue Ford", [("color", "blue"), ("brand", "Ford")]),
        ("drives straight away from us", [("orientation", "away")]),
        ("the top edge of the image", [("location", "top")]),
        ("a note that turned", [("model", "note")]),
        ("man in accord", [("model", "accord")]),
        ("the edge is white", [("model", "edge"), ("color", "white")]),
        ("that is driven in This Way which", [("orientation", "This Way")]),
        ("Officer Black Van", [("color", "Black"), ("type", "Van")]),
        ("officer, black van", [("color", "black"), ("type", "van")]),
        ("Mr. Smith, red Ford", [("color", "red"), ("brand", "Ford")]),
    ],
)
def test_vehicles_with_such_words_stay(text: str, seen: list[tuple[str, str]]) -> None:
    assert left(text, *seen) == [words for _, words in seen]


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("rider blue jacket", False),
        ("man, grey hooded top", False),
        ("blue van, black roof", True),
        ("white hatchback", True),
    ],
)
def test_the_colour_of_clothes_is_no_vehicle_s(text: str, stays: bool) -> None:
    tokens = tokenise(text)
    painted = [
        (LABELS.index("vehicle_color"), i, i + 1) for i, w in enumerate(tokens.words) if w in ("blue", "grey", "white")
    ]

    assert with_clothes(painted, text, tokens) == painted * stays
