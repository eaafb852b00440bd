"""What two vehicles share that is said of neither: "neither the car nor the bus exceeded 50 km/h"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ner.keywords import Keyword, Target
from ner.labels import NOUNS

_NEITHER = re.compile(r"\bneither\s+(?P<one>[^,;.]*?)\s+nor\s+(?P<other>[^,;.]+)", re.IGNORECASE)
_SAID = frozenset({"vehicle_motion", "vehicle_velocity", "vehicle_range", "vehicle_orientation", "vehicle_location"})
"""Labels of what may be said of both."""


def said_of_neither(targets: Sequence[Target], text: str) -> tuple[Target, ...]:
    """Let both vehicles be looked for, without what is said of neither; where nothing is said, both are ruled out.

    :param targets: In the order of the sentence.
    :param text: It.
    """
    match = _NEITHER.search(text) if "either" in text.lower() else None
    if match is None:
        return tuple(targets)
    keywords = [keyword for target in targets for keyword in target.keywords]
    nouns = [k for k in keywords if k.label in NOUNS and match.start("other") <= k.start < match.end("other")]
    behind = max((k.end for k in nouns), default=match.end())
    said = [k for k in keywords if k.label in _SAID and behind <= k.start < match.end()]
    if not said:
        return tuple(targets)
    shared = tuple(replace(keyword, negated=True) for keyword in dict.fromkeys(said))

    def wanted(keyword: Keyword) -> Keyword:
        return replace(keyword, negated=False) if match.start() <= keyword.start < match.end() else keyword

    def of(target: Target) -> Target:
        own = [wanted(keyword) for keyword in target.keywords if keyword not in said]
        both = any(match.start() <= keyword.start < match.end() for keyword in own)
        return replace(target, keywords=(*own, *shared) if both else tuple(own))

    return tuple(map(of, targets))
