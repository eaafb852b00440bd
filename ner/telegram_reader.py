"""Reads a telegram word by word: which words are codes, models behind their make, years and number plates."""

from collections.abc import Iterator, Sequence

from ner.code_places import BEFORE, fits, is_doors, stands
from ner.code_table import BOUND, DOORS, OCCUPANTS, REGISTRATION, Code, Telegram, makes
from ner.kinds import find_kinds, kind_named
from ner.number_plates import is_plate, plate_length
from ner.shorthand import known_model
from ner.telegram import BRAND, FUNCTION, LOOKS, MODEL, NOTHING, TYPE, WORD, YEAR, CodeReading, Tagged, TelegramWords
from ner.values import body_of, canonical

LONGEST_MODEL = 4
"""Most words of a model behind its make."""
NO_LOOKS = frozenset((DOORS, "year"))


class TelegramReader:
    """Reads one telegram.

    :param telegram: The line.
    :param tagged: What the tagger marked.
    """

    def __init__(self, telegram: Telegram, tagged: Sequence[Tagged]) -> None:
        self._words = TelegramWords(telegram, tagged)
        self._ends = {mention.first: mention.end for mention in telegram.codes}
        starts = {start: word for word, (start, _) in enumerate(telegram.words)}
        self._kinds = {starts[kind.start]: kind for kind in find_kinds(telegram.text) if kind.sure}
        looks = [one for one in tagged if one[0] in LOOKS]
        self._tagged = {end: (label, telegram.text[start:end]) for label, start, end in looks}
        self._make: str | None = None
        self._body: str | None = None

    def read(self) -> Iterator[CodeReading]:
        """Yield what is read, from left to right."""
        at = 0
        while at < len(self._words):
            one = self._model(at) or self._code(at) or self._kind(at) or self._named_make(at) or self._number(at)
            if one:
                self._words.mark(one.first, one.end, YEAR if one.value in NO_LOOKS else one.label)
                yield one
            self._remember(one, at)
            at = one.end if one else at + 1

    def _remember(self, one: CodeReading | None, at: int) -> None:
        """Keep the make that was just named, for its model, and the body of a model, for the codes behind."""
        if one and one.label == NOTHING:
            return
        tagged = self._tagged.get(self._words.line.words[at][1], ("", ""))
        label, said = (one.label, one.value) if one else tagged
        if label != MODEL:
            self._body = None
        elif not one:
            self._body = body_of(said)
        self._make = (said if one else canonical(BRAND, said)) if label == BRAND else None

    def _model(self, at: int) -> CodeReading | None:
        """Read what stands behind a make as its model, the most words first."""
        if self._make is None or not self._words.near(at):
            return None
        for end in range(min(at + LONGEST_MODEL, self._model_end(at)), at, -1):
            known = known_model(self._make, self._words.line.said(at, end))
            if known:
                self._body = known.body
                return CodeReading(MODEL, at, end, known.name)
        return None

    def _model_end(self, at: int) -> int:
        """One past the last word that may belong to a model: before sure codes, function words and commas."""
        for word in range(at, len(self._words)):
            code = self._words.codes.get(word)
            parted = word > at and not self._words.near(word)
            function = self._words.tagged[word] == FUNCTION and len(self._words.said(word)[0]) > 1  # but "A CLASS"
            if parted or function or (code and code.sure):
                return word
        return len(self._words)

    def _code(self, at: int) -> CodeReading | None:
        code = self._words.codes.get(at)
        if code is None:
            return None
        end = self._ends[at]
        if not code.label:
            return CodeReading(NOTHING, at, self._told_end(end, code.value), code.value)
        doors = is_doors(self._words, code, at)
        fit = fits(code, self._body, doors)
        if not code.sure and not (stands(self._words, code, at, end) and (fit or doors)):
            self._words.leave(at, end)
            return None
        if doors and (self._words.after(end) == TYPE or not fit):
            return CodeReading(NOTHING, at, end, DOORS)
        return self._compound(code, at, end) or CodeReading(code.label, at, end, code.value)

    def _compound(self, code: Code, at: int, end: int) -> CodeReading | None:
        """Read "BOX TRK" as the kind that it names: box truck."""
        if code.label != TYPE or at == 0 or not self._words.near(at) or at - 1 in self._words.codes:
            return None
        kind = kind_named(f"{self._words.said(at - 1)[0]} {code.value.split('|')[0]}")
        return CodeReading(TYPE, at - 1, end, kind) if kind else None

    def _kind(self, at: int) -> CodeReading | None:
        """Read kinds of vehicle that the tagger overlooked, or took for one with a code: "LGV LUTON"."""
        kind = self._kinds.get(at)
        if kind is None or (self._words.tagged[at] == TYPE and at - 1 not in self._words.codes):
            return None
        inside = [word for word, (_, end) in enumerate(self._words.line.words) if at <= word and end <= kind.end]
        return CodeReading(TYPE, at, inside[-1] + 1, kind.name)

    def _named_make(self, at: int) -> CodeReading | None:
        """Read makes by their names where the tagger overlooked them, as it does among codes: "GRY EST VOLVO"."""
        words = self._words
        if words.tagged[at] != WORD or words.before(at) not in BEFORE[BRAND]:
            return None
        ends = (end for end in (at + 2, at + 1) if end <= len(words))
        known = ((end, makes().get(words.line.said(at, end).lower())) for end in ends)
        end, make = next(((end, make) for end, make in known if make), (at, None))
        if make is None or (words.after(end) == WORD and not known_model(make, words.said(end)[0])):
            return None
        return CodeReading(BRAND, at, end, make)

    def _number(self, at: int) -> CodeReading | None:
        """Take years and number plates for what they are, where the tagger took them for something else."""
        if self._words.tagged[at] == YEAR:
            return CodeReading(NOTHING, at, at + 1, "year")
        said = self._words.said(at)[0]
        plate = self._make is None and self._words.tagged[at] in LOOKS and is_plate(said) and not body_of(said)
        return CodeReading(NOTHING, at, at + 1, "number plate") if plate else None

    def _told_end(self, at: int, value: str) -> int:
        """One past what belongs to a code that ends here: a number plate, a road, or how many occupants there are."""
        following = self._words.said(at, 3)
        coded = [place for place in range(len(following)) if at + place in self._words.codes]
        following = following[: min(coded, default=len(following))]
        if value == REGISTRATION:
            return at + plate_length(following)
        numbered = [any(c.isdigit() for c in word) for word in following[: {OCCUPANTS: 1, BOUND: 2}.get(value, 0)]]
        return at + (numbered.index(True) + 1 if any(numbered) else 0)
