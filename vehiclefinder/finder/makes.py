"""What a make or a model that stands alone is searched as: its body, though which make it is nobody can tell."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ner.keywords import Keyword, Target
from ner.kinds import kind_named
from ner.labels import is_fine
from ner.values import body_of, body_of_make

UNCHECKED = {
    "brand": "makes are not recognised from pictures",
    "model": "models are not recognised from pictures",
}


def as_body(keyword: Keyword, target: Target) -> Keyword:
    """Let a model that stands without its brand ("a golf") mean its body type, where the lexicon knows it.

    So does a make that makes but one thing, such as "JCB" and "Harley", or that is called as a model ("Range Rover").
    """
    alone = keyword.label == "vehicle_model" and not any(
        is_fine(k.label) and k.start <= keyword.start and keyword.end <= k.end for k in target.keywords
    )
    body = body_of(keyword.text) if alone else None
    if keyword.label in ("vehicle_brand", "vehicle_model") and not any(_tells(k, keyword) for k in target.keywords):
        body = kind_named(keyword.text) or body
        if keyword.label == "vehicle_brand" and not keyword.negated:
            body = body or body_of_make(keyword.text)
    return replace(keyword, label="vehicle_type", value=body) if body else keyword


def makes_among(keywords: Sequence[Keyword], said: Mapping[Keyword, Keyword]) -> tuple[Keyword, ...]:
    """Return those of some keywords that are makes or models searched as their body, as the sentence has them.

    :param said: Keyword, as it is searched -> as the sentence has it.
    """
    return tuple(said[k] for k in keywords if said.get(k, k) != k)


def why_unchecked(make: Keyword) -> str:
    """Return why nobody can tell a make or a model."""
    return UNCHECKED[make.label.removeprefix("vehicle_")]


def _tells(other: Keyword, make: Keyword) -> bool:
    """Whether another keyword says what a make is: "Vespa scooter", or the fine type over make and model."""
    crosses = make != other and make.start < other.end and other.start < make.end
    return crosses or (other.label == "vehicle_type" and other.start == make.end + 1)
