"""The operators' dashboard: pages over the control room, one module each."""

from collections.abc import Callable

import streamlit as st

from . import result, search
from .shell import STYLE, Desk, open_desk, told_plainly

NAMES = {
    "search": ("Search", ":material/search:", search.page),
    "result": ("Result", ":material/movie:", result.page),
}
"""Path -> title, icon and what draws the page."""


def run() -> None:
    """Draw the page that was asked for."""
    st.set_page_config("VehicleFinder", ":material/directions_car:", layout="wide")
    st.html(STYLE)
    with told_plainly():
        desk = open_desk()
        pages = {
            path: st.Page(_of(draw, desk), title=title, icon=icon, url_path=path)
            for path, (title, icon, draw) in NAMES.items()
        }
        st.session_state["pages"] = pages
        chosen = st.navigation(list(pages.values()), position="top")
        _who(desk)
        chosen.run()


def _of(draw: Callable[[Desk], None], desk: Desk) -> Callable[[], None]:
    def page() -> None:
        with told_plainly():
            draw(desk)

    return page


def _who(desk: Desk) -> None:
    """Say who is logged in, and to what."""
    with st.sidebar:
        st.caption(
            f"{desk.who.name}, {desk.who.role}" if desk.with_accounts else "This machine alone, without accounts"
        )
        if desk.with_accounts:
            st.html('<a href="/logout" target="_self">Log out</a>')
