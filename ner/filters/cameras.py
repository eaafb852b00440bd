"""Cameras that a sentence names: "on camera 3", "cams 2, 5 and 7", "not at north gate", "every camera except 2"."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from ner.filters.camera_words import AFTER_NAME, ALL, AND, AT, FOLLOW, NOT, NUMBER, SKIPPED, THE, TO, TOWARDS, UNITS
from ner.filters.names import CAMERA, Parts, is_a_name, parts_of, plain
from ner.languages.words import fold
from ner.numbers import WORDS

_TOKEN = re.compile(r"[Nn]o\.|\d+|[^\W\d_]+(?:'[a-z]+)?|[^\w\s]")
_LONGEST, _LONGEST_RANGE = 5, 50
"""Words of a name, cameras of a range."""
_GLUE, _WITHIN = frozenset("-./'"), frozenset("-./'()#")
"""Signs that join words where they stand close to both ("gate-03"), and that whole names have ("St. James")."""


@dataclass(frozen=True, slots=True)
class CamerasRead:
    """The cameras of a sentence.

    :param named: Those that it asks for, as written.
    :param excluded: Those that it rules out.
    :param spans: Where it speaks of them, with the words that belong to them: first character, one past the last.
    :param denied: Those of the spans that end with one that it rules out.
    """

    named: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    denied: tuple[tuple[int, int], ...] = ()


def read_cameras(text: str, names: Iterable[str] = ()) -> CamerasRead:
    """Read the cameras that a text asks for and those that it rules out.

    :param text: The sentence.
    :param names: Names of cameras it may call by name: with the word camera any part of a name will do; without it,
        a whole name, see :mod:`ner.filters.names`.
    """
    known = tuple(parts for parts in map(parts_of, names) if parts)
    lower = fold(text)
    if not ("cam" in lower or "cctv" in lower or any(parts[0] in lower for parts in known)):
        return CamerasRead()
    tokens = [CameraToken(match[0], *match.span()) for match in _TOKEN.finditer(text)]
    walk = _Walk(text, tokens, known)
    walk.run()
    said = {denied: dict.fromkeys(name for name, no in walk.found if no is denied) for denied in (False, True)}
    return CamerasRead(tuple(said[False]), tuple(said[True]), tuple(walk.spans), tuple(walk.denied))


@dataclass(frozen=True, slots=True)
class CameraToken:
    """A word, number or sign, as written, and where it stands."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=16)
def _runs(names: tuple[Parts, ...]) -> frozenset[Parts]:
    """Return the runs of words that stand in names, as far as they may be long."""
    places = [(name, at) for name in names for at in range(len(name))]
    return frozenset(name[at : at + size] for name, at in places for size in range(1, _LONGEST + 1))


