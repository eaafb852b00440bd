"""Wordings that say nothing of a vehicle, known by how they are built: calls by radio, orders, who it is that asks."""

import re

_LETTER = (
    "alpha|alfa|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliett?|kilo|lima|mike|november|oscar|papa|quebec|romeo"
    "|sierra|tango|uniform|victor|whiske?y|x-?ray|yankee|zulu"
)
_NUMBER = r"\d+|one|two|three|four|five|six|seven|eight|nine"
_STATION = (
    rf"(?:(?:operator|units?|control(?:\s+room)?|base|dispatch|patrol|officers?|post|desk|{_LETTER})"
    rf"(?:\s+(?:{_LETTER}|{_NUMBER}))*)"
)
_CALL = (
    rf"\b(?:{_STATION}\s+(?:to|from|calling|for)\s+(?:{_STATION}|all)|this\s+is\s+{_STATION}|^{_STATION}(?=\s*[,:])|over$"
    r"|(?:i\s+)?(?:say\s+again|repeat)(?=\s*(?:[,:.!]|$))|^(?:bolo|atl|apb|be\s+on\s+the\s+look[\s-]?out)\b|10-\d\d?)\b"
)
_ORDERED = (
    r"follow|tail|trail|shadow|chase|pursue|stop|wait|queue|park|pull|get|go|stay|keep|drive|overtake|approach|avoid"
)
_WHERETO = (
    r"after|ahead|along|alongside|at|away|back|behind|beside|by|clear|close|down|for|from|in|near|next|of|off|on|out|over"
    r"|past|round|to|towards?|up|with|(?:in\s+)?front"
)
_BEGINS = (
    r"(?:^|(?<=[,.;:!?]\s)|(?<=\b(?:and|now)\s)|(?<=\bthen\s)|(?<=\bplease\s)|(?<=\bdon['\u2019]t\s)|(?<=\bdo\snot\s))"
)
_ORDER = (
    rf"{_BEGINS}\s*(?:{_ORDERED}|give\s+way)(?:\s+(?:{_WHERETO}))*"
    r"(?=\s+(?:the|that|this|those|these|an?|any|every|each|all|it|him|her|them|when|if|once|until)\b)"
)
_ASKER = (
    r"\b(?:police|detectives?|officers?|investigators?|witness(?:es)?)\s+"
    r"(?:(?:are|is|was|were|have|has|had|would|like|also|now|still|urgently|currently)\s+)*"
    r"(?:look|want|describ|say|said|saw|seen|seek|ask|appeal|report|need|try|tries|hunt|search|believ|think|notic|spot|hop)\w*"
    r"(?:\s+(?:to|for)\s+(?:trace|find|identify|locate|speak|contact|hear)\b)?"
)
SAYING_NOTHING = re.compile(f"(?:{_CALL}|{_ORDER}|{_ASKER})", re.IGNORECASE)
"""A call ("units:"), an order to whoever drives ("queue behind the bus") or who asks ("police are looking for")."""
