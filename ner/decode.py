"""From the tagger's scores to keywords: legal spans per label, negation, vehicles."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ner.alternatives import joined, ruled_out_alike
from ner.brands import with_whole_brands
from ner.clothes import with_clothes
from ner.codes import with_codes
from ner.grouping import (
    Attach,
    Mention,
    bind,
    is_one_of,
    mentions_of,
    with_appositions,
    with_listed_vehicles,
    with_nearest_paint,
    with_own_words,
)
from ner.idioms import with_idioms, with_people
from ner.keywords import Keyword, Query, Target
from ner.kinds import types_of
from ner.labels import FINE, LABELS, fine_body
from ner.models import with_models
from ner.negation import may_rule_out, ruled_out_before
from ner.neither import said_of_neither
from ner.numbers import number
from ner.quantities import with_plain_amounts, with_whole_amounts, without_other_measures
from ner.roles import compared, wants_anything
from ner.spans import Span, parted, with_auxiliaries, with_distances, with_kinds, with_stops, with_ways
from ner.telegraph import bound_in_order
from ner.tokens import SentenceTokens
from ner.values import canonical, fine_label

OUTSIDE, BEGIN, INSIDE = range(3)
"""The tags of one label's layer."""
_BRAND, _MODEL = LABELS.index("vehicle_brand"), LABELS.index("vehicle_model")
_TYPE, _COLOUR = LABELS.index("vehicle_type"), LABELS.index("vehicle_color")
_AMOUNTS = (LABELS.index("vehicle_velocity"), LABELS.index("vehicle_range"))
_KINDS = tuple(Attach)
_DOORS = frozenset(("2d", "3d", "4d", "5d", "2dr", "3dr", "4dr", "5dr"))
_MOTION = LABELS.index("vehicle_motion")
_FINE = [LABELS.index(label) for label in FINE]


@dataclass(frozen=True, slots=True)
class Scores:
    """What the tagger says of each token of a sentence, as logits.

    :param tags: (tokens, labels, 3): outside, begin, inside, one layer per label.
    :param negated: (tokens,): the keyword here is ruled out.
    :param attach: (tokens, 5): in the order of :class:`ner.grouping.Attach`.
    :param context: (tokens,): the vehicle named here is only mentioned.
    """

    tags: NDArray[np.float32]
    negated: NDArray[np.float32]
    attach: NDArray[np.float32]
    context: NDArray[np.float32]

    @classmethod
    def of(cls, outputs: list[NDArray[Any]]) -> "Scores":
        """Take the graph's outputs, each with a batch axis of 1."""
        tags, negated, attach, context = (output[0] for output in outputs)
        return cls(tags, negated, attach, context)


def spans(tags: NDArray[np.float32]) -> list[Span]:
    """Read legal spans off the layers: an inside tag that follows nothing begins its span if it is likelier than none.

    :param tags: float32 (tokens, labels, 3).
    """
    best = tags.argmax(axis=2)
    found: list[Span] = []
    for label in np.flatnonzero(best.any(axis=0)).tolist():
        start = -1
        for token, tag in enumerate(best[:, label].tolist()):
            if tag == INSIDE and start < 0:
                tag = BEGIN
            if tag != INSIDE and start >= 0:
                found.append((label, start, token))
                start = -1
            if tag == BEGIN:
                start = token
        if start >= 0:
            found.append((label, start, len(best)))
    return found


def with_fine_types(found: list[Span], tags: NDArray[np.float32]) -> list[Span]:
    """Lay one fine type over each brand that its model follows, as the scheme has it, and over nothing less.

    :param found: What :func:`spans` read.
    :param tags: float32 (tokens, labels, 3).
    """
    models = {first: end for label, first, end in found if label == _MODEL}
    makes = [(first, models[end]) for label, first, end in found if label == _BRAND and end in models]
    brands = {first for label, first, _ in found if label == _BRAND} - {first for first, _ in makes}
    kept = [s for s in found if s[0] not in _FINE or s[1] in brands]
    return kept + [(_likeliest(tags[first:end]), first, end) for first, end in makes]


def with_numbers(found: list[Span], words: tuple[str, ...]) -> list[Span]:
    """Give speeds and distances the number that belongs to them, and drop those that have none."""
    kept = []
    for label, first, end in found:
        if label in _AMOUNTS and number(" ".join(words[first:end])) is None:
            first -= 1
            if first < 0 or number(words[first]) is None:
                continue
        kept.append((label, first, end))
    return kept


def _likeliest(tags: NDArray[np.float32]) -> int:
    """Return the fine type whose layer says most of "begin, inside, inside ..." over these tokens."""
    said = np.maximum(tags[:, _FINE, BEGIN], tags[:, _FINE, INSIDE]) - tags[:, _FINE, OUTSIDE]
    return _FINE[int(said.sum(axis=0).argmax())]


_CORRECTIONS = (
    with_idioms,
    with_people,
    with_whole_amounts,
    with_plain_amounts,
    without_other_measures,
    with_whole_brands,
    with_models,
    with_kinds,
    with_stops,
    with_ways,
    with_distances,
)
"""What mends the tagger's spans, in this order."""


def read(text: str, tokens: SentenceTokens, scores: Scores) -> Query:
    """Turn the scores of a sentence's tokens into keywords bound to vehicles."""
    tagged = with_numbers(with_fine_types(spans(scores.tags), scores.tags), tokens.words)
    found = with_auxiliaries(tagged, tokens)
    for corrected in _CORRECTIONS:
        found = corrected(found, text, tokens)
    coded = with_codes(found, text, tokens)
    places = _keywords(with_clothes(coded.spans, text, tokens), coded.values, text, tokens, scores)
    targets = said_of_neither(_bound(places, scores, text, coded.telegraph), text)
    return Query(text, joined(ruled_out_alike(targets, text), text))


