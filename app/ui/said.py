"""What was understood of a sentence: its words highlighted, and chips that can be taken off."""

from collections.abc import Collection, Sequence
from html import escape

import streamlit as st

from vehiclefinder import Keyword, Query

Span = tuple[str, int, int]
"""Label, first character, one past the last: how a keyword is named."""

TONES = {
    "color": ("colour", "#d1453b"),
    "type": ("type", "#1f6feb"),
    "orientation": ("orientation", "#8250df"),
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


def chips(query: Query, outranked: Collection[str]) -> tuple[Span, ...]:
    """Show a sentence as it was read, and return the keywords to search without.

    :param outranked: Labels that filters speak of, which stand instead of what the sentence says.
    """
    keywords = _once(query.keywords)
    options = {_span(keyword): keyword for keyword in keywords if keyword.label not in outranked}
    kept = st.pills(
        "Understood; click to leave out",
        list(options),
        selection_mode="multi",
        default=list(options),
        format_func=lambda span: _chip(options[span]),
        key=f"chips {query.text} {sorted(outranked)}",
    )
    off = {_span(keyword) for keyword in keywords} - set(kept or ())
    st.html(f'<div class="vf-said">{_marked(query.text, keywords, off)}</div>')
    return tuple(_span(k) for k in query.keywords if any(s <= k.start and k.end <= e for _, s, e in off))


def marked(query: Query) -> str:
    """Return a sentence as HTML, every keyword in it marked."""
    return _marked(query.text, _once(query.keywords), ())


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


def _marked(text: str, keywords: Sequence[Keyword], off: Collection[Span]) -> str:
    """Return the sentence as HTML, every keyword marked."""
    parts, at = [], 0
    for keyword in keywords:
        name, tone = TONES.get(kind_of(keyword.label), (kind_of(keyword.label), "#57606a"))
        said = escape(text[at : keyword.start]), escape(keyword.text)
        crossed = ' class="off"' if _span(keyword) in off else ""
        label = f"not {name}" if keyword.negated else name
        parts.append(f'{said[0]}<mark{crossed} style="--tone:{tone}">{said[1]}<small>{label}</small></mark>')
        at = keyword.end
    return "".join(parts) + escape(text[at:])
