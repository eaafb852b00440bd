"""Whether colours of a sentence are those of one vehicle at once, and colour on a vehicle that is no paint."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ner.keywords import Keyword
from ner.values import canonical

ALIKE = frozenset(
    frozenset(pair.split())
    for pair in (
        "white silver", "white beige", "white grey", "silver grey", "silver beige", "grey black", "grey blue",
        "black blue", "beige yellow", "beige brown", "brown red", "brown orange", "red orange", "red pink",
        "pink purple", "purple blue", "blue green", "yellow orange",
    )
)  # fmt: skip
"""Colours that are taken for each other: "silver/grey" leaves open which of them it is."""
_AND = re.compile(
    r"[\s,-]*(?:and|&|\+)[\s,-]*(?:(?:half|part(?:ly)?)\s+)?|[\s,]*(?:half|part(?:ly)?)\s+", re.IGNORECASE
)
_WITH = re.compile(r"\bwith\b", re.IGNORECASE)
_BESIDE = re.compile(r"[\s/-]*")
_LIST = re.compile(r"[\s,]*")
_PLURAL = re.compile(r"[^us]s$", re.IGNORECASE)
_TRIM = re.compile(
    r"(?:[\s,]+(?:with|has|having|and|an?|the|its|two|three|thick|thin|broad|wide|narrow|big|small|long|diagonal|dark"
    r"|light|bright))*[\s,]+(?P<all>(?P<colour>[a-z]+)(?:\s+and\s+[a-z]+)?\s+(?:stripe[sd]?|bands?|lines?|writing"
    r"|lettering|letters|logos?|markings?|decals?|graphics|livery|squares|checks|panels?"
    r"|roofs?(?:\s+(?:racks?|bars?|rails?|box(?:es)?|lights?|signs?))?))\b",
    re.IGNORECASE,
)


TRIM = "stripes, lettering and roofs are not told apart from the paint"


@dataclass(frozen=True, slots=True)
class Trim:
    """Colour that is no paint: "blue stripe".

    :param text: The words.
    :param start: Their first character.
    :param colour: Its colour, or the first of them.
    """

    text: str
    start: int
    colour: str

    def __contains__(self, keyword: Keyword) -> bool:
        """Whether a keyword is among the words."""
        return self.start <= keyword.start < self.start + len(self.text)


def at_once(colours: Sequence[Keyword], others: Iterable[Keyword], sentence: str) -> bool:
    """Tell whether colours are seen on one vehicle at once: "yellow and white van", not "white or black car".

    "White and black cars" may be of either; "silver/grey" is one colour of which it is not sure.

    :param colours: Those of one vehicle, in the order of the sentence.
    :param others: Its other keywords.
    """
    between = [(a, b, sentence[a.end : b.start]) for a, b in pairwise(colours)]
    if any(_WITH.search(text) for _, _, text in between):
        return True
    joined = any(_AND.fullmatch(text) or (_BESIDE.fullmatch(text) and not _alike(a, b)) for a, b, text in between)
    listed = all(_AND.fullmatch(t) or _BESIDE.fullmatch(t) or _LIST.fullmatch(t) for _, _, t in between)
    return joined and listed and not any(_is_plural(one, colours[-1], sentence) for one in others)


def trim_of(keywords: Iterable[Keyword], sentence: str) -> Trim | None:
    """Return the colour that stands behind one of a vehicle's keywords and is no paint, or None."""
    for keyword in keywords:
        found = _TRIM.match(sentence, keyword.end)
        if found and canonical("vehicle_color", found["colour"]):
            return Trim(found["all"], found.start("all"), found["colour"].lower())
    return None


def _alike(one: Keyword, other: Keyword) -> bool:
    """Whether two colours may be one: taken for each other, or one of them several, as a finish is ("metallic")."""
    values = (one.value or one.text, other.value or other.text)
    return frozenset(values) in ALIKE or any("|" in value for value in values)


def _is_plural(noun: Keyword, colour: Keyword, sentence: str) -> bool:
    """Whether a noun in the plural follows upon a colour."""
    follows = noun.start > colour.end and not sentence[colour.end : noun.start].strip()
    return noun.label == "vehicle_type" and follows and bool(_PLURAL.search(noun.text))
