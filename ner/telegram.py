"""What the words of a telegram are, as far as it is known while they are read from left to right."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ner.code_table import Telegram, makes
from ner.labels import is_fine
from ner.telegraph import PROSE

COLOUR, BRAND, MODEL, TYPE = "vehicle_color", "vehicle_brand", "vehicle_model", "vehicle_type"
LOOKS = (COLOUR, BRAND, MODEL, TYPE)
NOTHING, YEAR, EDGE, FUNCTION, WORD = "nothing", "year", "edge", "function word", "word"
"""What a word is that is none of :data:`LOOKS`; doors count as years, since both stand among them."""
_YEAR = re.compile(r"\d\d|(?:19|20)\d\d")
_ENDS = re.compile(r"[,.;:!?()\n]")
_NEAR = re.compile(r"[\s\-.'\u2019]*")

Tagged = tuple[str, int, int]
"""Label, first character, one past the last."""


@dataclass(frozen=True, slots=True)
class CodeReading:
    """What some words of a telegram are.

    :param label: One of :data:`LOOKS`, or :data:`NOTHING`.
    :param first: The first of them.
    :param end: One past the last.
    :param value: Canonical value; of nothing, what it says.
    """

    label: str
    first: int
    end: int
    value: str


class TelegramWords:
    """The words of a telegram.

    :param telegram: The line.
    :param tagged: What the tagger marked.
    """

    def __init__(self, telegram: Telegram, tagged: Sequence[Tagged]) -> None:
        self.line = telegram
        self.codes = {mention.first: mention.code for mention in telegram.codes}
        self.tagged = [_kind_of(telegram, word, tagged) for word in range(len(telegram.words))]
        self._kinds = [self._known(word) for word in range(len(telegram.words))]
        for mention in telegram.codes:
            self.mark(mention.first, mention.end, mention.code.label or NOTHING)

    def _known(self, word: int) -> str:
        make = self.tagged[word] == WORD and self.line.said(word, word + 1).lower() in makes()
        return BRAND if make else self.tagged[word]

    def __len__(self) -> int:
        return len(self._kinds)

    def said(self, at: int, number: int = 1) -> list[str]:
        """Return some words from here on, as many as there are."""
        return [self.line.said(word, word + 1) for word in range(at, min(at + number, len(self)))]

    def near(self, at: int) -> bool:
        """Whether nothing but white space and hyphens stands before a word."""
        return _NEAR.fullmatch(self.line.gap(at)) is not None

    def joined(self, at: int, end: int) -> bool:
        """Whether a hyphen joins some words to what stands beside them."""
        return (at > 0 and self.line.gap(at) == "-") or (end < len(self) and self.line.gap(end) == "-")

    def before(self, at: int) -> str:
        """What stands before a word; commas part nothing."""
        return EDGE if at == 0 or _ENDS.search(self.line.gap(at).replace(",", "")) else self._kinds[at - 1]

    def after(self, end: int) -> str:
        """What stands behind the words that end here."""
        return EDGE if end >= len(self) or _ENDS.search(self.line.gap(end)) else self._kinds[end]

    def mark(self, first: int, end: int, kind: str) -> None:
        """Remember what some words are."""
        self._kinds[first:end] = [kind] * (end - first)

    def leave(self, first: int, end: int) -> None:
        """Leave some words to the tagger that are no code here."""
        self._kinds[first:end] = self.tagged[first:end]


def _kind_of(telegram: Telegram, place: int, tagged: Sequence[Tagged]) -> str:
    start, end = telegram.words[place]
    word = telegram.text[start:end]
    labels = {label for label, first, last in tagged if first < end and start < last and not is_fine(label)}
    if word.lower() in PROSE:
        return FUNCTION
    if _YEAR.fullmatch(word):
        return YEAR
    return next((label for label in LOOKS if label in labels), FUNCTION if labels else WORD)
