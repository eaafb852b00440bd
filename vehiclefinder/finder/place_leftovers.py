"""Words that look like a place and are no camera or zone: why they count for nothing, and what there is instead."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ner.filters.common_words import place_words
from ner.leftovers import Leftover, Reason

_SHOWN = 8
"""Names that are told."""
_LED = re.compile(
    r"(?i:(?:on|at|from|by|near|in|via|past|outside|auf|an|am|bei|beim|von|vom|en|por|sur|au|à|su|sul|sulla|presso|op|na"
    r"|przy|em|no)\s+(?:(?:the|der|dem|la|el|le|de|het)\s+)?)"
)
"""What leads to a name; it begins with a capital."""


def placed(found: Sequence[Leftover], cameras: Iterable[str], zones: Iterable[str]) -> tuple[Leftover, ...]:
    """Say of leftovers that look like a place that nothing is called so, and what there is.

    :param cameras: Names of the cameras that exist for whoever asks; where there is none, nothing else is said.
    :param zones: Names of their zones.
    """
    names = list(dict.fromkeys((*sorted(cameras, key=str.casefold), *sorted(zones, key=str.casefold))))
    if not names:
        return tuple(found)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    reason = f"no camera or zone is called that (there are: {', '.join(names[:_SHOWN])}{more})"
    return tuple(replace(one, reason=reason) if _looks_like_a_place(one) else one for one in found)


def _looks_like_a_place(one: Leftover) -> bool:
    lead = _LED.match(one.text)
    if one.reason == Reason.PLACE or lead is None:
        return one.reason == Reason.PLACE
    name = one.text[lead.end() :]
    capital = name[0].isupper()
    return (one.reason == Reason.PLAIN and capital) or (one.reason == Reason.COMPASS and (capital or _is_road(name)))


def _is_road(name: str) -> bool:
    """Whether a name says a kind of place: "motorway east", where a compass point alone would be a direction."""
    return not place_words().isdisjoint(name.lower().split())
