"""The small words around times: what leads into one, joins two, or follows a number that is one."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from ner.filters.named import CAMERA_MARK, MARK


class Lead(StrEnum):
    """How a time limits what is searched."""

    NONE = ""
    AT = "at"
    ABOUT = "about"
    SINCE = "since"
    FROM = "from"
    AFTER = "after"
    BEFORE = "before"
    BY = "by"
    UNTIL = "until"
    BETWEEN = "between"


LEADS = {lead.value: lead for lead in Lead if lead is not Lead.NONE} | {
    "@": Lead.AT,
    "near": Lead.ABOUT,
    "on or after": Lead.SINCE,
    "at or after": Lead.SINCE,
    "on or before": Lead.UNTIL,
    "at or before": Lead.UNTIL,
    "later than": Lead.AFTER,
    "earlier than": Lead.BEFORE,
    "prior to": Lead.BEFORE,
    "till": Lead.UNTIL,
    "up to": Lead.UNTIL,
    "up until": Lead.UNTIL,
    "btw": Lead.BETWEEN,
}
DENIED = {Lead.AFTER: Lead.UNTIL, Lead.BEFORE: Lead.AFTER, Lead.UNTIL: Lead.AFTER}
"""What "not after" and "no earlier than" mean."""
_LEAD = re.compile(
    r"(?:(?P<denied>\b(?:not?|never|except(?:\s+for)?|excluding|ignoring|apart\s+from)|n't)\s+)?"
    r"(?P<soon>\b(?:shortly|just|soon|immediately)\s+)?"
    r"(?:(?P<lead>@|\b(?:(?:on|at)\s+or\s+(?:after|before)|at|near|since|from|after|later\s+than|before"
    r"|earlier\s+than|prior\s+to|by|up\s+(?:to|until)|until|till|between|btw))\s*)?(?:\b(?:exactly|precisely)\s+)?(?P<about>\b(?:about|around|approx(?:imately|\.)?|roughly|circa)\s*)?$",
    re.IGNORECASE,
)
_JOIN = re.compile(
    rf"[\s,{MARK}]*(?:(?:(?:and|but)\s+)?before|and|or|to|till|until|through|&|-|–|—)[\s,{MARK}]*(?:at\s+)?",
    re.IGNORECASE,
)
_LIST = re.compile(
    rf"[\s,{MARK}]*(?:,|and|or|&|plus|as\s+well\s+as)(?:\s+(?:again|also|then))?[\s,{MARK}]*(?:(?:at|between|from)\s+)?",
    re.IGNORECASE,
)
_NOW = re.compile(
    rf"[\s{MARK}]*(?:(?:-|to|until|till|and)\s+(?:right\s+)?now\b|\bonwards?\b|\bon(?=\s*(?:$|[,.;:?!])))",
    re.IGNORECASE,
)
_FOLLOW = re.compile(
    rf"\s*(?:$|[,.;:?!){MARK}{CAMERA_MARK}–—-]|(?:on|in|at|by|near|from|with|when|while|where|that|which|who|and|but|or|for|please"
    r"|is|was|via|through|past|this|to|until|till|since|before|after|from|during|except|not|only|again|as|every|each|onwards?|\w+ing)\b)",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:(?:speeds?|doing|going|driving|gears?|distances?|range|ranging|accelerat\w+|slow\w+|chang\w+|switch\w+|mov\w+"
    r"|merg\w+|lanes)\s+(?:(?:of|between|from|at)\s+)?"
    r"|(?:lane|routes?|bus|line|number|exits?|bays?|gates?|rooms?|doors?)\s+(?:of\s+)?)$",
    re.IGNORECASE,
)
_REACH = 32


@dataclass(frozen=True, slots=True)
class Leading:
    """What leads into a time.

    :param lead: How it limits what is searched.
    :param start: Where the words begin that say so.
    :param denied: It is ruled out.
    :param soon: "shortly after".
    :param turned: A word like "not" made it the opposite: "not before".
    :param outer: The lead is that of a day which stands between ("since yesterday 8 am").
    """

    lead: Lead
    start: int
    denied: bool = False
    soon: bool = False
    turned: bool = False
    outer: bool = False


@lru_cache(maxsize=1024)  # of many days in a row each asks for those before it
def lead_of(text: str, start: int) -> Leading:
    """Return the words that lead into what starts at ``start``."""
    match = _LEAD.search(text, max(0, start - _REACH), start)
    if match is None:
        return Leading(Lead.NONE, start)
    lead = LEADS[" ".join(match["lead"].lower().split())] if match["lead"] else Lead.NONE
    if match["denied"]:
        opposite = DENIED.get(lead)
        turned = opposite is not None
        return Leading(opposite or lead, match.start(), not turned, match["soon"] is not None, turned)
    if match["about"] and lead in (Lead.NONE, Lead.AT):
        return Leading(Lead.ABOUT, match.start())
    day = len(text[: match.start()].rstrip(" ,"))
    if lead in (Lead.NONE, Lead.AT) and day and text[day - 1] == MARK:
        outer = lead_of(text, len(text[:day].rstrip(MARK))).lead
        return Leading(outer or Lead.AT, match.start(), outer=outer is not Lead.NONE)
    return Leading(lead, match.start(), soon=match["soon"] is not None)


def joins(text: str, start: int, end: int) -> bool:
    """Tell whether what stands between two times makes them the ends of one span."""
    return _JOIN.fullmatch(text, start, end) is not None


def lists(text: str, start: int, end: int) -> bool:
    """Tell whether what stands between two times tells them one after the other: "8 and 9", not "8 to 9"."""
    return _LIST.fullmatch(text, start, end) is not None


def joint_of(text: str, start: int) -> int:
    """Return where the word begins that joins two times, after the days that stand beside the first."""
    return start + len(text[start:]) - len(text[start:].lstrip(f" ,{MARK}"))


def reaches_now(text: str, end: int) -> bool:
    """Tell whether what follows a time makes it the beginning of a span that ends at present."""
    return _NOW.match(text, end) is not None


def is_followed(text: str, end: int) -> bool:
    """Tell whether what follows a number leaves it a time: "at 8 on the left", not "at 8 metres"."""
    return _FOLLOW.match(text, end) is not None


def other_number(text: str, start: int) -> bool:
    """Tell whether what stands before a number makes it a speed, a lane or a distance."""
    return _OTHER.search(text, max(0, start - _REACH), start) is not None
