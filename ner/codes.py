"""Lays the codes of a line in telegraph style over what the tagger marked: "WHI/GRY 03 FORD F150 PK".

Codes count in that style only (:func:`ner.telegraph.is_telegraph`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ner.code_table import Telegram, read_telegram
from ner.kinds import kind_named
from ner.labels import FINE, LABELS
from ner.spans import Span
from ner.telegram import BRAND, COLOUR, LOOKS, MODEL, TYPE, CodeReading
from ner.telegram_reader import TelegramReader
from ner.tokens import SentenceTokens
from ner.values import canonical, fine_label, lexicon

_LOOKS = frozenset(map(LABELS.index, LOOKS))
_BRAND, _MODEL, _COLOUR, _TYPE = map(LABELS.index, (BRAND, MODEL, COLOUR, TYPE))
_FINE = frozenset(map(LABELS.index, FINE))

Range = tuple[int, int]
"""First token, one past the last."""
Taken = tuple[int | None, Range, str]
"""Label's position in ``LABELS``, or None for nothing; tokens; value."""


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
    codes as "BOLO" are nothing. In capitals, makes, colours and types that nobody knows are dropped, and so are unknown
    models that stand behind no make: the tagger takes strange words in capitals for such.

    :param found: What the tagger marked.
    :param text: The sentence.
    :param tokens: Its tokens.
    """
    telegram = read_telegram(text)
    if telegram is None:
        return Coded(found)
    places = [(LABELS[label], tokens.starts[first], tokens.end(end - 1)) for label, first, end in found]
    taken = _taken(telegram, TelegramReader(telegram, places).read(), tokens)
    values = {(label, *at): value for label, at, value in taken if label is not None}
    for span in found:
        values = _widened(values, span, [at for _, at, _ in taken], text, tokens)
    taken = [(label, (first, end), value) for (label, first, end), value in values.items()] + [
        one for one in taken if one[0] is None
    ]
    kept = [left for span in found for left in _left(span, taken, tokens)]
    if text.isupper():
        makes = [(first, end) for label, first, end in (*kept, *values) if label == _BRAND]
        kept = [span for span in kept if _is_known(span, makes, text, tokens)]
    spans = [*kept, *values]
    fine = _fine_types(spans, values, found, text, tokens)
    return Coded([*spans, *fine], values | {span: value for span, value in fine.items() if value}, telegraph=True)


def _taken(telegram: Telegram, readings: Iterable[CodeReading], tokens: SentenceTokens) -> list[Taken]:
    """Return what was read by its tokens, without what begins or ends within one."""
    starts = {start: token for token, start in enumerate(tokens.starts)}
    ends = {tokens.end(token): token + 1 for token in range(len(tokens))}
    taken: list[Taken] = []
    for one in readings:
        first, end = starts.get(telegram.words[one.first][0]), ends.get(telegram.words[one.end - 1][1])
        if first is not None and end is not None:
            taken.append((LABELS.index(one.label) if one.label in LOOKS else None, (first, end), one.value))
    return taken


def _widened(
    values: dict[Span, str], span: Span, taken: list[Range], text: str, tokens: SentenceTokens
) -> dict[Span, str]:
    """Let the tagger's span stand for codes in it where it is a wider name: "olive grn", "delivery vn"."""
    label, first, end = span
    inside = [code for code in values if code[0] == label and first <= code[1] and code[2] <= end]
    touched = [at for at in taken if at[0] < end and first < at[1]]
    if label not in (_COLOUR, _TYPE) or not inside or len(inside) != len(touched) or span in values:
        return values
    words = [tokens.words[token] for token in range(first, end)]
    for code in inside:
        words[code[1] - first : code[2] - first] = [values[code].split("|")[0]] + [""] * (code[2] - code[1] - 1)
    said = _words(span, text, tokens)
    meant = " ".join(filter(None, words)).replace(" - ", "-").lower()
    known = (
        meant in lexicon()[TYPE] or kind_named(meant)
        if label == _TYPE
        else len(inside) == 1 and canonical(COLOUR, said)
    )
    if not known:
        return values
    value = canonical(LABELS[label], meant if label == _TYPE else said)
    return {code: old for code, old in values.items() if code not in inside} | {span: value or values[inside[-1]]}


def _left(span: Span, taken: list[Taken], tokens: SentenceTokens) -> list[Span]:
    """What is left of a span of the tagger beside codes: its first words that are none; nothing of one read anew."""
    label, first, end = span
    if label in _FINE:
        return []
    touched = [(of, at) for of, at, _ in taken if at[0] < end and first < at[1]]
    if label not in _LOOKS:
        return [] if any(at[0] <= first and end <= at[1] for _, at in touched) else [span]
    if any(of == label for of, _ in touched):
        return []
    coded = {token for _, at in touched for token in range(*at)}
    free = [token for token in range(first, end) if token not in coded]
    run = [token for place, token in enumerate(free) if token == free[0] + place] if touched else free
    said = [token for token in run if any(c.isalnum() for c in tokens.words[token])] if touched else run
    return [(label, said[0], said[-1] + 1)] if said else []


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
