"""Words of negation that rule nothing out: "more than 3", "isn't that a bus?", "not sure", "do not lose it"."""

import re

_NOT = r"(?:do\s+not|does\s+not|did\s+not|don\W?t|doesn\W?t|didn\W?t|can\W?t|cannot|can\s+not|couldn\W?t|never)"
_ASKS = r"(?:is|was|are|were|do|does|did|has|have|had|can|ca|could|wo|would)n\W?t\s+"
_WHO = r"(?:that|it|this|there|those|these|you|we|he|she|they)"
_HARMLESS = re.compile(
    rf"""
    (?:\b(?:no|not|never|nor)\s+(?:any\s+)?)?(?!(?:other|rather|different)\b)\b(?:less|\w+er|more(?:\s+\w+)?)\s+than\b
    |\bnot\s+(?:only|just|merely|simply)\b|\bnothing\s+but\b|\bnone\s+other\s+than\b
    |(?:^\s*{_ASKS}(?:the|an?|any|some)(?=.*\?)|(?:^|[,.;:!]\s*|\b(?:why|and|so)\s+){_ASKS}{_WHO})\b
    |\bnorth(?:ern|wards?|bound|[\s-]?(?:east|west)\w*)?\b
    |\bno\s+(?:idea|clue|doubt|question|problem|worries|wonder|rush|hurry|matter)\b
    |\b(?:not|isn\W?t|aren\W?t|wasn\W?t)\s+(?:\w+\s+|100%\s+){{0,2}}?(?:sure|certain|positive|urgent)\b
    |\b{_NOT}\s+(?:really\s+)?(?:know|remember|recall|tell|say|care|mind|worry|see|find|spot|locate|identify|make\s+out)\b
    |\bnever\s*mind\s+(?:about\s+)?(?:the|its|which|what)?\s*(?:colou?r|plates?|make|model|brand|driver|time|speed|year)\b
    |(?:^|[,.;:!]\s*|\b(?:please|pls|but|and)\s+)(?:do\s+not|don\W?t|never)\s+
     (?:lose|let|miss|forget|overlook|neglect|ignore|stop|drop|hit|touch|pass|overtake|block|take\s+your\s+eyes)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Counts, comparisons, questions, doubts, orders to keep an eye on something, and north, which looks like "not"."""
_RULES_OUT = re.compile(
    r"\b(?:not?|non|never|neither|nor|none|nothing|nobody|without|w/o|except\w*|but|exclud\w*|ignor\w*|skip\w*|omit\w*"
    r"|hid(?:e|ing)|lea(?:ve|ving)\s+out|other\s+than|apart\s+from|rather\s+than|instead|different|besides|bar|minus"
    r"|save|disregard\w*|filter\w*|drop\w*|remov\w*|discard\w*|forget|rid|rule\s+out|out|fail\w*|refus\w*|counting"
    r"|cannot|aint|(?:is|was|are|were|do|does|did|has|have|had|ca|could|wo|would)nt)\b|n\Wt\b|(?:^|\s)-\w",
    re.IGNORECASE,
)


_BEFORE = re.compile(r"\bneg(?:ative)?\s+(?:on\s+)?(?:an?\s+|the\s+)?$")
_BEFORE_MAKE = re.compile(r"\b(?:neither|nor|not)\s+(?:an?|the)\s+$")
_BEFORE_MOTION = re.compile(
    r"(?:\b(?:not|never|(?:failed|fails|failing|refused|refuses)\s+to|(?:did|does|do|is|are|was|were|has|had)nt)|n['\u2019]t)\s+$",
    re.IGNORECASE,
)
_LONGEST = 24
"""Characters that either of them may take."""


def ruled_out_before(text: str, start: int, of_make: bool = False, of_motion: bool = False) -> bool:
    """Tell whether what stands before a keyword rules it out for certain: "taxi -yellow", "NEG VAN", "not a Crown Vic".

    :param start: First character of the keyword.
    :param of_make: Whether it names a make.
    :param of_motion: Whether it tells a motion: "did not stop".
    """
    if of_motion:
        return _BEFORE_MOTION.search(text[max(0, start - _LONGEST) : start]) is not None and may_rule_out(text)
    if text[start] == "-" or text[start - 1 : start] == "-":
        return start < 2 or text[start - 1 - (text[start] != "-")].isspace()
    before = text[max(0, start - _LONGEST) : start].lower()
    if "ne" not in before and "no" not in before:  # most are told sooner so
        return False
    told = _BEFORE.search(before) or (of_make and _BEFORE_MAKE.search(before))
    return bool(told) and may_rule_out(text)


def may_rule_out(text: str) -> bool:
    """Tell whether a sentence may rule anything out: false where each of its words of negation is a harmless one.

    It is true of a sentence without any such word: what is misspelt is left to the tagger.
    """
    left, harmless = _HARMLESS.subn(" ", text)
    return not harmless or _RULES_OUT.search(left) is not None
