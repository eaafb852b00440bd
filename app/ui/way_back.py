"""Where a result was opened: which others stood beside it there, and the way back."""

from collections.abc import Sequence
from typing import NoReturn

import streamlit as st

from .component import component

SHOWN, PLACE = "shown", "address where it is shown"
"""Where it is kept which tracks were shown last, in their order, and where, empty for the page of searches."""


def show_beside(tracks: Sequence[int], place: str = "") -> None:
    """Remember what is shown, for the page of whichever is opened.

    :param place: Address to go back to; that of the last search where it is empty.
    """
    st.session_state.update({SHOWN: tuple(tracks), PLACE: place})


def beside() -> tuple[int, ...]:
    """Return the tracks among which one was opened."""
    shown: tuple[int, ...] = st.session_state.get(SHOWN, ())
    return shown


def place() -> str:
    """Return the address where they were shown, empty for that of the last search."""
    address: str = st.session_state.get(PLACE, "")
    return address


def go(address: str) -> NoReturn:
    """Go to another page."""
    component("navigate")(data={"to": address}, key=f"navigate {address}")
    st.stop()
