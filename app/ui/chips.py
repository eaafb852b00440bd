"""One row of chips under the sentence: what was understood of it and every filter; a click takes one off."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from vehiclefinder import Scope
from vehiclefinder.control import ScopeField

from .address import SHORT, SearchAddress, Span
from .filters import ORDERS, attributes_of
from .page import PageContext
from .sentence_chips import TONES, covered, keyword_chips, kind_of, limit_chips, marked
from .words import words

KEY = "chips"
Said = dict[Span | ScopeField, str]
Filters = dict[str, Callable[[], None]]
"""What a filter says -> what takes it away."""


def chips(context: PageContext, asked: SearchAddress, given: Scope) -> tuple[Span, ...]:
    """Draw the chips of what is asked.

    :param given: Where and when the filters say to look.
    :returns: All keywords that the sentence is searched without.
    """
    said, without = _said(context, asked, given)
    filters = _filters(context, asked)
    named: dict[str, str] = {str(one): text for one, text in said.items()} | {text: text for text in filters}
    if not named:
        return without
    st.session_state[KEY] = [str(one) for one in said if not _off(one, asked)] + list(filters)
    st.pills(
        "Understood and chosen; click to leave out",
        list(named),
        selection_mode="multi",
        format_func=named.__getitem__,
        key=KEY,
        label_visibility="collapsed",
        on_change=partial(_changed, said, filters),
    )
    return without


def _said(context: PageContext, asked: SearchAddress, given: Scope) -> tuple[Said, tuple[Span, ...]]:
    """Return what the sentence says, and which keywords of it are left out; show it where part of it is not used."""
    if not asked.sentence or asked.similar is not None:
        return {}, ()
    heard = replace(given, unheard=frozenset())
    understood = context.room.search.understanding(context.who, asked.sentence, heard)
    if understood.unchecked:
        st.html(f'<div class="vf-sentence">{marked(understood.query, understood.unchecked, asked.without)}</div>')
    outranked = {one.label for one in attributes_of(asked)}
    said: Said = dict(keyword_chips(understood.query, outranked).items())
    said.update(limit_chips(heard, understood.where).items())
    return said, covered(understood.query, asked.without)


def _off(one: Span | ScopeField, asked: SearchAddress) -> bool:
    return one in asked.unheard if isinstance(one, ScopeField) else one in asked.without


def _changed(said: Said, filters: Filters) -> None:
    """Leave out what was taken off; a filter that was is there no more."""
    kept = set(st.session_state[KEY])
    off = [one for one in said if str(one) not in kept]
    st.session_state["off"] = tuple(one for one in off if not isinstance(one, ScopeField))
    st.session_state["unheard"] = frozenset(one for one in off if isinstance(one, ScopeField))
    for text, clear in filters.items():
        if text not in kept:
            clear()


def _filters(context: PageContext, asked: SearchAddress) -> Filters:
    """Return what the filters say, each with what takes it away."""
    alike = {} if asked.similar is None else {f"like track {asked.similar}": partial(_set, similar=None)}
    return alike | _attributes(asked) | _places(asked) | _times(context, asked) | _order(asked)


def _attributes(asked: SearchAddress) -> Filters:
    chosen = asked.attributes or {}
    found: Filters = {
        f"{TONES[kind_of(label)][0]}: {' or '.join(map(words, chosen[label]))}": partial(
            _set, **{f"attribute {label}": []}
        )
        for label in SHORT.values()
        if chosen.get(label)
    }
    return found | ({f"speed: {asked.speed}": partial(_set, **{"attribute speed": ""})} if asked.speed else {})


def _places(asked: SearchAddress) -> Filters:
    cameras: Filters = {f"camera: {camera}": partial(_drop, "cameras", camera) for camera in asked.cameras}
    return cameras | {
        f"zone: {zone} of {camera}": partial(_drop, "zones", (camera, zone)) for camera, zone in asked.zones
    }


def _times(context: PageContext, asked: SearchAddress) -> Filters:
    moments = {"From": asked.since, "To": asked.until}
    return {
        f"{name.lower()} {context.room.clock.minute(at)}": partial(_set, **{f"{name} day": None, f"{name} time": None})
        for name, at in moments.items()
        if at
    }


def _order(asked: SearchAddress) -> Filters:
    found: Filters = {}
    if asked.order:
        found[f"order: {ORDERS[asked.order].lower()}"] = partial(_set, order=None)
    if asked.least:
        found[f"score: at least {asked.least:.2f}"] = partial(_set, least=0.0)
    return found


def _set(**values: object) -> None:
    st.session_state.update(values)


def _drop(key: str, one: object) -> None:
    st.session_state[key] = [other for other in st.session_state[key] if other != one]