def _keywords(
    found: list[Span], meant: Mapping[Span, str], text: str, tokens: SentenceTokens, scores: Scores
) -> dict[Keyword, tuple[int, int]]:
    """Return the keywords, each with its first token and one past its last; all of a make is ruled out or none.

    :param meant: Values that are known already, of codes.
    """
    negated = scores.negated.tolist()  # a plain list: short sums are faster there
    harmless = max(negated) > 0 and not may_rule_out(text)
    places: dict[Keyword, tuple[int, int]] = {}
    nouns = {
        span[1]: meant.get(span) or canonical(LABELS[_TYPE], _words(text, tokens, *span[1:]))
        for span in found
        if span[0] == _TYPE
    }
    brands = {first: end for label, first, end in found if label == _BRAND}
    makes = [(first, end) for label, first, end in found if label in _FINE]
    for label, first, end in found:
        start, stop = tokens.starts[first], tokens.end(end - 1)
        name = LABELS[label]
        if label in _FINE and first in brands:
            make = ((_BRAND, first, brands[first]), (_MODEL, brands[first], end))
            known = fine_label(*(meant.get(span) or _words(text, tokens, *span[1:]) for span in make))
            name = fine_name(name, known, _noun_behind(end, nouns, found, tokens))
        whole = next((slice(*one) for one in makes if one[0] <= first and end <= one[1]), slice(first, end))
        refused = sum(negated[whole]) > 0 and (label in _AMOUNTS or not harmless)
        refused = refused or ruled_out_before(
            text, tokens.starts[whole.start], label in (_BRAND, _MODEL, *_FINE), label == _MOTION
        )
        start += text[start] == "-" and start + 1 < stop
        for at, to in parted(name, start, stop, text):
            words = text[at:to]
            value = (meant.get((label, first, end)) if name == LABELS[label] else None) or canonical(name, words)
            places[Keyword(name, words, at, to, refused, value)] = (first, end)
    return places


def _noun_behind(end: int, nouns: Mapping[int, str | None], found: list[Span], tokens: SentenceTokens) -> str | None:
    """Return the body that stands behind a make, maybe behind its colour and doors: "HOND CIV BLU 2D CPE"."""
    painted = next((span[2] for span in found if span[0] == _COLOUR and span[1] == end), end)
    doors = painted + (painted < len(tokens) and tokens.words[painted].lower() in _DOORS)
    return next((nouns[at] for at in (end, painted, doors) if at in nouns), None)


def _bound(places: dict[Keyword, tuple[int, int]], scores: Scores, text: str, telegraph: bool) -> tuple[Target, ...]:
    """Bind keywords to vehicles."""
    mentions, attach, aside = judged(places, scores, text)
    painted = bound_in_order(mentions, text) if telegraph else with_nearest_paint(mentions, attach, text)
    attach = painted if telegraph else with_own_words(mentions, with_appositions(mentions, painted, text), text)
    heads = with_listed_vehicles(mentions, attach, text)
    measures = compared(mentions, heads, text)
    aside = [place in measures or aside[place - (heads[place] is not attach[place])] for place in range(len(heads))]
    heads = [Attach.SELF if place in measures else kind for place, kind in enumerate(heads)]
    return bind(mentions, heads, aside, bool(measures) and wants_anything(mentions, text))


def judged(
    places: dict[Keyword, tuple[int, int]], scores: Scores, text: str = ""
) -> tuple[list[Mention], list[Attach], list[bool]]:
    """Return the mentions of a sentence, what each hangs on, and whether the vehicle that it heads is only mentioned.

    :param places: Keyword → its first token and one past the last.
    :param text: The sentence, where it is English.
    """
    context = scores.context.tolist()
    mentions = mentions_of(list(places))
    tokens_of = [_tokens_of(mention, places) for mention in mentions]
    logits = scores.attach.tolist()
    named = any(mention.names_vehicle for mention in mentions)
    attach = [
        _attach(mention, logits[first:end], text, named)
        for mention, (first, end) in zip(mentions, tokens_of, strict=True)
    ]
    return mentions, attach, [sum(context[first:end]) > 0 for first, end in tokens_of]


def _words(text: str, tokens: SentenceTokens, first: int, end: int) -> str:
    return text[tokens.starts[first] : tokens.end(end - 1)] if first < end else ""


def fine_name(said: str, known: str | None, noun: str | None) -> str:
    """Name the fine type of a make: by the body named behind it ("Octavia estate"), by the lexicon, by the tagger.

    :param said: The tagger's guess.
    :param known: What the lexicon says.
    :param noun: The value of the vehicle noun that follows the make, if one does.
    """
    named = [type_ for value in (noun or "").split("|") if value for type_ in types_of(value)]
    bodies = [label for value in named if (label := f"vehicle_type-{fine_body(value)}") in FINE]
    return known if known in bodies else next(iter(bodies), known or said)


def _attach(mention: Mention, logits: list[list[float]], text: str, named: bool) -> Attach:
    """Choose the likeliest class over a mention's tokens, (tokens, 5).

    :param named: Whether the sentence names a vehicle.
    """
    said = logits[0] if len(logits) == 1 else [sum(of_class) for of_class in zip(*logits, strict=True)]
    kind = said.index(max(said))
    if kind == Attach.SELF and not mention.names_vehicle and not is_one_of(mention, text, named):
        kind = said.index(max(said[Attach.NEXT :]), Attach.NEXT)
    return _KINDS[kind]


def _tokens_of(mention: Mention, places: dict[Keyword, tuple[int, int]]) -> tuple[int, int]:
    bounds = [places[keyword] for keyword in mention.keywords]
    return min(first for first, _ in bounds), max(end for _, end in bounds)
