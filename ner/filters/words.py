"""The small words around times: what leads into one, joins two, or follows a number that is one."""

import re
from enum import StrEnum

from ner.filters.days import MARK


class Lead(StrEnum):
    """How a time limits what is searched."""

    NONE = ""
    NOT = "not"
    AT = "at"
    ABOUT = "about"
    SINCE = "since"
    FROM = "from"
    AFTER = "after"
    BEFORE = "before"
    BY = "by"
    UNTIL = "until"
    BETWEEN = "between"


LEADS = {lead.value: lead for lead in Lead if lead not in (Lead.NONE, Lead.NOT)} | {
    "@": Lead.AT,
    "near": Lead.ABOUT,
    "later than": Lead.AFTER,
    "earlier than": Lead.BEFORE,
    "till": Lead.UNTIL,
    "btw": Lead.BETWEEN,
}
DENIED = {Lead.AFTER: Lead.UNTIL, Lead.BEFORE: Lead.AFTER}
"""What "not after" and "no earlier than" mean."""
_LEAD = re.compile(
    r"(?:(?P<denied>\b(?:not?|except)|n't)\s+)?"
    r"(?:(?P<lead>@|\b(?:at|near|since|from|after|later\s+than|before|earlier\s+than|by|until|till|between|btw))\s*)?"
    r"(?P<about>\b(?:about|around|approx(?:imately|\.)?|roughly|circa)\s*)?$",
    re.IGNORECASE,
)
_JOIN = re.compile(
    rf"[\s,{MARK}]*(?:(?:and|but)\s+before|and|or|to|till|until|through|&|-|–|—)[\s,{MARK}]*(?:at\s+)?", re.IGNORECASE
)
_FOLLOW = re.compile(
    rf"\s*(?:$|[,.;:?!){MARK}–—-]|(?:on|in|at|by|near|from|with|when|while|where|that|which|who|and|but|or|for|please"
    r"|is|was|via|through|past|this|to|until|till|\w+ing)\b)",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:speeds?|doing|going|driving|lanes?|gears?|distances?|range|ranging|accelerat\w+|slow\w+|chang\w+|switch\w+"
    r"|mov\w+|merg\w+)\s+(?:(?:of|between|from|at)\s+)?$",
    re.IGNORECASE,
)
_REACH = 32


def lead_of(text: str, start: int) -> Lead:
    """Return the word that leads into what starts at ``start``; a day may stand between ("since yesterday 8 am")."""
    match = _LEAD.search(text, max(0, start - _REACH), start)
    if match is None:
        return Lead.NONE
    lead = LEADS[" ".join(match["lead"].lower().split())] if match["lead"] else Lead.NONE
    if match["denied"]:
        return DENIED.get(lead, Lead.NOT)
    if match["about"] and lead in (Lead.NONE, Lead.AT):
        return Lead.ABOUT
    day = len(text[: match.start()].rstrip(" ,"))
    if lead in (Lead.NONE, Lead.AT) and day and text[day - 1] == MARK:
        outer = lead_of(text, len(text[:day].rstrip(MARK)))
        return outer if outer not in (Lead.NONE, Lead.NOT) else Lead.AT
    return lead


def joins(text: str, start: int, end: int) -> bool:
    """Tell whether what stands between two times makes them the ends of one span."""
    return _JOIN.fullmatch(text, start, end) is not None


def joint_of(text: str, start: int) -> int:
    """Return where the word begins that joins two times, after the days that stand beside the first."""
    return start + len(text[start:]) - len(text[start:].lstrip(f" ,{MARK}"))


def is_followed(text: str, end: int) -> bool:
    """Tell whether what follows a number leaves it a time: "at 8 on the left", not "at 8 metres"."""
    return _FOLLOW.match(text, end) is not None


def other_number(text: str, start: int) -> bool:
    """Tell whether what stands before a number makes it a speed, a lane or a distance."""
    return _OTHER.search(text, max(0, start - _REACH), start) is not None