class _Walk:
    """One walk over the words of a sentence."""

    def __init__(self, text: str, tokens: list[CameraToken], known: tuple[Parts, ...]) -> None:
        self.found: list[tuple[str, bool]] = []
        self.spans: list[tuple[int, int]] = []
        self.denied: list[tuple[int, int]] = []
        self._text = text
        self._tokens = tokens
        self._words = [token.text.lower() for token in tokens]
        self._runs = _runs(known)
        self._whole = {parts for parts in known if len(parts) > 1}
        self._begins = {parts[0] for parts in self._whole}
        self._single = {parts for parts in known if len(parts) == 1 and is_a_name(parts[0])}

    def run(self) -> None:
        """Visit every place at which a camera may be named."""
        place = 0
        while place < len(self._words):
            begin, known = place, len(self.found)
            if self._words[place] in CAMERA:
                begin, place = self._name_before(place), self._after_camera(place)
            elif self._words[place] in AT:
                place = self._after_at(place)
            elif self._stands_alone(place):
                place = self._after_name(place)
            else:
                place += 1
            if len(self.found) > known:
                self.spans.append(self._span(begin, place))
                self.denied += [self.spans[-1]] * self.found[-1][1]

    def _span(self, begin: int, end: int) -> tuple[int, int]:
        """Return where words stand, with those before that lead into them, and without those after that do not."""
        while self._word(begin - 1) in SKIPPED | NOT | ALL:
            begin -= 1
        begin += self._word(begin) == "but" and self._word(begin + 1) not in NOT | SKIPPED
        while self._word(end - 1) in AND | AT | THE:
            end -= 1
        return self._tokens[begin].start, self._tokens[end - 1].end

    def _after_camera(self, place: int) -> int:
        """Read "the north gate camera" and "cameras 3, 4 and 5 but not 6", but not "towards the camera"."""
        begin = self._name_before(place)
        denied = self._denied(begin)
        if begin < place:
            self._take(begin, place - begin, denied)
        elif (
            place > 1 and self._words[place - 1] == "the" and TOWARDS & set(self._words[max(0, place - 3) : place - 1])
        ):
            return place + 1
        return self._list(self._skip(place + 1, NUMBER), denied, self._words[place].endswith("s"))

    def _after_at(self, place: int) -> int:
        """Read "at North Gate or Station Road"."""
        denied = self._denied(place)
        place = self._skip(place + 1, THE)
        while size := self._named(place):
            self._take(place, size, denied)
            place += size
            if self._word(place) in AND:
                place = self._skip(place, AND | AT | THE)
        return place

    def _after_name(self, place: int) -> int:
        """Read "Highway West: red cars"."""
        size = self._named(place)
        self._take(place, size, self._denied(place))
        return place + size

    def _named(self, place: int) -> int:
        """Return how many words from here on are the whole name of a camera; 0 where none."""
        size = self._name(place, self._whole.__contains__)
        if size or self._parts(place, 1) not in self._single:
            return size
        follower = self._word(place + 1)
        common = self._word(place - 1) in THE and not self._capital(place)
        return int(not common and (not follower or follower in AFTER_NAME or follower.endswith("ing")))

    def _stands_alone(self, place: int) -> bool:
        """Tell whether a name of two words or more stands here as a name: in capitals, or between signs."""
        if plain(self._words[place]) not in self._begins:
            return False
        size = self._name(place, self._whole.__contains__)
        words = [at for at in range(place, place + size) if self._words[at] not in _WITHIN]
        if not size or not all(self._words[at].isalpha() for at in words):
            return False
        before, after = self._word(place - 1), self._word(place + size)
        capitals = all(map(self._capital, words))
        return capitals or ((not before or not before.isalnum()) and (not after or not after.isalnum()))

    def _capital(self, place: int) -> bool:
        """Tell whether a word has a capital that says something: in "ON THE BRIDGE" none does."""
        return self._tokens[place].text[0].isupper() and not self._text.isupper()

    def _list(self, place: int, denied: bool, plural: bool) -> int:
        """Read the cameras from here on, and those that are excepted after them."""
        place = self._items(place, denied, plural)
        following = self._skip(place, AND)
        positive = self._word(following) == "but" and self._word(following + 1) in AT
        if self._word(following) in NOT and not positive:
            place = self._items(self._skip(following, NOT | SKIPPED | CAMERA), True, plural)
        return place

    def _items(self, place: int, denied: bool, plural: bool) -> int:
        end, certain = place, True
        while size := self._item(place, certain):
            self._take(place, size, denied)
            end = self._range(place, size, denied, plural)
            place = self._skip(end, AND)
            if place == end:
                break
            place, certain = self._skip(place, CAMERA | THE), plural
        return end

    def _range(self, place: int, size: int, denied: bool, plural: bool) -> int:
        """Read the end of "3 to 5", where there is one, and take all between."""
        end = place + size
        if self._word(end) not in TO or size > 1 or self._item(end + 1, plural) != 1:
            return end
        first, last = self._word(place), self._word(end + 1)
        if not (first.isdigit() and last.isdigit() and int(first) < int(last) <= int(first) + _LONGEST_RANGE):
            return end
        self.found += [(str(number), denied) for number in range(int(first) + 1, int(last) + 1)]
        return end + 2

    def _item(self, place: int, certain: bool) -> int:
        """Return how many words from here on are one camera; 0 where none."""
        size = self._name(place, self._is_known if certain else self._whole.__contains__) or self._code(place)
        follower = self._word(place + size)
        return size if certain or not follower or follower in FOLLOW or follower.endswith("ing") else 0

    def _code(self, place: int) -> int:
        """Return 2 for "4b" and "A2", 1 for "3", "three" and "B", else 0."""
        word, after = self._word(place), self._word(place + 1)
        if word.isalpha() and len(word) <= 2 and after.isdigit() and self._glued(place + 1):
            return 2
        if word.isdigit():
            if after.isalpha() and self._glued(place + 1):
                return 2 * ("a" <= after <= "h" and len(after) == 1 and not self._glued(place + 2))
            decimal = after in (".", ":") and self._word(place + 2).isdigit() and self._glued(place + 2)
            return int(len(word) <= 4 and after not in UNITS and not decimal)
        if len(word) == 1 and word.isalpha():
            if word in "nsew" and after == "/" and self._word(place + 2) in ("b", "bound"):  # a direction
                return 0
            return int(word in "bcdefgh" or not after or after in FOLLOW)
        return int(word in WORDS and after not in UNITS)

    def _name(self, place: int, is_name: Callable[[Parts], bool]) -> int:
        sizes = range(min(2 * _LONGEST, len(self._words) - place), 0, -1)
        return next((size for size in sizes if self._is(is_name, place, size)), 0)

    def _name_before(self, place: int) -> int:
        sizes = range(min(2 * _LONGEST, place), 0, -1)
        return place - next((size for size in sizes if self._is(self._is_known, place - size, size)), 0)

    def _is(self, is_name: Callable[[Parts], bool], place: int, size: int) -> bool:
        """Tell whether words are a name, or all of one, in which more signs may stand."""
        if not (self._words[place][0].isalnum() and self._words[place + size - 1][0].isalnum()):
            return False
        return is_name(self._parts(place, size)) or (size > 1 and self._parts(place, size, _WITHIN) in self._whole)

    def _is_known(self, parts: Parts) -> bool:
        """Tell whether the words stand in the name of a camera; a number or a letter alone says too little."""
        return any(len(part) > 1 and part.isalpha() for part in parts) and parts in self._runs

    def _denied(self, place: int) -> bool:
        place -= 1
        while self._word(place) in SKIPPED:
            place -= 1
        word = self._word(place)
        if word in ("other", "but"):
            return word == "other" and self._word(place + 1) == "than"
        return word in NOT or word.endswith("n't")

    def _take(self, place: int, size: int, denied: bool) -> None:
        said = self._text[self._tokens[place].start : self._tokens[place + size - 1].end]
        self.found.append((str(WORDS.get(said.lower(), said)), denied))

    def _parts(self, place: int, size: int, signs: frozenset[str] = frozenset()) -> Parts:
        """Return words as parts of a name, without signs that join them, and without those that are given."""
        places = range(place, min(place + size, len(self._words)))
        kept = [at for at in places if self._words[at] not in signs and not self._joins(at)]
        return tuple(part for at in kept for part in map(plain, self._words[at].split("'")))

    def _joins(self, place: int) -> bool:
        return self._words[place] in _GLUE and self._glued(place) and self._glued(place + 1)

    def _word(self, place: int) -> str:
        return self._words[place] if 0 <= place < len(self._words) else ""

    def _glued(self, place: int) -> bool:
        return 0 < place < len(self._tokens) and self._tokens[place].start == self._tokens[place - 1].end

    def _skip(self, place: int, words: frozenset[str]) -> int:
        while self._word(place) in words:
            place += 1
        return place
