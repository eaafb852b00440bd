"""Filters beside the sentence, each a small menu: attributes, cameras, zones and times, order and least score."""

from collections.abc import Sequence
from datetime import date, datetime, time

import streamlit as st

from vehiclefinder import AttributeFilter, Order, Scope
from vehiclefinder.control import CHOICES

from .address import SearchAddress
from .page import PageContext, site_clock
from .sentence_chips import TONES, kind_of
from .words import words

ORDERS: dict[Order | None, str] = {
    None: "As asked",
    Order.BEST: "Best first",
    Order.NEWEST: "Newest first",
    Order.OLDEST: "Oldest first",
    Order.FASTEST: "Fastest first",
    Order.SLOWEST: "Slowest first",
    Order.LONGEST_STOP: "Longest stop first",
    Order.SHORTEST_STOP: "Shortest stop first",
    Order.NEAREST: "Nearest first",
    Order.FARTHEST: "Farthest first",
    Order.LEFT_TO_RIGHT: "Left to right",
    Order.RIGHT_TO_LEFT: "Right to left",
}
"""What comes first; as the sentence asks, or else the best."""


def filters(context: PageContext) -> None:
    """Draw the filters; what is chosen is read by :func:`app.ui.search_state.current`."""
    with st.popover("Vehicle", icon=":material/tune:"):
        _attributes()
    with st.popover("Where and when", icon=":material/videocam:"):
        _choice("Cameras", "cameras", context.room.cameras.names(context.who), "All cameras")
        if zones := context.room.cameras.zones(context.who):
            _zones(zones)
        moment("From", time.min)
        moment("To", time.max)
    with st.popover("Order", icon=":material/sort:"):
        st.selectbox("Order", list(ORDERS), key="order", format_func=ORDERS.__getitem__)
        st.slider("Least score", 0.0, 1.0, step=0.05, key="least")


def attributes_of(asked: SearchAddress) -> tuple[AttributeFilter, ...]:
    """Return what was chosen of what a vehicle must be."""
    chosen = tuple(AttributeFilter(label, "|".join(values)) for label, values in (asked.attributes or {}).items())
    return (*chosen, *([AttributeFilter("vehicle_velocity", asked.speed)] if asked.speed else []))


def scope_of(asked: SearchAddress) -> Scope:
    """Return where and when to look.

    :raises ValueError: The range of time ends before it begins.
    """
    return Scope(
        asked.show,
        asked.cameras,
        asked.since,
        asked.until,
        zones=asked.zones,
        unheard=asked.unheard,
        order=asked.order,
        least=asked.least,
    )


def _choice(name: str, key: str, options: Sequence[str], placeholder: str) -> None:
    st.session_state[key] = [one for one in st.session_state.get(key, ()) if one in options]
    st.multiselect(name, options, placeholder=placeholder, key=key)


def _zones(zones: Sequence[tuple[str, str]]) -> None:
    st.session_state["zones"] = [one for one in st.session_state.get("zones", ()) if one in zones]
    st.multiselect("Zones", zones, placeholder="Everywhere", key="zones", format_func=" · ".join)


def _attributes() -> None:
    st.caption("They stand instead of what the sentence says of the same.")
    for label, values in CHOICES.items():
        name = TONES[kind_of(label)][0].capitalize()
        st.multiselect(name, values, key=f"attribute {label}", format_func=words)
    st.text_input("Speed", placeholder="over 60 km/h", key="attribute speed", max_chars=50)


def moment(name: str, otherwise: time) -> datetime | None:
    """Ask for a moment by the clock of the site; None while no day is chosen.

    :param otherwise: What time is meant where only a day is chosen.
    """
    left, right = st.columns(2)
    day: date | None = left.date_input(name, None, key=f"{name} day", persist_state="session")
    at: time | None = right.time_input("at", None, key=f"{name} time", disabled=day is None, persist_state="session")
    return site_clock().at(day, at or otherwise) if day else None
