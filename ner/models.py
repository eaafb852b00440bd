"""Marks models by their usual names and shorthand where the tagger overlooks them: "F150", "rav 4", "e class"."""

import re
from collections.abc import Iterator

from ner.labels import FINE, LABELS, NOUNS
from ner.spans import Span
from ner.tokens import SentenceTokens
from ner.values import body_of, canonical, fine_label

LONGEST = 4
"""Most tokens of a name."""
SHORTEST = 3
"""Letters of a name that stands alone."""
_NOUNS = frozenset(map(LABELS.index, NOUNS))
_FINE = frozenset(map(LABELS.index, FINE))
_MODEL, _BRAND, _COLOUR = (LABELS.index(f"vehicle_{name}") for name in ("model", "brand", "color"))
_TOLD = re.compile(
    r"(?<![\w-])(?:f[- ]?\d{3}|(?:rav|cx|mx|xc)[- ]?\d{1,2}|4[- ]?runner|[ch]r[- ]?v|[abceglrsvx][- ]class"
    r"|[a-z]{2,6}-?\d{1,4})(?![\w-])",
    re.IGNORECASE,
)
"""Forms that are no words: where the lexicon knows such a model, it is meant."""
_NUMBERED = re.compile(r"[a-z]-?\d|[fvxc] \d|\d[- ]?runner", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_LETTERED = ("class", "r-v", "r v", "rv")
"""What one of them has, which is found sooner."""
_ROAD = re.compile(
    r"[a-z]{1,2}-?\d{1,4}\s+(?:highway|motorway|freeway|interstate|expressway|road|bypass)\b", re.IGNORECASE
)
_PRONOUNS = frozenset({"one", "ones", "thing", "up"})
"""Words that name a model behind a make alone, and mean something else behind a colour: "the red one"."""
_ARTICLE = re.compile(r"a[ -]class", re.IGNORECASE)
_NAMING = re.compile(r"\b(?:the|an?|this|that|my|his|her)\s+$", re.IGNORECASE)


def with_models(found: list[Span], text: str, tokens: SentenceTokens) -> list[Span]:
    """Lay a model over each name of one that the tagger overlooked, cut short or took for something else.

    So it is with forms that are no words ("F150", "CX5", "e class"; "a class" only behind a colour or an article), and
    in a sentence that names no vehicle with any name behind a colour ("white Sienna"), and with a name that is all that
    is said. What is part of a make's name is no model.

    :param found: What the tagger marked.
    :param text: The sentence.
    :param tokens: Its tokens.
    """
    formed = _may_tell(text)
    found = _without_roads(found, text, tokens) if formed else found
    labels = {label for label, _, _ in found}
    if not formed and _BRAND not in labels and len(tokens) > LONGEST and not labels.isdisjoint(_NOUNS):
        return found  # as most sentences are: microseconds count
    makes = [span for span in found if span[0] == _BRAND]
    if makes:
        found = [s for s in found if s[0] != _MODEL or not any(m[1] <= s[1] and s[2] <= m[2] for m in makes)]
    found = _without_parts(found, text, tokens)
    paints = {end for label, _, end in found if label == _COLOUR}
    for first, end in _told(text, tokens, paints) if formed else ():
        touched = [span for span in found if span[1] < end and first < span[2]]
        if _ROAD.match(text, tokens.starts[first]) and not any(make[2] == first for make in makes):
            continue
        wider = any(
            s[0] in (_MODEL, _BRAND) and s[1:] != (first, end) and s[1] <= first and end <= s[2] for s in touched
        )
        if not wider and (_MODEL, first, end) not in touched:
            found = [span for span in found if span not in touched] + [(_MODEL, first, end)]
            found += _fine_type(makes, first, end, text, tokens)
    named = text.strip()
    make = (_BRAND, 0, len(tokens)) in found and canonical("vehicle_brand", named) in (None, named)
    whole = len(tokens) <= LONGEST and not make and body_of(named)
    if not whole and any(label in _NOUNS for label, _, _ in found):
        return found
    first, end = next(_alone(text, tokens, paints), (0, 0))
    touched = [span for span in found if span[1] < end and first < span[2]]
    return [s for s in found if s not in touched] + [(_MODEL, first, end)] if end else found


def _may_tell(text: str) -> bool:
    if _DIGIT.search(text) and _NUMBERED.search(text):
        return True
    lower = text.lower()
    return any(part in lower for part in _LETTERED)


def _without_parts(found: list[Span], text: str, tokens: SentenceTokens) -> list[Span]:
    """Drop makes and fine types that the tagger saw in a part of a model alone: "Crown" of "Crown Vic"."""
    models = [
        (first, end)
        for label, first, end in found
        if label == _MODEL and end - first > 1 and body_of(text[tokens.starts[first] : tokens.end(end - 1)])
    ]
    parts = (_BRAND, *_FINE)
    return [s for s in found if s[0] not in parts or not any(m[0] <= s[1] and s[2] <= m[1] for m in models)]


def _without_roads(found: list[Span], text: str, tokens: SentenceTokens) -> list[Span]:
    """Drop the names of roads: "E-150 highway"."""
    roads = [span for span in found if span[0] in (_MODEL, _BRAND) and _ROAD.match(text, tokens.starts[span[1]])]
    alone = [road for road in roads if not any(span[0] == _BRAND and span[2] == road[1] for span in found)]
    return [span for span in found if span not in alone]


def _fine_type(makes: list[Span], first: int, end: int, text: str, tokens: SentenceTokens) -> list[Span]:
    """Lay a fine type over a make and its model that the tagger cut short: "mercedes e class", not "mercedes e"."""
    make = next((make for make in makes if make[2] == first), None)
    if make is None:
        return []
    said = [text[tokens.starts[a] : tokens.end(b - 1)] for a, b in (make[1:], (first, end))]
    label = fine_label(*said)
    return [(LABELS.index(label), make[1], end)] if label else []


def _told(text: str, tokens: SentenceTokens, paints: set[int]) -> Iterator[tuple[int, int]]:
    """Yield first token and one past the last of what names a model by its form."""
    for match in _TOLD.finditer(text):
        places = [i for i in range(len(tokens)) if tokens.starts[i] < match.end() and match.start() < tokens.end(i)]
        first, end = places[0], places[-1] + 1
        whole = tokens.starts[first] == match.start() and tokens.end(end - 1) == match.end()
        article = _ARTICLE.fullmatch(match[0]) and first not in paints and not _NAMING.search(text, 0, match.start())
        if whole and not article and body_of(match[0]):
            yield first, end


def _alone(text: str, tokens: SentenceTokens, paints: set[int]) -> Iterator[tuple[int, int]]:
    """Yield what names a model behind a colour, or with nothing beside it, the most tokens first."""
    for first in sorted(paints | {0}):
        for end in range(min(first + LONGEST, len(tokens)), first, -1):
            said = text[tokens.starts[first] : tokens.end(end - 1)]
            named = len(said) >= SHORTEST and said.lower() not in _PRONOUNS and body_of(said)
            if (first in paints or end - first == len(tokens)) and named:
                yield first, end
