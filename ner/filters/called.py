"""Cameras that a sentence calls by their names alone: "red car Avenue", "Avenue's vans", "on highway", "on Avenu".

A name that is made of words for vehicles and times alone counts only after "on", "at" or "from", and without "the", so
that "green car" stays green where a camera is called Green. After these, a part of a name counts, and a slip of the
keys where it can be one camera alone.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ner.filters.camera_words import AFTER_NAME, ALL, AT, NOT, SKIPPED, THE
from ner.filters.common_words import common_words, place_words, scene_words
from ner.filters.compass import POINTS
from ner.filters.names import CAMERA, WORD, Parts, adjoin, holds, parts_of, plain, word_set
from ner.filters.typos import almost

Span = tuple[int, int]
LED = word_set("on at from")
"""What plainly leads to a camera."""
_JOINT = re.compile(r"[\s,/&+]*(?:\b(?:and|or|nor|plus)\b\s*)?(?:\b(?:on|at|from)\b\s*)?(?:\bthe\b\s*)?", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['\u2019]s\b", re.IGNORECASE)
VEHICLES = word_set("car cars van vans bus buses truck trucks lorry lorries taxi taxis vehicle vehicles")
"""Words that a name may follow without more: "red car Avenue"."""
_LONGEST = 6
"""Words of a name."""
_NEVER = word_set("night day morning noon midnight first second last the front back rear top bottom left right")
_NEVER |= set(POINTS)
"""What is no camera after "at" or "from", unless in capitals after "on": "at night", "from north"."""


@dataclass(frozen=True, slots=True)
class CalledCamera:
    """A camera as a sentence calls it.

    :param start: First character, of the words that lead to it.
    :param end: One past the last character.
    :param said: It, in the words of the sentence.
    """

    start: int
    end: int
    said: str
    negated: bool


def read_called(
    text: str, names: Iterable[str], taken: Sequence[Span] = (), denied: Sequence[Span] = ()
) -> tuple[CalledCamera, ...]:
    """Return the cameras that a text calls by name, in its order.

    :param text: The sentence.
    :param names: Names of all cameras.
    :param taken: Where cameras were read already; lists go on from there.
    :param denied: Those of them that are ruled out.
    """
    known = _known(tuple(names))
    return tuple(_Walk(text, known, taken, denied).run()) if known.whole else ()


@dataclass(frozen=True, slots=True)
class _Known:
    whole: frozenset[Parts]

    def holding(self, parts: Parts) -> int:
        """In how many names these words stand beside others."""
        return sum(name != parts and holds(name, parts) for name in self.whole)

    def slip(self, parts: Parts) -> bool:
        """Whether words are one name alone but for a slip of the keys, and mean nothing as they are."""
        wrong = [name for name in self.whole if almost(parts, name)]
        return len(wrong) == 1 and not any(
            one != other and one in common_words() | place_words() for one, other in zip(parts, wrong[0], strict=True)
        )


@lru_cache(maxsize=16)
def _known(names: tuple[str, ...]) -> _Known:
    whole = frozenset(
        parts for parts in map(parts_of, names) if parts and any(len(p) > 1 and p.isalpha() for p in parts)
    )
    return _Known(whole)


class _Walk:
    """One walk over the words of a sentence."""

    def __init__(self, text: str, known: _Known, taken: Sequence[Span], denied: Sequence[Span]) -> None:
        self._text, self._known = text, known
        self._tokens = list(WORD.finditer(text))
        self._words = [token[0].lower() for token in self._tokens]
        self._parts = [plain(token[0]) for token in self._tokens]
        self._ends = {end: (start, end) in denied for start, end in taken}
        self._taken = list(taken)

    def run(self) -> Iterable[CalledCamera]:
        """Visit every place at which a camera may be called; the longest name counts."""
        place = 0
        while place < len(self._words):
            size = self._size(place)
            if size and not self._is_taken(place, size):
                yield self._camera(place, size)
                place += size
            else:
                place += 1

    def _size(self, place: int) -> int:
        most = min(_LONGEST, len(self._words) - place)
        sizes = [size for size in range(most, 0, -1) if adjoin(self._text, self._tokens[place : place + size])]
        for counts in (self._whole, self._partly, self._slipped):
            if size := next(
                (size for size in sizes if counts(place, size, tuple(self._parts[place : place + size]))), 0
            ):
                return size
        return 0

    def _whole(self, place: int, size: int, parts: Parts) -> bool:
        if parts not in self._known.whole:
            return False
        lead, article = self._lead(place)
        if all(part in common_words() for part in parts):
            return lead in LED and not article and self._ends_here(place, size) and self._plainly(lead, place, parts)
        if lead or self._goes_on(place):
            return self._belongs(place, size) and (not article or lead in LED)
        return not article and self._alone(place, size)

    def _plainly(self, lead: str, place: int, parts: Parts) -> bool:
        """Whether a plain word is meant as a name: a time or a direction only in capitals, after "on"."""
        return not _NEVER.issuperset(parts) or (lead == "on" and self._capital(place))

    def _partly(self, place: int, size: int, parts: Parts) -> bool:
        lead, article = self._lead(place)
        many = self._known.holding(parts)
        said = [part for part in parts if len(part) > 2 and part.isalpha() and part not in common_words()]
        if not (many and said and lead in LED and self._ends_here(place, size)):
            return False
        return many == 1 or not (article and scene_words().issuperset(parts))

    def _slipped(self, place: int, size: int, parts: Parts) -> bool:
        lead, _ = self._lead(place)
        return lead in LED and self._ends_here(place, size) and self._known.slip(parts)

    def _lead(self, place: int) -> tuple[str, bool]:
        """Return the preposition that leads to a word, and whether an article stands between."""
        article = False
        while self._word(place - 1) in THE | CAMERA:
            article = article or self._words[place - 1] in THE
            place -= 1
        word = self._word(place - 1)
        return (word if word in AT and self._near(place) else "", article)

    def _goes_on(self, place: int) -> bool:
        """Whether what stands before is a camera, too: "on Avenue and highway west"."""
        start = self._tokens[place].start()
        return any(end <= start and _JOINT.fullmatch(self._text, end, start) is not None for end in self._ends)

    def _alone(self, place: int, size: int) -> bool:
        """Whether a name stands by itself: first or last, or beside a sign."""
        before = self._text[: self._tokens[place].start()].rstrip()
        after = self._text[self._tokens[place + size - 1].end() :].lstrip()
        if _POSSESSIVE.match(after):
            return True
        follows = not after or not after[0].isalnum()
        leads = not before or not before[-1].isalnum()
        small = self._word(place - 1) in common_words() - VEHICLES
        if size > 1:
            return (leads or follows) and not (small and not leads)
        return self._belongs(place, size) and ((leads and not place) or (follows and leads) or (follows and not small))

    def _belongs(self, place: int, size: int) -> bool:
        """Whether no word follows that a name could be part of, such as "road" of "avenue road"."""
        follower, gap = self._after(place, size)
        return bool(gap.strip()) or not follower or plain(follower) not in place_words() or follower in CAMERA

    def _ends_here(self, place: int, size: int) -> bool:
        """Whether what follows can be no part of the same name."""
        follower, gap = self._after(place, size)
        free = bool(gap.strip(" -")) or not follower or follower in AFTER_NAME or follower.endswith("ing")
        return free or follower in CAMERA

    def _after(self, place: int, size: int) -> tuple[str, str]:
        last = place + size
        if last >= len(self._tokens):
            return "", self._text[self._tokens[last - 1].end() :]
        return self._words[last], self._text[self._tokens[last - 1].end() : self._tokens[last].start()]

    def _camera(self, place: int, size: int) -> CalledCamera:
        begin = place
        while self._word(begin - 1) in SKIPPED | NOT | ALL | CAMERA and self._near(begin):
            begin -= 1
        end = self._tokens[place + size - 1].end()
        said = self._text[self._tokens[place].start() : end]
        end = next((m.end() for m in [_POSSESSIVE.match(self._text, end)] if m), end)
        negated = self._denied(place)
        self._ends[end] = negated
        return CalledCamera(self._tokens[begin].start(), end, said, negated)

    def _denied(self, place: int) -> bool:
        start = self._tokens[place].start()
        carried = [no for end, no in self._ends.items() if end <= start and _JOINT.fullmatch(self._text, end, start)]
        if carried and self._word(place - 1) not in NOT:
            return carried[-1]
        place -= 1
        while self._word(place) in SKIPPED | CAMERA:
            place -= 1
        return self._word(place) in NOT - {"other", "but"} or self._word(place + 1) == "t"

    def _is_taken(self, place: int, size: int) -> bool:
        start, end = self._tokens[place].start(), self._tokens[place + size - 1].end()
        return any(start < last and first < end for first, last in self._taken)

    def _near(self, place: int) -> bool:
        """Whether nothing parts a word from the one before it."""
        return not self._text[self._tokens[place - 1].end() : self._tokens[place].start()].strip()

    def _capital(self, place: int) -> bool:
        return self._tokens[place][0][0].isupper() and not self._text.isupper()

    def _word(self, place: int) -> str:
        return self._words[place] if 0 <= place < len(self._words) else ""
