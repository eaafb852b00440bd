"""Turns sentences whose keywords are known into the arrays that training needs."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ner.decode import BEGIN, INSIDE
from ner.features import encode
from ner.grouping import attachments
from ner.keywords import Query, TargetRole
from ner.labels import LABELS
from ner.languages import features as language_features
from ner.languages import words
from ner.tokens import SentenceTokens, tokenise

UNKNOWN = -1


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One sentence as arrays.

    :param features: int32 (tokens, ``WIDTH``).
    :param tags: int64 (tokens, labels): 0 outside, 1 begin, 2 inside.
    :param negated: int64 (tokens,): 1, 0, or -1 outside keywords.
    :param attach: int64 (tokens,): a class of :class:`ner.grouping.Attach`, or -1 outside keywords.
    :param context: int64 (tokens,): 1, 0, or -1 outside keywords.
    """

    features: NDArray[np.int32]
    tags: NDArray[np.int64]
    negated: NDArray[np.int64]
    attach: NDArray[np.int64]
    context: NDArray[np.int64]


def example(query: Query) -> Example:
    """Encode a sentence; a keyword that begins or ends within a token is widened to the token."""
    tokens, features = encoded(query.text, query.language)
    tags = np.zeros((len(tokens), len(LABELS)), np.int64)
    negated, attach, context = (np.full(len(tokens), UNKNOWN, np.int64) for _ in range(3))
    for keyword in query.keywords:
        within = _within(tokens, keyword.start, keyword.end)
        tags[within, LABELS.index(keyword.label)] = INSIDE
        tags[within[:1], LABELS.index(keyword.label)] = BEGIN
        negated[within] = keyword.negated
    for mention, kind, role in attachments(query):
        within = _within(tokens, mention.start, mention.end)
        attach[within] = kind
        context[within] = role is TargetRole.CONTEXT
    return Example(features, tags, negated, attach, context)


def encoded(text: str, language: str) -> tuple[SentenceTokens, NDArray[np.int32]]:
    """Return the tokens and features of a sentence, as the tagger of its language sees them.

    *Shape:* int32 (tokens, ``WIDTH``).
    """
    if language == "en":
        tokens = tokenise(text)
        return tokens, encode(tokens.words)
    tokens = words.tokenise(text)
    return tokens, language_features.encode(tokens.words, language)


def batches(examples: list[Example], size: int, random: np.random.Generator) -> Iterable[dict[str, NDArray[np.int64]]]:
    """Yield shuffled batches of sentences of like length, padded: features with 0, the rest with -1."""
    lengths = np.array([len(e.features) for e in examples]) + random.uniform(0, 3, len(examples))
    order = np.argsort(lengths)
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    for group in random.permutation(len(groups)):
        yield pad([examples[i] for i in groups[group]])


def pad(examples: list[Example]) -> dict[str, NDArray[np.int64]]:
    """Stack sentences into one batch of the longest one's length."""
    longest = max(len(e.features) for e in examples)
    names = ("features", "tags", "negated", "attach", "context")
    return {name: np.stack([_padded(getattr(e, name), longest, name) for e in examples]) for name in names}


def _padded(array: NDArray[np.int64], longest: int, name: str) -> NDArray[np.int64]:
    room = [(0, longest - len(array))] + [(0, 0)] * (array.ndim - 1)
    return np.pad(array, room, constant_values=0 if name == "features" else UNKNOWN).astype(np.int64)


def _within(tokens: SentenceTokens, start: int, end: int) -> NDArray[np.int64]:
    return np.array([t for t in range(len(tokens)) if tokens.starts[t] < end and tokens.end(t) > start], np.int64)
