"""Telegraph style, in which police and dispatchers write: "BOLO WHI/GRY 03 FORD F150 PK LSW NB I-95"."""

import re
from collections.abc import Iterable, Sequence

from ner.grouping import Attach, Mention

_PROSE = """
a an the this that these those any some all every each no not and or but nor is are was were be been has have had do
does did will would can could should who which what where when whose how i we you he she it they me us him her them
my our your his its their there here in on at of to by from with without into onto over under behind before after
near beside between past through towards for as if than so then please show find
"""
PROSE = frozenset(_PROSE.split())
"""Function words, of which a telegram has few."""
ALLOWED = 2
"""Function words beside each sure code."""
_NEXT = re.compile(r"[,;]")
_AND = re.compile(r"[&+]|\b(?:and|or|also)\b", re.IGNORECASE)
_RELATED = re.compile(
    r"\b(?:v|vs|versus|behind|following|followed\s+by|towing|hit|struck|next\s+to|in\s+front\s+of|ahead\s+of|f/b)\b",
    re.I,
)
"""What stands between two vehicles."""
_BOTH = re.compile(r"\b(?:both|all)\s*$", re.IGNORECASE)
_HEADING = re.compile(r"vehs|vehicles|cars", re.IGNORECASE)
"""What names all the vehicles that follow."""
_COLOUR, _BRAND, _MODEL, _TYPE = "vehicle_color", "vehicle_brand", "vehicle_model", "vehicle_type"


def is_telegraph(words: Sequence[str], sure: int, unsure: int, codes: int, capitals: bool) -> bool:
    """Tell whether a line is written in telegraph style.

    It is where at least one *sure* code stands in it, one that is no word ("WHI", "TOYT", "4DR"), and no more than two
    function words for each of these; where a line in capitals has no function word and a code that may be a word or
    mean something else ("RED BUICK 4D"); or where it is nothing but codes and numbers, two codes at least ("tan sw").
    Capitals alone say nothing: people type whole sentences in them, and telegrams without. "RED CAR TURNING LEFT ON
    CAMERA 3" has no code, so it is a sentence; "blk 4dr sed" is a telegram.

    :param words: Of the line, in lower case, without those of codes.
    :param sure: How many sure codes it has.
    :param unsure: How many others.
    :param codes: How many of all kinds, with those that mean what they mean in a sentence, too ("RED", "FORD").
    :param capitals: Whether it has no small letter.
    """
    others = [word for word in words if not word.isdigit()]
    functions = sum(word in PROSE for word in others)
    if sure:
        return functions <= ALLOWED * sure
    several = len(others) + codes > 1
    return several and ((capitals and unsure > 0 and not functions) or not others)


def bound_in_order(mentions: Sequence[Mention], text: str) -> list[Attach]:
    """Bind the mentions of a telegram: it names one vehicle after the other, each with all that is said of it.

    A vehicle ends where another make or model is named, where another type stands behind a comma or anything behind
    "and" or "behind", and before a second colour that a name follows. "2 VEHS" before them and what follows "BOTH" are
    all vehicles'.

    :param mentions: In the order of the line.
    :param text: The line.
    """
    vehicles: list[list[int]] = [[]]
    waiting: list[int] = []
    shared: set[int] = set()
    for place, mention in enumerate(mentions):
        here = vehicles[-1]
        gap = text[mentions[place - 1].end : mention.start] if place else ""
        said = _families(mentions[i] for i in here)
        if _BOTH.search(gap) or (not place and _HEADING.fullmatch(text, mention.start, mention.end)):
            shared.add(place)
        elif mention.names_vehicle and said & {_BRAND, _MODEL, _TYPE} and (waiting or _is_another(mention, said, gap)):
            vehicles.append([*waiting, place])
            waiting = []
        elif _families([mention]) == {_COLOUR} and said & {_BRAND, _MODEL, _TYPE} and (waiting or _COLOUR in said):
            waiting.append(place)
        else:
            here += [*waiting, place]
            waiting = []
    vehicles[-1] += waiting
    if len(vehicles) == 1:
        vehicles, shared = [sorted({*vehicles[0], *shared})], set()
    attach = _attached(mentions, vehicles)
    return [Attach.ALL if place in shared else kind for place, kind in enumerate(attach)]


def _is_another(mention: Mention, said: set[str], gap: str) -> bool:
    named = _families([mention])
    if _RELATED.search(gap):
        return True
    parted = _AND.search(gap) is not None or (_NEXT.search(gap) is not None and _TYPE in named)
    return bool(said & named & {_BRAND, _MODEL}) or (_TYPE in said and parted)


def _families(mentions: Iterable[Mention]) -> set[str]:
    return {keyword.label for mention in mentions for keyword in mention.keywords if not keyword.negated}


def _attached(mentions: Sequence[Mention], vehicles: Sequence[Sequence[int]]) -> list[Attach]:
    attach = [Attach.PREVIOUS] * len(mentions)
    for vehicle in vehicles:
        head = next((place for place in vehicle if mentions[place].names_vehicle), None)
        for place in vehicle:
            if head is not None and place <= head:
                attach[place] = Attach.SELF if place == head else Attach.NEXT
    return attach
