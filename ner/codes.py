"""Lays the codes of a line in telegraph style over what the tagger marked: "WHI/GRY 03 FORD F150 PK".

Codes count in that style only (:func:`ner.telegraph.is_telegraph`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ner.code_table import read_telegram
from ner.labels import FINE, LABELS
from ner.spans import Span
from ner.telegram import BRAND, LOOKS, MODEL
from ner.telegram_reader import TelegramReader
from ner.tokens import SentenceTokens
from ner.values import canonical, fine_label

_LOOKS = frozenset(map(LABELS.index, LOOKS))
_BRAND, _MODEL = LABELS.index(BRAND), LABELS.index(MODEL)
_FINE = frozenset(map(LABELS.index, FINE))

Range = tuple[int, int]
"""First token, one past the last."""


@dataclass(frozen=True, slots=True)
class Coded:
    """What is marked in a line.

    :param spans: Of the tagger and of the codes.
    :param values: What codes mean, by their span.
    :param telegraph: Whether the line is in telegraph style.
    """

    spans: list[Span]
    values: Mapping[Span, str] = field(default_factory=dict)
    telegraph: bool = False


def with_codes(found: list[Span], text: str, tokens: SentenceTokens) -> Coded:
    """Lay a keyword over each code, with what it means, and take off what the tagger made of codes.

    Behind a make, what follows is read as its model: by name, code or beginning. Doors, years, number plates and such
    codes as "BOLO" are nothing. Makes, colours and types that nobody knows are dropped, and so are unknown models that
    stand behind no make: the tagger takes strange words in capitals for such.

    :param found: What the tagger marked.
    :param text: The sentence.
    :param tokens: Its tokens.
    """
    telegram = read_telegram(text)
    if telegram is None:
        return Coded(found)
    starts = {start: token for token, start in enumerate(tokens.starts)}
    ends = {tokens.end(token): token + 1 for token in range(len(tokens))}
    values: dict[Span, str] = {}
    taken: list[tuple[int | None, Range]] = []
    tagged = [(LABELS[label], tokens.starts[first], tokens.end(end - 1)) for label, first, end in found]
    for one in TelegramReader(telegram, tagged).read():
        first, end = starts.get(telegram.words[one.first][0]), ends.get(telegram.words[one.end - 1][1])
        if first is None or end is None:  # it begins or ends within a token
            continue
        label = LABELS.index(one.label) if one.label in LOOKS else None
        taken.append((label, (first, end)))
        if label is not None:
            values[label, first, end] = one.value
    kept = [left for span in found for left in _left(span, taken)]
    makes = [(first, end) for label, first, end in (*kept, *values) if label == _BRAND]
    known = [span for span in kept if _is_known(span, makes, text, tokens)]
    spans = [*known, *values]
    fine = _fine_types(spans, values, found, text, tokens)
    return Coded([*spans, *fine], values | {span: value for span, value in fine.items() if value}, telegraph=True)


def _left(span: Span, taken: list[tuple[int | None, Range]]) -> list[Span]:
    """What is left of a span of the tagger beside codes: its first words that are none; nothing of one read anew."""
    label, first, end = span
    if label in _FINE:
        return []
    touched = [(of, at) for of, at in taken if at[0] < end and first < at[1]]
    if label not in _LOOKS:
        return [] if any(at[0] <= first and end <= at[1] for _, at in touched) else [span]
    if any(of == label for of, _ in touched):
        return []
    coded = {token for _, at in touched for token in range(*at)}
    free = [token for token in range(first, end) if token not in coded]
    run = [token for place, token in enumerate(free) if token == free[0] + place]
    return [(label, run[0], run[-1] + 1)] if run else []


def _is_known(span: Span, makes: list[Range], text: str, tokens: SentenceTokens) -> bool:
    label, first, end = span
    if label == _MODEL and any(make[0] < end and first < make[1] for make in makes):
        return False
    known = label not in _LOOKS or canonical(LABELS[label], _words(span, text, tokens)) is not None
    return known or (label == _MODEL and any(first == make[1] for make in makes))


def _fine_types(
    spans: list[Span], values: Mapping[Span, str], found: list[Span], text: str, tokens: SentenceTokens
) -> dict[Span, str | None]:
    """Lay one fine type over each make that its model follows: by the lexicon, else as the tagger had it."""
    models = {span[1]: span for span in spans if span[0] == _MODEL}
    fine = {}
    for make in spans:
        model = models.get(make[2])
        if make[0] == _BRAND and model:
            said = [values.get(span) or _words(span, text, tokens) for span in (make, model)]
            known = fine_label(said[0], said[1].split("|")[0])
            tagged = [label for label, first, end in found if label in _FINE and first < model[2] and make[1] < end]
            for label in [LABELS.index(known)] if known else tagged[:1]:
                fine[label, make[1], model[2]] = known and canonical(known, f"{said[0]} {said[1].split('|')[0]}")
    return fine


def _words(span: Span, text: str, tokens: SentenceTokens) -> str:
    return text[tokens.starts[span[1]] : tokens.end(span[2] - 1)]
