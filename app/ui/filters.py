"""Filters beside the sentence: attributes, cameras, a range of time, order, least score and number of results."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

import streamlit as st

from vehiclefinder import AttributeFilter, Order, Scope
from vehiclefinder.control import CHOICES

from .page import site_clock
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
KEPT: Literal["session"] = "session"
"""A glance at another page forgets no filter."""


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """What was chosen."""

    attributes: tuple[AttributeFilter, ...]
    scope: Scope

    @property
    def narrow(self) -> bool:
        """True where cameras, zones or times are chosen."""
        return bool(self.scope.cameras or self.scope.zones or self.scope.timed)

    @property
    def labels(self) -> frozenset[str]:
        """Labels that the filters speak of."""
        return frozenset(one.label for one in self.attributes)


def filters(cameras: Sequence[str], zones: Sequence[tuple[str, str]]) -> SearchFilters:
    """Draw the filters.

    :param zones: Camera and name of each.
    :raises ValueError: The range of time ends before it begins.
    """
    row = st.columns([1, 1, 1, 1], vertical_alignment="bottom")
    with row[0].popover("Attributes", icon=":material/tune:", width="stretch"):
        attributes = _attributes()
    with row[1].popover("Where and when", icon=":material/videocam:", width="stretch"):
        chosen = st.multiselect("Cameras", cameras, placeholder="All cameras", key="cameras", persist_state=KEPT)
        within = _zones(zones)
        since, until = moment("From", time.min), moment("To", time.max)
    with row[2].popover("Order", icon=":material/sort:", width="stretch"):
        order = st.selectbox("Order", list(ORDERS), key="order", format_func=ORDERS.__getitem__, persist_state=KEPT)
        least = st.slider("Least score", 0.0, 1.0, 0.0, 0.05, key="least", persist_state=KEPT)
    k = row[3].select_slider("Results", [4, 8, 12, 24, 48, 96], 12, key="k", persist_state=KEPT)
    scope = Scope(k, tuple(chosen), since, until, zones=tuple(within), order=order, least=least)
    return SearchFilters(attributes, scope)


def _zones(zones: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    if not zones:
        return []
    return st.multiselect(
        "Zones", zones, placeholder="Everywhere", key="zones", format_func=" · ".join, persist_state=KEPT
    )


def _attributes() -> tuple[AttributeFilter, ...]:
    st.caption("They stand instead of what the sentence says of the same attribute.")
    found = []
    for label, values in CHOICES.items():
        picked = st.multiselect(
            TONES[kind_of(label)][0].capitalize(),
            values,
            key=f"attribute {label}",
            format_func=words,
            persist_state=KEPT,
        )
        if picked:
            found.append(AttributeFilter(label, "|".join(picked)))
    speed = st.text_input("Speed", placeholder="over 60 km/h", key="attribute speed", max_chars=50, persist_state=KEPT)
    if speed := speed.strip():
        found.append(AttributeFilter("vehicle_velocity", speed))
    return tuple(found)


def moment(name: str, otherwise: time) -> datetime | None:
    """Ask for a moment by the clock of the site; None while no day is chosen.

    :param otherwise: What time is meant where only a day is chosen.
    """
    left, right = st.columns(2)
    day: date | None = left.date_input(name, None, key=f"{name} day", persist_state=KEPT)
    at: time | None = right.time_input("at", None, key=f"{name} time", disabled=day is None, persist_state=KEPT)
    return site_clock().at(day, at or otherwise) if day else None
