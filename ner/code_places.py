"""Where codes that are no sure ones stand: a colour before a vehicle, a kind of body behind a colour, make or year."""

from ner.code_table import REGISTRATION, Code
from ner.kinds import types_of
from ner.telegram import BRAND, COLOUR, EDGE, FUNCTION, LOOKS, MODEL, NOTHING, TYPE, WORD, YEAR, TelegramWords

CARS = frozenset(("sedan", "hatchback", "coupe", "estate_car", "roadster", "sports_car", "vintage_car"))
"""Bodies of which one make and model may have several: a Civic is a sedan, a hatchback or a coupe."""
HIGH = frozenset(("suv", "mpv"))
"""Bodies that are called station wagons, too, but have no two or four doors."""
BEFORE = {
    COLOUR: frozenset((EDGE, COLOUR, NOTHING, YEAR, BRAND, MODEL, TYPE)),
    BRAND: frozenset((EDGE, COLOUR, NOTHING, YEAR, TYPE)),
    TYPE: frozenset((COLOUR, BRAND, MODEL, YEAR, TYPE)),
}
AFTER = {
    COLOUR: frozenset((*LOOKS, NOTHING, YEAR)),
    BRAND: frozenset((*LOOKS, NOTHING, YEAR, EDGE, WORD, FUNCTION)),
    TYPE: frozenset((*LOOKS, NOTHING, YEAR, EDGE, FUNCTION)),
}
"""Label of an unsure code → what may stand on either side of it."""
_PLACES = frozenset(("corner", "side", "of", "end", "exit", "entrance", "bound", "quadrant", "lane"))
"""Words behind compass points."""
_SHORT_YEAR = 2


def stands(words: TelegramWords, code: Code, at: int, end: int) -> bool:
    """Whether an unsure code stands where such codes do.

    :param words: Of the line.
    :param code: What it may be.
    :param at: Its first word.
    :param end: One past its last.
    """
    before, after = words.before(at), words.after(end)
    if _is_place(words, code, end) or (code.label != COLOUR and words.joined(at, end)):  # "C-HR"
        return False
    if is_doors(words, code, at):
        return before not in (WORD, FUNCTION)
    if code.label == TYPE and before == EDGE:
        return after in (COLOUR, BRAND)
    ends = code.label == COLOUR and after == EDGE and before != EDGE
    if code.label == COLOUR and after == YEAR and len(words.said(end)[0]) == _SHORT_YEAR:
        after = words.after(end + 1)  # "MAR 05 HOND", but no "CAM 12"
    followed = ends or after in AFTER[code.label] or (code.label == TYPE and not code.word)
    return before in BEFORE[code.label] and followed


def is_doors(words: TelegramWords, code: Code, at: int) -> bool:
    """Whether a type code tells doors, too: "4D"."""
    return code.label == TYPE and words.said(at)[0][0].isdigit()


def fits(code: Code, body: str | None, doors: bool) -> bool:
    """Whether a model of some body may be what a code says."""
    if code.label != TYPE or body is None:
        return True
    types = {type_ for value in code.value.split("|") for type_ in types_of(value)}
    bodies = set(body.split("|"))
    return bool(types & bodies) or bool(types & CARS and bodies & (CARS if doors else CARS | HIGH))


def _is_place(words: TelegramWords, code: Code, end: int) -> bool:
    """Whether a code is the state of a number plate ("TN TAG") or a compass point ("SW CORNER")."""
    following = words.codes.get(end)
    plate = following is not None and following.value == REGISTRATION and words.after(end) == NOTHING
    return (code.label == TYPE and plate) or "".join(words.said(end)).lower() in _PLACES
