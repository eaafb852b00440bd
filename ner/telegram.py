"""Reads a telegram word by word: which words are codes, models behind their make, years and number plates.

Codes that also are words ("TAN", "SW", "ST") are read only where such codes stand: a colour before a vehicle, a kind of
body behind a colour, a make or a year.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ner.code_table import DOORS, OCCUPANTS, REGISTRATION, Code, Telegram
from ner.kinds import find_kinds, kind_named, types_of
from ner.number_plates import is_plate, plate_length
from ner.shorthand import known_model
from ner.telegraph import PROSE
from ner.values import body_of, canonical

COLOUR, BRAND, MODEL, TYPE = "vehicle_color", "vehicle_brand", "vehicle_model", "vehicle_type"
LOOKS = (COLOUR, BRAND, MODEL, TYPE)
NOTHING, YEAR, EDGE, FUNCTION, WORD = "nothing", "year", "edge", "function word", "word"
"""What a word is that is none of :data:`LOOKS`; doors count as years, since both stand among them."""
CARS = frozenset(("sedan", "hatchback", "coupe", "estate_car", "roadster", "sports_car"))
"""Bodies of which one make and model may have several: a Civic is a sedan, a hatchback or a coupe."""
HIGH = frozenset(("suv", "mpv"))
"""Bodies that are called station wagons, too, but have no two or four doors."""
LONGEST_MODEL = 4
"""Most words of a model behind its make."""
_BEFORE = {
    COLOUR: {EDGE, COLOUR, NOTHING, YEAR, BRAND, MODEL, TYPE},
    BRAND: {EDGE, COLOUR, NOTHING, YEAR, TYPE},
    TYPE: {COLOUR, BRAND, MODEL, YEAR, TYPE},
}
_AFTER = {
    COLOUR: {COLOUR, BRAND, MODEL, TYPE, NOTHING, YEAR},
    BRAND: {*LOOKS, NOTHING, YEAR, EDGE, WORD, FUNCTION},
    TYPE: {*LOOKS, NOTHING, YEAR, EDGE, FUNCTION},
}
"""Label of an unsure code → what may stand on either side of it."""
_PLACES = frozenset(("corner", "side", "of", "end", "exit", "entrance", "bound", "quadrant", "lane"))
"""Words behind compass points."""
_YEAR = re.compile(r"\d\d|(?:19|20)\d\d")
_ENDS = re.compile(r"[,.;:!?()\n]")
_NEAR = re.compile(r"[\s\-.'\u2019]*")


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


class WordReader:
    """Reads one telegram.

    :param telegram: The line.
    :param tagged: What the tagger marked: label, first character, one past the last.
    """

    def __init__(self, telegram: Telegram, tagged: Sequence[tuple[str, int, int]]) -> None:
        self._line = telegram
        self._codes = {mention.first: mention for mention in telegram.codes}
        self._tagged = [self._kind_of(start, end, tagged) for start, end in telegram.words]
        self._kinds = list(self._tagged)
        for mention in telegram.codes:
            self._mark(mention.first, mention.end, mention.code.label or NOTHING)
        starts = {start: word for word, (start, _) in enumerate(telegram.words)}
        self._kinds_named = {starts[kind.start]: kind for kind in find_kinds(telegram.text) if kind.sure}
        ends = {end: word for word, (_, end) in enumerate(telegram.words)}
        self._named = {
            ends[end]: (label, telegram.text[start:end])
            for label, start, end in tagged
            if label in LOOKS and end in ends
        }
        self._make: str | None = None
        self._body: str | None = None

    def read(self) -> Iterator[CodeReading]:
        """Yield what is read, from left to right."""
        at = 0
        while at < len(self._kinds):
            one = self._model(at) or self._code(at) or self._named_kind(at) or self._number(at)
            if one:
                self._mark(one.first, one.end, YEAR if one.value in (DOORS, "year") else one.label)
                yield one
            self._remember(one, at)
            at = one.end if one else at + 1

    def _kind_of(self, start: int, end: int, tagged: Sequence[tuple[str, int, int]]) -> str:
        word = self._line.text[start:end]
        labels = {label for label, first, last in tagged if first < end and start < last}
        if word.lower() in PROSE:
            return FUNCTION
        if _YEAR.fullmatch(word):
            return YEAR
        return next((label for label in LOOKS if label in labels), FUNCTION if labels else WORD)

    def _mark(self, first: int, end: int, kind: str) -> None:
        self._kinds[first:end] = [kind] * (end - first)

    def _remember(self, one: CodeReading | None, at: int) -> None:
        """Keep the make that was just named, for its model, and the body of a model, for the codes behind."""
        if one and one.label == NOTHING:
            return
        label, said = (one.label, one.value) if one else self._named.get(at, ("", ""))
        if label == MODEL:
            self._body = self._body if one else body_of(said)
        else:
            self._body = None
        self._make = (said if one else canonical(BRAND, said)) if label == BRAND else None

    def _model(self, at: int) -> CodeReading | None:
        """Read what stands behind a make as its model, the most words first."""
        if self._make is None or not _NEAR.fullmatch(self._line.gap(at)):
            return None
        for end in range(min(at + LONGEST_MODEL, self._model_end(at)), at, -1):
            known = known_model(self._make, self._line.said(at, end))
            if known:
                self._body = known.body
                return CodeReading(MODEL, at, end, known.name)
        return None

    def _model_end(self, at: int) -> int:
        """One past the last word that may belong to a model: before sure codes, function words and commas."""
        for word in range(at, len(self._kinds)):
            code = self._codes.get(word)
            parted = word > at and not _NEAR.fullmatch(self._line.gap(word))
            if parted or (code and code.code.sure) or self._tagged[word] == FUNCTION:
                return word
        return len(self._kinds)

    def _code(self, at: int) -> CodeReading | None:
        mention = self._codes.get(at)
        if mention is None:
            return None
        code, end = mention.code, mention.end
        if not code.label:
            return CodeReading(NOTHING, at, self._told_end(end, code.value), code.value)
        doors = code.label == TYPE and self._line.said(at, end)[0].isdigit()
        if not (code.sure or self._stands(code, at, end, doors)):
            self._kinds[at:end] = self._tagged[at:end]
            return None
        if doors and (self._kind(end) == TYPE or not self._fits(code, doors)):
            return CodeReading(NOTHING, at, end, DOORS)
        return self._compound(code, at, end) or CodeReading(code.label, at, end, code.value)

    def _compound(self, code: Code, at: int, end: int) -> CodeReading | None:
        """Read "BOX TRK" as the kind that it names: box truck."""
        if code.label != TYPE or at == 0 or not _NEAR.fullmatch(self._line.gap(at)) or at - 1 in self._codes:
            return None
        kind = kind_named(f"{self._line.said(at - 1, at)} {code.value.split('|')[0]}")
        return CodeReading(TYPE, at - 1, end, kind) if kind else None

    def _named_kind(self, at: int) -> CodeReading | None:
        """Read kinds of vehicle that the tagger overlooked, or took for one with a code: "LGV LUTON"."""
        kind = self._kinds_named.get(at)
        if kind is None or (self._tagged[at] == TYPE and at - 1 not in self._codes):
            return None
        words = [word for word in range(at, len(self._kinds)) if self._line.words[word][1] <= kind.end]
        return CodeReading(TYPE, at, words[-1] + 1, kind.name)

    def _stands(self, code: Code, at: int, end: int, doors: bool) -> bool:
        """Whether an unsure code stands where such codes do."""
        before = EDGE if at == 0 or _ENDS.search(self._line.gap(at).replace(",", "")) else self._kinds[at - 1]
        after = self._kind(end)
        if self._is_place(code, end):
            return False
        if after == YEAR and code.label == COLOUR and len(self._words(end, 1)[0]) == 2:
            after = self._kind(end + 1)  # "MAR 05 HOND", but no "CAM 12"
        if doors:
            return before not in (WORD, FUNCTION)
        if code.label == TYPE and before == EDGE:
            return after in (COLOUR, BRAND)
        ends = code.label == COLOUR and self._kind(end) == EDGE and before != EDGE
        followed = ends or after in _AFTER[code.label]
        return before in _BEFORE[code.label] and followed and self._fits(code, doors)

    def _is_place(self, code: Code, end: int) -> bool:
        """Whether a code is the state of a number plate ("TN TAG") or a compass point ("SW CORNER")."""
        following = self._codes.get(end)
        plate = following is not None and following.code.value == REGISTRATION and self._kind(end) == NOTHING
        return (code.label == TYPE and plate) or "".join(self._words(end, 1)).lower() in _PLACES

    def _kind(self, word: int) -> str:
        """What stands behind the words that end here."""
        ended = word >= len(self._kinds) or _ENDS.search(self._line.gap(word))
        return EDGE if ended else self._kinds[word]

    def _fits(self, code: Code, doors: bool) -> bool:
        """Whether the model before may have such a body."""
        if code.label != TYPE or self._body is None:
            return True
        types = {type_ for value in code.value.split("|") for type_ in types_of(value)}
        bodies = set(self._body.split("|"))
        return bool(types & bodies) or bool(types & CARS and bodies & (CARS if doors else CARS | HIGH))

    def _number(self, at: int) -> CodeReading | None:
        """Take years and number plates for what they are, where the tagger took them for something else."""
        if self._tagged[at] == YEAR:
            return CodeReading(NOTHING, at, at + 1, "year")
        said = self._line.said(at, at + 1)
        plate = self._make is None and self._tagged[at] in LOOKS and is_plate(said) and not body_of(said)
        return CodeReading(NOTHING, at, at + 1, "number plate") if plate else None

    def _told_end(self, at: int, value: str) -> int:
        """One past what belongs to a code that ends here: a number plate, or how many occupants there are."""
        if value == OCCUPANTS:
            return at + any(c.isdigit() for c in "".join(self._words(at, 1)))
        plate = plate_length(self._words(at, 3)) if value == REGISTRATION else 0
        return at + plate - (plate > 0 and at + plate - 1 in self._codes)

    def _words(self, at: int, number: int) -> list[str]:
        return [self._line.said(word, word + 1) for word in range(at, min(at + number, len(self._kinds)))]
