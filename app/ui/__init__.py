"""The operators' dashboard: pages over the control room, one module each."""

from collections.abc import Callable
from html import escape

import streamlit as st

from vehiclefinder import Role

from . import cameras, cases, feedback, people, result, search, statistics, watch
from .shell import STYLE, Desk, open_desk, told_plainly

NAMES = {
    "search": ("Search", ":material/search:", search.page),
    "result": ("Result", ":material/movie:", result.page),
    "cases": ("Cases", ":material/folder:", cases.page),
    "cameras": ("Cameras", ":material/videocam:", cameras.page),
    "watch": ("Watch", ":material/notifications:", watch.page),
    "statistics": ("Statistics", ":material/bar_chart:", statistics.page),
    "people": ("People", ":material/group:", people.page),
    "feedback": ("Feedback", ":material/thumbs_up_down:", feedback.page),
}
"""Path -> title, icon and what draws the page."""
ADMINS = frozenset({"people"})
"""Pages that exist for admins alone."""


def run() -> None:
    """Draw the page that was asked for."""
    st.set_page_config("VehicleFinder", ":material/directions_car:", layout="wide")
    st.html(STYLE)
    with told_plainly():
        desk = open_desk()
        pages = {
            path: st.Page(_of(draw, desk), title=title, icon=icon, url_path=path)
            for path, (title, icon, draw) in NAMES.items()
            if path not in ADMINS or desk.may(Role.ADMIN)
        }
        st.session_state["pages"] = pages
        chosen = st.navigation(list(pages.values()), position="top")
        chosen.run()
        _who(desk)


def _of(draw: Callable[[Desk], None], desk: Desk) -> Callable[[], None]:
    def page() -> None:
        with told_plainly():
            draw(desk)

    return page


def _who(desk: Desk) -> None:
    """Say who is logged in, and as what."""
    if desk.with_accounts:
        st.html(f'<div class="vf-who">{escape(desk.who.name)}, {desk.who.role} · <a href="/logout">Log out</a></div>')
    else:
        st.html('<div class="vf-who">This machine alone, without accounts</div>')
