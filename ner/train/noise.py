"""Misspells and re-cases words the way hurried people do, in a way that a reader still understands."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from ner.keywords import Keyword, Query, Target

NEIGHBOURS = {
    "a": "qsz", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "w", "r": "et", "s": "ad", "t": "ry",
    "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip
"""Keys beside each key."""
SOUNDS = (
    ("ck", "k"), ("ph", "f"), ("wh", "w"), ("qu", "kw"), ("ee", "ea"), ("ea", "ee"), ("ei", "ie"), ("ie", "ei"),
    ("gh", "g"), ("tt", "t"), ("ll", "l"), ("rr", "r"), ("ss", "s"), ("ow", "ou"), ("ou", "ow"), ("er", "ar"),
    ("or", "er"), ("ar", "er"), ("c", "k"), ("k", "c"), ("s", "z"), ("y", "i"), ("i", "y"), ("l", "ll"),
    ("t", "tt"), ("r", "rr"), ("ai", "ay"), ("ck", "c"), ("a", "e"), ("e", "a"), ("o", "u"), ("i", "e"), ("e", "i"),
    ("ght", "te"), ("ght", "t"), ("dge", "ge"), ("x", "ks"),
)  # fmt: skip
"""Letters and others that sound like them."""
WORD = re.compile(r"[A-Za-z]{4,}")
"""What is long enough to be read when it is misspelt."""
PER_WORD = 0.25
"""Chance that a word of a noisy sentence is misspelt."""
CHATTY = 0.35
"""Share of noisy sentences that abbreviate words as people do in chats."""
SHORT = {
    "black": "blk blck bk", "white": "wht wh wte whte", "grey": "gry gr", "gray": "gry gr", "silver": "slvr slv silv",
    "blue": "blu bl", "green": "grn gren", "yellow": "ylw yel yllw", "orange": "orng org orng", "brown": "brn brwn",
    "purple": "prpl purp", "red": "rd", "dark": "dk drk", "light": "lt lite lght", "gold": "gld", "beige": "bge",
    "vehicle": "veh vhcl", "vehicles": "vehs", "motorcycle": "mc mcycle", "motorbike": "mbike",
    "hatchback": "hatchbk",
    "sedan": "sed sdn", "pickup": "p/u pkup pu", "truck": "trk truk", "trucks": "trks", "lorry": "lry", "van": "vn",
    "convertible": "conv cabrio", "estate": "est", "taxi": "txi", "minivan": "mvan", "car": "cr", "cars": "crs",
    "with": "w/ w wit", "without": "w/o wo", "please": "plz pls", "check": "chk", "for": "4", "you": "u", "are": "r",
    "the": "da teh th", "thanks": "thx tnx", "straight": "str8 strait strght", "right": "rt rite", "left": "lft lt",
    "turning": "trng turnin", "heading": "hdg headin", "towards": "twds", "stopped": "stpd stopd",
    "parked": "prkd parkd",
    "speed": "spd", "minutes": "mins", "and": "& n", "door": "dr", "camera": "cam", "street": "st", "road": "rd",
    "intersection": "intxn intersec", "junction": "jct jn", "bottom": "btm", "middle": "mid", "center": "ctr",
    "centre": "ctr", "before": "b4", "two": "2", "three": "3", "someone": "sum1", "license": "lic", "number": "no",
    "mercedes": "merc mercedez", "chevrolet": "chev", "volkswagen": "vw vdub", "toyota": "toyta", "hyundai": "hynudai",
}  # fmt: skip
"""Words → how they are shortened in chats."""
CLIPPED = re.compile(r"(?<=[a-z]{2})(?:ing|ed)$", re.IGNORECASE)
COMMA = re.compile(r"(?<=[A-Za-z]), (?=[A-Za-z])")


@dataclass(frozen=True, slots=True)
class Noise:
    """What happens to every word of one sentence.

    :param random: The source of every choice.
    :param typos: Chance that a word of four letters or more is misspelt.
    :param case: Applied to every word; must keep its length.
    :param chat: Chance that a word is shortened, where it has a short form.
    :param tight: Whether commas lose the space behind them.
    """

    random: Random
    typos: float
    case: Callable[[str], str]
    chat: float = 0.0
    tight: bool = False

    @classmethod
    def quiet(cls) -> "Noise":
        """Leave every word as it is."""
        return cls(Random(0), 0.0, _as_is)

    @classmethod
    def draw(cls, random: Random, share: float) -> "Noise":
        """Choose the noise of one sentence; ``share`` of the sentences are misspelt."""
        typos = PER_WORD if random.random() < share else 0.0
        case = random.choices((_as_is, str.lower, str.upper, str.capitalize), (57, 32, 6, 5))[0]
        chat = random.choice((0.3, 0.7)) if random.random() < share * CHATTY else 0.0
        return cls(random, typos, case, chat, chat > 0 and random.random() < 0.4)

    def spoil(self, text: str) -> str:
        """Return the text with its words misspelt and re-cased; white space and marks stay."""
        if self.chat:
            text = re.sub(r"[A-Za-z]{2,}", self._shorten, text)
        if self.typos:
            text = re.sub(r"[A-Za-z]{3,}", self._misspell, text)
        cased = re.sub(r"[^\W\d_]+", lambda word: self.case(word[0]), text)
        return cased if len(cased) == len(text) else text

    def _shorten(self, match: re.Match[str]) -> str:
        word = match[0]
        if self.random.random() >= self.chat:
            return word
        if word.lower() in SHORT:
            return self.random.choice(SHORT[word.lower()].split())
        kind = self.random.random()
        if kind < 0.3:
            return CLIPPED.sub(lambda ending: ending[0][:2] if len(ending[0]) == 3 else ending[0][1:], word)
        return without_vowels(word) if kind < 0.4 and len(word) > 4 else word

    def _misspell(self, match: re.Match[str]) -> str:
        word = match[0]
        return misspell(word, self.random) if self.random.random() < self.typos else word


def misspell(word: str, random: Random) -> str:
    """Swap, drop, double or mistype one letter; the first letter mostly stays."""
    at = random.randrange(1, len(word)) if random.random() < 0.9 else 0
    kind = random.choice(("swap", "drop", "double", "neighbour", "insert", "sound"))
    if kind == "sound":
        return _by_sound(word, random)
    if kind == "swap" and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == "drop":
        return word[:at] + word[at + 1 :]
    if kind == "double":
        return word[:at] + word[at] + word[at:]
    near = random.choice(NEIGHBOURS.get(word[at].lower(), "e"))
    return word[:at] + near + word[at + (kind != "insert") :]


def _by_sound(word: str, random: Random) -> str:
    """Write some letters of a word as they sound: "vehicle" → "vehikle"."""
    fitting = [pair for pair in SOUNDS if pair[0] in word[1:].lower()]
    if not fitting:
        return word
    written, heard = random.choice(fitting)
    at = word.lower().index(written, 1)
    return word[:at] + heard + word[at + len(written) :]


def without_vowels(word: str) -> str:
    """Leave the vowels within a word out: "silver" → "slvr"."""
    return word[0] + re.sub(r"[aeiou]", "", word[1:-1]) + word[-1]


def _as_is(text: str) -> str:
    return text


def respell(query: Query, random: Random, words: int) -> Query:
    """Misspell some words of a sentence and move its keywords along.

    :param words: How many words of four letters or more to misspell, at most.
    """
    for _ in range(words):
        found = list(WORD.finditer(query.text))
        if found:
            match = random.choice(found)
            query = replace_word(query, match.span(), misspell(match[0], random))
    return query


def squeezed(query: Query) -> Query:
    """Leave the space behind commas out, as hurried people do."""
    while match := COMMA.search(query.text):
        query = replace_word(query, match.span(), ",")
    return query


def replace_word(query: Query, span: tuple[int, int], word: str) -> Query:
    """Put a word in the place of other text, which no keyword begins or ends within, and move the keywords along."""
    start, end = span
    shift = len(word) - (end - start)
    text = query.text[:start] + word + query.text[end:]

    def moved(keyword: Keyword) -> Keyword:
        first, last = keyword.start + shift * (keyword.start >= end), keyword.end + shift * (keyword.end >= end)
        return replace(keyword, text=text[first:last], start=first, end=last)

    return Query(text, tuple(Target(tuple(map(moved, t.keywords)), t.role) for t in query.targets))
