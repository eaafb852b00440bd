"""What was understood of a sentence: its words highlighted, and what chips say of them."""

from collections.abc import Collection, Sequence
from html import escape

from vehiclefinder import Scope
from vehiclefinder.control import Keyword, Leftover, Query, ScopeField

from .address import Span

TONES = {
    "color": ("colour", "#d1453b"),
    "type": ("type", "#1f6feb"),
    "orientation": ("orientation", "#8250df"),
    "compass": ("compass", "#5e4db2"),
    "location": ("place", "#1a7f37"),
    "motion": ("motion", "#bf8700"),
    "velocity": ("speed", "#bc4c00"),
    "range": ("distance", "#0a7c86"),
    "brand": ("brand", "#57606a"),
    "model": ("model", "#57606a"),
}
"""Kind of keyword -> what operators call it, and its colour."""


def kind_of(label: str) -> str:
    """Return the kind of a label, a key of ``TONES``: "vehicle_type-suv" is a type."""
    return label.removeprefix("vehicle_").partition("-")[0]


def keyword_chips(query: Query, outranked: Collection[str]) -> dict[Span, str]:
    """Return the keywords of a sentence, each with what its chip says.

    :param outranked: Labels that filters speak of, which stand instead of what the sentence says.
    """
    return {_span(one): _chip(one) for one in _once(query.keywords) if one.label not in outranked}


def covered(query: Query, off: Collection[Span]) -> tuple[Span, ...]:
    """Return all keywords of a sentence that lie within those that are left out."""
    return tuple(_span(k) for k in query.keywords if any(s <= k.start and k.end <= e for _, s, e in off))


def limit_chips(given: Scope, where: Scope) -> dict[ScopeField, str]:
    """Return what a sentence says of where and when, and of the answer as a whole, each with what its chip says.

    :param given: Where and when the filters say to look.
    :param where: What became of it by the sentence.
    """
    limits = {}
    if (where.cameras, where.excluded) != (given.cameras, given.excluded):
        limits[ScopeField.CAMERAS] = (
            f"camera: {', '.join((*where.cameras, *(f'not {name}' for name in where.excluded)))}"
        )
    if where.times != given.times:
        limits[ScopeField.TIMES] = f"time: {where.time_words}"
    if (where.zones, where.excluded_zones) != (given.zones, given.excluded_zones):
        said = (*where.zones, *(("not", *zone) for zone in where.excluded_zones))
        limits[ScopeField.ZONES] = f"zone: {', '.join(map(_zone, said))}"
    if (where.order, where.count) != (given.order, given.count):
        asked = (*filter(None, [where.order]), *(["how many"] if where.count else []))
        kind = "order" if where.order else "count"
        limits[ScopeField.ORDER] = f"{kind}: {', '.join(asked).replace('_', ' ')}"
    return limits


def _zone(words: Sequence[str]) -> str:
    """Return "bus lane of gate 3", or "not bus lane of gate 3"."""
    *denied, camera, zone = words
    return " ".join((*denied, zone, "of", camera))


def marked(query: Query, unchecked: Sequence[Leftover] = (), off: Collection[Span] = ()) -> str:
    """Return a sentence as HTML, every keyword in it marked, and what nobody used of it.

    :param off: Keywords that are left out.
    """
    return _marked(query.text, _once(query.keywords), unchecked, off)


def _once(keywords: Sequence[Keyword]) -> list[Keyword]:
    """The widest of keywords that overlap: a fine type lies on a brand and a model."""
    widest: list[Keyword] = []
    for keyword in sorted(keywords, key=lambda k: (k.start, -k.end)):
        if not widest or keyword.start >= widest[-1].end:
            widest.append(keyword)
    return widest


def _span(keyword: Keyword) -> Span:
    return keyword.label, keyword.start, keyword.end


def _chip(keyword: Keyword) -> str:
    name, _ = TONES.get(kind_of(keyword.label), (kind_of(keyword.label), ""))
    return f"{name}: {'not ' if keyword.negated else ''}{keyword.text}"


def _marked(text: str, keywords: Sequence[Keyword], unchecked: Sequence[Leftover], off: Collection[Span]) -> str:
    """Return the sentence as HTML, every keyword marked; what nobody used is marked where no keyword stands."""
    left = [one for one in unchecked if not any(k.start < one.end and one.start < k.end for k in keywords)]
    parts, at = [], 0
    spans: list[Keyword | Leftover] = [*keywords, *left]
    for one in sorted(spans, key=lambda span: span.start):
        marking = _unchecked(one) if isinstance(one, Leftover) else _mark(one, off)
        parts.append(escape(text[at : one.start]) + marking)
        at = one.end
    return "".join(parts) + escape(text[at:])


def _mark(keyword: Keyword, off: Collection[Span]) -> str:
    name, tone = TONES.get(kind_of(keyword.label), (kind_of(keyword.label), "#57606a"))
    crossed = ' class="off"' if _span(keyword) in off else ""
    label = f"not {name}" if keyword.negated else name
    return f'<mark{crossed} style="--tone:{tone}">{escape(keyword.text)}<small>{label}</small></mark>'


def _unchecked(leftover: Leftover) -> str:
    return f'<u title="{escape(leftover.reason)}">{escape(leftover.text)}<small>not checked</small></u>'
